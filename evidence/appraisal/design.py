"""A first cut at a record's study design, with its reason: a person may know better.

Publication types decide first, then MeSH, then words (title, then the abstract's methods).
Names of publication types and headings are NLM's; which of them decide is our reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence.appraisal import cues
from evidence.appraisal.designs import CUES, Cue
from evidence.appraisal.notices import standing
from evidence.appraisal.trials import likely
from evidence.record import Record, Span

NAMES = (
    *("systematic review", "meta-analysis", "randomised trial", "non-randomised controlled trial"),
    *("uncontrolled trial", "cohort", "case-control", "cross-sectional", "case series"),
    *("case report", "qualitative", "guideline", "narrative review", "protocol", "commentary"),
    *("laboratory or animal study", "not stated"),
)


@dataclass(frozen=True, slots=True)
class Design:
    """A name from NAMES, why, and on what it rests.

    `basis` is "publication type", "mesh", "words", "model" or "none"; `span` are the deciding
    words where it is "words", the first of `words` where it is "model", whose probability is
    `score`; `detail` narrows the name ("prospective", "with meta-analysis").
    `historical` are the words that say a study has historical controls.
    """

    name: str
    reason: str
    detail: str = ""
    basis: str = "none"
    span: Span | None = None
    historical: Span | None = None
    score: float | None = None
    words: tuple[Span, ...] = ()

    @property
    def historically_controlled(self) -> bool:
        """Whether the comparison is with people treated at another time."""
        return self.historical is not None


# Publication types that decide by themselves, in this order; lower case.
_TYPES: tuple[tuple[str, frozenset[str]], ...] = (
    ("protocol", frozenset({"clinical trial protocol"})),
    (
        "guideline",
        frozenset(
            {
                *("practice guideline", "guideline", "consensus development conference"),
                "consensus development conference, nih",
            }
        ),
    ),
    ("systematic review", frozenset({"systematic review"})),
    ("meta-analysis", frozenset({"meta-analysis", "network meta-analysis"})),
    (
        "laboratory or animal study",
        frozenset(
            {
                *("randomized controlled trial, veterinary", "clinical trial, veterinary"),
                "observational study, veterinary",
            }
        ),
    ),
    ("randomised trial", frozenset({"randomized controlled trial", "equivalence trial"})),
)
_REMARKS = frozenset({"comment", "editorial", "letter", "news", "newspaper article", "interview"})
_TRIALS = frozenset(
    {
        *("clinical trial", "clinical trial, phase i", "clinical trial, phase ii"),
        *("clinical trial, phase iii", "clinical trial, phase iv", "controlled clinical trial"),
        *("pragmatic clinical trial", "adaptive clinical trial", "clinical study"),
    }
)
# Headings that name a design; headings that only tell the direction in time come last.
_HEADINGS: tuple[tuple[str, str, str], ...] = (
    ("D016022", "Case-Control Studies", "case-control"),
    ("D003430", "Cross-Sectional Studies", "cross-sectional"),
    ("D036301", "Qualitative Research", "qualitative"),
)
_TIMES: tuple[tuple[str, str, str], ...] = (
    ("D015331", "Cohort Studies", ""),
    ("D008137", "Longitudinal Studies", "prospective"),
    ("D011446", "Prospective Studies", "prospective"),
    ("D012189", "Retrospective Studies", "retrospective"),
)
_BENCH = (
    ("D066298", "In Vitro Techniques"),
    ("D002478", "Cells, Cultured"),
    ("D014407", "Tumor Cells, Cultured"),
    ("D002102", "Cadaver"),
    ("D045744", "Cell Line, Tumor"),
)
_ANIMALS, _HUMANS = "D000818", "D006801"
_HISTORICAL = re.compile(
    r"\bhistorical(?:ly)?[- ](?:[\w-]+ ){0,2}(?:control(?:s|led)?|comparison|comparator|"
    r"cohort)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\bcompar(?:ed|ing|ison)\b|\bversus\b|\bvs\b|\bpredict(?:or|ors|ive|ed)\b|\brisk factors?\b"
    r"|\bassociat(?:ed|ion|ions)\b|\bmultivaria(?:te|ble)\b|\b(?:odds|hazard) ratio\b|"
    r"\bcontrols?\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|participants|volunteers|women|children|adults)\b", re.IGNORECASE
)
_TRIALS_IN_TITLE = re.compile(r"\btrials\b", re.IGNORECASE)
_VERSUS = re.compile(r"\bversus\b|\bvs\b|\bcompar(?:ed|ing|ison|ative)\b", re.IGNORECASE)
_YIELDING = frozenset(  # what a title's word gives way to "were randomly assigned" in the methods
    {"cohort", "cross-sectional", "case series", "uncontrolled trial", "case-control"}
)
_WE_REPORT = re.compile(r"\b(?:report|present|describe)(?:ed|s)?\b", re.IGNORECASE)
_NEAR = 60  # characters after "we report" in which the number of patients stands
_SEVERAL = re.compile(
    r"\b(?:case series|series of|(?:two|three|four|five|six|seven|eight|nine|ten|\d+) "
    r"(?:[\w-]+ ){0,4}(?:cases|patients))\b",
    re.IGNORECASE,
)


def design(record: Record) -> Design:
    """The record's study design; "not stated" where nothing says it."""
    if standing(record) == "notice":
        return Design("not stated", "The record is a notice about another paper, not a study.")
    found = _protocol(record) or _by_type(record) or _by_mesh(record) or _by_words(record)
    result = found or _last_resort(record)
    historical = _historical(record)
    return replace(result, historical=historical) if historical else result


