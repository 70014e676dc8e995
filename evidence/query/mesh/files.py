"""A file of MeSH of whatever form: which kind it holds, of which year, and its entries.

Forms: NLM's XML (descYYYY, qualYYYY, suppYYYY, paYYYY), NLM's ASCII (dYYYY.bin, qYYYY.bin,
cYYYY.bin) and a table of descriptors (evidence/query/mesh/table.py); plain or gzip. The
form is told by what the file holds, never by its name.
"""

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from xml.etree.ElementTree import ParseError

from evidence.errors import ConfigProblem
from evidence.query.mesh import ascii_form, xml_form
from evidence.query.mesh.model import Entry, Kind
from evidence.query.mesh.table import read_table

_START = 65_536  # bytes that are enough to tell the form
_GZIP = b"\x1f\x8b"
_TABLE = re.compile(rb"^[^\t\r\n]+\t[^\t\r\n]+\t[^\t\r\n]*\t")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATED_DTD = re.compile(rb"recordset_((?:19|20)\d\d)\d{4}\.dtd")
_NEXT = (
    "Give NLM's descYYYY.xml, qualYYYY.xml, suppYYYY.xml or paYYYY.xml, its ASCII files, or a "
    "table of UI, name, entry terms and tree numbers."
)
_BROKEN = (OSError, EOFError, LookupError, zlib.error, ValueError, ParseError)


@dataclass(frozen=True, slots=True)
class MeshFile:
    """A file whose form is known; nothing of it but its start has been read."""

    path: Path
    kind: Kind
    form: str  # "xml", "ascii" or "table"
    year: int | None

    def digest(self) -> str:
        """SHA-256 of the file as it lies on the disk."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def entries(self) -> Iterator[Entry]:
        """What it holds, one after the other, in little memory.

        Raises ConfigProblem, after the entries before it, where the file is cut or broken,
        and where it holds none.
        """
        count = 0
        try:
            for each in self._read():
                count += 1
                yield each
        except _BROKEN as error:
            raise ConfigProblem(
                f"{self.path}: not a whole MeSH file: {error} (after {count:,} entries).",
                "Fetch it again; nothing was changed.",
            ) from error
        if not count:
            raise ConfigProblem(f"{self.path}: holds no {self.kind} at all.", _NEXT)

    def _read(self) -> Iterator[Entry]:
        if self.form == "table":
            yield from read_table(self.path)
            return
        read = xml_form.read if self.form == "xml" else ascii_form.read
        with _opened(self.path) as stream:
            yield from read(stream, self.kind)


def recognise(path: Path) -> MeshFile:
    """Look at the start of a file. Raises ConfigProblem for what is no file of MeSH."""
    try:
        with _opened(path) as stream:
            start = stream.read(_START)
    except _BROKEN as error:
        raise ConfigProblem(f"{path}: cannot be read: {error}.", _NEXT) from error
    forms: tuple[tuple[str, Kind | None], ...] = (
        ("xml", xml_form.kind(start)),
        ("ascii", ascii_form.kind(start)),
        ("table", "descriptor" if _TABLE.match(start) else None),
    )
    for form, kind in forms:
        if kind:
            return MeshFile(path, kind, form, _year(path, start))
    raise ConfigProblem(f"{path}: not a file of MeSH.", _NEXT)


def _year(path: Path, start: bytes) -> int | None:
    """By the file's name, else by the date of the DTD that it names."""
    named = _YEAR.search(path.name)
    if named:
        return int(named[0])
    dated = _DATED_DTD.search(start)
    return int(dated[1]) if dated else None


def _opened(path: Path) -> BinaryIO:
    stream = path.open("rb")
    zipped = stream.read(len(_GZIP)) == _GZIP
    stream.seek(0)
    if not zipped:
        return stream
    stream.close()
    return cast("BinaryIO", gzip.open(path, "rb"))
