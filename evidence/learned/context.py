"""What stands around a sentence: its place in the abstract, and what its neighbours seem to be.

Feature blocks shared by training and use. Shapes: n sentences, 5 roles.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence.learned.weights import Numbers

NEIGHBOURS = 2  # sentences looked at on either side
PLACES = 52  # columns of `place`
_NEAR = 5  # sentences counted one by one from either end
_TENTHS = 10
_LENGTHS = 7  # classes of length, three sentences each
_FLOOR = -8.0  # a log probability below it says no more


@lru_cache(maxsize=64)
def place(count: int) -> "Numbers":
    """(count, PLACES): tenth of the abstract, distance from both ends, their pair, length."""
    import numpy as np  # noqa: PLC0415 - only a model that is used pays for it

    table = np.zeros((count, PLACES), dtype=np.float32)
    at = np.arange(count)
    start, end = np.minimum(at, _NEAR - 1), np.minimum(count - 1 - at, _NEAR - 1)
    length = min(count - 1, 3 * _LENGTHS - 2) // 3
    columns = (_TENTHS * at // count, 10 + start, 15 + end, at * 0 + 20 + length)
    for column in (*columns, 27 + _NEAR * start + end):
        table[at, column] = 1
    table.flags.writeable = False  # it is shared
    return table


def around(scores: "Numbers") -> "Numbers":
    """(n, 5) first log probabilities -> (n, f): those of neighbours, sums on both sides, place."""
    import numpy as np  # noqa: PLC0415 - only a model that is used pays for it

    count, roles = scores.shape
    edge = np.zeros((NEIGHBOURS, roles), dtype=np.float32)
    sure = np.exp(scores)
    near = np.vstack((edge, np.maximum(scores, _FLOOR) / 2, edge))
    likely = np.vstack((edge, sure, edge))
    windows = [each[at : at + count] for each in (near, likely) for at in range(2 * NEIGHBOURS + 1)]
    total = np.cumsum(sure, axis=0)
    before, after = total - sure, total[-1] - total
    at = np.arange(count)[:, None]
    sides = (
        np.minimum(before, 3) / 2,
        np.minimum(after, 3) / 2,
        before / np.maximum(1, at),
        after / np.maximum(1, count - 1 - at),
    )
    return np.hstack((*windows, *sides, place(count)))
