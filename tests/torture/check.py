"""What must hold of a database at every moment, whatever hit the program that wrote it."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from evidence.store import Store
from evidence.store.engine import make_engine, reading
from evidence.store.models import MembershipRow, RecordRow

from .child import LOG


@dataclass(slots=True)
class State:
    """Records (PMID to hash; "" where deleted) and members by topic."""

    records: dict[int, str] = field(default_factory=dict)
    members: dict[str, frozenset[int]] = field(default_factory=dict)

    def copy(self) -> "State":
        return State(dict(self.records), dict(self.members))

    def apply(self, step: Mapping[str, object]) -> None:
        """Add what one transaction of the log did."""
        records, members = step["records"], step["members"]
        assert isinstance(records, dict)
        assert isinstance(members, dict)
        self.records |= {int(pmid): sha for pmid, sha in records.items()}
        self.members |= {topic: frozenset(pmids) for topic, pmids in members.items()}


@dataclass(frozen=True, slots=True)
class Promised:
    """What the log of a child amounts to: `kept` for certain, `begun` perhaps."""

    kept: State
    begun: State
    transactions: int


def promised(before: State, log: Path) -> Promised:
    """Read the log of a child that began with the state `before`."""
    text = log.read_text() if log.exists() else ""
    return follow(before, (json.loads(line) for line in text.splitlines()))


def follow(before: State, steps: Iterator[Mapping[str, object]]) -> Promised:
    kept, pending, number = before.copy(), None, 0
    for step in steps:
        if step["step"] == "began":
            pending = step
        elif pending is not None:
            kept.apply(pending)
            pending, number = None, number + 1
    begun = kept.copy()
    if pending is not None:
        begun.apply(pending)
    return Promised(kept, begun, number)


def state_of(url: Path | str) -> State:
    """What a database holds: the path of a SQLite file, or a URL."""
    engine = make_engine(str(url))
    try:
        with reading(engine) as connection:
            rows = connection.execute(select(RecordRow.pmid, RecordRow.state, RecordRow.sha256))
            records = {pmid: sha if state == "present" else "" for pmid, state, sha in rows}
            members: dict[str, set[int]] = {}
            row = MembershipRow
            stays = select(row.topic, row.pmid).where(row.left_search.is_(None))
            for topic, pmid in connection.execute(stays):
                members.setdefault(topic, set()).add(pmid)
    finally:
        engine.dispose()
    return State(records, {topic: frozenset(pmids) for topic, pmids in members.items()})


def complete(path: Path) -> frozenset[str]:
    """The topics whose newest search says complete."""
    with closing(sqlite3.connect(path)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'search'").fetchall():
            return frozenset()
        newest = database.execute("SELECT topic, state FROM search ORDER BY id")
        return frozenset(t for t, state in dict(newest).items() if state == "complete")


def atomic(url: Path | str, told: Promised) -> None:
    """All that was kept is there, and of what was begun all or nothing."""
    found = state_of(url)
    for name in ("records", "members"):
        have, kept, begun = (_seen(getattr(each, name)) for each in (found, told.kept, told.begun))
        if have in (kept, begun):
            continue
        lost = {key for key in kept if key not in have}
        raise AssertionError(f"{name}: neither before nor after a batch; {len(lost)} lost: {lost}")
    whole = {
        _seen(getattr(found, name)) == _seen(getattr(told.begun, name))
        for name in ("records", "members")
        if getattr(told.begun, name) != getattr(told.kept, name)
    }
    assert len(whole) < 2, "a batch's records and its members were not kept together"


def _seen(states: Mapping[object, object]) -> Mapping[object, object]:
    """Without empty member sets: a topic that closed with nobody in it has no rows."""
    return {key: value for key, value in states.items() if value != frozenset()}


def sound(path: Path, *, deep: bool = True) -> None:
    """SQLite's own checks, our hashes, and the ledger against the members."""
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'record'").fetchall():
            return  # killed before there was a schema
        database.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        database.rollback()
        _index_is_complete(database)
        _ledger_is_true(database)
    if deep:
        rehashed(str(path))


def rehashed(url: str) -> None:
    """Every record gives the record that was stored."""
    store = Store(make_engine(url))
    try:
        assert store.damaged() == ()
    finally:
        store.close()


def _index_is_complete(database: sqlite3.Connection) -> None:
    present = database.execute("SELECT pmid FROM record WHERE state = 'present' ORDER BY pmid")
    indexed = database.execute("SELECT id FROM words_docsize ORDER BY id")
    assert present.fetchall() == indexed.fetchall(), "records without words, or words without"
    gone = "SELECT count(*) FROM {} LEFT JOIN record USING (pmid) WHERE record.pmid IS NULL"
    for table in ("tag", "date_range", "revision"):
        assert database.execute(gone.format(table)).fetchone() == (0,)
    missing = database.execute(
        "SELECT m.topic, m.pmid FROM membership m LEFT JOIN record r USING (pmid)"
        " WHERE m.left_search IS NULL AND r.pmid IS NULL"
    )
    assert missing.fetchall() == [], "a member that is not stored"


def _ledger_is_true(database: sqlite3.Connection) -> None:
    """A search that says complete has the joins and the members that it counts."""
    rows = database.execute(
        'SELECT id, topic, state, stored, joined, "left", finished FROM search ORDER BY id'
    ).fetchall()
    newest: dict[str, tuple[int, int | None]] = {}
    for number, topic, state, stored, joined, left, finished in rows:
        moved = tuple(
            database.execute(
                f"SELECT count(*) FROM membership WHERE {column} = ?",  # noqa: S608 - our names
                (number,),
            ).fetchone()[0]
            for column in ("joined_search", "left_search")
        )
        if state in {"complete", "partial"}:
            assert moved == (joined, left), f"search {number} moved {moved}, says {joined, left}"
            assert finished, f"search {number} is {state} and has no end"
            newest[topic] = (number, stored)
        else:
            assert moved == (0, 0), f"search {number} is {state} and moved members"
    for topic, (number, stored) in newest.items():
        query = "SELECT count(*) FROM membership WHERE topic = ? AND left_search IS NULL"
        members = database.execute(query, (topic,)).fetchone()[0]
        assert stored in {None, members}, f"search {number} says {stored}, {topic} has {members}"


def contents(path: Path) -> dict[int, str]:
    """PMID to the hash of its stored bytes, for a quick comparison of many images."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT pmid, raw FROM record")
        return {pmid: unpacked(raw) for pmid, raw in rows}


def unpacked(raw: bytes) -> str:
    """The hash of what was compressed; "" where that cannot be undone."""
    try:
        return hashlib.sha256(zlib.decompress(raw)).hexdigest()
    except (zlib.error, TypeError):
        return ""


def log_of(folder: Path) -> Path:
    return folder / LOG
