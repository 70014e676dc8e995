"""Two treatments that one sentence of a paper sets side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from evidence.extraction.comparisons.arms import Named
from evidence.extraction.comparisons.model import Arm, ArmKind
from evidence.extraction.comparisons.terms import Terms
from evidence.extraction.lists import alternatives, any_of, table
from evidence.extraction.reading import Read

_AIMS = re.compile(
    r"\b(?:aims?|purpose|objective|designed to|sought to|to compare|we compared?"
    r"|this (?:study|trial|review|paper) (?:investigat|evaluat|assess|compar|examin)\w+)\b"
)
_CONTROLLED = re.compile(r"-?controlled$", re.IGNORECASE)
_CONTROLS = frozenset({"placebo", "sham", "usual care", "no treatment"})
_APART = 130  # characters between two arms that are named together
_WEIGHT = {"title": 2, "objective": 2, "methods": 2, "results": 1, "conclusions": 1}
_RANK: dict[ArmKind, int] = {"operative": 0, "other": 1, "conservative": 2}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two treatments that one sentence sets side by side; `a` is the one that is tried."""

    read: Read
    a: Named
    b: Named
    weight: int

    @property
    def kinds(self) -> tuple[ArmKind, ArmKind]:
        """What kinds of care the two are."""
        return self.a.kind, self.b.kind

    def arms(self) -> tuple[Arm, Arm]:
        """The two as arms, with their words."""
        first, second = (
            Arm(each.kind, self.read.span(each.start, each.end)) for each in (self.a, self.b)
        )
        return first, second


@cache
def _joins() -> re.Pattern[str]:
    return re.compile(
        rf"\b{alternatives(table('arms')['context']['joins'])}(?![\w-])", re.IGNORECASE
    )


@cache
def _compares() -> re.Pattern[str]:
    return any_of(table("arms")["context"]["compares"])


def pairs(read: Read, terms: Terms) -> Iterator[Pair]:
    """Every two treatments that a sentence compares; none from a background."""
    weight = _WEIGHT.get(read.role, 0) or (1 if _aim(read.text) else 0)
    found = terms.named(read.text) if weight else ()
    if len(found) < 2:  # noqa: PLR2004 - two sides
        return
    if read.section != "title" and not _compares().search(read.text):
        return
    for one, two in combinations(found, 2):
        between = read.text[one.end : two.start]
        if (one.control and two.control) or (one.kind == two.kind and one.kind in _CONTROLS):
            continue
        if len(between) <= _APART and (
            _joins().search(f" {between} ") or _controlled(read, one, two)
        ):
            yield Pair(read, *_ordered(one, two), weight)


def _aim(text: str) -> bool:
    return bool(_AIMS.search(text.lower()))


def _controlled(read: Read, one: Named, two: Named) -> bool:
    """Whether one is a control by its own words: "placebo-controlled trial of vertebroplasty"."""
    return any(_CONTROLLED.search(read.text[each.start : each.end]) for each in (one, two))


def _ordered(one: Named, two: Named) -> tuple[Named, Named]:
    """The operative or the active side first."""
    if _RANK.get(two.kind, 3) < _RANK.get(one.kind, 3):
        return two, one
    return one, two
