"""The store: records, tags, searches and their index, in one SQLite file or PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Self, TypeVar

from pyroaring import BitMap
from sqlalchemy import Engine

from evidence.pubmed.files import Item, Rejected
from evidence.query.mesh import Edition, Mesh
from evidence.query.mesh.files import MeshFile
from evidence.record import Record
from evidence.store import clock, computed, index, reading, searches, tags
from evidence.store.appraisal_values import Computed
from evidence.store.decisions import Decisions
from evidence.store.engine import reading as read_transaction
from evidence.store.engine import transact
from evidence.store.engine import writing as write_transaction
from evidence.store.ledger import Ledger
from evidence.store.mesh import Imported, editions, stored_mesh
from evidence.store.mesh_import import import_mesh
from evidence.store.unit import Unit
from evidence.store.values import Damaged, Kept, Moves, Revision, Row, Search, StoredTag
from evidence.tagging import RULES_VERSION, Tagging

Result = TypeVar("Result")


class Store:
    """What is kept. Every method is a transaction of its own; `unit_of_work` joins several.

    Raises StorageProblem for what the disk or the server refuses, and Busy where another
    program holds SQLite's write lock for longer than 30 seconds.
    """

    def __init__(self, engine: Engine) -> None:
        """`engine`: from `make_engine`, on a migrated database; see `open_store`."""
        self.engine = engine
        self.ledger = Ledger(engine)
        self.decisions = Decisions(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def unit_of_work(self) -> Iterator[Unit]:
        """One transaction: committed at the end, undone where anything is raised."""
        with write_transaction(self.engine) as connection:
            yield Unit(connection)

    def transact(self, work: Callable[[Unit], Result]) -> Result:
        """Run `work` as a unit of work, and again from its start where PostgreSQL asks so."""
        return transact(self.engine, lambda connection: work(Unit(connection)))

    def keep(
        self, items: Iterable[Item], *, source: str, batch: int = 1000, live: bool = False
    ) -> Kept:
        """Keep records, deletions and rejected items, `batch` at a time.

        Each batch is on disk before the next is read, so an error in `items` loses only the
        batch it is in. `live` says that PubMed itself has just answered: then a record that
        was deleted comes back, and an older DateRevised replaces a newer; from a file neither.
        """
        total, source_items = Kept(), iter(items)
        parts: list[Kept] = []
        while True:
            chunk, problem = _next(source_items, batch)
            if chunk:
                parts.append(
                    self.transact(
                        lambda unit, chunk=chunk: unit.keep_batch(  # type: ignore[misc]
                            chunk, source=source, live=live
                        )
                    )
                )
            if problem is not None:
                raise problem
            if len(chunk) < batch:
                break
        for part in parts:
            total += part
        return total

    def record(self, pmid: int) -> Record:
        """The newest state; NotFound where it is not stored, or was deleted by PubMed."""
        with read_transaction(self.engine) as connection:
            return reading.one(connection, pmid)

    def records(self, pmids: Iterable[int] | None = None) -> Iterator[Record]:
        """Records in the order of `pmids`, without unknown and deleted ones; all by PMID."""
        return reading.some(self.engine, self.pmids() if pmids is None else pmids)

    def pmids(self) -> BitMap:
        """Every PMID stored and not deleted."""
        with read_transaction(self.engine) as connection:
            return index.present(connection)

    def known(self) -> BitMap:
        """Every PMID stored, deleted ones too."""
        with read_transaction(self.engine) as connection:
            return reading.known(connection)

    def rows(self, pmids: Iterable[int]) -> tuple[Row, ...]:
        """What a list shows, in the order given; unknown PMIDs are left out."""
        with read_transaction(self.engine) as connection:
            return reading.rows_of(connection, pmids)

    def revisions(self, pmid: int) -> tuple[Revision, ...]:
        """All states of a record, oldest first; () where the PMID is not known."""
        with read_transaction(self.engine) as connection:
            return reading.revisions(connection, pmid)

    def at_revision(self, pmid: int, sha256: str) -> Record | None:
        """The state of a record that had this hash, be it deleted or replaced since."""
        with read_transaction(self.engine) as connection:
            return reading.at_revision(connection, pmid, sha256)

    def rejected(self) -> tuple[Rejected, ...]:
        """Everything that could not be read."""
        with read_transaction(self.engine) as connection:
            return reading.rejected(connection)

    def damaged(self) -> tuple[Damaged, ...]:
        """Records whose bytes no longer give what was stored: reads everything."""
        with read_transaction(self.engine) as connection:
            return tuple(reading.damaged(connection))

    def computed(self, pmids: Iterable[int]) -> dict[int, Computed]:
        """What rules computed from these records and was kept, by PMID."""
        with read_transaction(self.engine) as connection:
            return computed.of(connection, pmids)

    def index(self) -> index.StoredIndex:
        """The search index over the stored records."""
        return index.StoredIndex(self.engine)

    def mesh(self) -> Mesh:
        """MeSH as imported into this database; the shipped table where it was not."""
        return stored_mesh(self.engine)

    def import_mesh(self, file: MeshFile) -> Edition:
        """Replace one kind of MeSH by a file's, all of it or nothing."""
        return import_mesh(self.engine, file)

    def mesh_editions(self) -> tuple[Imported, ...]:
        """Which kinds of MeSH were imported, from what, and when."""
        return editions(self.engine)

    def open_search(
        self, topic: str, query: str, *, sent: str = "", program_version: str = ""
    ) -> Search:
        """Write a ledger row "running" before PubMed is asked."""
        begun = Search(
            topic=topic,
            query=query,
            sent=sent,
            started=clock.now(),
            program_version=program_version,
        )
        return self.transact(lambda unit: unit.save_search(begun))

    def close_search(self, search: Search, pmids: Iterable[int]) -> tuple[Search, Moves]:
        """Set the topic's members and close the ledger row, in one transaction."""
        held = BitMap(pmids)
        return self.transact(lambda unit: unit.close_search(search, held))

    def save_search(self, search: Search) -> Search:
        """Write a ledger row, such as of a search that failed."""
        return self.transact(lambda unit: unit.save_search(search))

    def interrupt_searches(self) -> int:
        """Mark what a killed program left "running"; only under the update's lock."""
        return transact(self.engine, lambda connection: searches.interrupt(connection, clock.now()))

    def searches(self, topic: str | None = None, limit: int | None = None) -> tuple[Search, ...]:
        """The ledger, newest first."""
        with read_transaction(self.engine) as connection:
            return searches.listed(connection, topic, limit)

    def translations(self, text: str) -> tuple[tuple[str, str], ...]:
        """PubMed's own translations (as written, as searched) for the query `text`.

        They are those of the newest complete search of that very query, whatever its line
        breaks and blanks; () where PubMed was never asked it.
        """
        with read_transaction(self.engine) as connection:
            return searches.translations(connection, text)

    def membership(self, topic: str) -> BitMap:
        """The PMIDs that the topic's newest closed search held."""
        with read_transaction(self.engine) as connection:
            return searches.members(connection, topic)

    def ever_members(self, topic: str | None = None) -> BitMap:
        """Who is or was a member of the topic, or of any topic."""
        with read_transaction(self.engine) as connection:
            return searches.ever_members(connection, topic)

    def members_elsewhere(self, topics: Iterable[str], since: datetime) -> BitMap:
        """The members of other topics than these, of those that were searched since a moment."""
        with read_transaction(self.engine) as connection:
            return searches.members_elsewhere(connection, list(topics), since)

    def members_of_all(self) -> BitMap:
        """Who is a member of some topic now."""
        with read_transaction(self.engine) as connection:
            return searches.members_of_all(connection)

    def kept_since(self, moment: datetime, source: str) -> BitMap:
        """The present records whose newest state came from `source` at `moment` or later."""
        with read_transaction(self.engine) as connection:
            return reading.kept_since(connection, moment, source)

    def moves(self, search_id: int) -> Moves:
        """Who joined and who left with a search."""
        with read_transaction(self.engine) as connection:
            return searches.moves(connection, search_id)

    def set_tags(self, found: Mapping[int, Sequence[Tagging]], rules: str = RULES_VERSION) -> None:
        """Replace all tags of the PMIDs in `found`; `rules`: the version that made them."""
        self.transact(lambda unit: unit.set_tags(found, rules))

    def tags(self, pmid: int) -> tuple[StoredTag, ...]:
        """The tags of a record, by name."""
        with read_transaction(self.engine) as connection:
            return tags.tags_of(connection, pmid)

    def tagged(self, name: str) -> BitMap:
        """The PMIDs that carry a tag."""
        with read_transaction(self.engine) as connection:
            return tags.tagged(connection, name)

    def tag_counts(self) -> dict[str, int]:
        """How many records carry each tag."""
        with read_transaction(self.engine) as connection:
            return tags.counts(connection)


def _next(items: Iterator[Item], size: int) -> tuple[list[Item], Exception | None]:
    """Up to `size` items, and what the reader raised after them."""
    chunk: list[Item] = []
    try:
        chunk.extend(islice(items, size))
    except Exception as problem:  # noqa: BLE001 - raised again once the good ones are kept
        return chunk, problem
    return chunk, None
