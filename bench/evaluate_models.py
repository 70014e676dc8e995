"""Judges the shipped models on the records nobody trained on: python -m bench.evaluate_models.

The test parts of bench/model_data.py's split; docs/models.md holds what this printed. Times
are CPU seconds, as a share of parsing the same records in the same process.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, precision_recall_fscore_support, roc_auc_score

from bench.model_data import FILES, Labelled, Source, portion, sources, structured
from bench.train_roles import SPLIT
from bench.train_trials import SINCE
from evidence.appraisal import design, trial_chance
from evidence.appraisal.chance import joining
from evidence.extraction.roles import of_abstract, of_sentences
from evidence.extraction.sentences import spans
from evidence.learned import roles, trials
from evidence.learned.weights import HERE
from evidence.pubmed.files import Parsed, load, read_file
from evidence.record import Record

Flags: TypeAlias = NDArray[np.bool_]

TIMED = 2_000
MERGED = ("background and objective", "methods", "results", "conclusions")


def main() -> None:
    """Print everything."""
    found = list(sources())
    kept = [each.record for each in found if portion(each.record.pmid, *SPLIT) == "test"]
    judge_roles(list(structured(kept)))
    judge_shipped_roles(list(structured(kept)))
    judged = [each for each in found if each.indexed and portion(each.record.pmid) == "test"]
    judge_trials(judged)
    judge_decisions([each for each in judged if (each.record.year or 0) >= SINCE])
    judge_speed()


def judge_roles(abstracts: Sequence[Labelled]) -> None:
    """Weighted F1 and each part's own, labels removed."""
    said = np.array(
        [roles.PARTS.index(each.part) for one in abstracts for each in roles.guess(one.texts)]
    )
    truth = np.array([part for one in abstracts for part in one.parts])
    print(f"roles ({roles.version()}): {len(abstracts)} abstracts, {len(truth)} sentences")
    print(f"  weighted F1 of five parts {f1_score(truth, said, average='weighted'):.4f}")
    truth, said = np.maximum(truth, 1), np.maximum(said, 1)
    print(f"  weighted F1 of four parts {f1_score(truth, said, average='weighted'):.4f}")
    for part, *values in zip(MERGED, *precision_recall_fscore_support(truth, said), strict=True):
        print("  {:<26}P {:.3f} R {:.3f} F1 {:.3f} of {:,}".format(part, *values))


def judge_shipped_roles(abstracts: Sequence[Labelled]) -> None:
    """What the program makes of them: the model with the rules, and the rules as they were."""
    truth = np.maximum(np.array([part for one in abstracts for part in one.parts]), 1)
    names = (*roles.PARTS, "unknown")
    for name, judge in (("program", of_abstract), ("rules alone", of_sentences)):
        said = [names.index(role) for one in abstracts for role, _ in judge(one.texts)]
        found = np.maximum(np.array(said), 1)
        f1 = f1_score(truth, found, average="weighted")
        unknown = (found == len(roles.PARTS)).mean()
        print(f"  {name}: weighted F1 of four parts {f1:.4f}, {unknown:.1%} unknown")


def judge_trials(judged: Sequence[Source]) -> None:
    """AUROC and, at the shipped threshold, F1: recent papers, older ones, by file."""
    print(f"trials ({trials.version()}), threshold {trials.threshold():.3f}")
    sure = np.array([_chance(each.record) for each in judged])
    recent = np.array([(each.record.year or 0) >= SINCE for each in judged])
    file = np.array([each.file for each in judged])
    truth = np.array([each.trial for each in judged])
    _row("all", truth, sure)
    _row(f"published since {SINCE}", truth[recent], sure[recent])
    _row(f"published before {SINCE}", truth[~recent], sure[~recent])
    for path in FILES:
        _row(path.name, truth[file == path.name], sure[file == path.name])


def _chance(record: Record) -> float:
    return trials.verdict(record.title, [each.text for each in record.abstract]).probability


def _row(name: str, truth: Flags, sure: NDArray[np.float64]) -> None:
    said = sure >= trials.threshold()
    auroc = roc_auc_score(truth, sure) if 0 < truth.sum() < len(truth) else float("nan")
    _counts(f"{name}, AUROC {auroc:.4f}", truth, said)


def _counts(name: str, truth: Flags, said: Flags) -> None:
    right, wrong = int((said & truth).sum()), int((said & ~truth).sum())
    missed = int(truth.sum()) - right
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * right / max(1, 2 * right + wrong + missed)
    print(
        f"  {name:<44}{len(truth):>5} records: P {precision:.3f} R {recall:.3f} F1 {f1:.4f}"
        f" ({right} right, {wrong} wrong, {missed} missed)"
    )


def judge_decisions(judged: Sequence[Source]) -> None:
    """The design that title and abstract alone give: by rules, and with the model after them."""
    truth = np.array([each.trial for each in judged])
    bare = [
        Record(pmid=each.record.pmid, title=each.record.title, abstract=each.record.abstract)
        for each in judged
    ]
    found = [design(each) for each in bare]
    for name, bases in (("rules alone", {"words"}), ("rules, then model", {"words", "model"})):
        said = [each.name == "randomised trial" and each.basis in bases for each in found]
        _counts(f"{name}, since {SINCE}", truth, np.array(said))
    sure = np.array([trial_chance(each) for each in bare])
    name = f"model and words joined, AUROC {roc_auc_score(truth, sure):.4f}"
    _counts(name, truth, sure >= joining().threshold)


def judge_speed() -> None:
    """CPU time of both models and of parsing, on the same records."""
    items = [item for item in read_file(FILES[1]) if isinstance(item, Parsed)]
    items = [item for item in items if item.record.abstract][:TIMED]
    texts = [
        [each.text[start:end] for each in item.record.abstract for start, end in spans(each.text)]
        for item in items
    ]
    parsing = _seconds(lambda: [load(item.raw, item.form) for item in items])
    roles.guess(texts[0])
    trials.threshold()
    timed = {
        "roles": _seconds(lambda: [roles.guess(each) for each in texts]),
        "trials": _seconds(lambda: [_chance(item.record) for item in items]),
    }
    sentences = Counter(len(each) for each in texts)
    print(
        f"speed on {len(items)} abstracts, {sum(k * v for k, v in sentences.items()):,} sentences"
    )
    print(f"  parsing {1000 * parsing / len(items):.2f} ms an abstract")
    for name, seconds in timed.items():
        print(
            f"  {name:<8}{1000 * seconds / len(items):.2f} ms an abstract,"
            f" {seconds / parsing:.2f} of parsing"
        )
    for name in ("roles", "trials"):
        print(f"  {name}.npz {(HERE / f'{name}.npz').stat().st_size:,} bytes")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
