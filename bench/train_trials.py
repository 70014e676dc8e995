"""Trains "is it a randomised trial?": python -m bench.train_trials [FILE]; docs/models.md.

Truth: PubMed's publication type, on indexed records. Records not yet indexed add cautious
examples at a lower weight: those whose title calls itself a randomised trial, and those
without any word of trials. Deterministic; prints counts and scores.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.model_data import portion, sources
from evidence.learned import weights as shipped
from evidence.learned.trials import VERSION, phrases, terms
from evidence.learned.weights import Weights
from evidence.record import Record

Numbers: TypeAlias = NDArray[Any]

VOCABULARY = 30_000
RARE = 3  # records a word must stand in
STRENGTH = 30.0  # scikit-learn's C
PHRASE = 0.3  # weight of a phrase against a text's words
CAUTIOUS = 0.3  # weight of an example that NLM has not judged
UNJUDGED = 6_000  # of them without words of trials, at most
SINCE = 1991  # papers from this year on are what the threshold is chosen for
FOLDS = 5
_CALLS_ITSELF = re.compile(r"\brandomi[sz]ed\b.{0,60}\b(?:trial|study)\b", re.IGNORECASE)
_SPEAKS_OF = re.compile(
    r"protocol|review|meta|secondary|post[- ]hoc|trials|analysis|mendelian|non-?random",
    re.IGNORECASE,
)
_ANY_WORD = re.compile(
    r"random|placebo|trial|controlled|blind|cross-?over|allocat|assigned", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Example:
    """A record's features, what it is, and how far that is to be believed."""

    pmid: int
    terms: tuple[str, ...]
    phrases: tuple[bool, ...]
    trial: bool
    weight: float
    recent: bool
    worded: bool  # says "random", "placebo", "blind" ...


def example(record: Record, *, trial: bool, weight: float = 1.0) -> Example:
    """Title and abstract only: no publication type, no heading, no label."""
    texts = [each.text for each in record.abstract]
    recent = (record.year or 0) >= SINCE
    found = tuple(terms(record.title, texts))
    told = tuple(phrases(record.title, texts))
    worded = _ANY_WORD.search(f"{record.title} {record.abstract_text}") is not None
    return Example(record.pmid, found, told, trial, weight, recent, worded)


def unjudged(records: Sequence[Record]) -> list[Example]:
    """Cautious examples of records that NLM has not indexed."""
    yes = [each for each in records if _CALLS_ITSELF.search(each.title)]
    yes = [each for each in yes if not _SPEAKS_OF.search(each.title)]
    no = [each for each in records if not _ANY_WORD.search(f"{each.title} {each.abstract_text}")]
    no.sort(key=lambda each: portion_key(each.pmid))
    return [
        *(example(each, trial=True, weight=CAUTIOUS) for each in yes),
        *(example(each, trial=False, weight=CAUTIOUS) for each in no[:UNJUDGED]),
    ]


def doubtful(each: Example) -> bool:
    """Whether it is not trained on: an older record whose words and type disagree.

    Types of papers before SINCE were given in hindsight, to few: a placebo-controlled trial
    without the type, or the type without any word for it, teaches the wrong thing.
    """
    return not each.recent and each.trial != each.worded


def portion_key(pmid: int) -> int:
    """A fixed order without meaning."""
    return pmid * 2_654_435_761 % 2**32


def fit(examples: Sequence[Example]) -> Weights:
    """The regression on those that are not doubtful; the threshold is not yet set."""
    examples = [each for each in examples if not doubtful(each)]
    vectors = TfidfVectorizer(
        analyzer=lambda found: found, binary=True, min_df=RARE, max_features=VOCABULARY
    )
    own = vectors.fit_transform([each.terms for each in examples])
    told = PHRASE * np.array([each.phrases for each in examples], dtype=float)
    truth = [each.trial for each in examples]
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    model.fit(sparse.hstack([own, told]).tocsr(), truth, [each.weight for each in examples])
    size, idf = own.shape[1], vectors.idf_
    tables = {
        "words": np.stack([model.coef_[0, :size] * idf, idf**2], axis=1),
        "phrases": PHRASE * model.coef_[0, size:],
        "bias": model.intercept_,
    }
    judged = sum(each.weight == 1 for each in examples)
    return Weights(
        f"{VERSION}.{judged}",
        {word: int(row) for word, row in vectors.vocabulary_.items()},
        {name: table.astype(np.float32) for name, table in tables.items()},
    )


