"""What the local PubMed serves: each record's XML as its source had it, on disk, and an index.

The XML lies in an unnamed temporary file, so that 50,000 records cost memory only for
their index.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

from evidence.errors import UsageProblem
from evidence.pubmed.files import Item, Parsed, load, read_file, read_stream
from evidence.pubmed.local_links import Links
from evidence.query.batch import Batch
from evidence.record import Deletion, Record

Source = Path | bytes


@dataclass(frozen=True, slots=True)
class Block:
    """Where a record's XML lies, and the days that order results."""

    start: int
    length: int


class Holdings:
    """The records of some sources, the later ones replacing or deleting earlier ones'."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Read all sources: PubMed XML, gzipped or not, as paths or as bytes.

        Raises UsageProblem for a source in MEDLINE format, which efetch could not serve.
        """
        self._file = TemporaryFile()  # noqa: SIM115 - closed by close()
        self._lock = Lock()
        self._blocks: dict[int, Block] = {}
        self._added: dict[int, str] = {}
        self._published: dict[int, str] = {}
        self.links = Links()
        self.rejected = 0
        try:
            self._fill(sources)
            self.index = Batch(self._records())
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Delete the file."""
        with self._lock:
            self._file.close()

    @property
    def count(self) -> int:
        """Records served."""
        return len(self._blocks)

    def block(self, pmid: int) -> bytes | None:
        """The record's element as its source had it, or None."""
        place = self._blocks.get(pmid)
        if place is None:
            return None
        with self._lock:
            self._file.seek(place.start)
            return self._file.read(place.length)

    def record(self, pmid: int) -> Record | None:
        """The record, or None."""
        raw = self.block(pmid)
        return None if raw is None else load(raw, "xml")

    def ordered(self, pmids: Iterable[int], sort: str) -> list[int]:
        """Newest first: by publication for "pub_date", else by the day PubMed added it."""
        days = self._published if sort in {"pub_date", "pub date"} else self._added
        return sorted(pmids, key=lambda pmid: (days[pmid], pmid), reverse=True)

    def _fill(self, sources: Sequence[Source]) -> None:
        for source in sources:
            for item in _items(source):
                if isinstance(item, Parsed):
                    self._add(item, source)
                elif isinstance(item, Deletion):
                    self._blocks.pop(item.pmid, None)
                else:
                    self.rejected += 1

    def _add(self, item: Parsed, source: Source) -> None:
        if item.form != "xml":
            name = source.name if isinstance(source, Path) else "the source"
            raise UsageProblem(
                f"The local PubMed serves PubMed XML, and {name} is in MEDLINE format.",
                "Save the records as XML and give it that file.",
            )
        start = self._file.tell()
        self._file.write(item.raw)
        self._blocks[item.record.pmid] = Block(start, len(item.raw))

    def _records(self) -> Iterator[Record]:
        """Each record that remains, once."""
        for pmid in sorted(self._blocks):
            record = self.record(pmid)
            if record is None:
                raise LookupError(pmid)
            added = (event.date for event in record.history if event.kind == "pubmed")
            self._added[pmid] = next((date.first_day for date in added), "")
            self._published[pmid] = record.published.first_day
            self.links.add(record)
            yield record


def _items(source: Source) -> Iterator[Item]:
    if isinstance(source, bytes):
        return read_stream(BytesIO(source), "bytes")
    return read_file(source)
