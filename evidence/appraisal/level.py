"""Levels of evidence of the Oxford Centre for Evidence-Based Medicine, 2011 scheme.

A level belongs to a question and a study together. It is never GRADE, which judges a body
of evidence. A level may be raised or lowered by a person; nothing here does.
"""

import re
from dataclasses import dataclass

from evidence.appraisal.design import Design, design
from evidence.appraisal.notices import standing
from evidence.errors import UsageProblem
from evidence.record import Record

QUESTION_TYPES = ("prevalence", "diagnosis", "prognosis", "treatment benefit", "common harms")

_REVIEWS = ("systematic review", "meta-analysis")
_NO_PLACE = {
    "narrative review": "A narrative review has no level: its sources have.",
    "commentary": "A commentary has no level.",
    "guideline": "A guideline has no level: the studies it rests on have.",
    "protocol": "A protocol has no results.",
    "qualitative": "The scheme has no place for qualitative studies.",
    "not stated": "The design is not stated.",
}
_OPINION = frozenset(_NO_PLACE)


@dataclass(frozen=True, slots=True)
class Level:
    """1 to 5, or None for no level; why; and the rule ("ocebm2011/treatment-benefit/2")."""

    number: int | None
    reason: str
    rule: str


def level(question_type: str, study: Design | str, record: Record) -> Level:
    """The level of `record` for a question, by its design (or a design's name).

    Raises UsageProblem for a question type that the scheme does not have.
    """
    if question_type not in QUESTION_TYPES:
        raise UsageProblem(
            f'There is no question type "{question_type}".',
            f"Write one of: {', '.join(QUESTION_TYPES)}.",
        )
    found = _as_design(study, record)
    state = standing(record)
    if state in {"retracted", "notice"}:
        reason = "Retracted: no level." if state == "retracted" else "A notice has no level."
        return _none(question_type, reason)
    if found.name in _OPINION:
        return _none(question_type, _NO_PLACE[found.name])
    return _RULES[question_type](found, record)


def _as_design(study: Design | str, record: Record) -> Design:
    if isinstance(study, Design):
        return study
    own = design(record)
    return own if own.name == study else Design(study, "given by name")


def _rule(question_type: str, what: str) -> str:
    return f"ocebm2011/{question_type.replace(' ', '-')}/{what}"


def _none(question_type: str, reason: str) -> Level:
    return Level(None, reason, _rule(question_type, "none"))


def _at(question_type: str, number: int, reason: str, condition: str = "") -> Level:
    rule = _rule(question_type, f"{number}{'-' + condition if condition else ''}")
    return Level(number, reason, rule)


_RANDOM_SAMPLE = re.compile(
    r"\brandom(?:ly)? (?:[\w-]+ ){0,2}(?:samples?|selected|sampled|sampling|chosen|drawn)"
    r"\b|\bcensus\b"
    r"|\bprobability sampl\w+|\bnationally representative\b",
    re.IGNORECASE,
)
_NOT_RANDOM = re.compile(
    r"\b(?:non-?random|non-?probability)\b|\bconvenience sampl\w+", re.IGNORECASE
)
_INCEPTION = re.compile(r"\binception cohorts?\b", re.IGNORECASE)
_RANDOMISED = re.compile(r"\brandomi[sz]ed\b|\brandomi[sz]ation\b|\bRCTs?\b", re.IGNORECASE)
_ONLY_TOPIC = "D016032"  # Randomized Controlled Trials as Topic
_OTHER_DESIGNS = re.compile(
    r"\b(?:non-?randomi[sz]ed|quasi-?randomi[sz]ed|observational|cohort|case[- ]control|"
    r"case series"
    r"|retrospective) (?:\w+ )?(?:studies|trials|series|designs?|reports)\b|\bcase "
    r"series\b|\bcohorts\b",
    re.IGNORECASE,
)
_TRIALS = re.compile(r"\btrials\b|\bcontrolled studies\b", re.IGNORECASE)
_BENCH = re.compile(r"\bin vitro\b|\banimal (?:studies|models?)\b|\bin vivo\b", re.IGNORECASE)
_N_OF_1 = re.compile(r"\bn[- ]of[- ](?:1|one)\b", re.IGNORECASE)
_ACCURACY = re.compile(
    r"\bsensitivit(?:y|ies)\b|\bspecificity\b|\bdiagnostic accuracy\b|\b(?:reference|"
    r"gold) standard\b"
    r"|\blikelihood ratio",
    re.IGNORECASE,
)
_STANDARD = re.compile(r"\b(?:reference|gold) standard\b", re.IGNORECASE)
_BLINDED = re.compile(r"\bblind(?:ed|ly)?\b|\bmasked\b|\bindependent(?:ly)?\b", re.IGNORECASE)


def _says(record: Record, pattern: re.Pattern[str]) -> bool:
    return any(
        pattern.search(text)
        for text in (record.title, *(section.text for section in record.abstract))
    )


