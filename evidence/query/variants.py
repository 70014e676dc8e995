"""Other forms of an English word: plural and singular, British and American spelling.

PubMed maps such pairs by a table it does not publish. These are rules of ours for what a
clinician types; they hold for medical English and are meant to find more, not all.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_SHORTEST = 4  # letters: shorter words are names, units and abbreviations
# Whole words whose plural no rule gives.
_IRREGULAR = (
    "child children|man men|woman women|foot feet|tooth teeth|mouse mice|goose geese|ox oxen"
    "|bacterium bacteria|criterion criteria|phenomenon phenomena|ovum ova|serum sera|datum data"
    "|medium media|spectrum spectra|mitochondrion mitochondria|ganglion ganglia|septum septa"
    "|vertebra vertebrae|bursa bursae|fistula fistulae|lamina laminae|larva larvae|aorta aortae"
    "|nucleus nuclei|stimulus stimuli|fungus fungi|thrombus thrombi|embolus emboli"
    "|bronchus bronchi|bacillus bacilli|focus foci|locus loci|calculus calculi|radius radii"
    "|matrix matrices|index indices|appendix appendices|cortex cortices|vertex vertices"
    "|knife knives|life lives|half halves|calf calves|wolf wolves|shelf shelves"
)
# Parts of words: British, American; "^" at the beginning of a word only, "$" at its end.
_SPELLINGS = (
    "^haem hem|^anaemi anemi|ischaem ischem|leukaem leukem|glycaem glycem|uraemi uremi"
    "|septicaem septicem|bacteraem bacterem|lipidaem lipidem|kalaem kalem|natraem natrem"
    "|calcaem calcem|viraemi viremi|toxaemi toxemi|oedema edema|oesophag esophag|^oestr estr"
    "|^foet fet|^faec fec|paediatr pediatr|orthopaed orthoped|gynaec gynec|anaesth anesth"
    "|^caesar cesar|^caec cec|rrhoea rrhea|pnoea pnea|^coeli celi|^aetiolog etiolog|^amoeb ameb"
    "|^homoeo homeo|palaeo paleo|sulph sulf|^tumour tumor|colour color|behaviour behavior"
    "|^odour odor|^labour labor|humour humor|^favour favor|^vapour vapor|neighbour neighbor"
    "|flavour flavor|fibre$ fiber$|fibres$ fibers$|centre$ center$|centres$ centers$"
    "|litre$ liter$|litres$ liters$|metre$ meter$|metres$ meters$|titre$ titer$"
    "|titres$ titers$|^calibre caliber|^goitre goiter|^theatre theater|aluminium aluminum"
    "|programme$ program$|programmes$ programs$|^ageing aging|^judgement judgment|^grey gray"
    "|^defence defense|^licence license|^analogue analog|^catalogue catalog|manoeuvre maneuver"
    "|^neurone$ neuron$|leucocyt leukocyt|^mould mold|^plough plow|^sceptic skeptic"
    "|^labelled labeled|^labelling labeling|^modelled modeled|^modelling modeling"
    "|^signalling signaling|^counselling counseling|^travelling traveling|^fuelled fueled"
    "|analyse$ analyze$|analysed analyzed|analysing analyzing|dialyse$ dialyze$"
    "|dialysed dialyzed|catalyse catalyze|paralyse paralyze|paralysed paralyzed"
    "|hydrolyse hydrolyze|hydrolysed hydrolyzed"
)
_PAIRS: tuple[tuple[str, str], ...] = tuple(
    (british, american)
    for british, _, american in (pair.partition(" ") for pair in _SPELLINGS.split("|"))
)
_ISE = re.compile(r"(\w{3,}[a-z])(is|iz)(e|ed|es|er|ers|ing|ation|ations|ational)")
# Beginnings of common words in -ise that are never written with z.
_ALWAYS_S = re.compile(
    r"(?:adv|comprom|compr|conc|dev|enterpr|exc|exerc|expert|franch|improv|inc|likew|otherw"
    r"|prec|prem|prom|rev|superv|surpr)$"
)


_UNCHANGED = (
    "diabetes rabies herpes series species pancreas forceps biceps triceps quadriceps bias gas"
    " atlas canvas measles mumps news"
)
_INVARIABLE = frozenset(_UNCHANGED.split(" "))
_NO_NOUN = re.compile(r"(?:ed|ing|al|ic|ics|ous|ive|ly|able|ible|ful|less)$")
# A word's ending -> the endings of its other number; the first that fits.
_ENDINGS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(ending), others)
    for ending, others in (
        (r"(s)is$", ("es",)),
        (r"(s)tases$", ("tasis",)),
        (r"([oye]s)es$", ("is", "e")),
        (r"(us)$", ("es",)),
        (r"(us)es$", ("", "e")),
        (r"([^aeiou])ies$", ("y",)),
        (r"([^aeiou])y$", ("ies",)),
        (r"(ch|sh|x|ss|z)es$", ("",)),
        (r"(ch|sh|x|ss|z)$", ("es",)),
        (r"([^sui])s$", ("",)),
        (r"([^s])$", ("s",)),
    )
)


@lru_cache(maxsize=4096)
def variants(word: str) -> tuple[str, ...]:
    """Other forms of a folded word, sorted, without the word itself."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ()
    spelled = {word, *_respelled(word)}
    found = spelled | {form for each in spelled for form in _numbers(each)}
    return tuple(sorted(found - {word}))


def _numbers(word: str) -> Iterator[str]:
    """The plural of a singular and the singular of a plural, as far as a rule tells."""
    irregular = tuple(_irregular(word))
    if irregular or word in _INVARIABLE or _NO_NOUN.search(word):
        yield from irregular
        return
    for ending, others in _ENDINGS:
        found = ending.search(word)
        if found:
            yield from (word[: found.start()] + found[1] + other for other in others)
            return


def _irregular(word: str) -> Iterator[str]:
    for pair in _IRREGULAR.split("|"):
        singular, plural = pair.split(" ")
        if word == singular:
            yield plural
        elif word == plural:
            yield singular


def _respelled(word: str) -> Iterator[str]:
    found = _ISE.fullmatch(word)
    if found and not _ALWAYS_S.match(found[1]):
        yield found[1] + ("iz" if found[2] == "is" else "is") + found[3]
    for british, american in _PAIRS:
        if _has(word, british):
            yield word.replace(_letters(british), _letters(american), 1)
        elif _has(word, american, at_start=british.startswith("^")):
            yield word.replace(_letters(american), _letters(british), 1)


def _has(word: str, part: str, *, at_start: bool = False) -> bool:
    """Whether `part` stands in `word`, at its beginning or end where it must."""
    letters = _letters(part)
    if at_start or part.startswith("^"):
        return word.startswith(letters)
    return word.endswith(letters) if part.endswith("$") else letters in word


def _letters(part: str) -> str:
    return part.strip("^$")
