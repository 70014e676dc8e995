"""Names that are spelled much like another: for "did you mean"."""

import difflib
import heapq
from collections.abc import Iterable

from evidence.query.tokens import words

_CLOSE = 0.6  # of difflib's ratio: "spinal stenoses" is near, "spine" is not
_SHORTLIST = 40


def nearest(name: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """At most `most` of `names`, the nearest first; word order is free.

    All names are compared by the three-letter groups they share, which is cheap; only the
    best of them letter by letter.
    """
    wanted = _groups(name)
    plain = _plain(name)
    shared = ((_overlap(wanted, each), each) for each in names)
    best = heapq.nlargest(_SHORTLIST, (pair for pair in shared if pair[0] > 0))
    rated = ((_ratio(plain, each), each) for _, each in best)
    good = sorted(
        (pair for pair in rated if pair[0] >= _CLOSE), key=lambda pair: (-pair[0], pair[1])
    )
    return tuple(each for _, each in good[:most])


def _plain(name: str) -> str:
    return " ".join(sorted(words(name)))


def _ratio(plain: str, other: str) -> float:
    return difflib.SequenceMatcher(None, plain, _plain(other)).ratio()


def _groups(name: str) -> frozenset[str]:
    text = f" {name.lower()} "
    return frozenset(text[place : place + 3] for place in range(len(text) - 2))


def _overlap(wanted: frozenset[str], name: str) -> float:
    text = f" {name.lower()} "
    shared = sum(text[place : place + 3] in wanted for place in range(len(text) - 2))
    return 2 * shared / (len(wanted) + len(text))
