"""Which records changed since a moment, by what changed in them; which came when."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pyroaring import BitMap
from sqlalchemy import Connection, select

from evidence.store.models import RecordRow, RevisionRow
from evidence.store.values import PUBMED


def changed_since(connection: Connection, moment: datetime, names: Sequence[str]) -> BitMap:
    """The PMIDs of which a state seen since `moment` differs in a field of `names`.

    `names` are those of `Revision.changes`, such as "corrections"; a record's first state
    is no change.
    """
    newest = select(RecordRow.pmid, RecordRow.changes).where(
        RecordRow.changed_at >= moment, RecordRow.number > 1
    )
    replaced = select(RevisionRow.pmid, RevisionRow.changes).where(
        RevisionRow.seen_at >= moment, RevisionRow.number > 1
    )
    return BitMap(
        pmid
        for statement in (newest, replaced)
        for pmid, changes in connection.execute(statement)
        if _names(changes, names)
    )


def arrived(connection: Connection, first: datetime, last: datetime) -> dict[int, datetime]:
    """When each record that PubMed sent came into the database, of those that came in between."""
    row = RecordRow
    statement = select(row.pmid, row.first_seen).where(
        row.source == PUBMED, row.first_seen >= first, row.first_seen <= last
    )
    return dict(connection.execute(statement).all())


def _names(changes: Iterable[str], names: Sequence[str]) -> bool:
    return any(each.startswith(tuple(names)) for each in changes)
