"""Keeps what was read: one batch, compared with what is stored, in the given transaction."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from evidence.pubmed.files import Item, load
from evidence.pubmed.numbered import order_of
from evidence.pubmed.xml import BadRecord
from evidence.record import Deletion, Record
from evidence.store import index
from evidence.store.choose import Batch, State, choose
from evidence.store.difference import difference
from evidence.store.entry import Entry
from evidence.store.models import DateRow, RecordRow, RevisionRow, TagRow
from evidence.store.set_aside import set_aside
from evidence.store.text import clean
from evidence.store.values import PUBMED, Kept

_CHUNK = 1000
UNREADABLE = (zlib.error, BadRecord, ValueError, LookupError)  # what damaged bytes raise
REAPPEARED = "stored again after its deletion"


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a PMID."""

    pmid: int
    number: int
    sha256: str
    state: str
    standing: State
    source: str = ""

    def admits(self, entry: Entry, order: int, *, live: bool) -> bool:
        """Whether `entry` may replace this; its content is known to differ or to be back."""
        newer = State.of(entry, order)
        if self._is_live and not live and newer.not_after(self.standing):
            return False  # PubMed itself said this, perhaps later: a notice may carry no date
        follows = 0 < self.standing.order < order
        if self.state == "deleted" and not (live or follows) and entry.sha256 == self.sha256:
            return False  # the very state that PubMed deleted, from an older file
        return self.standing.yields_to(newer, live=live)

    @property
    def _is_live(self) -> bool:
        return self.source == PUBMED and self.state == "present" and self.standing.form == "xml"

    def outlives(self, deletion: Deletion, order: int) -> bool:
        """Whether a deletion does not mean this state: a newer version, or of a later file."""
        return self.standing.version > deletion.version or 0 < order < self.standing.order

    def precedes(self, order: int) -> bool:
        """Whether a numbered file says again what stood in an earlier file."""
        return self.source != PUBMED and self.standing.order < order


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch means for what is stored; `again`: unchanged, and said by a later file."""

    fresh: list[Entry]
    replaced: list[tuple[Known, Entry]]
    passed_over: int
    deleted: list[int]
    again: list[int]


def keep_batch(
    connection: Connection,
    items: Iterable[Item | Entry],
    *,
    source: str,
    live: bool,
    now: datetime,
) -> Kept:
    """Keep a batch; what is stored unchanged costs one look at its hash.

    `source` names where the items came from. `live` says that PubMed has answered just
    now: then an equal content brings a deleted record back, and dates are not weighed.
    """
    batch = choose(items, live=live)
    stored = known(connection, sorted({*batch.parsed, *batch.deletions}))
    outcome = compare(batch, stored, order=order_of(source), live=live)
    _insert(connection, outcome.fresh, source=source, now=now)
    changed = _replace(connection, outcome.replaced, source=source, now=now)
    entries = [*outcome.fresh, *(entry for _, entry in outcome.replaced)]
    index.put(
        connection, [each.indexed for each in entries], [each.pmid for each, _ in outcome.replaced]
    )
    _delete(connection, outcome.deleted, source=source, now=now)
    _restate(connection, outcome.again, source)
    set_aside(connection, batch.rejected, now=now)
    return counted(batch, outcome, changed)


def counted(batch: Batch, outcome: Outcome, changed: tuple[int, ...]) -> Kept:
    """The counts of a batch."""
    new_pmids = tuple(entry.pmid for entry in outcome.fresh)
    told = len(new_pmids) + len(changed) + len(batch.rejected) + len(outcome.deleted)
    return Kept(
        read=batch.read,
        new=len(new_pmids),
        changed=len(changed),
        unchanged=batch.read - told,
        rejected=len(batch.rejected),
        deleted=len(outcome.deleted),
        passed_over=batch.beaten + outcome.passed_over,
        new_pmids=new_pmids,
        changed_pmids=changed,
        deleted_pmids=tuple(outcome.deleted),
        rejected_items=tuple(batch.rejected),
    )


def known(connection: Connection, pmids: Sequence[int], *, lock: bool = True) -> dict[int, Known]:
    """What is stored of `pmids`; `lock`: where the engine can, the rows wait for this batch."""
    row, found = RecordRow, {}
    columns = (row.pmid, row.number, row.sha256, row.state, row.version, row.form)
    statement = select(*columns, row.revised, row.source).order_by(row.pmid)
    if lock:
        statement = statement.with_for_update()
    for start in range(0, len(pmids), _CHUNK):
        rows = connection.execute(statement.where(row.pmid.in_(pmids[start : start + _CHUNK])))
        for pmid, number, sha256, state, version, form, revised, source in rows:
            standing = State(version, form, revised, order_of(source))
            found[pmid] = Known(pmid, number, sha256, state, standing, source)
    return found


def compare(batch: Batch, stored: dict[int, Known], *, order: int, live: bool) -> Outcome:
    """Judge a batch of a source with this `order` against what is stored."""
    outcome = Outcome([], [], 0, [], [])
    passed_over = 0
    for pmid in sorted(batch.parsed):
        entry, there = batch.parsed[pmid], stored.get(pmid)
        if there is None:
            outcome.fresh.append(entry)
        elif there.state == "present" and there.sha256 == entry.sha256:
            if there.precedes(order):
                outcome.again.append(pmid)
        elif there.admits(entry, order, live=live):
            outcome.replaced.append((there, entry))
        else:
            passed_over += 1
    for pmid in sorted(batch.deletions):
        there = stored.get(pmid)
        if there is None or there.outlives(batch.deletions[pmid], order):
            continue
        if there.state == "present":
            outcome.deleted.append(pmid)
        elif there.precedes(order):
            outcome.again.append(pmid)
    return replace(outcome, passed_over=passed_over)


def _insert(connection: Connection, items: Sequence[Entry], *, source: str, now: datetime) -> None:
    told = {"source": clean(source), "first_seen": now, "changed_at": now}
    rows = [{**item.columns(), **told, "number": 1, "changes": []} for item in items]
    if rows:
        connection.execute(insert(RecordRow), rows)


def _replace(
    connection: Connection,
    replaced: Sequence[tuple[Known, Entry]],
    *,
    source: str,
    now: datetime,
) -> tuple[int, ...]:
    """Move the stored states to `revision`; the PMIDs whose content changed.

    A record that only this program reads differently than before is not one of them.
    """
    changed: list[int] = []
    for there, item in replaced:
        old = connection.execute(
            select(RecordRow.raw, RecordRow.changed_at, RecordRow.changes).where(
                RecordRow.pmid == there.pmid
            )
        ).one()
        changes = _changes(there, old.raw, item)
        connection.execute(
            insert(RevisionRow).values(
                pmid=there.pmid,
                number=there.number,
                version=there.standing.version,
                sha256=there.sha256,
                form=there.standing.form,
                raw=old.raw,
                seen_at=old.changed_at,
                changes=old.changes,
            )
        )
        connection.execute(
            update(RecordRow)
            .where(RecordRow.pmid == there.pmid)
            .values(
                **item.columns(),
                source=clean(source),
                number=there.number + 1,
                changed_at=now,
                changes=[clean(each) for each in changes or ("read anew by this program",)],
            )
        )
        if changes:
            changed.append(there.pmid)
    return tuple(changed)


def _changes(there: Known, raw: bytes, item: Entry) -> tuple[str, ...]:
    old = restored(raw, there.standing.form)
    if old is None:
        changes: tuple[str, ...] = ("the earlier state cannot be read any more",)
    else:
        changes = difference(old, item.record)
    if there.standing.form != item.form:
        changes = (f"read from {item.form}, before from {there.standing.form}", *changes)
    return (REAPPEARED, *changes) if there.state == "deleted" else changes


def restored(raw: bytes, form: str) -> Record | None:
    """The record that stored bytes give; None where they are damaged."""
    try:
        return load(zlib.decompress(raw), form)
    except UNREADABLE:
        return None


def _delete(connection: Connection, gone: Sequence[int], *, source: str, now: datetime) -> None:
    """Make tombstones: the record and its revisions stay, what is computed goes."""
    for start in range(0, len(gone), _CHUNK):
        chunk = gone[start : start + _CHUNK]
        connection.execute(
            update(RecordRow)
            .where(RecordRow.pmid.in_(chunk))
            .values(state="deleted", source=clean(source), changed_at=now)
        )
        connection.execute(delete(DateRow).where(DateRow.pmid.in_(chunk)))
        connection.execute(delete(TagRow).where(TagRow.pmid.in_(chunk)))
    index.put(connection, (), gone)


def _restate(connection: Connection, pmids: Sequence[int], source: str) -> None:
    """Note the later file that says the same: an earlier one can then not undo it."""
    for start in range(0, len(pmids), _CHUNK):
        chunk = pmids[start : start + _CHUNK]
        connection.execute(
            update(RecordRow).where(RecordRow.pmid.in_(chunk)).values(source=clean(source))
        )
