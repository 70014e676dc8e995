"""Whose side words of comparison are said of, in a clause that may name one arm or both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evidence.extraction.comparisons.cues import Cue, ends_with
from evidence.extraction.comparisons.outcomes import Outcome
from evidence.extraction.comparisons.sides import Mention
from evidence.extraction.quantities import Quantity

Side: TypeAlias = Literal["a", "b"]

_NEAR = 34  # characters between a word of comparison and the outcome it stands before
_EARLIER = re.compile(r"\b(?:before|prior to)(?: the)?\s*$", re.IGNORECASE)
_THAN = re.compile(r"\b(?:than|compared (?:with|to)|versus)\b", re.IGNORECASE)
ONE_ARM = "one arm"  # no comparison between the two: the clause gives no row
_ASSOCIATED = re.compile(
    r"\b(?:associated with|resulted in|led to|leads to|results in|provide[sd]?|may|might|could|can"
    r"|showed|had|has|have|demonstrated|achieved|yielded|offers?|reported)\b",
    re.IGNORECASE,
)
_RISK = re.compile(r"\s+(?:\w+\s+){0,3}?(?:risk|incidence|rate|likelihood|odds)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with what was found in it; all offsets are into `text`."""

    text: str
    arms: tuple[Mention, ...]
    outcomes: tuple[Outcome, ...]
    numbers: tuple[Quantity, ...]


def winner(clause: Clause, cue: Cue, end: int) -> tuple[Side | None, str]:
    """The side that the words of comparison are said of; None where it cannot be told.

    `end` is where other words of comparison begin: a change is compared only before them.
    """
    if cue.sense == "favours":
        after = [each for each in clause.arms if each.start >= cue.end]
        return (after[0].side, "said to favour it") if after else (None, "nobody is named")
    references = [each for each in clause.arms if _is_reference(clause.text, each)]
    if cue.change:
        references = [each for each in references if each.start < end]
    behind = [each for each in references if each.start >= cue.end] or references
    if behind:
        return _against(clause, behind[0])
    if _THAN.search(clause.text, cue.end):
        return None, ONE_ARM  # compared with something that is neither arm
    return _of_subject(clause, cue)


def _against(clause: Clause, reference: Mention) -> tuple[Side | None, str]:
    """The other side than the one compared with; None where two of one side are compared."""
    side: Side = "b" if reference.side == "a" else "a"
    others = {each.side for each in clause.arms if each is not reference}
    if others and side not in others:
        return None, ONE_ARM
    return side, "compared with the other side"


def _of_subject(clause: Clause, cue: Cue) -> tuple[Side | None, str]:
    subject = _subject(clause, cue)
    if subject is None:
        return None, ONE_ARM if cue.change else "whose it is cannot be told"
    if cue.change and (cue.sense == "better" or not _told_of_risk(clause, cue, subject)):
        return None, ONE_ARM
    return subject.side, "said of one side in a comparison"


def _is_reference(text: str, arm: Mention) -> bool:
    before = text[: arm.start]
    return ends_with("reference", before, gap=4) and not _EARLIER.search(before[-30:])


def _subject(clause: Clause, cue: Cue) -> Mention | None:
    """The arm that the words are said of: "in A, X was lower"; "X was lower in A"."""
    before = [each for each in clause.arms if each.end <= cue.start]
    after = [each for each in clause.arms if each.start >= cue.end]
    placed = next(
        (each for each in after if ends_with("place", clause.text[cue.end : each.start], gap=4)),
        None,
    )
    if placed and before and before[-1].side != placed.side:
        gap = clause.text[before[-1].end : cue.start]
        return before[-1] if _ASSOCIATED.search(gap) else placed
    if placed:
        return placed
    if before:
        sides = {each.side for each in before}
        return before[-1] if len(sides) == 1 else _nearest(clause, cue, before)
    return None


def _nearest(clause: Clause, cue: Cue, before: Sequence[Mention]) -> Mention | None:
    """Of two sides before the words, the one with nothing but a verb between."""
    gap = clause.text[before[-1].end : cue.start]
    return before[-1] if len(gap) <= _NEAR and "," not in gap else None


def _told_of_risk(clause: Clause, cue: Cue, subject: Mention) -> bool:
    """Whether "increased" is a comparison: "A was associated with an increased risk of X"."""
    gap = clause.text[subject.end : cue.start] if subject.end <= cue.start else ""
    return bool(_ASSOCIATED.search(gap) and _RISK.match(clause.text, cue.end))
