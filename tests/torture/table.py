"""The table of faults, for the terminal and for docs/reliability.md."""

import platform
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from .tally import LEVEL

_BEGIN = "<!-- torture: written by `make torture`, not by hand -->"
_END = "<!-- end of torture -->"
_HEAD = ("fault", "what was done", "runs", "bad", "seconds", "note")
_SKIPPED = re.compile(r"test_(f\d+)_(\w+)\.py")


def skipped(test: str, reason: str) -> str:
    """The line of a test that could not run here."""
    found = _SKIPPED.search(test)
    fault = found.group(1).upper() if found else "?"
    what = found.group(2).replace("_", " ") if found else test
    said = reason.removeprefix("Skipped: ")
    return "\t".join((fault.replace("F0", "F"), what, "0", "0", "0", f"not run: {said}"))


def lines(rows: Sequence[str]) -> Iterator[str]:
    """A Markdown table, by fault."""
    cells = [_HEAD, *sorted((tuple(row.split("\t")) for row in rows), key=_order)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    for number, row in enumerate(cells):
        yield _row(row, widths)
        if number == 0:
            yield _row(tuple("-" * width for width in widths), widths)


def write(path: Path, rows: Sequence[str]) -> None:
    """Put the table between the marks of a Markdown file."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, found, after = rest.partition(_END)
    if not found:
        raise ValueError(f"{path} has no place for the table")
    day = datetime.now(UTC).date().isoformat()
    made = (
        f"Run on {day} at the counts of `{LEVEL or 'test'}`: Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()}."
    )
    body = "\n".join((_BEGIN, "", made, "", *lines(rows), "", _END))
    path.write_text(before + body + after, encoding="utf-8")


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _order(row: tuple[str, ...]) -> tuple[int, str]:
    return (int(row[0].removeprefix("F") or 0), row[1])
