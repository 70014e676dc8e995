"""Chooses how model and words are joined for trials: python -m bench.combine_trials.

Five-fold cross-validation on train and tune; what counts are papers since SINCE. The nested
figures choose the weights on four fifths and judge them on the fifth, with other folds each
time. The test part is not opened. The chosen numbers stand in
evidence/appraisal/data/trials.toml.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from bench.model_data import portion, sources
from bench.train_trials import FOLDS, best_threshold, chances, example, fit, portion_key, unjudged
from evidence.appraisal import design
from evidence.appraisal.chance import joining
from evidence.record import Record

Numbers: TypeAlias = NDArray[Any]
RANDOM, OTHER = (0.0, 0.5, 1.0, 1.5, 2.0), (0.0, 0.5, 1.0, 2.0)
SURE = (0.216, 0.28, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
AGAIN = (1, 7, 11)  # other folds


def judged() -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """PMIDs, truth, the model's cross-validated log odds and the words' name, since SINCE."""
    kept, others = [], []
    records: dict[int, Record] = {}
    for source in sources():
        if portion(source.record.pmid) == "test":
            continue
        if source.indexed:
            kept.append(example(source.record, trial=source.trial))
            records[source.record.pmid] = source.record
        else:
            others.append(source.record)
    cautious = unjudged(others)
    fold = np.array([portion_key(each.pmid) % FOLDS for each in kept])
    sure = np.zeros(len(kept))
    for number in range(FOLDS):
        model = fit([each for each, at in zip(kept, fold, strict=True) if at != number] + cautious)
        out = np.flatnonzero(fold == number)
        sure[out] = chances(model, [kept[at] for at in out])
    sure = np.clip(sure, 1e-6, 1 - 1e-6)
    recent = np.array([each.recent for each in kept])
    chosen = [each for each in kept if each.recent]
    named = [_named(records[each.pmid]) for each in chosen]
    return (
        np.array([each.pmid for each in chosen]),
        np.array([each.trial for each in chosen]),
        np.log(sure / (1 - sure))[recent],
        np.array(named),
    )


def _named(record: Record) -> str:
    bare = Record(pmid=record.pmid, title=record.title, abstract=record.abstract)
    return design(bare, model=False).name


def joined(odds: Numbers, named: Numbers, random: float, other: float) -> Numbers:
    """Probabilities after the words have spoken."""
    moved = odds + random * (named == "randomised trial")
    moved = moved - other * np.isin(named, list(joining().others))
    found: Numbers = 1 / (1 + np.exp(-moved))
    return found


def f1(truth: Numbers, said: Numbers) -> float:
    """F1 of a decision."""
    return float(2 * (said & truth).sum() / (said.sum() + truth.sum()))


def nested(pmids: Numbers, truth: Numbers, odds: Numbers, named: Numbers) -> Iterator[str]:
    """F1 of the model alone and joined, weights and threshold chosen without the judged fold."""
    for factor in AGAIN:
        fold = pmids * 2_654_435_761 * factor % 2**32 % FOLDS
        said = {"alone": np.zeros(len(truth), bool), "joined": np.zeros(len(truth), bool)}
        for number in range(FOLDS):
            kept, out = fold != number, fold == number
            grids = {"alone": [(0.0, 0.0)], "joined": list(product(RANDOM, OTHER))}
            for name, grid in grids.items():
                tried = [(joined(odds, named, *pair), pair) for pair in grid]
                best = max(tried, key=lambda one: best_threshold(truth[kept], one[0][kept])[1])[0]
                said[name][out] = best[out] >= best_threshold(truth[kept], best[kept])[0]
        yield ", ".join(f"{name} {f1(truth, each):.4f}" for name, each in said.items())


def main() -> None:
    """Print what the choice rests on."""
    pmids, truth, odds, named = judged()
    print(f"{len(truth)} records, {truth.sum()} trials, cross-validated")
    words = named == "randomised trial"
    print(f"words alone: F1 {f1(truth, words):.4f}, {(words & ~truth).sum()} wrong")
    for random, other in product(RANDOM, OTHER):
        sure = joined(odds, named, random, other)
        limit, best = best_threshold(truth, sure)
        auroc = roc_auc_score(truth, sure)
        print(f"  random {random} other {other}: AUROC {auroc:.4f} F1 {best:.4f} at {limit:.3f}")
    for line in nested(pmids, truth, odds, named):
        print(f"nested F1: {line}")
    model = 1 / (1 + np.exp(-odds))
    for least in SURE:
        alone = (named == "not stated") & (model >= least)
        wrong = (alone & ~truth).sum()
        print(
            f"words, then model from {least}: F1 {f1(truth, words | alone):.4f}; by the model alone"
            f" {(alone & truth).sum()} right, {wrong} wrong"
        )


if __name__ == "__main__":
    main()
