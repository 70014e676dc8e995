"""How fast abstracts are read, in CPU seconds of this process, beside parsing the same file."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from evidence.appraisal import design
from evidence.extraction.comparisons.report import report
from evidence.extraction.quantities import numbers
from evidence.extraction.reading import read
from evidence.extraction.sentences import spans
from evidence.findings.facts import facts
from evidence.pubmed.files import Parsed, read_file

POOL = Path(__file__).resolve().parents[2] / "shared/data/pubmed/pool.xml.gz"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Speed:
    """One line: what was done, how fast, and how that compares with parsing."""

    what: str
    reached: str
    count: str
    goal: str = ""


def speed() -> list[Speed]:
    """Design, numbers and comparisons, and everything that is computed of a record."""
    records, parsing = _timed(
        lambda: [item.record for item in read_file(POOL) if isinstance(item, Parsed)]
    )
    kept = [record for record in records if record.abstract]
    for record in kept[:50]:
        facts(record)  # lists and models are loaded once
    cut = [[(each.text, spans(each.text)) for each in record.abstract] for record in kept]
    readings = [read(record) for record in kept]
    designs, one = _timed(lambda: [design(record) for record in kept])
    _, two = _timed(lambda: [numbers(text, places) for each in cut for text, places in each])
    _, three = _timed(
        lambda: [
            report(reading, judged.name, judged.detail)
            for reading, judged in zip(readings, designs, strict=True)
        ]
    )
    _, whole = _timed(lambda: [facts(record) for record in kept])
    count = f"{len(kept):,} abstracts"
    return [
        _line("Design, numbers and comparisons", one + two + three, parsing, count, "500 a s"),
        _line("Everything of a record", whole, parsing, count),
    ]


def _line(what: str, seconds: float, parsing: float, count: str, goal: str = "") -> Speed:
    number = int(count.partition(" ")[0].replace(",", ""))
    reached = f"{number / seconds:.0f} a CPU s, {seconds / parsing:.1f} times the parse"
    return Speed(what, reached, count, goal)


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    begun = time.process_time()
    made = work()
    return made, time.process_time() - begun


if __name__ == "__main__":
    for each in speed():
        print(f"{each.what}: {each.reached} ({each.count}; goal {each.goal or 'none'})")
