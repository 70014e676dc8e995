"""Records that PubMed lists and that could not be had: kept by PMID until they arrive."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from evidence.store.harvest_models import QuarantineRow
from evidence.store.harvest_values import Fault, Quarantined
from evidence.store.text import clean

Found = tuple[int, Fault, str]  # PMID, kind, reason


def note(connection: Connection, found: Iterable[Found], now: datetime) -> None:
    """Write down what could not be had; one that is there already counts once more.

    One that is there for another kind of reason begins anew.
    """
    found = tuple(found)
    kinds = {each.pmid: each.kind for each in listed(connection)}
    known = BitMap(pmid for pmid, kind, _ in found if kinds.get(pmid) == kind)
    release(connection, (pmid for pmid, _, _ in found if pmid not in known))
    again: list[dict[str, object]] = []
    fresh: list[dict[str, object]] = []
    for pmid, kind, reason in sorted(found):
        said = {"kind": kind, "reason": clean(reason)}
        if pmid in known:
            again.append({**said, "key": pmid, "now": now})
        else:
            fresh.append({**said, "pmid": pmid, "first_seen": now, "last_seen": now, "times": 1})
    if again:
        connection.execute(
            update(QuarantineRow)
            .where(QuarantineRow.pmid == bindparam("key"))
            .values(
                kind=bindparam("kind"),
                reason=bindparam("reason"),
                last_seen=bindparam("now"),
                times=QuarantineRow.times + 1,
            )
            .execution_options(synchronize_session=False),
            again,
        )
    if fresh:
        connection.execute(insert(QuarantineRow), fresh)


def release(connection: Connection, arrived: Iterable[int]) -> None:
    """Forget those that arrived, were deleted, or are listed no more."""
    gone = pmids(connection) & BitMap(arrived)
    if gone:
        connection.execute(delete(QuarantineRow).where(QuarantineRow.pmid.in_(list(gone))))


def pmids(connection: Connection) -> BitMap:
    """Who is in quarantine."""
    return BitMap(connection.execute(select(QuarantineRow.pmid)).scalars())


def listed(connection: Connection) -> Sequence[Quarantined]:
    """Everything in quarantine, by PMID."""
    rows = connection.execute(
        select(
            QuarantineRow.pmid,
            QuarantineRow.kind,
            QuarantineRow.reason,
            QuarantineRow.first_seen,
            QuarantineRow.last_seen,
            QuarantineRow.times,
        ).order_by(QuarantineRow.pmid)
    )
    return tuple(
        Quarantined(pmid, cast("Fault", kind), why, first, last, times)
        for pmid, kind, why, first, last, times in rows
    )
