"""Which part of an abstract a sentence is, where no label says it: a small trained model.

Two logistic regressions and a path: words of the sentence and its neighbours with their
place; then what the first says of the sentences around; then the likeliest sequence
(Viterbi). See docs/models.md for its data and scores; bench/train_roles.py trains it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from evidence.learned.context import around, place
from evidence.learned.weights import Weights, weights
from evidence.learned.words import grams, words

if TYPE_CHECKING:
    from evidence.learned.weights import Numbers

VERSION = "roles-1"  # of the features; the weights add how many abstracts they are from

Part: TypeAlias = Literal["background", "objective", "methods", "results", "conclusions"]
PARTS: tuple[Part, ...] = ("background", "objective", "methods", "results", "conclusions")


@dataclass(frozen=True, slots=True)
class Guess:
    """A sentence's part, and how likely the model holds it (0 to 1)."""

    part: Part
    probability: float


def version() -> str:
    """The version of the shipped weights."""
    return weights("roles").version


def guess(texts: Sequence[str]) -> list[Guess]:
    """The part of each sentence of one whole abstract without labels, in order."""
    if not texts:
        return []
    import numpy as np  # noqa: PLC0415 - only a model that is used pays for it

    model = weights("roles")
    second = later(model, first(model, texts))
    path = likeliest(second - model.tables["prior"], model.tables["moves"])
    sure = np.exp(second)
    return [Guess(PARTS[part], float(sure[at, part])) for at, part in enumerate(path)]


def first(model: Weights, texts: Sequence[str]) -> "Numbers":
    """(n, 5) log probabilities from words, neighbours' words and place.

    A row of "words" holds 5 weights for the sentence itself, 5 as the one before, 5 as the
    one after, and the word's squared weight, whose sum is the sentence's length; the last
    row is zero, so that no sentence is empty.
    """
    import numpy as np  # noqa: PLC0415 - only a model that is used pays for it

    table, rows = model.tables["words"], model.rows
    found: list[int] = []
    starts: list[int] = []
    for text in texts:
        starts.append(len(found))
        found.append(len(table) - 1)
        found += [row for row in map(rows.get, grams(words(text))) if row is not None]
    sums = np.add.reduceat(table[found], starts, axis=0)
    shares = sums[:, :15] / np.sqrt(np.maximum(sums[:, 15:], 1e-9))
    scores = shares[:, :5] + place(len(texts)) @ model.tables["place"] + model.tables["bias"]
    scores[1:] += shares[:-1, 5:10]
    scores[:-1] += shares[1:, 10:15]
    return log_shares(scores)


def later(model: Weights, scores: "Numbers") -> "Numbers":
    """(n, 5) log probabilities that take in what the sentences around seem to be."""
    return log_shares(around(scores) @ model.tables["around"] + model.tables["around_bias"])


def log_shares(scores: "Numbers") -> "Numbers":
    """Log softmax of each row."""
    import numpy as np  # noqa: PLC0415 - only a model that is used pays for it

    high = scores - scores.max(axis=1, keepdims=True)
    return cast("Numbers", high - np.log(np.exp(high).sum(axis=1, keepdims=True)))


def likeliest(scores: "Numbers", moves: "Numbers") -> list[int]:
    """The path with the highest sum of scores and moves; row and column 5 of `moves`: the ends."""
    best = (scores[0] + moves[5, :5]).tolist()
    step = moves[:5, :5].T.tolist()
    came: list[list[int]] = []
    for row in scores[1:].tolist():
        totals = [[old + move for old, move in zip(best, into, strict=True)] for into in step]
        came.append([each.index(max(each)) for each in totals])
        best = [max(each) + own for each, own in zip(totals, row, strict=True)]
    last = [old + end for old, end in zip(best, moves[:5, 5].tolist(), strict=True)]
    path = [last.index(max(last))]
    for back in reversed(came):
        path.append(back[path[-1]])
    return path[::-1]
