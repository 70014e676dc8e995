"""In whose favour a clause says an outcome came out, and by which rule.

Who is better is read from the words of comparison, whose side they are said of, and which way
is good for the patient. Where one of the three is not certain the answer is "unclear".
"""

import re
from collections.abc import Iterator, Sequence

from evidence.extraction.comparisons.cues import (
    Cue,
    between,
    cues,
    says,
    starts_with,
)
from evidence.extraction.comparisons.model import Direction
from evidence.extraction.comparisons.outcomes import Outcome
from evidence.extraction.comparisons.tested import doubt, significant
from evidence.extraction.comparisons.valued import Verdict, of_a_difference, of_values, p_value
from evidence.extraction.comparisons.winners import ONE_ARM, Clause, Side, winner

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
_NORMAL = re.compile(  # the same as something that is neither arm
    r"\s+(?:to|with|as)\s+(?:(?:a|an|the|that|those|of|in)\s+)*"
    r"(?:normal|healthy|general|pre-?operative|baseline|pre-?injury|before|reported|previous)\b",
    re.IGNORECASE,
)
_THAN_NEXT = re.compile(r"\s+(?:than|to)\s+(?!(?:the )?other\b|each\b)", re.IGNORECASE)
_NOT_SIGNIFICANT = re.compile(
    r"\b(?:not|non)[ -]?(?:reach |statistically |a )*significan", re.IGNORECASE
)
_ALL = re.compile(
    r"\b(?:all|both|each|two|three)(?: [\w-]+)? (?:groups?|arms|treatments)\b", re.IGNORECASE
)
_SHORT = 90  # characters of a clause that says no more than "there was no difference (p = .4)"


def verdicts(clause: Clause, *, compared: bool = True) -> tuple[Verdict, ...]:
    """What the clause says of each outcome between the arms, in order.

    `compared`: whether the sentence speaks of both arms, so that values alone may be read.
    """
    found = cues(clause.text)
    told: list[Verdict] = []
    for number, cue in enumerate(found):
        told += _of_cue(clause, found, number, cue)
    if not told:
        told += of_a_difference(clause)
    if not told and compared:
        told += of_values(clause)
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
    if says("baseline", clause.text[cue.end : cue.end + _NEAR]):
        return
    side, why = winner(clause, cue, end)
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
    other = _THAN_NEXT.match(clause.text, cue.end)
    arms_behind = any(each.start >= cue.end for each in clause.arms)
    if _NORMAL.match(clause.text, cue.end) or (other and not arms_behind):
        return
    p = p_value(clause, cue.start)
    outcomes = [each for each in clause.outcomes if start <= each.start < end]
    if start:  # another statement stands before: what follows the words is theirs
        outcomes = [each for each in outcomes if each.start >= cue.end] or outcomes
    named = [each for each in outcomes if each.domain != "overall"] or outcomes
    for outcome in named:
        if p is not None and significant(p):
            yield Verdict(outcome, "unclear", "called the same, with a p value below .05", cue)
        elif says("doubt", clause.text):
            yield Verdict(outcome, "unclear", "a trend or a doubt only", cue)
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
    told_of_all = bool(named) and _ALL.search(clause.text[named[-1].end : cue.start])
    if behind[0].domain == "overall" and named and not told_of_all:
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
    if _NOT_SIGNIFICANT.search(clause.text, cue.end):
        return "said not to be significant"
    behind = [each for each in clause.numbers if each.start >= cue.start]
    first = next((each for each in behind if each.kind == "p_value"), None)
    return doubt([each for each in behind if each.kind != "p_value" or each is first])