def chances(model: Weights, examples: Sequence[Example]) -> Numbers:
    """The probability of each, as the program computes it."""
    odds = []
    for each in examples:
        rows = [model.rows[term] for term in each.terms if term in model.rows]
        weight, square = model.tables["words"][rows].sum(axis=0)
        told = np.array(each.phrases, dtype=np.float32) @ model.tables["phrases"]
        odds.append(weight / np.sqrt(max(square, 1e-9)) + told + model.tables["bias"][0])
    found: Numbers = 1 / (1 + np.exp(-np.array(odds)))
    return found


def best_threshold(truth: Numbers, sure: Numbers) -> tuple[float, float]:
    """The probability with the highest F1 (between two neighbours), and that F1."""
    order = np.argsort(-sure, kind="stable")
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + truth.sum())
    at = int(f1.argmax())
    below = sure[order[at + 1]] if at + 1 < len(order) else 0.0
    return float((sure[order[at]] + below) / 2), float(f1[at])


def told(name: str, examples: Sequence[Example], sure: Numbers) -> None:
    """Print AUROC and the best F1, of all and of recent papers."""
    for which, keep in (("all", False), (f"since {SINCE}", True)):
        mask = np.array([each.recent or not keep for each in examples])
        truth = np.array([each.trial for each in examples])[mask]
        limit, f1 = best_threshold(truth, sure[mask])
        auroc = roc_auc_score(truth, sure[mask])
        print(
            f"{name} {which}: {mask.sum()} records, {truth.sum()} trials, AUROC {auroc:.4f},"
            f" best F1 {f1:.4f} at {limit:.3f}"
        )


def main(target: Path) -> None:
    """Train on train, judge by tune; then cross-validate and train on both, and write."""
    parts: dict[str, list[Example]] = {"train": [], "tune": [], "test": []}
    others: list[Record] = []
    for source in sources():
        where = portion(source.record.pmid)
        if source.indexed and where != "test":
            parts[where].append(example(source.record, trial=source.trial))
        elif not source.indexed and where != "test":
            others.append(source.record)
    cautious = unjudged(others)
    for name in ("train", "tune"):
        print(name, len(parts[name]), "indexed,", sum(each.trial for each in parts[name]), "trials")
    print("cautious", len(cautious), "not indexed,", sum(each.trial for each in cautious), "trials")
    told("tune", parts["tune"], chances(fit(parts["train"] + cautious), parts["tune"]))
    write(target, parts["train"] + parts["tune"], cautious)


def write(target: Path, judged: list[Example], cautious: list[Example]) -> None:
    """Threshold from cross-validation on `judged`; weights from everything."""
    sure = np.zeros(len(judged))
    for fold in range(FOLDS):
        out = [
            number for number, each in enumerate(judged) if portion_key(each.pmid) % FOLDS == fold
        ]
        kept = [each for each in judged if portion_key(each.pmid) % FOLDS != fold]
        sure[out] = chances(fit(kept + cautious), [judged[number] for number in out])
    told(f"{FOLDS}-fold", judged, sure)
    recent = np.array([each.recent for each in judged])
    truth = np.array([each.trial for each in judged])
    limit, _ = best_threshold(truth[recent], sure[recent])
    model = fit(judged + cautious)
    model.tables["threshold"] = np.array([limit])
    vocabulary = sorted(model.rows, key=model.rows.__getitem__)
    shipped.save(target, model.version, vocabulary, model.tables)
    print(target.name, model.version, f"threshold {limit:.3f}, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else shipped.HERE / "trials.npz")
