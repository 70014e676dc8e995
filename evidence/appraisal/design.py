"""A record's study design, with its reason: a person may know better.

Publication types decide first, then MeSH, then words that name a design (title, then the
abstract's methods), then what signs mean together, and a trained model for randomised trials.
Names of types and headings are NLM's; which of them decide, and all words, stand with their
sources in data/types.toml, designs.toml, signs.toml and rules.toml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence.appraisal.designs import Cue, cues, named
from evidence.appraisal.model import NAMES, Design
from evidence.appraisal.notices import standing
from evidence.appraisal.signs import Signs
from evidence.appraisal.trials import likely
from evidence.appraisal.types import details, historical, types
from evidence.appraisal.words import Told, told
from evidence.record import Record, Span

__all__ = ["NAMES", "Design", "design"]

_WE_REPORT = re.compile(r"\b(?:report|present|describe)(?:ed|s)?\b", re.IGNORECASE)
_NEAR = 60  # characters after "we report" in which the number of patients stands
_SEVERAL = re.compile(
    r"\b(?:case series|series of|(?:two|three|four|five|six|seven|eight|nine|ten|\d+) "
    r"(?:[\w-]+ ){0,4}(?:cases|patients))\b",
    re.IGNORECASE,
)
_TRIALS_IN_TITLE = re.compile(  # not "results of two placebo-controlled trials"
    r"^(?!.*\b(?:two|three|2|3) (?:[\w,-]+ ){0,4}trials\b).*\btrials\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Case:
    """A record with all that the rules ask of it, cut once."""

    record: Record
    told: Told
    types: frozenset[str]
    signs: Signs
    model: bool


def design(record: Record, *, model: bool = True) -> Design:
    """The record's study design; "not stated" where nothing says it.

    Without `model` the trained model is not asked.
    """
    if standing(record) == "notice":
        return Design("not stated", "The record is a notice about another paper, not a study.")
    passages = told(record)
    names = frozenset(term.name.lower() for term in record.publication_types)
    case = _Case(record, passages, names, Signs(record, passages), model)
    found = _protocol(case) or _by_type(case) or _by_mesh(case) or _by_words(case)
    result = _narrowed(case, found or _last_resort(case))
    control = passages.first(historical(), "told")
    return replace(result, historical=control) if control else result


def _narrowed(case: _Case, found: Design) -> Design:
    """A trial's details, a cohort's direction in time; for others the one there is."""
    if found.name == "randomised trial":
        names = details(case.record, case.told)
        return replace(found, detail=names[0] if names else "", details=names)
    if found.name == "cohort" and not found.detail:
        found = replace(found, detail=_time(case))
    return replace(found, details=(found.detail,)) if found.detail else found


def _time(case: _Case) -> str:
    """A cohort's direction in time, where headings or words tell one and not the other."""
    told = {
        name
        for name in ("prospective", "retrospective")
        if case.signs.find(f"{name} heading") or case.signs.find(name)
    }
    return told.pop() if len(told) == 1 else ""


def _typed(name: str, type_name: str, detail: str = "") -> Design:
    return Design(name, f"PubMed's publication type is {type_name}.", detail, "publication type")


def _protocol(case: _Case) -> Design | None:
    """A protocol of a trial is a protocol, whatever type PubMed gives it."""
    return _first(case, named("protocol"), "title")


def _by_type(case: _Case) -> Design | None:
    for name, accepted in types().deciding:
        both = sorted(case.types & accepted)
        if both:
            pooled = name == "systematic review" and "meta-analysis" in case.types
            return _typed(name, both[0].capitalize(), "with meta-analysis" if pooled else "")
    if "case reports" in case.types:
        several = any(_SEVERAL.search(text) for text in _reporting(case.told))
        return _typed("case series" if several else "case report", "Case reports")
    remark, trial = sorted(case.types & types().remarks), case.types & types().trials
    if remark and not trial:
        return _typed("commentary", remark[0].capitalize())
    if trial:
        return _trial(case)
    return _review(case) if "review" in case.types else None


def _reporting(passages: Told) -> Iterator[str]:
    """The title, and the abstract from where it says how many it reports."""
    yield passages.title.text
    for each in passages.telling:
        said = _WE_REPORT.search(each.text)
        if said:
            yield each.text[said.end() : said.end() + _NEAR]