def _names(record: Record) -> frozenset[str]:
    return frozenset(term.name.lower() for term in record.publication_types)


def _typed(name: str, type_name: str, detail: str = "") -> Design:
    return Design(name, f"PubMed's publication type is {type_name}.", detail, "publication type")


def _protocol(record: Record) -> Design | None:
    """A protocol of a trial is a protocol, whatever type PubMed gives it."""
    cue = next(each for each in CUES if each.name == "protocol")
    span = cues.find(record, cue, title=True)
    return _worded(cue, span) if span else None


def _by_type(record: Record) -> Design | None:
    types = _names(record)
    for name, accepted in _TYPES:
        both = sorted(types & accepted)
        if both:
            pooled = name == "systematic review" and "meta-analysis" in types
            return _typed(name, both[0].capitalize(), "with meta-analysis" if pooled else "")
    if "case reports" in types:
        several = any(_SEVERAL.search(text) for _, text in _reporting(record))
        return _typed("case series" if several else "case report", "Case reports")
    remark = sorted(types & _REMARKS)
    if remark and not types & _TRIALS:
        return _typed("commentary", remark[0].capitalize())
    if types & _TRIALS:
        return _trial(record, min(types & _TRIALS))
    if "review" in types:
        return _review(record)
    return None


def _reporting(record: Record) -> Iterator[tuple[str, str]]:
    """The title, and the abstract from where it says how many it reports."""
    yield "title", record.title
    for section, text in cues.telling(record):
        said = _WE_REPORT.search(text)
        if said:
            yield section, text[said.end() : said.end() + _NEAR]


def _trial(record: Record, type_name: str) -> Design | None:
    """The type Clinical Trial does not tell how people were allotted: the words must."""
    for cue in _cues("randomised trial", "non-randomised controlled trial", "uncontrolled trial"):
        span = cues.find(record, cue, title=True) or cues.find(record, cue, title=False)
        if span:
            return _worded(cue, span)
    if type_name == "controlled clinical trial":
        return _typed("non-randomised controlled trial", type_name.capitalize())
    return None


def _review(record: Record) -> Design:
    for cue in _cues("meta-analysis", "systematic review"):
        span = cues.find(record, cue, title=True) or cues.find(record, cue, title=False)
        if span:
            return _worded(cue, span)
    scoping = re.search(r"\bscoping review\b", record.title, re.IGNORECASE)
    return _typed("narrative review", "Review", "scoping review" if scoping else "")


def _by_mesh(record: Record) -> Design | None:
    """Headings that decide; words in the title that name another design are stronger."""
    uis = {heading.ui for heading in record.mesh}
    names = {heading.name for heading in record.mesh}
    if (_ANIMALS in uis or "Animals" in names) and not (_HUMANS in uis or "Humans" in names):
        reason = "MeSH has Animals and not Humans."
        return Design("laboratory or animal study", reason, "animal", "mesh")
    headed = [each for each in _HEADINGS if each[0] in uis or each[1] in names]
    if len(headed) != 1:
        return None
    worded = _by_words(record)
    if worded and (worded.name == "randomised trial" or _in_title(worded)):
        return worded
    _, heading, name = headed[0]
    return Design(name, f"MeSH has {heading}.", _direction(uis, names), "mesh")


