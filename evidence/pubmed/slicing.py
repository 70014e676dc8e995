"""All PMIDs of a search that finds more than PubMed lists: divided by ranges of PMIDs.

Every record has exactly one PMID, so ranges overlap nowhere and leave nothing out; dates
and journals would do both. Where to cut is guessed, from the PMIDs already listed (PubMed
lists the newest) and from how many the last range held; what a range holds is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pyroaring import BitMap

from evidence.pubmed.answers import HIGHEST_PMID, SearchAnswer
from evidence.pubmed.trouble import BrokenAnswer

_FILL = 0.9  # of what PubMed lists: the aim for a range whose count is a guess
_DISTRUST = 2  # wrong guesses in a row, after which a range is simply halved

Ask = Callable[[int, int], SearchAnswer]  # lowest and highest PMID → the search within them


@dataclass(frozen=True, slots=True)
class _Range:
    """PMIDs `low` to `high`, which hold `count` records, as counted or by subtraction.

    `wrong`: how many guesses in a row led here and were wrong.
    """

    low: int
    high: int
    count: int
    wrong: int = 0
    counted: bool = True  # by PubMed; else what another range left over, which may have grown


def every_pmid(ask: Ask, first: SearchAnswer, limit: int) -> BitMap:
    """The PMIDs of the search that `first` answered with its count and its first `limit`.

    A range whose records were all listed already is not asked for. Raises BrokenAnswer
    where the ranges hold fewer than `first` counted (more may have come meanwhile).
    """
    slicing = _Slicing(ask, first, limit)
    while slicing.waiting:
        slicing.step(slicing.waiting.pop())
    if len(slicing.found) < first.count:
        raise BrokenAnswer(
            f"PubMed counted {first.count:,} records and listed {len(slicing.found):,} of them."
        )
    return slicing.found


class _Slicing:
    """`found`: the PMIDs of finished ranges; `waiting`: the others; `seen`: every one listed."""

    def __init__(self, ask: Ask, first: SearchAnswer, limit: int) -> None:
        self._ask = ask
        self._limit = limit
        self._seen = BitMap(first.pmids)
        self._width = 1  # PMIDs that the last range spanned, for
        self._held = 1  # so many records
        self.found = BitMap()
        self.waiting = [_Range(1, HIGHEST_PMID, first.count)]

    def step(self, part: _Range) -> None:
        """Finish a range, or divide it."""
        if part.counted and part.count == self._listed(part):
            self.found |= self._seen & BitMap(range(part.low, part.high + 1))
        elif part.count <= self._limit:
            self._open(part.low, part.high, part.wrong)
        elif part.low == part.high:
            raise BrokenAnswer(f"PubMed counts {part.count:,} records with PMID {part.low}.")
        else:
            self._divide(part)

    def _divide(self, part: _Range) -> None:
        """Ask for one side, the lower where all of it is likely to be listed; subtract."""
        aim = self._aim(part.count)
        cut, wrong = self._cut(part, aim)
        lower_first = part.count - aim <= self._limit
        if lower_first:
            count = self._open(part.low, cut - 1, wrong)
            low, high = cut, part.high
        else:
            count = self._open(cut, part.high, wrong)
            low, high = part.low, cut - 1
        rest = max(0, part.count - count)
        right = count <= self._limit and (rest <= self._limit or not lower_first)
        self.waiting.append(_Range(low, high, rest, 0 if right else wrong, counted=False))

    def _open(self, low: int, high: int, wrong: int) -> int:
        """Ask for a range: finished, or waiting to be divided. Returns its own count."""
        answer = self._ask(low, high)
        pmids = BitMap(answer.pmids)
        if pmids and not low <= pmids.min() <= pmids.max() <= high:
            raise BrokenAnswer(f"Asked for PMIDs {low} to {high}, PubMed listed others.")
        self._seen |= pmids
        if answer.count > self._limit:
            self.waiting.append(_Range(low, high, answer.count, wrong))
        else:
            self.found |= pmids
            self._width = self._top(low, high) - low + 1
            self._held = answer.count
        return answer.count

    def _aim(self, count: int) -> int:
        """How many records the upper side of a range of `count` should hold."""
        if count <= 2 * self._limit:
            return count // 2
        return max(1, int(self._limit * _FILL))

    def _cut(self, part: _Range, aim: int) -> tuple[int, int]:
        """Where the upper side begins, likely with `aim` records, and `wrong` if it has others."""
        listed, below = self._listed(part), self._seen.rank(part.high)
        top, wrong = self._top(part.low, part.high), part.wrong + 1
        if wrong > _DISTRUST:
            cut = (part.low + top) // 2 + 1
        elif part.wrong and listed:  # those listed are a sample of all
            cut = self._seen[below - max(1, listed * aim // part.count)]
        elif listed >= aim:  # those listed are the newest
            cut = self._seen[below - aim]
        else:  # as dense as the last range, and never more than half of this one
            scale = aim / self._held if self._held else 2 * aim
            width = min(max(1, int(self._width * scale)), (top - part.low + 1) // 2)
            cut, wrong = top - width + 1, part.wrong
        return min(max(cut, part.low + 1), part.high), wrong

    def _top(self, low: int, high: int) -> int:
        """The highest PMID that a range may be thought to hold: most ends are far above it."""
        highest = self._seen.max() if self._seen else 0
        return min(high, highest) if highest >= low else high

    def _listed(self, part: _Range) -> int:
        """How many of a range's PMIDs were listed so far."""
        count: int = self._seen.range_cardinality(part.low, part.high + 1)
        return count