def _trial(case: _Case) -> Design | None:
    """The type Clinical Trial does not tell how people were allotted: the words must."""
    trials = ("randomised trial", "non-randomised controlled trial", "uncontrolled trial")
    for cue in named(*trials):
        found = _first(case, (cue,), "title") or _first(case, (cue,), "telling")
        if found:
            return found
    if "controlled clinical trial" in case.types:
        return _typed("non-randomised controlled trial", "Controlled clinical trial")
    return None


def _review(case: _Case) -> Design:
    for cue in named("meta-analysis", "systematic review"):
        found = _first(case, (cue,), "title") or _first(case, (cue,), "telling")
        if found:
            return found
    scoping = "scoping review" in case.told.title.lower
    return _typed("narrative review", "Review", "scoping review" if scoping else "")


def _by_mesh(case: _Case) -> Design | None:
    """Headings that decide; words in the title that name another design are stronger."""
    uis = {heading.ui for heading in case.record.mesh}
    names = {heading.name for heading in case.record.mesh}
    if types().of_animals(uis | names):
        reason = "MeSH has Animals and not Humans."
        return Design("laboratory or animal study", reason, "animal", "mesh")
    headed = [each for each in types().headings if each.ui in uis or each.name in names]
    if len(headed) != 1:
        return None
    worded = _by_words(case)
    if worded and (worded.name == "randomised trial" or _overrules(worded, headed[0].means)):
        return worded
    detail = types().direction(uis | names)
    return Design(headed[0].means, f"MeSH has {headed[0].name}.", detail, "mesh")


def _overrules(worded: Design, headed: str) -> bool:
    """Whether a title's words are stronger than a heading; a count of cases is not."""
    in_title = worded.span is not None and worded.span.section == "title"
    return in_title and not (headed == "case-control" and worded.name == "case series")


def _by_words(case: _Case) -> Design | None:
    titled = _first(case, cues(), "title")
    if titled and titled.name not in types().yielding:
        return titled
    if titled:
        return _first(case, named("randomised trial"), "telling") or titled
    return _first(case, cues(), "telling")


def _first(case: _Case, candidates: tuple[Cue, ...], where: str) -> Design | None:
    """What the first cue that counts says."""
    for cue in candidates:
        span = case.told.first(cue.title if where == "title" else cue.abstract, where)
        if span is None or (where != "title" and _of_others(case, cue)):
            continue
        if not any(map(case.signs.find, cue.unless)):
            return _worded(cue.name, cue.detail, span)
        if cue.otherwise:
            return _worded(cue.otherwise, cue.detail, span)
    return None


def _of_others(case: _Case, cue: Cue) -> bool:
    """Whether "were randomised" tells of the trials that the title is about."""
    return cue.name == "randomised trial" and bool(_TRIALS_IN_TITLE.search(case.told.title.text))


def _worded(name: str, detail: str, span: Span) -> Design:
    where = "title" if span.section == "title" else "abstract"
    return Design(name, f'The {where} says "{span.text.strip()}".', detail, "words", span)


def _last_resort(case: _Case) -> Design:
    """What headings of time or bench mean, then the model, then what the other signs mean."""
    return (
        case.signs.meant(after_model=False)
        or _by_model(case)
        or case.signs.meant(after_model=True)
        or _silent(case)
    )


def _by_model(case: _Case) -> Design | None:
    """A randomised trial by the trained model alone: its score and its words are the reason.

    Asked late, so it overrules no name; nor is it asked of a record that NLM has indexed
    and given no type of trial, or of one whose title is about trials.
    """
    judged = case.record.status == "MEDLINE" and not case.types & types().trials
    others = _TRIALS_IN_TITLE.search(case.told.title.text)
    asked = case.model and not judged and not others
    found = likely(case.record) if asked else None
    if found is None:
        return None
    said = ", ".join(f'"{span.text}"' for span in found.words)
    reason = f"A model gives {found.probability:.2f} for a randomised trial, most for {said}."
    first, score = found.words[0], found.probability
    return Design("randomised trial", reason, "", "model", first, score=score, words=found.words)


def _silent(case: _Case) -> Design:
    trial = sorted(case.types & types().trials)
    if trial:
        reason = f"PubMed's publication type is {trial[0].capitalize()}; allocation is not stated."
        return Design("not stated", reason)
    return Design("not stated", "No publication type, heading or words name a design.")
