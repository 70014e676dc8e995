"""In whose favour a clause says an outcome came out, and by which rule.

Who is better is read from the words of comparison, whose side they are said of, and which way
is good for the patient. Where one of the three is not certain the answer is "unclear".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.extraction.comparisons.cues import (
    Cue,
    between,
    cues,
    says,
    starts_with,
)
from evidence.extraction.comparisons.model import Direction
from evidence.extraction.comparisons.outcomes import Outcome
from evidence.extraction.comparisons.tested import doubt, insignificant, significant
from evidence.extraction.comparisons.winners import ONE_ARM, Clause, Side, winner
from evidence.extraction.quantities import Quantity

_NEAR = 34  # characters between a word of comparison and the outcome it stands before
_GROUPS = re.compile(
    r"\b(?:groups?|arms|cohorts|between|both treatments|treatments|treated|two methods"
    r"|either (?:treatment|group)|compared|than|interventions?)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\b(?:than|compared|in|for|after|among|with)\b|[(,:]")
_RATE = re.compile(
    r"\b(?:incidence|rate|risk|frequency|number|level|degree|amount) (?:in|of|for)\b"
)
_DIFFERENCE = re.compile(r"\bdiffer(?:ences?|ed)\b", re.IGNORECASE)
_SHORT = 90  # characters of a clause that says no more than "there was no difference (p = .4)"
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


def verdicts(clause: Clause, *, compared: bool = True) -> tuple[Verdict, ...]:
    """What the clause says of each outcome between the arms, in order.

    `compared`: whether the sentence speaks of both arms, so that values alone may be read.
    """
    found = cues(clause.text)
    told: list[Verdict] = []
    for number, cue in enumerate(found):
        told += _of_cue(clause, found, number, cue)
    if not told:
        told += _of_a_difference(clause)
    if not told and compared:
        told += _of_values(clause)
    return tuple(told)


def _of_cue(clause: Clause, found: Sequence[Cue], number: int, cue: Cue) -> Iterator[Verdict]:
    start, end = between(found, number, len(clause.text))
    region = clause.text[start:end]
    if says("baseline", region) and cue.sense == "same":
        return
    if cue.sense == "same":
        yield from _no_difference(clause, cue, start, end)
        return
    managed = _managed(clause, cue)
    if managed:
        yield managed
        return
    side, why = winner(clause, cue)
    if why == ONE_ARM:
        return
    outcomes = _outcomes_of(clause, cue, start, end)
    if not outcomes and cue.sense in {"better", "worse", "favours"}:
        weak = _weakness(clause, cue, region)
        told: Direction = "unclear" if weak else _as_direction(side, cue, None, clause)
        yield Verdict(None, told, weak or why, cue)
    for outcome in outcomes:
        direction = stated = _as_direction(side, cue, outcome, clause)
        reason = why
        if direction != "unclear" and (weak := _weakness(clause, cue, region)):
            direction, reason = "unclear", weak
        yield Verdict(outcome, direction, reason, cue, stated)


def _managed(clause: Clause, cue: Cue) -> Verdict | None:
    """What authors prefer: "most patients are better managed conservatively"."""
    if cue.sense != "better" or not starts_with("managed", clause.text[cue.end :]):
        return None
    after = [each for each in clause.arms if 0 <= each.start - cue.end <= _NEAR]
    if not after:
        return None
    side: Direction = "favours_a" if after[0].side == "a" else "favours_b"
    return Verdict(None, side, "said to be the better treatment", cue)


def _no_difference(clause: Clause, cue: Cue, start: int, end: int) -> Iterator[Verdict]:
    groups = _GROUPS.search(clause.text) or len({each.side for each in clause.arms}) > 1
    if not groups and (len(clause.text) > _SHORT or clause.arms):
        return
    if says("within", clause.text) and "between" not in clause.text:
        return
    p = _p_value(clause, cue.start)
    outcomes = [each for each in clause.outcomes if start <= each.start < end]
    named = [each for each in outcomes if each.domain != "overall"] or outcomes
    for outcome in named:
        if p is not None and significant(p):
            yield Verdict(outcome, "unclear", "called the same, with a p value below .05", cue)
        else:
            yield Verdict(outcome, "no_difference", "said to be no different", cue)
    if not named:
        yield Verdict(None, "no_difference", "said to be no different", cue)


def _outcomes_of(clause: Clause, cue: Cue, start: int, end: int) -> list[Outcome]:
    """The outcomes the words are about: right behind them, else all those before them."""
    over = [each for each in clause.outcomes if each.start < cue.end and cue.start < each.end]
    behind = over or [each for each in clause.outcomes if cue.end <= each.start < end]
    if behind:
        gap = _RATE.sub(" ", clause.text[cue.end : behind[0].start])
        if len(gap) <= _NEAR and not _BREAK.search(gap):
            return _measured_by(clause, cue, start, behind)
        if cue.change and cue.sense == "better" and len(gap) <= len(" in the "):
            return _listed(clause, behind)
    before = [each for each in clause.outcomes if start <= each.start and each.end <= cue.start]
    named = [each for each in before if each.domain != "overall"]
    if before:
        return named or before[-1:]
    return behind[:1] if behind and cue.sense in {"better", "worse", "favours"} else []


def _measured_by(clause: Clause, cue: Cue, start: int, behind: Sequence[Outcome]) -> list[Outcome]:
    """The scales, not the results as such: "scores (VAS, ODI) showed better results"."""
    named = [
        each
        for each in clause.outcomes
        if each.end <= cue.start and each.domain != "overall" and not each.harm
    ]
    scales = [each for each in named if each.instrument and start <= each.start]
    if behind[0].domain == "overall" and named:
        return scales or named[-1:]
    return _listed(clause, behind)


def _listed(clause: Clause, behind: Sequence[Outcome]) -> list[Outcome]:
    """The first outcome and those joined to it by a comma or "and"."""
    found = [behind[0]]
    for each in behind[1:]:
        gap = clause.text[found[-1].end : each.start]
        if not re.fullmatch(r"(?:\s*,)?\s*(?:and|or)?\s*(?:[\w-]+\s+){0,2}", gap):
            break
        found.append(each)
    return found


def _as_direction(
    side: Side | None, cue: Cue, outcome: Outcome | None, clause: Clause
) -> Direction:
    if side is None:
        return "unclear"
    good = _good(cue, outcome, clause)
    if good is None:
        return "unclear"
    return "favours_a" if (side == "a") == good else "favours_b"


def _good(cue: Cue, outcome: Outcome | None, clause: Clause) -> bool | None:
    """Whether the words are good news for the side they are said of; None where it is unknown."""
    if cue.sense not in {"more", "less"}:
        return cue.sense != "worse"
    more = cue.sense == "more"
    change = _change(cue, outcome, clause.text[cue.end : cue.end + 60])
    if change is not None:
        return more == change
    if outcome is None or not outcome.good:
        return None
    return more == (outcome.good == "high")


def _change(cue: Cue, outcome: Outcome | None, rest: str) -> bool | None:
    """Whether more of the change that is named is good: a relief, a loss; None where none is."""
    if outcome is not None and outcome.harm:
        return True if rest.lstrip().startswith(("reduction", "decrease")) else None
    if starts_with("bad_change", rest) and (outcome is None or outcome.domain != "radiographic"):
        return False
    inside = outcome is not None and outcome.start >= cue.end
    if starts_with("good_change", rest) and (
        outcome is None or not inside or outcome.good == "low"
    ):
        return True
    return None


def _weakness(clause: Clause, cue: Cue, region: str) -> str:
    """Why a stated difference is not taken for one; "" where it is."""
    if says("trend", region) or says("trend", clause.text[: cue.end]):
        return "a trend or a doubt only"
    behind = [each for each in clause.numbers if each.start >= cue.start]
    first = next((each for each in behind if each.kind == "p_value"), None)
    return doubt([each for each in behind if each.kind != "p_value" or each is first])


def _p_value(clause: Clause, start: int) -> Quantity | None:
    """The first p value behind the words."""
    return next(
        (each for each in clause.numbers if each.kind == "p_value" and start <= each.start), None
    )


def _of_a_difference(clause: Clause) -> Iterator[Verdict]:
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


def _of_values(clause: Clause) -> Iterator[Verdict]:
    """Values of both arms with a p value of .05 or more: no difference; anything else, nothing."""
    if not _RESPECTIVELY.search(clause.text) or says("baseline", clause.text):
        return
    p = _p_value(clause, 0)
    if p is None or not insignificant(p):
        return
    for outcome in clause.outcomes:
        if outcome.end <= p.start and outcome.domain != "overall":
            yield Verdict(outcome, "no_difference", "values of both sides with p of .05 or more")
