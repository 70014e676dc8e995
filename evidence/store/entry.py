"""A parsed record on its way into the store: what is computed of it, and when."""

import zlib
from functools import cached_property
from typing import Any

from evidence.pubmed.files import Parsed, load
from evidence.record import Record
from evidence.store.index import Indexed, indexed
from evidence.store.text import clean

_LEVEL = 1  # of zlib: 40 % less CPU than 6 for 10 % more space
_COMPUTED = ("record", "sha256", "packed", "shown", "indexed")


class Entry:
    """A record as it will be stored; every part is computed when it is first asked for.

    `complete` computes all of it, so that another process than the one that writes can do
    the work. What crosses between processes is what was computed, without the record, which
    is the largest part: it is read again from its bytes in the rare case that it is needed.
    """

    def __init__(self, item: Parsed) -> None:
        """`item`: as the reader gave it."""
        record = item.record
        self.pmid = record.pmid
        self.version = record.version
        self.revised = record.revised.first_day  # ISO day or ""
        self.form = item.form
        self._raw = item.raw
        self.__dict__["record"] = record

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.__dict__.items() if name != "record"}
        if "packed" in kept:
            del kept["_raw"]
        return kept

    @cached_property
    def record(self) -> Record:
        """The record itself."""
        return load(zlib.decompress(self.packed), self.form)

    @cached_property
    def sha256(self) -> str:
        """The record's hash."""
        return self.record.sha256

    @cached_property
    def packed(self) -> bytes:
        """The bytes it was read from, compressed."""
        return zlib.compress(self._raw, _LEVEL)

    @cached_property
    def shown(self) -> tuple[str, int | None, str]:
        """Title, year and journal, as lists show them."""
        record = self.record
        journal = record.journal.abbreviation or record.journal.title
        return clean(record.title), record.year, clean(journal)

    @cached_property
    def indexed(self) -> Indexed:
        """What the search index holds of it."""
        return indexed(self.record)

    def complete(self) -> "Entry":
        """Compute everything that can be computed without the database."""
        for name in _COMPUTED:
            getattr(self, name)
        return self

    def columns(self) -> dict[str, object]:
        """Its columns in the table of records, but for what the database knows of it."""
        title, year, journal = self.shown
        return {
            "pmid": self.pmid,
            "version": self.version,
            "sha256": self.sha256,
            "form": self.form,
            "raw": self.packed,
            "title": title,
            "year": year,
            "journal": journal,
            "revised": self.revised,
            "state": "present",
        }
