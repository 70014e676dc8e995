"""Numbers in sentences against the gold file: precision, recall and F1 for each kind.

An item counts as found when kind, start and end are exactly those of the gold. Records are
parted by a hash of their PMC id: the rules were written with the tuning part at hand, the
test part was only ever counted. Printed too: how many abstracts of the pool are read in a
CPU second, and how that compares with parsing the same records.

Usage: python -m bench.evaluate_numbers [numbers.jsonl]
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from evidence.extraction.quantities import numbers
from evidence.pubmed.files import Parsed, read_file
from evidence.record import Record

SHARED = Path(__file__).resolve().parents[2] / "shared/data"
GOLD = SHARED / "extraction/numbers.jsonl"
POOL = SHARED / "pubmed/pool.xml.gz"
SECOND_PASS = 0.98  # the annotator's own second pass on 40 of the sentences, per the README


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the gold file with its items: (kind, start, end)."""

    record: str
    text: str
    items: frozenset[tuple[str, int, int]]

    @property
    def tests(self) -> bool:
        """Whether it belongs to the test part: no rule was written with it."""
        first, second, *_ = sha256(self.record.encode()).digest()
        return first % 2 == 1 and second % 2 == 1


@dataclass(slots=True)
class Score:
    """How many items of each kind were found, found wrongly and missed."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, sentence: Sentence) -> None:
        """Count one sentence."""
        found = {(each.kind, each.start, each.end) for each in numbers(sentence.text)}
        self.right.update(kind for kind, _, _ in found & sentence.items)
        self.wrong.update(kind for kind, _, _ in found - sentence.items)
        self.missed.update(kind for kind, _, _ in sentence.items - found)

    def lines(self) -> list[str]:
        """A line a kind, and the sum of all."""
        kinds = sorted(self.right | self.missed | self.wrong)
        rows = [(kind, self.right[kind], self.wrong[kind], self.missed[kind]) for kind in kinds]
        rows.append(("all", self.right.total(), self.wrong.total(), self.missed.total()))
        return [_line(*row) for row in rows]


def _line(kind: str, right: int, wrong: int, missed: int) -> str:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 0.0
    return f"  {kind:13} {right + missed:5} {precision:9.3f} {recall:9.3f} {f1:9.3f}"


def gold(path: Path) -> list[Sentence]:
    """The sentences of the gold file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        items = ((each["kind"], each["start"], each["end"]) for each in row["items"])
        found.append(Sentence(row["source"].split()[0], row["text"], frozenset(items)))
    return found


def score(sentences: Iterable[Sentence]) -> Score:
    """The score of some sentences."""
    total = Score()
    for sentence in sentences:
        total.add(sentence)
    return total


def speed(path: Path) -> str:
    """How fast abstracts are read, beside the parse of the same file."""
    begun = time.process_time()
    records = [item.record for item in read_file(path) if isinstance(item, Parsed)]
    parsing = time.process_time() - begun
    abstracts = [record for record in records if record.abstract]
    reading = _read(abstracts)
    return (
        f"{len(abstracts)} abstracts, {len(abstracts) / reading:.0f} a CPU second; parsing "
        f"{len(records)} records took {parsing / reading:.2f} times as long"
    )


def _read(records: Sequence[Record]) -> float:
    numbers("1")  # the lists are loaded once
    begun = time.process_time()
    for record in records:
        for section in record.abstract:
            numbers(section.text)
    return time.process_time() - begun


def main() -> None:
    """Print the tables."""
    sentences = gold(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD)
    halves = (
        ("tuning part", [each for each in sentences if not each.tests]),
        ("test part", [each for each in sentences if each.tests]),
        ("whole file", sentences),
    )
    for name, part in halves:
        print(f"Numbers, {name}: {len(part)} sentences of {len({s.record for s in part})} records")
        print(f"  {'kind':13} {'items':>5} {'precision':>9} {'recall':>9} {'F1':>9}")
        print("\n".join(score(part).lines()))
    print(f"  the annotator against himself, on 40 sentences: F1 {SECOND_PASS}")
    if POOL.is_file():
        print(speed(POOL))


if __name__ == "__main__":
    main()
