"""Levels of evidence of the Oxford Centre for Evidence-Based Medicine, 2011 scheme.

A level belongs to a question and a study together. It is never GRADE, which judges a body
of evidence. A level may be raised or lowered by a person; nothing here does. The grid, its
conditions and what the scheme says of each cell stand in data/levels.toml.
"""

from dataclasses import dataclass

from evidence.appraisal.design import design
from evidence.appraisal.grid import cell, grid
from evidence.appraisal.model import Design
from evidence.appraisal.notices import standing
from evidence.errors import UsageProblem
from evidence.record import Record

QUESTION_TYPES = ("prevalence", "diagnosis", "prognosis", "treatment benefit", "common harms")


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
        return _level(question_type, None, reason)
    if found.name in grid().no_place:
        return _level(question_type, None, grid().no_place[found.name])
    fits = cell(question_type, found, record)
    if fits is None:
        return _level(question_type, None, grid().otherwise[question_type])
    reason = fits.reason.replace("{design}", found.name.capitalize())
    return _level(question_type, fits.level, reason, fits.rule)


def _as_design(study: Design | str, record: Record) -> Design:
    if isinstance(study, Design):
        return study
    own = design(record)
    return own if own.name == study else Design(study, "given by name")


def _level(question_type: str, number: int | None, reason: str, condition: str = "") -> Level:
    parts = [str(number or "none"), *([condition] if condition else [])]
    return Level(
        number, reason, f"{grid().name}/{question_type.replace(' ', '-')}/{'-'.join(parts)}"
    )
