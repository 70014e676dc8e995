"""Numbers in brackets: by first use, sorted, collapsed from three with an en dash."""

from collections.abc import Iterable
from itertools import groupby

_RUN = 3  # two neighbours stay "1,2"; three become a range


def collapse(numbers: Iterable[int]) -> str:
    """Reference numbers as printed between brackets: (5, 1, 3, 4) gives 1 and 3 to 5.

    Sorted, each once; an empty input gives "".
    """
    ordered = sorted(set(numbers))
    runs = (
        [number for _, number in pairs]
        for _, pairs in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    )
    return ",".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    if len(run) < _RUN:
        return ",".join(map(str, run))
    return f"{run[0]}–{run[-1]}"  # noqa: RUF001 - an en dash is what is printed


class Numbering:
    """Gives each PMID the next number when it is first used."""

    def __init__(self) -> None:
        """No number is given yet."""
        self._numbers: dict[int, int] = {}

    def number(self, pmid: int) -> int:
        """The number of `pmid`, from 1; the next free one at its first use."""
        return self._numbers.setdefault(pmid, len(self._numbers) + 1)

    def mark(self, pmids: Iterable[int]) -> str:
        """The citation mark for `pmids`, in square brackets; "" for none."""
        inside = collapse([self.number(pmid) for pmid in pmids])
        return f"[{inside}]" if inside else ""

    @property
    def pmids(self) -> tuple[int, ...]:
        """All PMIDs numbered so far, in the order of their numbers."""
        return tuple(self._numbers)

    def __len__(self) -> int:
        """How many are numbered."""
        return len(self._numbers)
