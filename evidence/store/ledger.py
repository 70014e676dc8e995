"""The store's books: runs, quarantine, acknowledgements, imported files, citations, digests."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from pyroaring import BitMap
from sqlalchemy import Engine

from evidence.store import (
    acknowledgements,
    changed,
    deliveries,
    quarantine,
    searches,
    source_files,
)
from evidence.store.engine import reading, transact
from evidence.store.harvest_values import Acknowledgement, Cited, Quarantined, SourceFile
from evidence.store.values import Search


class Ledger:
    """Every method is a transaction of its own; raises as Store does."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: of a migrated database."""
        self._engine = engine

    def runs(self, limit: int | None = None) -> tuple[tuple[Search, ...], ...]:
        """The newest runs, each with its searches in the order of their topics' asking."""
        with reading(self._engine) as connection:
            return searches.runs(connection, limit)

    def run(self, number: int) -> tuple[Search, ...]:
        """The searches of one run; () where there was none of that number."""
        with reading(self._engine) as connection:
            return searches.of_run(connection, number)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """The records that could not be had, by PMID."""
        with reading(self._engine) as connection:
            return tuple(quarantine.listed(connection))

    def acknowledge(self, given: Acknowledgement) -> None:
        """Write an acknowledgement down."""
        transact(self._engine, lambda connection: acknowledgements.acknowledge(connection, given))

    def acknowledged(self, topic: str | None = None) -> tuple[Acknowledgement, ...]:
        """What was acknowledged, of one topic or of all."""
        with reading(self._engine) as connection:
            return acknowledgements.acknowledged(connection, topic)

    def unacknowledged(self, topic: str) -> tuple[str, ...]:
        """Phrases that PubMed left out of the topic's newest answered search, not yet accepted."""
        with reading(self._engine) as connection:
            answered = searches.newest_answered(connection, topic)
            given = acknowledgements.acknowledged(connection, topic)
        if answered is None:
            return ()
        seen = {each.phrase for each in given if each.covers(answered.query)}
        return tuple(phrase for phrase in answered.dropped if phrase not in seen)

    def newest_answered(self, topic: str) -> Search | None:
        """The topic's newest search that PubMed answered."""
        with reading(self._engine) as connection:
            return searches.newest_answered(connection, topic)

    def source_files(self) -> tuple[SourceFile, ...]:
        """PubMed's numbered files that were imported, by name."""
        with reading(self._engine) as connection:
            return source_files.listed(connection)

    def cite(self, place: str, records: Mapping[int, str], now: datetime | None = None) -> None:
        """Note that the text at `place` rests on these records (PMID to hash)."""
        moment = now or datetime.now(UTC)
        transact(
            self._engine, lambda connection: deliveries.cite(connection, place, records, moment)
        )

    def cited(self) -> tuple[Cited, ...]:
        """Every record that a text rests on, by place and PMID."""
        with reading(self._engine) as connection:
            return deliveries.cited(connection)

    def changed_since(self, moment: datetime, names: Sequence[str]) -> BitMap:
        """The PMIDs in which a field of `names` changed since `moment`."""
        with reading(self._engine) as connection:
            return changed.changed_since(connection, moment, names)

    def arrived(self, first: datetime, last: datetime) -> dict[int, datetime]:
        """When each record that PubMed sent came into the database, of those in between."""
        with reading(self._engine) as connection:
            return changed.arrived(connection, first, last)

    def told(self, recipient: str) -> frozenset[str]:
        """The items of digests that the recipient was told."""
        with reading(self._engine) as connection:
            return deliveries.told(connection, recipient)

    def tell(self, recipient: str, items: Iterable[str], now: datetime | None = None) -> None:
        """Note that the recipient was told the items."""
        given, moment = tuple(items), now or datetime.now(UTC)
        transact(
            self._engine, lambda connection: deliveries.tell(connection, recipient, given, moment)
        )
