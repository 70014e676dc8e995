"""Keeps what was read: one batch, compared with what is stored, in the given transaction."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from evidence.pubmed.files import Item, Parsed, Rejected, load
from evidence.pubmed.xml import BadRecord
from evidence.record import Deletion, Record
from evidence.store import index
from evidence.store.choose import State, choose
from evidence.store.difference import difference
from evidence.store.models import DateRow, RecordRow, RejectedRow, RevisionRow, TagRow
from evidence.store.text import clean
from evidence.store.values import Kept

_CHUNK = 1000
_LEVEL = 1  # of zlib: 40 % less CPU than 6 for 10 % more space
UNREADABLE = (zlib.error, BadRecord, ValueError, LookupError)  # what damaged bytes raise
REAPPEARED = "stored again after its deletion"


@dataclass(frozen=True, slots=True)
class _Known:
    pmid: int
    number: int
    sha256: str
    state: str
    standing: State

    def admits(self, item: Parsed, *, live: bool) -> bool:
        """Whether `item` may replace this; its content is known to differ or to be back."""
        if self.state == "deleted" and not live and item.record.sha256 == self.sha256:
            return False  # the very state that PubMed deleted, from an older file
        return self.standing.yields_to(State.of(item), live=live)


@dataclass(frozen=True, slots=True)
class _Outcome:
    fresh: list[Parsed]
    replaced: list[tuple[_Known, Parsed]]
    passed_over: int


def keep_batch(
    connection: Connection, items: Iterable[Item], *, source: str, live: bool, now: datetime
) -> Kept:
    """Keep a batch; what is stored unchanged costs one look at its hash.

    `source` names where the items came from. `live` says that PubMed has answered just
    now: then an equal content brings a deleted record back, and dates are not weighed.
    """
    batch = choose(items, live=live)
    known = _known(connection, sorted({*batch.parsed, *batch.deletions}))
    outcome = _compare(batch.parsed, known, live=live)
    _insert(connection, outcome.fresh, source=source, now=now)
    changed = _replace(connection, outcome.replaced, source=source, now=now)
    records = [item.record for item in outcome.fresh]
    records += [item.record for _, item in outcome.replaced]
    index.put(connection, records, [each.pmid for each, _ in outcome.replaced])
    deleted = _delete(connection, batch.deletions, known, now=now)
    _set_aside(connection, batch.rejected, now=now)
    new_pmids = tuple(item.record.pmid for item in outcome.fresh)
    counted = len(new_pmids) + len(changed) + len(batch.rejected) + len(deleted)
    return Kept(
        read=batch.read,
        new=len(new_pmids),
        changed=len(changed),
        unchanged=batch.read - counted,
        rejected=len(batch.rejected),
        deleted=len(deleted),
        passed_over=batch.beaten + outcome.passed_over,
        new_pmids=new_pmids,
        changed_pmids=changed,
        deleted_pmids=deleted,
        rejected_items=tuple(batch.rejected),
    )


def _known(connection: Connection, pmids: Sequence[int]) -> dict[int, _Known]:
    found = {}
    for start in range(0, len(pmids), _CHUNK):
        rows = connection.execute(
            select(
                RecordRow.pmid,
                RecordRow.number,
                RecordRow.sha256,
                RecordRow.state,
                RecordRow.version,
                RecordRow.form,
                RecordRow.revised,
            )
            .where(RecordRow.pmid.in_(pmids[start : start + _CHUNK]))
            .order_by(RecordRow.pmid)
            .with_for_update()
        )
        for pmid, number, sha256, state, version, form, revised in rows:
            standing = State(version, form, revised)
            found[pmid] = _Known(pmid, number, sha256, state, standing)
    return found


def _compare(parsed: dict[int, Parsed], known: dict[int, _Known], *, live: bool) -> _Outcome:
    fresh: list[Parsed] = []
    replaced: list[tuple[_Known, Parsed]] = []
    passed_over = 0
    for pmid in sorted(parsed):
        item, stored = parsed[pmid], known.get(pmid)
        if stored is None:
            fresh.append(item)
        elif stored.state == "present" and stored.sha256 == item.record.sha256:
            continue
        elif stored.admits(item, live=live):
            replaced.append((stored, item))
        else:
            passed_over += 1
    return _Outcome(fresh, replaced, passed_over)


def _columns(item: Parsed, source: str) -> dict[str, object]:
    record = item.record
    return {
        "pmid": record.pmid,
        "version": record.version,
        "sha256": record.sha256,
        "form": item.form,
        "raw": zlib.compress(item.raw, _LEVEL),
        "title": clean(record.title),
        "year": record.year,
        "journal": clean(record.journal.abbreviation or record.journal.title),
        "revised": record.revised.first_day,
        "state": "present",
        "source": clean(source),
    }


def _insert(connection: Connection, items: Sequence[Parsed], *, source: str, now: datetime) -> None:
    rows = [
        {**_columns(item, source), "number": 1, "first_seen": now, "changed_at": now, "changes": []}
        for item in items
    ]
    if rows:
        connection.execute(insert(RecordRow), rows)


def _replace(
    connection: Connection,
    replaced: Sequence[tuple[_Known, Parsed]],
    *,
    source: str,
    now: datetime,
) -> tuple[int, ...]:
    """Move the stored states to `revision`; the PMIDs whose content changed.

    A record that only this program reads differently than before is not one of them.
    """
    changed: list[int] = []
    for known, item in replaced:
        old = connection.execute(
            select(RecordRow.raw, RecordRow.changed_at, RecordRow.changes).where(
                RecordRow.pmid == known.pmid
            )
        ).one()
        changes = _changes(known, old.raw, item)
        connection.execute(
            insert(RevisionRow).values(
                pmid=known.pmid,
                number=known.number,
                version=known.standing.version,
                sha256=known.sha256,
                form=known.standing.form,
                raw=old.raw,
                seen_at=old.changed_at,
                changes=old.changes,
            )
        )
        connection.execute(
            update(RecordRow)
            .where(RecordRow.pmid == known.pmid)
            .values(
                **_columns(item, source),
                number=known.number + 1,
                changed_at=now,
                changes=[clean(each) for each in changes or ("read anew by this program",)],
            )
        )
        if changes:
            changed.append(known.pmid)
    return tuple(changed)


def _changes(known: _Known, raw: bytes, item: Parsed) -> tuple[str, ...]:
    old = restored(raw, known.standing.form)
    if old is None:
        changes: tuple[str, ...] = ("the earlier state cannot be read any more",)
    else:
        changes = difference(old, item.record)
    if known.standing.form != item.form:
        changes = (f"read from {item.form}, before from {known.standing.form}", *changes)
    return (REAPPEARED, *changes) if known.state == "deleted" else changes


def restored(raw: bytes, form: str) -> Record | None:
    """The record that stored bytes give; None where they are damaged."""
    try:
        return load(zlib.decompress(raw), form)
    except UNREADABLE:
        return None


def _delete(
    connection: Connection,
    deletions: dict[int, Deletion],
    known: dict[int, _Known],
    *,
    now: datetime,
) -> tuple[int, ...]:
    """Make tombstones: the record and its revisions stay, what is computed goes."""
    gone = [
        pmid
        for pmid in sorted(deletions)
        if (stored := known.get(pmid)) is not None
        and stored.state == "present"
        and stored.standing.version <= deletions[pmid].version
    ]
    for start in range(0, len(gone), _CHUNK):
        chunk = gone[start : start + _CHUNK]
        connection.execute(
            update(RecordRow)
            .where(RecordRow.pmid.in_(chunk))
            .values(state="deleted", changed_at=now)
        )
        connection.execute(delete(DateRow).where(DateRow.pmid.in_(chunk)))
        connection.execute(delete(TagRow).where(TagRow.pmid.in_(chunk)))
    index.put(connection, (), gone)
    return tuple(gone)


def _set_aside(connection: Connection, rejected: Sequence[Rejected], *, now: datetime) -> None:
    rows = {_fingerprint(each): each for each in rejected}
    there = set(
        connection.execute(select(RejectedRow.id).where(RejectedRow.id.in_(rows))).scalars()
    )
    fresh = [
        {
            "id": key,
            "source": clean(each.source),
            "number": each.number,
            "pmid": each.pmid,
            "reason": clean(each.reason),
            "raw": zlib.compress(each.raw),
            "seen_at": now,
        }
        for key, each in rows.items()
        if key not in there
    ]
    if fresh:
        connection.execute(insert(RejectedRow), fresh)


def _fingerprint(item: Rejected) -> str:
    digest = hashlib.sha256(f"{item.source}\0{item.number}\0{item.reason}\0".encode())
    digest.update(item.raw)
    return digest.hexdigest()
