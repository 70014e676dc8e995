"""The authors' conclusion on their main outcomes; unclear where no side leads."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.extraction.comparisons.cues import says
from evidence.extraction.comparisons.model import Comparison, Direction
from evidence.extraction.comparisons.rows import Said
from evidence.extraction.comparisons.sides import Sides, mentions
from evidence.extraction.reading import Read
from evidence.record import Span

_FAVOURS: frozenset[Direction] = frozenset({"favours_a", "favours_b"})


@dataclass(frozen=True, slots=True)
class Overall:
    """A direction with the sentence that gives it; `mixed`: the other side is favoured too."""

    direction: Direction = "unclear"
    place: Span | None = None
    mixed: bool = False


def overall(
    concluded: Sequence[Said],
    closing: Sequence[Read],
    rows: Sequence[Comparison],
    known: Sides,
) -> Overall:
    """From the conclusions; else from advice in them; else from results that all agree.

    `concluded` is what the conclusions say, `closing` are their sentences.
    """
    return (
        _preferred(concluded)
        or _no_answer(closing)
        or _from_conclusions(concluded)
        or _from_advice(closing, known)
        or _from_results(rows)
    )


def _preferred(concluded: Sequence[Said]) -> Overall | None:
    """What is said to be the better treatment as such."""
    for each in concluded:
        if each.verdict.outcome is None and each.verdict.direction in _FAVOURS:
            return Overall(each.verdict.direction, each.read.whole)
    return None


def _no_answer(closing: Sequence[Read]) -> Overall | None:
    for read in closing:
        if says("no_answer", read.text):
            return Overall("unclear", read.whole)
    return None


def _from_conclusions(concluded: Sequence[Said]) -> Overall | None:
    """The one direction of all that the conclusions say of outcomes that are no harms."""
    clear = [each for each in concluded if each.verdict.direction != "unclear"]
    main = [each for each in clear if each.verdict.outcome is None or not each.verdict.outcome.harm]
    if not main:
        return None
    sides = {each.verdict.direction for each in main} & _FAVOURS
    place = main[0].read.whole
    if len(sides) > 1:
        return Overall("unclear", place, mixed=True)
    if sides:
        side = sides.pop()
        first = next(each for each in main if each.verdict.direction == side)
        if _opposed([each for each in clear if each.read == first.read], side):
            return Overall("unclear", first.read.whole, mixed=True)
        return Overall(side, first.read.whole, mixed=_opposed(clear, side))
    return Overall("no_difference", place)


def _opposed(clear: Sequence[Said], side: Direction) -> bool:
    return any(
        each.verdict.direction in _FAVOURS and each.verdict.direction != side for each in clear
    )


def _from_advice(closing: Sequence[Read], known: Sides) -> Overall | None:
    """What the authors advise in the end: "early surgery should be considered"."""
    for read in reversed(closing):
        arms = mentions(read, known)
        if len({each.side for each in arms}) == 1 and says("advises", read.text):
            side: Direction = "favours_a" if arms[0].side == "a" else "favours_b"
            return Overall(side, read.whole)
    return None


def _from_results(rows: Sequence[Comparison]) -> Overall:
    clear = [each for each in rows if each.direction != "unclear"]
    sides = {each.direction for each in clear} & _FAVOURS
    if len(sides) > 1:
        return Overall("unclear", clear[0].place, mixed=True)
    if sides and sum(each.direction in sides for each in clear) * 2 > len(clear):
        return Overall(sides.pop(), clear[0].place)
    if clear and not sides:
        return Overall("no_difference", clear[0].place)
    return Overall()
