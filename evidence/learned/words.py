"""Words and pairs of words as the models count them: lower case, figures as "#".

The same functions serve training and use; a change here needs both models trained again.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,·]\d+)*|[%<>=±?]")


def words(text: str) -> list[str]:
    """The words of a text in order, British "randomis-" written as "randomiz-"."""
    found = "\n".join(_WORD.findall(text)).lower().replace("randomis", "randomiz").split("\n")
    return ["#" if each[:1].isdigit() else each for each in found if each]


def places(text: str) -> list[tuple[int, int]]:
    """(start, end) of each of `words(text)`."""
    return [match.span() for match in _WORD.finditer(text)]


def grams(single: Sequence[str]) -> list[str]:
    """Each word and each pair of neighbours once, in order of appearance, words first."""
    pairs = map(" ".join, pairwise(single))
    return list(dict.fromkeys((*single, *pairs)))
