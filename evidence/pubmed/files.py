"""Files and answers of PubMed, read one record at a time in constant memory.

XML and XML.gz (PubmedArticleSet, and NLM's older MedlineCitationSet) and the MEDLINE format
(.nbib). A record that cannot be read is given as Rejected, with its reason; a file that
ends too early gives its good records first and then raises TruncatedFile.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

from evidence.errors import NotFound, StorageProblem, UsageProblem
from evidence.pubmed.medline import parse_medline
from evidence.pubmed.medline_stream import records as medline_records
from evidence.pubmed.splitting import Block, split
from evidence.pubmed.streams import TruncatedFile, pieces
from evidence.pubmed.xml import BadRecord, find_pmid, parse_block
from evidence.record import Deletion, Record
from evidence.uncollected import uncollected

__all__ = [
    "Block",
    "Item",
    "Parsed",
    "Rejected",
    "TruncatedFile",
    "items_of",
    "load",
    "opened",
    "read_blocks",
    "read_file",
    "read_stream",
]

Form = Literal["xml", "medline"]
_MEDLINE = re.compile(rb"\s*[A-Z][A-Z0-9]{1,4} {0,3}- ")
_RIS = re.compile(rb"\s*TY {1,3}- ")
_DELETED = re.compile(rb"<PMID(?:[^>]*?Version=[\"'](\d+)[\"'])?[^>]*>\s*(\d{1,10})\s*</PMID")
_START = re.compile(rb"<(?:PubmedArticle|PubmedBookArticle)[\s>]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record and the very bytes it was read from (UTF-8)."""

    record: Record
    raw: bytes
    form: Form


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read: its file, number in it from 1, PMID if seen, why."""

    source: str
    number: int
    pmid: int | None
    reason: str
    raw: bytes


Item = Parsed | Rejected | Deletion


def read_file(path: Path) -> Iterator[Item]:
    """Read a file; "-" is standard input.

    Raises NotFound, StorageProblem (unreadable), TruncatedFile, or UsageProblem where the
    file is not PubMed's.
    """
    if str(path) == "-":
        yield from read_stream(sys.stdin.buffer, "standard input")
        return
    with opened(path) as stream:
        yield from read_stream(stream, str(path))


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The file's bytes; what the system refuses is NotFound or StorageProblem."""
    try:
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Check the name.") from error
    except OSError as error:
        raise StorageProblem(
            f"{path} could not be read: {error.strerror or error}.", "Check the file and the disk."
        ) from error


def read_stream(stream: BinaryIO, name: str) -> Iterator[Item]:
    """Read any stream with read(size); `name` stands in messages. Raises as read_file."""
    number = 0
    for block in read_blocks(stream, name):
        for item in items_of(block, name, number + 1):
            number += block.kind != "deletions"
            yield item


def read_blocks(stream: BinaryIO, name: str) -> Iterator[Block]:
    """The stream's records as bytes, not yet read. Raises as read_file."""
    source = pieces(stream, name)
    first = next(source, b"")
    source = chain((first,), source)
    if _RIS.match(first):
        raise UsageProblem(
            f"{name} is in the RIS format, which leaves out what PubMed knows.",
            "Save it from PubMed in the format PubMed (.nbib) or fetch it as XML.",
        )
    if _MEDLINE.match(first):
        yield from (Block("medline", raw) for raw in medline_records(source, name))
    else:
        yield from split(source, name)


def items_of(block: Block, name: str, number: int) -> Iterator[Item]:
    """What a block holds: a record numbered `number`, more of them where it is damaged."""
    if block.kind == "deletions":
        yield from _deletions(block.raw, name, number)
    elif block.kind == "medline":
        yield _parse(block.raw, "medline", name, number)
    else:
        yield from _xml_block(block, name, number)


def load(raw: bytes, form: str) -> Record:
    """Read again what Parsed kept. Raises BadRecord, or ValueError for an unknown form."""
    if form == "xml":
        return parse_block(raw)
    if form == "medline":
        return parse_medline(raw.decode("utf-8", "replace"))
    raise ValueError(form)


def _xml_block(block: Block, name: str, number: int) -> Iterator[Item]:
    if block.kind == "stray":
        reason = "has no start tag"
        yield Rejected(name, number, find_pmid(block.raw), reason, block.raw)
        return
    item = _parse(block.raw, "xml", name, number)
    starts = [found.start() for found in _START.finditer(block.raw)] if _failed(item) else []
    if len(starts) <= 1:
        yield item
        return
    # A record without its end tag took the next ones with it: read each alone.
    ends = [*starts[1:], len(block.raw)]
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        yield _parse(block.raw[start:end].rstrip(), "xml", name, number + at)


def _failed(item: Item) -> bool:
    return isinstance(item, Rejected)


def _deletions(raw: bytes, name: str, number: int) -> Iterator[Item]:
    found = _DELETED.findall(raw)
    if len(found) != raw.count(b"</PMID"):
        yield Rejected(name, number, None, "is a DeleteCitation with an unreadable PMID", raw)
    for version, pmid in found:
        yield Deletion(int(pmid), int(version or 1))


def _parse(raw: bytes, form: Form, name: str, number: int) -> Parsed | Rejected:
    """One record; the cyclic collector rests meanwhile: a tree has no cycles."""
    try:
        with uncollected():
            return Parsed(load(raw, form), raw, form)
    except BadRecord as error:
        return Rejected(name, number, error.pmid, error.reason, raw)
    except RecursionError:
        return Rejected(name, number, find_pmid(raw), "is nested too deeply", raw)
