"""Trains the model of sentence roles: python -m bench.train_roles [FILE]; docs/models.md.

Deterministic. Choices were made on the tune part; the weights shipped are trained on train
and tune together; the test part is touched by bench/evaluate_models.py alone. Takes a few
minutes; prints counts and scores, writes evidence/learned/roles.npz (or FILE).
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from bench.model_data import Labelled, portion, sources, structured
from evidence.learned import weights as shipped
from evidence.learned.context import around, place
from evidence.learned.roles import PARTS, VERSION, first, later, likeliest
from evidence.learned.weights import Weights
from evidence.learned.words import grams, words

Numbers: TypeAlias = NDArray[Any]

SPLIT = (0.7, 0.85)
VOCABULARY = 30_000
RARE = 5  # sentences a word must stand in
BESIDE = 0.5  # weight of neighbours' words and of place against the sentence's own
STRENGTH, STRENGTH_AROUND = 3.0, 1.0  # scikit-learn's C
FOLDS = 4
PRIOR, MOVES = 0.5, 0.4  # how far the prior is taken out, how far moves count: by tune
ENDS = len(PARTS)


def features(text: str) -> list[str]:
    """What a sentence is made of, for the vectoriser."""
    return grams(words(text))


class Trainer:
    """The vocabulary, fixed on some abstracts, and the model fitted on them or fewer."""

    def __init__(self, abstracts: Sequence[Labelled]) -> None:
        """Count the words of `abstracts`."""
        self.abstracts = abstracts
        self.vectors = TfidfVectorizer(
            analyzer=features, binary=True, min_df=RARE, max_features=VOCABULARY
        )
        self.own = self.vectors.fit_transform(_texts(abstracts))
        self.places = np.vstack([place(len(each.texts)) for each in abstracts])
        lengths = [len(each.texts) for each in abstracts]
        self.number = np.repeat(np.arange(len(abstracts)), lengths)
        self.truth = np.array([part for each in abstracts for part in each.parts])

    def matrix(self) -> sparse.csr_matrix:
        """Own words, the sentence before, the sentence after, place."""
        count = self.own.shape[0]
        same = self.number[1:] == self.number[:-1]
        before = sparse.coo_matrix(
            (np.full(same.sum(), BESIDE), (np.flatnonzero(same) + 1, np.flatnonzero(same))),
            shape=(count, count),
        ).tocsr()
        return sparse.hstack(
            [self.own, before @ self.own, before.T @ self.own, BESIDE * self.places]
        ).tocsr()

    def fit(self) -> Weights:
        """Both regressions; the second sees what the first says of abstracts it had not seen."""
        matrix = self.matrix()
        unseen = np.zeros((len(self.truth), len(PARTS)), dtype=np.float32)
        for fold in range(FOLDS):
            out = self.number % FOLDS == fold
            unseen[out] = _regress(matrix[~out], self.truth[~out]).predict_log_proba(matrix[out])
        model = _regress(matrix, self.truth)
        wide = np.vstack(
            [around(unseen[self.number == each]) for each in range(self.number[-1] + 1)]
        )
        second = LogisticRegression(C=STRENGTH_AROUND, max_iter=1000).fit(wide, self.truth)
        return Weights(
            f"{VERSION}.{len(self.abstracts)}",
            {word: int(row) for word, row in self.vectors.vocabulary_.items()},
            self._tables(model, second),
        )

    def _tables(self, model: LogisticRegression, second: LogisticRegression) -> dict[str, Numbers]:
        size, idf = self.own.shape[1], self.vectors.idf_
        own, before, after, where = np.split(model.coef_.T, [size, 2 * size, 3 * size])
        # In `first` a sentence adds to the one after as "before", to the one before as "after".
        parts = np.hstack([own, BESIDE * before, BESIDE * after]) * idf[:, None]
        table = np.vstack([np.hstack([parts, idf[:, None] ** 2]), np.zeros((1, 16))])
        prior = np.log(np.bincount(self.truth) / len(self.truth))
        tables = {
            "words": table,
            "place": BESIDE * where,
            "bias": model.intercept_,
            "around": second.coef_.T,
            "around_bias": second.intercept_,
            "prior": PRIOR * prior,
            "moves": MOVES * _moves(self.abstracts),
        }
        return {name: each.astype(np.float32) for name, each in tables.items()}


def _regress(matrix: sparse.csr_matrix, truth: Numbers) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=120, tol=1e-3).fit(matrix, truth)


def _moves(abstracts: Sequence[Labelled]) -> Numbers:
    """Log shares of what follows what; row and column 5 are the ends."""
    counts = np.full((ENDS + 1, ENDS + 1), 0.5)
    for each in abstracts:
        path = (ENDS, *each.parts, ENDS)
        np.add.at(counts, (path[:-1], path[1:]), 1)
    found: Numbers = np.log(counts / counts.sum(axis=1, keepdims=True))
    return found


def _texts(abstracts: Sequence[Labelled]) -> list[str]:
    return [text for each in abstracts for text in each.texts]


def scores(model: Weights, abstracts: Sequence[Labelled]) -> tuple[float, float]:
    """Weighted F1 for five parts, and with background and objective merged."""
    said: list[int] = []
    for each in abstracts:
        second = later(model, first(model, each.texts))
        said += likeliest(second - model.tables["prior"], model.tables["moves"])
    truth = np.array([part for each in abstracts for part in each.parts])
    found = np.array(said)
    return (
        float(f1_score(truth, found, average="weighted")),
        float(f1_score(np.maximum(truth, 1), np.maximum(found, 1), average="weighted")),
    )


def main(target: Path) -> None:
    """Train twice: on train, judged by tune; on both, written."""
    parts: dict[str, list[Labelled]] = {"train": [], "tune": [], "test": []}
    for each in structured([source.record for source in sources()]):
        parts[portion(each.pmid, *SPLIT)].append(each)
    for name, abstracts in parts.items():
        count = Counter(PARTS[part] for each in abstracts for part in each.parts)
        print(name, len(abstracts), "abstracts", count.total(), "sentences", dict(count))
    model = Trainer(parts["train"]).fit()
    print(
        "tune: weighted F1 of five parts, of four: {:.4f} {:.4f}".format(
            *scores(model, parts["tune"])
        )
    )
    model = Trainer(parts["train"] + parts["tune"]).fit()
    vocabulary = sorted(model.rows, key=model.rows.__getitem__)
    shipped.save(target, model.version, vocabulary, model.tables)
    print(target.name, model.version, f"{target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else shipped.HERE / "roles.npz")