def _in_title(found: Design) -> bool:
    return found.span is not None and found.span.section == "title"


def _by_words(record: Record) -> Design | None:
    titled = _first(record, CUES, title=True)
    if titled and titled.name not in _YIELDING:
        return titled
    random = _first(record, _cues("randomised trial"), title=False)
    if titled:
        return random or titled
    return _first(record, CUES, title=False)


def _first(record: Record, candidates: tuple[Cue, ...], *, title: bool) -> Design | None:
    for cue in candidates:
        if title or not _misleads(record, cue):
            span = cues.find(record, cue, title=title)
            if span:
                return _compared(record, _worded(cue, span))
    return None


def _misleads(record: Record, cue: Cue) -> bool:
    """Whether a word in the abstract is about something else than this study.

    "In vitro" beside patients is no laboratory study; "were randomised" in a paper whose
    title is about trials tells of those.
    """
    if cue.name == "laboratory or animal study":
        texts = (record.title, *(section.text for section in record.abstract))
        return any(_PEOPLE.search(text) for text in texts)
    return cue.name == "randomised trial" and bool(_TRIALS_IN_TITLE.search(record.title))


def _compared(record: Record, found: Design) -> Design:
    """Records reviewed in order to compare groups are a cohort, not a series."""
    if found.name != "case series" or "retrospective" not in found.reason.lower():
        return found
    if not _VERSUS.search(record.title):
        return found
    return replace(found, name="cohort", detail="retrospective")


def _worded(cue: Cue, span: Span) -> Design:
    where = "title" if span.section == "title" else "abstract"
    return Design(cue.name, f'The {where} says "{span.text.strip()}".', cue.detail, "words", span)


def _cues(*names: str) -> tuple[Cue, ...]:
    return tuple(cue for cue in CUES if cue.name in names)


def _last_resort(record: Record) -> Design:
    """Headings that tell time or bench; else nothing is known."""
    uis = {heading.ui for heading in record.mesh}
    names = {heading.name for heading in record.mesh}
    for ui, heading in _BENCH:
        if ui in uis or heading in names:
            return Design("laboratory or animal study", f"MeSH has {heading}.", "", "mesh")
    for ui, heading, detail in _TIMES:
        if ui in uis or heading in names:
            return _timed(record, heading, detail, _direction(uis, names))
    return _by_model(record) or _silent(record)


def _by_model(record: Record) -> Design | None:
    """A randomised trial by the trained model alone: its score and its words are the reason.

    Asked last, so it overrules nothing; nor is it asked of a record that NLM has indexed
    and given no type of trial.
    """
    judged = record.status == "MEDLINE" and not _names(record) & _TRIALS
    found = None if judged else likely(record)
    if found is None:
        return None
    said = ", ".join(f'"{span.text}"' for span in found.words)
    reason = f"A model gives {found.probability:.2f} for a randomised trial, most for {said}."
    first, score = found.words[0], found.probability
    return Design("randomised trial", reason, "", "model", first, score=score, words=found.words)


def _silent(record: Record) -> Design:
    trial = sorted(_names(record) & _TRIALS)
    if trial:
        reason = f"PubMed's publication type is {trial[0].capitalize()}; allocation is not stated."
        return Design("not stated", reason)
    return Design("not stated", "No publication type, heading or words name a design.")


def _timed(record: Record, heading: str, detail: str, direction: str) -> Design:
    """What a heading that tells only the direction in time stands for."""
    reason = f"MeSH has {heading}."
    if any(each.name == "Sensitivity and Specificity" for each in record.mesh):
        reason = f"MeSH has {heading} and Sensitivity and Specificity."
        return Design("cross-sectional", reason, "diagnostic accuracy", "mesh")
    compared = any(_COMPARED.search(text) for _, text in cues.telling(record))
    if detail == "retrospective" and not compared:
        return Design("case series", f"{reason} No comparison is described.", detail, "mesh")
    return Design("cohort", reason, direction, "mesh")


def _direction(uis: set[str], names: set[str]) -> str:
    found = {detail for ui, name, detail in _TIMES if detail and (ui in uis or name in names)}
    return found.pop() if len(found) == 1 else ""


def _historical(record: Record) -> Span | None:
    for section, text in (("title", record.title), *cues.telling(record)):
        found = _HISTORICAL.search(text)
        if found:
            return Span(section, found.start(), found.end(), found.group())
    return None
