"""Directions that only numbers give: a difference with its test, the values of both arms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.extraction.comparisons.cues import Cue, says
from evidence.extraction.comparisons.model import Direction
from evidence.extraction.comparisons.outcomes import Outcome
from evidence.extraction.comparisons.tested import doubt, insignificant, significant
from evidence.extraction.comparisons.winners import Clause
from evidence.extraction.quantities import Quantity

_DIFFERENCE = re.compile(r"\bdiffer(?:ences?|ed)\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(
    r"\b(?:respectively|vs\.?|versus)\b|\d\s?%?\s+(?:and|v)\s+\d[\d.]*\s?%?\s*\(", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One outcome's direction; `outcome` is None for a statement on the treatments as such.

    `stated` is what the words say, before p values and intervals were looked at.
    """

    outcome: Outcome | None
    direction: Direction
    why: str
    cue: Cue | None = None
    stated: Direction | None = None


def p_value(clause: Clause, start: int) -> Quantity | None:
    """The first p value behind the words."""
    return next(
        (each for each in clause.numbers if each.kind == "p_value" and start <= each.start), None
    )


def of_a_difference(clause: Clause) -> Iterator[Verdict]:
    """A difference between the arms that is given as a number: none, where the test finds none.

    Which side a significant one favours its sign does not tell.
    """
    said = _DIFFERENCE.search(clause.text)
    tests = [each for each in clause.numbers if each.kind in {"p_value", "effect"}]
    if not said or not tests or says("baseline", clause.text):
        return
    weak = [each for each in tests if doubt([each])]
    firm = any(each.kind == "p_value" and significant(each) for each in tests)
    for outcome in clause.outcomes:
        if outcome.domain == "overall" or outcome.start > tests[0].start:
            continue
        if weak and not firm:
            yield Verdict(outcome, "no_difference", "a difference that the test does not find")
        elif firm and not weak:
            yield Verdict(outcome, "unclear", "a difference whose side is not said")


def of_values(clause: Clause) -> Iterator[Verdict]:
    """Values of both arms with a p value of .05 or more: no difference; anything else, nothing."""
    if not _RESPECTIVELY.search(clause.text) or says("baseline", clause.text):
        return
    p = p_value(clause, 0)
    if p is None or not insignificant(p):
        return
    for outcome in clause.outcomes:
        if outcome.end <= p.start and outcome.domain != "overall":
            yield Verdict(outcome, "no_difference", "values of both sides with p of .05 or more")