def _prevalence(found: Design, record: Record) -> Level:
    kind = "prevalence"
    if found.name in _REVIEWS:
        return _at(
            kind, 2, "Systematic review, assuming it is of surveys that match local circumstances."
        )
    if found.name == "cross-sectional":
        if _says(record, _RANDOM_SAMPLE) and not _says(record, _NOT_RANDOM):
            return _at(kind, 1, "Survey of a random sample or census, if it is local and current.")
        return _at(kind, 3, "Survey whose sample is not said to be random.")
    if found.name == "cohort":
        return _at(kind, 3, "Cohort: a sample that is not said to be random.")
    if found.name == "case series":
        return _at(kind, 4, "Case series.")
    return _none(kind, f"The scheme has no place for this design in a question of {kind}.")


def _diagnosis(found: Design, record: Record) -> Level:
    kind = "diagnosis"
    if found.name in _REVIEWS:
        reason = (
            "Systematic review, assuming it is of cross-sectional studies with a consistent"
            " reference standard and blinding."
        )
        return _at(kind, 1, reason, "assumed")
    if found.name in {"case-control", "laboratory or animal study"}:
        number = 4 if found.name == "case-control" else 5
        return _at(kind, number, f"{found.name.capitalize()}.")
    if found.name in {"cross-sectional", "cohort"} and _says(record, _ACCURACY):
        if _says(record, _STANDARD) and _says(record, _BLINDED):
            return _at(kind, 2, "Compared with a reference standard, blinded.")
        return _at(kind, 3, "A consistent reference standard with blinding is not stated.")
    return _none(kind, "The abstract does not compare a test with a reference standard.")


def _prognosis(found: Design, record: Record) -> Level:  # noqa: PLR0911 - one return a cell of the grid
    kind = "prognosis"
    if found.name in _REVIEWS:
        if _says(record, _INCEPTION):
            return _at(kind, 1, "Systematic review of inception cohorts.")
        return _at(kind, 3, "Systematic review; its cohorts are not said to be inception cohorts.")
    if found.name == "cohort":
        if _says(record, _INCEPTION):
            return _at(kind, 2, "Inception cohort.")
        return _at(kind, 3, "Cohort, not said to be an inception cohort.")
    if found.name == "randomised trial":
        return _at(kind, 3, "Randomised trial: its control arm counts as a cohort.")
    if found.name in {"case series", "case-control"}:
        return _at(kind, 4, f"{found.name.capitalize()}.")
    return _none(kind, f"The scheme has no place for this design in a question of {kind}.")


def _benefit(found: Design, record: Record) -> Level:
    return _treatment("treatment benefit", found, record, "")


def _harms(found: Design, record: Record) -> Level:
    return _treatment("common harms", found, record, ", provided its numbers suffice")


def _treatment(kind: str, found: Design, record: Record, proviso: str) -> Level:  # noqa: PLR0911 - one return a cell
    if found.name in _REVIEWS:
        return _review_of_treatment(kind, record)
    if found.historically_controlled and found.name != "laboratory or animal study":
        return _at(kind, 4, "Historically controlled.", "historical")
    match found.name:
        case "randomised trial":
            if _N_OF_1.search(record.title):
                return _at(kind, 1, "N-of-1 trial.", "n-of-1")
            return _at(kind, 2, "Randomised trial.")
        case "non-randomised controlled trial":
            return _at(kind, 3, f"Controlled, not randomised{proviso}.")
        case "cohort":
            return _at(kind, 3, f"Cohort or follow-up study{proviso}.")
        case "case series" | "case-control":
            return _at(kind, 4, f"{found.name.capitalize()}.")
        case "uncontrolled trial":
            return _at(kind, 4, "No control group: counted as a case series.")
        case "laboratory or animal study":
            return _at(kind, 5, "Reasoning from mechanism.")
    return _none(kind, f"The scheme has no place for this design in a question of {kind}.")


def _review_of_treatment(kind: str, record: Record) -> Level:
    if _says(record, _OTHER_DESIGNS):
        reason = "Systematic review that names studies without randomisation among its sources."
        return _at(kind, 3, reason, "mixed")
    topic = any(heading.ui == _ONLY_TOPIC for heading in record.mesh)
    if topic or _says(record, _RANDOMISED):
        return _at(kind, 1, "Systematic review of randomised trials.")
    if _says(record, _TRIALS) and not _says(record, _BENCH):
        reason = (
            "Systematic review, assuming that its trials are randomised: the abstract does not say."
        )
        return _at(kind, 1, reason, "assumed")
    return _none(kind, "The abstract does not say what kind of studies the review is of.")


_RULES = {
    "prevalence": _prevalence,
    "diagnosis": _diagnosis,
    "prognosis": _prognosis,
    "treatment benefit": _benefit,
    "common harms": _harms,
}
