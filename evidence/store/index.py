"""The search index over the stored records: `evidence.query.index.Index` in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol, Self

from pyroaring import BitMap
from sqlalchemy import Connection, Engine, delete, insert, select

from evidence.query.fields import date_ranges, segments
from evidence.record import Record
from evidence.store import fulltext_postgresql, fulltext_sqlite
from evidence.store.engine import explained, reading
from evidence.store.models import DateRow
from evidence.store.words import body, has_near

_CHUNK = 1000
Phrase = tuple[str, ...]


class StoredIndex:
    """Leaf look-ups over the stored records.

    Each is a transaction of its own, but within `with index:`, where all are one: quicker,
    and of one state of the database.
    """

    def __init__(self, engine: Engine) -> None:
        """`engine`: of a database with the newest schema."""
        self._engine = engine
        self._open: Connection | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._open = self._stack.enter_context(reading(self._engine))
        return self

    def __exit__(self, *_: object) -> None:
        self._open = None
        self._stack.close()

    def __len__(self) -> int:
        with self._reading() as connection:
            return _engine_of(connection).count(connection)

    def universe(self) -> BitMap:
        """Every PMID stored and not deleted."""
        with self._reading() as connection:
            return _engine_of(connection).universe(connection)

    def phrase(self, fields: tuple[str, ...], patterns: Phrase) -> BitMap:
        """Records with adjacent tokens matching `patterns` in one segment of one field."""
        return self.phrases(fields, (patterns,))

    def phrases(self, fields: tuple[str, ...], phrases: tuple[Phrase, ...]) -> BitMap:
        """Records with any of `phrases`."""
        with self._reading() as connection:
            return _engine_of(connection).lookup(connection, fields, phrases)

    def near(self, fields: tuple[str, ...], words: Phrase, distance: int) -> BitMap:
        """Records with all `words` in one segment of one field, as `evidence.query.near` says."""
        with self._reading() as connection:
            bodies = _engine_of(connection).bodies(connection, fields, words, distance)
            return BitMap(pmid for pmid, body in bodies if has_near(body, fields, words, distance))

    def dates(self, field: str, first: str, last: str) -> BitMap:
        """Records with a date of `field` from `first` to `last`, ISO days, inclusive."""
        wanted = select(DateRow.pmid).where(
            DateRow.field == field, DateRow.first <= last, DateRow.last >= first
        )
        with self._reading() as connection:
            return BitMap(connection.execute(wanted).scalars())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._open is None:
            with reading(self._engine) as connection:
                yield connection
        else:
            with explained(self._engine):
                yield self._open


def present(connection: Connection) -> BitMap:
    """Every PMID stored and not deleted: what is indexed."""
    return _engine_of(connection).universe(connection)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of a record: its body, and rows of (field, first day, last day)."""

    pmid: int
    body: str
    dates: tuple[tuple[str, str, str], ...]


def indexed(record: Record) -> Indexed:
    """Compute it: no database is needed."""
    dates = tuple(
        (field, first, last)
        for field, ranges in date_ranges(record).items()
        for first, last in sorted(set(ranges))
    )
    return Indexed(record.pmid, body(segments(record)), dates)


def put(connection: Connection, records: Sequence[Indexed], known: Sequence[int]) -> None:
    """Index `records`; `known` are the PMIDs that may have been indexed before."""
    drop_dates(connection, known)
    _engine_of(connection).replace(connection, [(each.pmid, each.body) for each in records], known)
    rows = [
        {"pmid": each.pmid, "field": field, "first": first, "last": last}
        for each in records
        for field, first, last in each.dates
    ]
    if rows:
        connection.execute(insert(DateRow), rows)


def rebuild(connection: Connection, records: Iterable[Record]) -> None:
    """Index everything anew, such as after the tokenizer changed."""
    _engine_of(connection).clear(connection)
    connection.execute(delete(DateRow))
    batch: list[Indexed] = []
    for record in records:
        batch.append(indexed(record))
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

    def universe(self, connection: Connection) -> BitMap:
        """PMIDs of everything indexed."""

    def count(self, connection: Connection) -> int:
        """How many records are indexed."""

    def lookup(
        self, connection: Connection, fields: Sequence[str], phrases: Sequence[Phrase]
    ) -> BitMap:
        """PMIDs whose body holds any of `phrases` in one of `fields`."""

    def bodies(
        self, connection: Connection, fields: Sequence[str], words: Sequence[str], distance: int
    ) -> Iterator[tuple[int, str]]:
        """PMID and body of every record that may hold `words` so near in one of `fields`."""


_ENGINES: Mapping[str, FullText] = {
    "sqlite": fulltext_sqlite,
    "postgresql": fulltext_postgresql,
}


def _engine_of(connection: Connection) -> FullText:
    return _ENGINES[connection.dialect.name]
