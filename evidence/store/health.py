"""What can be wrong with a database, looked for; and its index, which can be made anew.

SQLite's own check missed 7 of 60 corrupted files. What it cannot see is compared with what
it was computed from: bytes with their hash, columns and the index with the record.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlalchemy.exc import DatabaseError

from evidence.record import Record
from evidence.store.engine import explained, transact, writing
from evidence.store.index import Indexed, indexed, present, rebuild
from evidence.store.keep import restored
from evidence.store.models import DateRow, RecordRow, RevisionRow, SettingRow, TagRow
from evidence.store.reading import every
from evidence.store.text import clean
from evidence.store.values import Damaged
from evidence.store.words import signature

_CHUNK = 500  # records in memory at a time
_STREAMED = {"stream_results": True, "yield_per": _CHUNK}
_BODIES = {
    "sqlite": text("SELECT rowid, body FROM words WHERE rowid BETWEEN :first AND :last"),
    "postgresql": text("SELECT pmid, body FROM words WHERE pmid BETWEEN :first AND :last"),
}


@dataclass(frozen=True, slots=True)
class IndexState:
    """Records that the index lacks, entries that no record has, and whether its rules are ours.

    `broken`: what the full-text engine says of itself, or "".
    """

    records: int
    missing: BitMap
    extra: BitMap
    current: bool
    broken: str = ""

    @property
    def sound(self) -> bool:
        """Whether a search finds what it should."""
        return not (self.missing or self.extra or self.broken)


def structure(connection: Connection, *, deep: bool) -> str:
    """What SQLite says of its file, in a few words; "" where it is sound.

    `deep` compares its own indexes with the tables too. PostgreSQL looks at its pages itself.
    """
    if connection.dialect.name != "sqlite":
        return ""
    check = "integrity_check" if deep else "quick_check"
    said = connection.exec_driver_sql(f"PRAGMA {check}(3)").scalars().all()
    if list(said) != ["ok"]:
        return "; ".join(" ".join(str(each).split()) for each in said)
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return f"{len(loose)} rows refer to others that are not there" if loose else ""


def index_state(connection: Connection) -> IndexState:
    """Compare the PMIDs of the index with those of the records."""
    stored = BitMap(
        connection.execute(select(RecordRow.pmid).where(RecordRow.state == "present")).scalars()
    )
    held = present(connection)
    made = connection.execute(
        select(SettingRow.value).where(SettingRow.name == "index")
    ).scalar_one_or_none()
    return IndexState(len(stored), stored - held, held - stored, made == signature())


def index_trouble(engine: Engine) -> str:
    """What FTS5 says when it compares its index with its text; "" where they agree.

    SQLite takes the check for a write: it waits for others, and is undone.
    """
    if engine.dialect.name != "sqlite":
        return ""
    check = text("INSERT INTO words (words) VALUES ('integrity-check')")
    try:
        with writing(engine) as connection:
            try:
                connection.execute(check)
            except DatabaseError as problem:
                return f"the full-text index does not fit its text ({problem.orig})"
            connection.rollback()
    finally:
        engine.dispose()
    return ""


def tag_rules(connection: Connection) -> frozenset[str]:
    """The versions of the rules by which the stored tags were given."""
    return frozenset(connection.execute(select(TagRow.rules).distinct()).scalars())


def rebuild_index(engine: Engine) -> None:
    """Make the search index anew from the records; SQLite's own part of it too."""
    transact(engine, _rebuild)


def _rebuild(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":  # a damaged one cannot be emptied row by row
        connection.execute(text("DROP TABLE words"))
        connection.execute(text("CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'ascii')"))
    rebuild(connection, every(connection))
    connection.execute(delete(SettingRow).where(SettingRow.name == "index"))
    connection.execute(insert(SettingRow).values(name="index", value=signature()))


def spoilt(engine: Engine) -> Iterator[Damaged]:
    """Every record, deleted ones and earlier states too, that is not as it was stored."""
    with explained(engine), engine.connect() as connection, _any_text(connection):
        yield from _records(connection)
        statement = select(
            RevisionRow.pmid, RevisionRow.raw, RevisionRow.form, RevisionRow.sha256
        ).order_by(RevisionRow.pmid, RevisionRow.number)
        for pmid, raw, form, sha256 in connection.execute(statement, execution_options=_STREAMED):
            fault = _fault(restored(raw, form), sha256)
            if fault:
                yield Damaged(pmid, f"in an earlier state, {fault}")


@contextmanager
def _any_text(connection: Connection) -> Iterator[None]:
    """One transaction in which a text that is no UTF-8 is another text, and no error."""
    driver = connection.connection.driver_connection
    with connection.begin():
        if not isinstance(driver, sqlite3.Connection):
            yield
            return
        driver.text_factory = lambda text: text.decode("utf-8", "replace")
        try:
            yield
        finally:
            driver.text_factory = str


def _records(connection: Connection) -> Iterator[Damaged]:
    row = RecordRow
    statement = (
        select(row.pmid, row.raw, row.form, row.sha256, row.state)
        .add_columns(row.version, row.title, row.year, row.journal, row.revised)
        .order_by(row.pmid)
        .limit(_CHUNK)
    )
    last = 0
    while rows := connection.execute(statement.where(row.pmid > last)).all():
        first, last = rows[0].pmid, rows[-1].pmid
        bodies, dates = _held(connection, first, last)
        for each in rows:
            record = restored(each.raw, each.form)
            fault = _fault(record, each.sha256)
            if record is not None and not fault:
                fault = _column(record, each[5:]) or (
                    _indexed(indexed(record), bodies, dates) if each.state == "present" else ""
                )
            if fault:
                yield Damaged(each.pmid, fault)


def _fault(record: Record | None, sha256: str) -> str:
    if record is None:
        return "its bytes cannot be read"
    return "" if record.sha256 == sha256 else "its content is not what was stored"


def _column(record: Record, shown: Sequence[object]) -> str:
    """The column beside the bytes that says something else than they do."""
    journal = clean(record.journal.abbreviation or record.journal.title)
    wanted = {
        "version": record.version,
        "title": clean(record.title),
        "year": record.year,
        "journal": journal,
        "day of revision": record.revised.first_day,
    }
    wrong = [name for (name, said), held in zip(wanted.items(), shown, strict=True) if said != held]
    return f"the {wrong[0]} beside it is another" if wrong else ""


def _held(
    connection: Connection, first: int, last: int
) -> tuple[dict[int, str], dict[int, set[tuple[str, str, str]]]]:
    """What the index holds of the PMIDs from `first` to `last`."""
    words = connection.execute(
        _BODIES[connection.dialect.name], {"first": first, "last": last}
    ).all()
    dates: dict[int, set[tuple[str, str, str]]] = {}
    rows = connection.execute(
        select(DateRow.pmid, DateRow.field, DateRow.first, DateRow.last).where(
            DateRow.pmid.between(first, last)
        )
    )
    for pmid, field, begin, end in rows:
        dates.setdefault(pmid, set()).add((field, begin, end))
    return {row[0]: row[1] for row in words}, dates


def _indexed(
    wanted: Indexed, bodies: dict[int, str], dates: dict[int, set[tuple[str, str, str]]]
) -> str:
    if bodies.get(wanted.pmid) != wanted.body:
        return f"{INDEXED} its words are not those of the record"
    if dates.get(wanted.pmid, set()) != set(wanted.dates):
        return f"{INDEXED} its dates are not those of the record"
    return ""


INDEXED = "in the index,"  # what a fault begins with that rebuilding the index mends
