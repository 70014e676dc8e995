"""NLM's numbered files, `pubmedYYnNNNN.xml.gz`: their order, and the checksum beside them.

The numbers of a year's baseline go on into its update files, and a later file replaces what
an earlier one says of a PMID (NLM Technical Bulletin 2025 May-Jun;(464):e5).
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BufferedReader
from itertools import groupby
from pathlib import Path

from evidence.errors import StorageProblem

_NAME = re.compile(r"pubmed(\d\d)n(\d{4})\.xml\.gz", re.ASCII)
_MD5 = re.compile(r"\b[0-9a-fA-F]{32}\b", re.ASCII)
_LONGEST_SUM = 1000  # bytes of a .md5 file that are looked at
_FILES_A_YEAR = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A file's place: the two digits of its year, and its number in it."""

    year: int
    number: int

    def __str__(self) -> str:
        """As in the file's name: pubmed26n1335."""
        return f"pubmed{self.year:02}n{self.number:04}"

    @property
    def order(self) -> int:
        """Larger for a later file; never 0."""
        return (self.year + 1) * _FILES_A_YEAR + self.number


def number_of(name: str) -> Number | None:
    """The number in a file's name or path; None where it is not one of NLM's names."""
    found = _NAME.fullmatch(re.split(r"[/\\]", name)[-1])
    return Number(int(found[1]), int(found[2])) if found else None


@lru_cache(maxsize=4096)
def order_of(source: str) -> int:
    """`Number.order` of a record's source; 0 where that is no numbered file."""
    number = number_of(source)
    return number.order if number else 0


def missing(given: Collection[Number], known: Collection[Number]) -> tuple[Number, ...]:
    """The numbers that lack in a year between the first known and the last given."""
    found: list[Number] = []
    for year in sorted({each.year for each in given}):
        last = max(each.number for each in given if each.year == year)
        held = {each.number for each in (*given, *known) if each.year == year}
        found += [Number(year, n) for n in range(min(held), last) if n not in held]
    return tuple(found)


def ranges(numbers: Iterable[Number]) -> str:
    """In words, runs drawn together: "pubmed26n1335-1340, pubmed26n1342"."""
    return ", ".join(_run(list(run)) for _, run in groupby(_steps(numbers), key=lambda s: s[0]))


def _steps(numbers: Iterable[Number]) -> list[tuple[tuple[int, int], Number]]:
    """Each with a key that stays the same as long as numbers follow each other."""
    ordered = sorted(set(numbers))
    return [((each.year, each.number - at), each) for at, each in enumerate(ordered)]


def _run(run: Sequence[tuple[tuple[int, int], Number]]) -> str:
    first, last = run[0][1], run[-1][1]
    return str(first) if first == last else f"{first}\u2013{last.number:04}"


def digest(stream: BufferedReader) -> str:
    """The MD5 of what is left of a stream, in hexadecimal."""
    return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def promised(path: Path) -> str | None:
    """The MD5 that `<path>.md5` says, as `MD5(name)= hex` or the like; None without that file.

    Raises StorageProblem where the file holds none or cannot be read.
    """
    beside = path.with_name(f"{path.name}.md5")
    if not beside.is_file():
        return None
    try:
        with beside.open("rb") as stream:
            text = stream.read(_LONGEST_SUM).decode("ascii", "replace")
    except OSError as error:
        raise StorageProblem(
            f"{beside} could not be read: {error.strerror or error}.", "Check the file."
        ) from error
    found = _MD5.search(text.replace(path.name, " "))
    if found is None:
        raise StorageProblem(f"{beside} holds no MD5 checksum.", "Fetch it again.")
    return found[0].lower()
