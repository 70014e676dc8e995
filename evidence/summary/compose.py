"""Sentences of the program's own: only what can be counted, and what was counted."""

from collections.abc import Iterable, Sequence

from evidence.summary.model import Count, Statement
from evidence.summary.study import QUOTABLE, REFUSED, Study

RED_FLAGS = (
    "Numbness around the seat or genitals, a new loss of control over bladder or bowel, or"
    " weakness in the legs that is getting worse: see a doctor at once."
)

# Designs named one by one, the others together. Name in evidence.appraisal, one, several.
_NAMED = (
    ("systematic review", "systematic review", "systematic reviews"),
    ("meta-analysis", "meta-analysis", "meta-analyses"),
    ("randomised trial", "randomised trial", "randomised trials"),
    (
        "non-randomised controlled trial",
        "non-randomised controlled trial",
        "non-randomised controlled trials",
    ),
    ("uncontrolled trial", "uncontrolled trial", "uncontrolled trials"),
    ("cohort", "cohort study", "cohort studies"),
    ("case-control", "case-control study", "case-control studies"),
    ("cross-sectional", "cross-sectional study", "cross-sectional studies"),
    ("case series", "case series", "case series"),
    ("case report", "case report", "case reports"),
    ("guideline", "guideline", "guidelines"),
    ("narrative review", "narrative review", "narrative reviews"),
    ("protocol", "protocol without results", "protocols without results"),
)
_REVIEWS = ("systematic review or meta-analysis", ("systematic review", "meta-analysis"))
_TRIALS = ("randomised trial", ("randomised trial",))
_COHORTS = ("cohort study", ("cohort",))
_SURVEYS = ("cross-sectional study", ("cross-sectional",))
_NEEDED = {
    "treatment benefit": (_REVIEWS, _TRIALS),
    "common harms": (_REVIEWS, _TRIALS),
    "diagnosis": (_REVIEWS, _SURVEYS),
    "prognosis": (_REVIEWS, _COHORTS),
    "prevalence": (_REVIEWS, _SURVEYS),
}


def red_flags(subject: str) -> str:
    """The fixed warning for a topic whose title or condition is stenosis; "" for others."""
    return RED_FLAGS if "stenosis" in subject.casefold() else ""


def designs_counted(studies: Sequence[Study]) -> Statement | None:
    """How many records of each design belong here, retracted ones apart; None for no record."""
    usable = [each for each in studies if each.status not in REFUSED]
    if not usable:
        return None
    sound = [each for each in usable if each.status in QUOTABLE]
    named = [
        Count(number_of(len(found), one, many), _pmids(found))
        for name, one, many in _NAMED
        if (found := [each for each in sound if each.design.name == name])
    ]
    known = {name for name, _, _ in _NAMED}
    others = [each for each in sound if each.design.name not in known]
    if others:
        named.append(Count(f"{len(others)} of other or unclear design", _pmids(others)))
    doubtful = [each for each in usable if each.status not in QUOTABLE]
    if doubtful:
        label = f"{len(doubtful)} superseded, republished or under an expression of concern"
        named.append(Count(label, _pmids(doubtful)))
    total = number_of(len(usable), "record belongs", "records belong")
    text = f"{total} to this section: {listed([each.label for each in named])}{_years(usable)}."
    return Statement("counted", text, counts=tuple(named))


def not_quoted(quoted: Sequence[Study], usable: Sequence[Study]) -> Statement | None:
    """How many records of the section are not quoted; None where all are."""
    left = [each for each in usable if each not in quoted and each.status not in REFUSED]
    if not left:
        return None
    text = (
        f"{number_of(len(left), 'further record', 'further records')} of this section"
        f" {'is' if len(left) == 1 else 'are'} not quoted here and may say otherwise."
    )
    return Statement("counted", text, counts=(Count("not quoted here", _pmids(left)),))


def nothing_quotable(count: int) -> str:
    """What to print where records belong to a section but none says it in one sentence."""
    if count == 1:
        return (
            "The section\u2019s 1 record does not answer this in a sentence that stands on its own."
        )
    return (
        f"None of the section\u2019s {count:,} records answers this in a sentence"
        " that stands on its own."
    )


def missing_designs(studies: Sequence[Study], question_type: str) -> tuple[str, ...]:
    """The designs that answer this kind of question best and were not found."""
    usable = [each for each in studies if each.status not in REFUSED]
    present = {each.design.name for each in usable}
    return tuple(
        f"No {words} was recognised among the {number_of(len(usable), 'record', 'records')} of"
        " this topic."
        for words, names in _NEEDED.get(question_type, ())
        if usable and present.isdisjoint(names)
    )


def listed(parts: Sequence[str]) -> str:
    """Join parts as prose does: "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def number_of(count: int, one: str, many: str) -> str:
    """A count with its noun: "1 record", "2,000 records"."""
    return f"{count:,} {one if count == 1 else many}"


def _pmids(studies: Iterable[Study]) -> tuple[int, ...]:
    return tuple(sorted(each.record.pmid for each in studies))


def _years(studies: Sequence[Study]) -> str:
    years = sorted(each.record.year for each in studies if each.record.year)
    if not years:
        return ""
    if years[0] == years[-1]:
        return f", published in {years[0]}"
    return f", published from {years[0]} to {years[-1]}"
