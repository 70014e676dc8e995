"""What was cited, where, and what a recipient has been told: a digest tells nothing twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from evidence.store.harvest_models import CitedRow, SentRow
from evidence.store.harvest_values import Cited


def cite(connection: Connection, place: str, records: Mapping[int, str], now: datetime) -> None:
    """Note that the text at `place` rests on these records (PMID to hash).

    Those it rested on before stay: an earlier rendering may be published still.
    """
    rows = [
        {"place": place, "pmid": pmid, "sha256": sha256, "at": now}
        for pmid, sha256 in sorted(records.items())
    ]
    if rows:
        connection.execute(
            delete(CitedRow).where(CitedRow.place == place, CitedRow.pmid.in_(list(records)))
        )
        connection.execute(insert(CitedRow), rows)


def cited(connection: Connection) -> tuple[Cited, ...]:
    """Every record that a text rests on, by place and PMID."""
    statement = select(CitedRow.place, CitedRow.pmid, CitedRow.sha256, CitedRow.at)
    rows = connection.execute(statement.order_by(CitedRow.place, CitedRow.pmid))
    return tuple(Cited(*row) for row in rows)


def told(connection: Connection, recipient: str) -> frozenset[str]:
    """The items that the recipient was told."""
    statement = select(SentRow.item).where(SentRow.recipient == recipient)
    return frozenset(connection.execute(statement).scalars())


def tell(connection: Connection, recipient: str, items: Iterable[str], now: datetime) -> None:
    """Note that the recipient was told the items."""
    fresh = sorted(set(items) - told(connection, recipient))
    rows = [{"recipient": recipient, "item": item, "at": now} for item in fresh]
    if rows:
        connection.execute(insert(SentRow), rows)
