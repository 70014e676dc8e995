"""Reads stored records back."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from pyroaring import BitMap
from sqlalchemy import Connection, Engine, select

from evidence.errors import NotFound, StorageProblem
from evidence.pubmed.files import Rejected, load
from evidence.record import Record
from evidence.store.engine import reading
from evidence.store.keep import UNREADABLE, restored
from evidence.store.models import RecordRow, RejectedRow, RevisionRow
from evidence.store.values import Damaged, Revision, Row

_CHUNK = 500  # records in memory at a time


def reread(pmid: int, raw: bytes, form: str) -> Record:
    """The record that stored bytes give; StorageProblem where they are damaged."""
    try:
        return load(zlib.decompress(raw), form)
    except UNREADABLE as problem:
        raise StorageProblem(
            f"The stored record {pmid} is damaged ({problem}).", "Restore the database."
        ) from problem


def one(connection: Connection, pmid: int) -> Record:
    """The newest state; NotFound where it is not stored, or was deleted by PubMed."""
    row = connection.execute(
        select(RecordRow.raw, RecordRow.form, RecordRow.state).where(RecordRow.pmid == pmid)
    ).one_or_none()
    if row is None:
        raise NotFound(f"PMID {pmid} is not stored.", "Type: evidence search QUERY")
    if row.state == "deleted":
        raise NotFound(f"PMID {pmid} was deleted by PubMed; its earlier states are kept.")
    return reread(pmid, row.raw, row.form)


def some(engine: Engine, pmids: Iterable[int]) -> Iterator[Record]:
    """The records of `pmids` that are stored and not deleted, in the order given."""
    wanted = list(pmids)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        statement = select(RecordRow.pmid, RecordRow.raw, RecordRow.form).where(
            RecordRow.pmid.in_(chunk), RecordRow.state == "present"
        )
        with reading(engine) as connection:
            rows = {row[0]: row for row in connection.execute(statement)}
        for pmid in chunk:
            if pmid in rows:
                yield reread(*rows[pmid])


def after(connection: Connection, pmid: int, limit: int) -> list[Record]:
    """The next records beyond `pmid` that are not deleted, at most `limit`, by PMID."""
    statement = (
        select(RecordRow.pmid, RecordRow.raw, RecordRow.form)
        .where(RecordRow.state == "present", RecordRow.pmid > pmid)
        .order_by(RecordRow.pmid)
        .limit(limit)
    )
    return [reread(*row) for row in connection.execute(statement)]


def every(connection: Connection) -> Iterator[Record]:
    """All records that are not deleted, by PMID, within one transaction."""
    pmid = 0
    statement = (
        select(RecordRow.pmid, RecordRow.raw, RecordRow.form)
        .where(RecordRow.state == "present")
        .order_by(RecordRow.pmid)
        .limit(_CHUNK)
    )
    while rows := connection.execute(statement.where(RecordRow.pmid > pmid)).all():
        for row in rows:
            yield reread(*row)
        pmid = rows[-1][0]


def rows_of(connection: Connection, pmids: Iterable[int]) -> tuple[Row, ...]:
    """Rows of the PMIDs that are known, deleted ones too, in the order given."""
    wanted = list(pmids)
    found = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = select(
            RecordRow.pmid,
            RecordRow.title,
            RecordRow.year,
            RecordRow.journal,
            RecordRow.sha256,
            RecordRow.state,
        ).where(RecordRow.pmid.in_(wanted[start : start + _CHUNK]))
        found.update({row[0]: Row(*row) for row in connection.execute(statement)})
    return tuple(found[pmid] for pmid in wanted if pmid in found)


def kept_since(connection: Connection, moment: datetime, source: str) -> BitMap:
    """The present records whose newest state came from `source` at `moment` or later."""
    statement = select(RecordRow.pmid).where(
        RecordRow.changed_at >= moment, RecordRow.source == source, RecordRow.state == "present"
    )
    return BitMap(connection.execute(statement).scalars())


def known(connection: Connection) -> BitMap:
    """Every PMID stored, deleted ones too."""
    return BitMap(connection.execute(select(RecordRow.pmid)).scalars())


def revisions(connection: Connection, pmid: int) -> tuple[Revision, ...]:
    """All states of a record, oldest first; () where the PMID is not known."""
    earlier = select(
        RevisionRow.number,
        RevisionRow.sha256,
        RevisionRow.seen_at,
        RevisionRow.changes,
        RevisionRow.raw,
        RevisionRow.form,
    ).where(RevisionRow.pmid == pmid)
    newest = select(
        RecordRow.number,
        RecordRow.sha256,
        RecordRow.changed_at,
        RecordRow.changes,
        RecordRow.raw,
        RecordRow.form,
    ).where(RecordRow.pmid == pmid)
    rows = [
        *connection.execute(earlier.order_by(RevisionRow.number)),
        *connection.execute(newest),
    ]
    return tuple(
        Revision(pmid, number, sha256, seen_at, tuple(changes), reread(pmid, raw, form))
        for number, sha256, seen_at, changes, raw, form in rows
    )


def at_revision(connection: Connection, pmid: int, sha256: str) -> Record | None:
    """The state of a record that had this hash; None where no such state is stored."""
    for table in (RecordRow, RevisionRow):
        row = connection.execute(
            select(table.raw, table.form).where(table.pmid == pmid, table.sha256 == sha256)
        ).first()
        if row is not None:
            return reread(pmid, row.raw, row.form)
    return None


def rejected(connection: Connection) -> tuple[Rejected, ...]:
    """What could not be read, by source and number."""
    rows = connection.execute(
        select(
            RejectedRow.source,
            RejectedRow.number,
            RejectedRow.pmid,
            RejectedRow.reason,
            RejectedRow.raw,
        ).order_by(RejectedRow.source, RejectedRow.number, RejectedRow.id)
    )
    return tuple(
        Rejected(source, number, pmid, reason, zlib.decompress(raw))
        for source, number, pmid, reason, raw in rows
    )


def damaged(connection: Connection) -> Iterator[Damaged]:
    """Records, deleted ones and earlier states too, whose bytes give another hash.

    SQLite's own check missed 7 of 60 corrupted files; these hashes found all 60.
    """
    for table in (RecordRow, RevisionRow):
        statement = select(table.pmid, table.raw, table.form, table.sha256)
        for pmid, raw, form, sha256 in connection.execute(statement.order_by(table.pmid)):
            record = restored(raw, form)
            if record is None:
                yield Damaged(pmid, "its bytes cannot be read")
            elif record.sha256 != sha256:
                yield Damaged(pmid, "its content is not what was stored")
