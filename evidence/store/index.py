"""The search index over the stored records: `evidence.query.index.Index` in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from pyroaring import BitMap
from sqlalchemy import Connection, Engine, delete, insert, select

from evidence.query.fields import date_ranges, segments
from evidence.record import Record
from evidence.store import fulltext_postgresql, fulltext_sqlite
from evidence.store.engine import reading
from evidence.store.models import DateRow, RecordRow
from evidence.store.words import body, has_near

_CHUNK = 1000


class StoredIndex:
    """Leaf look-ups over the stored records, each in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: of a database with the newest schema."""
        self._engine = engine

    def universe(self) -> BitMap:
        """Every PMID stored and not deleted."""
        with reading(self._engine) as connection:
            return present(connection)

    def phrase(self, fields: tuple[str, ...], patterns: tuple[str, ...]) -> BitMap:
        """Records with adjacent tokens matching `patterns` in one segment of one field."""
        with reading(self._engine) as connection:
            return _engine_of(connection).lookup(connection, fields, patterns)

    def near(self, fields: tuple[str, ...], words: tuple[str, ...], distance: int) -> BitMap:
        """Records with all `words` in one segment of one field, as `evidence.query.near` says."""
        with reading(self._engine) as connection:
            bodies = _engine_of(connection).bodies(connection, fields, words)
            return BitMap(pmid for pmid, body in bodies if has_near(body, fields, words, distance))

    def dates(self, field: str, first: str, last: str) -> BitMap:
        """Records with a date of `field` from `first` to `last`, ISO days, inclusive."""
        wanted = select(DateRow.pmid).where(
            DateRow.field == field, DateRow.first <= last, DateRow.last >= first
        )
        with reading(self._engine) as connection:
            return BitMap(connection.execute(wanted).scalars())


def present(connection: Connection) -> BitMap:
    """Every PMID stored and not deleted."""
    wanted = select(RecordRow.pmid).where(RecordRow.state == "present")
    return BitMap(connection.execute(wanted).scalars())


def put(connection: Connection, records: Sequence[Record], known: Sequence[int]) -> None:
    """Index `records`; `known` are the PMIDs that may have been indexed before."""
    drop_dates(connection, known)
    bodies = [(record.pmid, body(segments(record))) for record in records]
    _engine_of(connection).replace(connection, bodies, known)
    rows = [
        {"pmid": record.pmid, "field": field, "first": first, "last": last}
        for record in records
        for field, ranges in date_ranges(record).items()
        for first, last in sorted(set(ranges))
    ]
    if rows:
        connection.execute(insert(DateRow), rows)


def rebuild(connection: Connection, records: Iterable[Record]) -> None:
    """Index everything anew, such as after the tokenizer changed."""
    _engine_of(connection).clear(connection)
    connection.execute(delete(DateRow))
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == _CHUNK:
            put(connection, batch, ())
            batch.clear()
    put(connection, batch, ())


def drop_dates(connection: Connection, pmids: Sequence[int]) -> None:
    """Forget the dates of `pmids`."""
    for start in range(0, len(pmids), _CHUNK):
        chunk = pmids[start : start + _CHUNK]
        connection.execute(delete(DateRow).where(DateRow.pmid.in_(chunk)))


class FullText(Protocol):
    """What the two full-text modules offer alike."""

    def replace(
        self, connection: Connection, rows: Sequence[tuple[int, str]], known: Sequence[int]
    ) -> None:
        """Index `rows` (PMID, body) in place of what stands under the PMIDs `known`."""

    def clear(self, connection: Connection) -> None:
        """Forget everything."""

    def lookup(
        self, connection: Connection, fields: Sequence[str], patterns: Sequence[str]
    ) -> BitMap:
        """PMIDs whose body holds the phrase in one of `fields`."""

    def bodies(
        self, connection: Connection, fields: Sequence[str], words: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        """PMID and body of every record that holds all `words` in one of `fields`."""


_ENGINES: Mapping[str, FullText] = {
    "sqlite": fulltext_sqlite,
    "postgresql": fulltext_postgresql,
}


def _engine_of(connection: Connection) -> FullText:
    return _ENGINES[connection.dialect.name]
