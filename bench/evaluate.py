"""One table of how well abstracts are read: python -m bench.evaluate (about five minutes).

Each line is measured on what the rules and models were not made with, as docs/extraction.md
says line by line; the counts stand beside the figures. Anchors are figures of others, or of
earlier measurements, on other texts: they say what is achievable, not who is better.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from bench import evaluate_audit, evaluate_comparisons, evaluate_designs, evaluate_numbers
from bench.extraction_speed import speed
from bench.model_data import portion, sources, structured
from bench.train_roles import SPLIT
from bench.train_trials import SINCE
from evidence.appraisal.chance import joining, trial_chance
from evidence.extraction.boundaries import ends
from evidence.extraction.sentences import spans
from evidence.learned import roles
from evidence.pubmed.files import Parsed, read_file

SHARED = Path(__file__).resolve().parents[2] / "shared/data"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    reached: str
    count: str
    goal: str
    anchor: str = ""


def sentences() -> Iterator[Figure]:
    """Boundaries against the annotated ones, and that sentences add up to their text."""
    right = wrong = missed = 0
    for line in (SHARED / "extraction/sentences.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        truth, found = set(row["ends"]), set(ends(row["text"]))
        right += len(truth & found)
        wrong += len(found - truth)
        missed += len(truth - found)
    f1 = 2 * right / (2 * right + wrong + missed)
    yield Figure(
        "Sentences: F1 of their ends", f"{f1:.4f}", f"{right + missed}", ".995", "segtok .996"
    )
    whole = total = 0
    for item in read_file(SHARED / "pubmed/pool.xml.gz"):
        for section in item.record.abstract if isinstance(item, Parsed) else ():
            total += 1
            text = section.text
            whole += "".join("".join(text[a:b] for a, b in spans(text)).split()) == "".join(
                text.split()
            )
    yield Figure("Sentences add up to their text", f"{whole}", f"{total} sections", "all")


def parts() -> Iterator[Figure]:
    """Roles on structured abstracts whose labels were removed; the test part of the split."""
    kept = [each.record for each in sources() if portion(each.record.pmid, *SPLIT) == "test"]
    abstracts = list(structured(kept))
    said = np.array(
        [roles.PARTS.index(each.part) for one in abstracts for each in roles.guess(one.texts)]
    )
    truth = np.array([part for one in abstracts for part in one.parts])
    f1 = f1_score(np.maximum(truth, 1), np.maximum(said, 1), average="weighted")
    count = f"{len(truth):,} sentences"
    yield Figure("Roles: weighted F1 of four parts", f"{f1:.3f}", count, ".93", ".937 earlier")


def trials() -> Iterator[Figure]:
    """Randomised trials from title and abstract; PubMed's publication type as truth."""
    judged = [
        each
        for each in sources()
        if each.indexed and portion(each.record.pmid) == "test" and (each.record.year or 0) >= SINCE
    ]
    truth = np.array([each.trial for each in judged])
    sure = np.array([trial_chance(each.record) for each in judged])
    count = f"{len(truth)} records, {int(truth.sum())} trials"
    auroc = f"{roc_auc_score(truth, sure):.3f}"
    f1 = f"{f1_score(truth, sure >= joining().threshold):.3f}"
    yield Figure("Randomised trial: AUROC, since 1991", auroc, count, ".985", "RobotSearch .987")
    yield Figure("Randomised trial: F1 at the threshold", f1, count, ".92", ".90 any random*")


def designs() -> Iterator[Figure]:
    """Designs against designs.tsv, the test half, rows whose label is not doubtful."""
    judged = [each for each in evaluate_designs.rows(test=True) if not each.doubtful]
    right = sum(each.right for each in judged)
    yield Figure("Designs", f"{right / len(judged):.3f}", f"{right} of {len(judged)}", "report")


def numbers() -> Iterator[Figure]:
    """Numbers with their spans, the test part."""
    kept = [each for each in evaluate_numbers.gold(evaluate_numbers.GOLD) if each.tests]
    found = evaluate_numbers.score(kept)
    for kind in (*sorted(found.right | found.missed), ""):
        right, wrong, missed = (
            (each[kind] if kind else each.total())
            for each in (found.right, found.wrong, found.missed)
        )
        f1 = 2 * right / max(1, 2 * right + wrong + missed)
        name = f"Numbers: {kind}" if kind else "Numbers: all, micro F1"
        goal, anchor = (".85", "") if kind else (".95", ".929 earlier; annotator .98")
        yield Figure(name, f"{f1:.3f}", f"{right + missed}", goal, anchor)


def comparisons() -> Iterator[Figure]:
    """Surgery against care without it, the test half."""
    found = evaluate_comparisons.score(evaluate_comparisons.rows(test=True))
    f1 = 2 * found.right / (2 * found.right + found.wrong + found.missed)
    count = f"{found.right + found.missed} of {found.rows} records"
    yield Figure("Operative v conservative: F1", f"{f1:.3f}", count, ".9")
    for name, each in (("overall", found.overall), ("of outcomes found", found.outcomes)):
        judged = each["right"] + each["unclear"] + each["wrong"]
        count = f"{each['right']} of {judged}"
        yield Figure(
            f"Direction {name}", f"{each['right'] / judged:.3f}", count, ".85", ".819 rules"
        )
        wrong = f"{each['wrong'] / judged:.3f}"
        yield Figure(f"Wrong direction {name}", wrong, f"{each['wrong']} of {judged}", "under .05")
    rows = found.outcomes["found"] + found.outcomes["not found"]
    yield Figure("Annotated outcomes found", f"{found.outcomes['found']}", f"{rows}", "")
    exact = found.quotes["exact"]
    yield Figure("Quotes exact", f"{exact}", f"{found.quotes.total()}", "all")


def audit() -> Iterator[Figure]:
    """Errors put into abstracts of the pool, and doubts about untouched ones."""
    found = evaluate_audit.measured(evaluate_audit.POOL)
    put, seen = found.put.total(), found.seen.total()
    yield Figure("Audit: seeded errors found", f"{seen / put:.3f}", f"{seen} of {put}", ".95")
    share = f"{found.doubted / found.abstracts:.4f}"
    count = f"{found.doubted} of {found.abstracts:,}"
    yield Figure("Audit: untouched abstracts doubted", share, count, "under .02")


def main() -> None:
    """Print the table as Markdown."""
    print("| what | reached | count | goal | anchor |")
    print("|---|---|---|---|---|")
    for part in (sentences, parts, trials, designs, numbers, comparisons, audit):
        for each in part():
            print(f"| {each.what} | {each.reached} | {each.count} | {each.goal} | {each.anchor} |")
    for line in speed():
        print(f"| {line.what} | {line.reached} | {line.count} | {line.goal} | |")


if __name__ == "__main__":
    main()
