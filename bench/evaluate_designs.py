"""Study designs against designs.tsv: python -m bench.evaluate_designs [--test] [--errors].

A hash of the PMID halves the file, as it did before the first rule was written: the tuning
half is told by default, the other only with --test. Rows whose label is doubtful stand apart.
"""

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.appraisal import Design, design
from evidence.pubmed.files import Parsed, load, read_file
from evidence.record import Record

SHARED = Path(__file__).resolve().parents[2] / "shared/data"
# The file's names, and ours that are right for them, with a detail where one is needed. A
# pooled review is a meta-analysis to the file, a systematic review "with meta-analysis" to us.
NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "rct": (("randomised trial", ""),),
    "other_trial": (("uncontrolled trial", ""), ("non-randomised controlled trial", "")),
    "systematic_review": (("systematic review", ""),),
    "meta_analysis": (("meta-analysis", ""), ("systematic review", "with meta-analysis")),
    "cohort_prospective": (("cohort", ""),),
    "cohort_retrospective": (("cohort", ""),),
    "case_control": (("case-control", ""),),
    "cross_sectional": (("cross-sectional", ""),),
    "case_series": (("case series", ""),),
    "case_report": (("case report", ""),),
    "narrative_review": (("narrative review", ""),),
    "guideline": (("guideline", ""),),
    "qualitative": (("qualitative", ""),),
    "basic_research": (("laboratory or animal study", ""),),
    "editorial_letter": (("commentary", ""),),
    "protocol": (("protocol", ""),),
    "diagnostic_accuracy": (("cross-sectional", "diagnostic accuracy"),),
    "other": (("not stated", ""),),
}
_TIMES = ("prospective", "retrospective")


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled record, and what the program says of it."""

    pmid: int
    gold: str
    doubtful: bool
    said: Design

    @property
    def right(self) -> bool:
        """Whether the name (and the detail, where the file's name asks for one) is right."""
        return any(
            self.said.name == name and (not detail or detail in self.said.detail)
            for name, detail in NAMES[self.gold]
        )

    @property
    def timed(self) -> bool:
        """Whether a cohort's direction in time is right too."""
        return any(self.gold.endswith(each) and each in self.said.detail for each in _TIMES)


def in_test(pmid: int | str) -> bool:
    """Whether a row is in the half kept for the end."""
    return bool(hashlib.sha256(f"designs {pmid}".encode()).digest()[0] % 2)


def records(path: Path) -> Iterator[Record]:
    """The readable records of a file."""
    return (item.record for item in read_file(path) if isinstance(item, Parsed))


def rows(*, test: bool) -> list[Row]:
    """The rows of one half, judged."""
    lines = (SHARED / "extraction/designs.tsv").read_text("utf-8").splitlines()[1:]
    split = [line.split("\t") for line in lines]
    wanted = {int(each[0]): each for each in split if in_test(each[0]) == test}
    found = {each.pmid: each for each in records(SHARED / "medline.nbib") if each.pmid in wanted}
    return [
        Row(pmid, gold, "doubtful" in flags.split(";"), design(found[pmid]))
        for pmid, (_, gold, flags, *_) in wanted.items()
        if pmid in found
    ]


def accuracy(name: str, judged: Sequence[Row]) -> None:
    """Print how many are right."""
    right = sum(each.right for each in judged)
    silent = sum(each.said.name == "not stated" and not each.right for each in judged)
    share = right / len(judged) if judged else 0.0
    print(f"  {name}: {right} of {len(judged)} right ({share:.3f}); {silent} wrongly not stated")


def confusion(judged: Sequence[Row]) -> None:
    """Print how often each of the file's names got each of ours, and why."""
    table = Counter((each.gold, each.right, each.said.name) for each in judged)
    for (gold, right, said), count in sorted(table.items()):
        print(f"    {gold:<22}{said:<34}{count:>3}{'' if right else '  wrong'}")
    cohorts = [each for each in judged if each.gold.startswith("cohort") and each.right]
    timed = sum(each.timed for each in cohorts)
    print(f"  direction in time of right cohorts: {timed} of {len(cohorts)}")
    print(f"  decided by: {dict(Counter(each.said.basis for each in judged))}")


def speed() -> None:
    """CPU time of a design on the pool, against parsing the same records."""
    items = [each for each in read_file(SHARED / "pubmed/pool.xml.gz") if isinstance(each, Parsed)]
    parsing = _seconds(lambda: [load(each.raw, each.form) for each in items])
    design(items[0].record)
    taken = _seconds(lambda: [design(each.record) for each in items])
    print(
        f"speed: {1000 * taken / len(items):.3f} ms a record on {len(items)} of the pool,"
        f" {taken / parsing:.2f} of parsing them"
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Print accuracy, confusion and speed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--test", action="store_true", help="the half kept for the end, once")
    asked.add_argument("--errors", action="store_true", help="name each wrong record (tuning only)")
    options = asked.parse_args()
    judged = rows(test=options.test)
    clear = [each for each in judged if not each.doubtful]
    print(f"designs.tsv, {'test' if options.test else 'tuning'} half: {len(judged)} records")
    accuracy("all", judged)
    accuracy("label not doubtful", clear)
    accuracy("label doubtful", [each for each in judged if each.doubtful])
    print("  confusion, label not doubtful:")
    confusion(clear)
    if options.errors and not options.test:
        for each in (each for each in judged if not each.right):
            doubt = " (doubtful)" if each.doubtful else ""
            print(f"  {each.pmid} {each.gold}{doubt}: {each.said.name}. {each.said.reason}")
    speed()


if __name__ == "__main__":
    main()
