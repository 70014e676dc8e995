"""The store: records, tags, searches and their index, in one SQLite file or PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Self, TypeVar

from pyroaring import BitMap
from sqlalchemy import Connection, Engine, insert, select, update

from evidence.pubmed.files import Item, Rejected
from evidence.query.mesh import Edition, Mesh
from evidence.query.mesh.files import MeshFile
from evidence.record import Record
from evidence.store import index, keep, quarantine, reading, searches, source_files, tags
from evidence.store.engine import explained, make_engine, transact
from evidence.store.engine import reading as read_transaction
from evidence.store.engine import writing as write_transaction
from evidence.store.entry import Entry
from evidence.store.harvest_values import SourceFile
from evidence.store.ledger import Ledger
from evidence.store.mesh import Imported, editions, stored_mesh
from evidence.store.mesh_import import import_mesh
from evidence.store.migrate import migrate, require_newest
from evidence.store.models import SettingRow
from evidence.store.values import Damaged, Kept, Moves, Revision, Row, Search, StoredTag, Tagged
from evidence.store.words import signature
from evidence.tagging import RULES_VERSION, Tagging

Result = TypeVar("Result")


class Unit:
    """One transaction that writes: everything done with it is kept together, or nothing."""

    def __init__(self, connection: Connection) -> None:
        """`connection`: in a transaction that somebody else ends."""
        self._connection = connection

    def keep_batch(self, items: Iterable[Item | Entry], *, source: str, live: bool = False) -> Kept:
        """Keep records, deletions and rejected items; see `Store.keep`."""
        return keep.keep_batch(self._connection, items, source=source, live=live, now=_now())

    def save_search(self, search: Search) -> Search:
        """Write a search's ledger row; one with id 0 gets its number."""
        return searches.save(self._connection, search)

    def end_search(self, search: Search) -> bool:
        """Write the row of a search that failed or was stopped; False where it is closed."""
        return searches.end(self._connection, search)

    def set_membership(self, search_id: int, topic: str, pmids: Iterable[int]) -> Moves:
        """Make `pmids` the members of `topic`, as found by the search."""
        return searches.set_members(self._connection, search_id, topic, pmids)

    def set_tags(self, found: Mapping[int, Sequence[Tagging]], rules: str = RULES_VERSION) -> None:
        """Replace all tags of the PMIDs in `found`."""
        tags.set_tags(self._connection, found, rules)

    def tags_of(self, pmids: Sequence[int]) -> Mapping[int, Mapping[str, StoredTag]]:
        """The tags of many records, by PMID and name; records without any are left out."""
        return tags.tags_of_many(self._connection, pmids)

    def tagged(self) -> Tagged | None:
        """By which rules the records are tagged, as far as that is known."""
        return tags.tagged_by(self._connection)

    def set_tagged(self, tagged: Tagged) -> None:
        """Note by which rules the records are tagged."""
        tags.set_tagged(self._connection, tagged)

    def records_after(self, pmid: int, limit: int) -> Sequence[Record]:
        """The next records beyond `pmid` that are not deleted, at most `limit`, by PMID."""
        return reading.after(self._connection, pmid, limit)

    def close_search(self, search: Search, pmids: Iterable[int]) -> tuple[Search, Moves]:
        """Set the topic's members and close the ledger row with who joined and who left."""
        moves = self.set_membership(search.id, search.topic, pmids)
        closed = replace(
            search,
            joined=len(moves.joined),
            left=len(moves.left),
            finished=search.finished or _now(),
        )
        return self.save_search(closed), moves

    def quarantine(self, found: Iterable[quarantine.Found]) -> None:
        """Write down which records could not be had, and why."""
        quarantine.note(self._connection, found, _now())

    def release(self, pmids: Iterable[int]) -> None:
        """Take PMIDs out of quarantine: they arrived, or are asked for no more."""
        quarantine.release(self._connection, pmids)

    def in_quarantine(self) -> BitMap:
        """The PMIDs in quarantine."""
        return quarantine.pmids(self._connection)

    def save_source_file(self, file: SourceFile) -> None:
        """Write down that a numbered PubMed file was imported."""
        source_files.save(self._connection, file)

    def next_run(self) -> int:
        """A number for a run; unique under the update's lock."""
        return searches.next_run(self._connection)


class Store:
    """What is kept. Every method is a transaction of its own; `unit_of_work` joins several.

    Raises StorageProblem for what the disk or the server refuses, and Busy where another
    program holds SQLite's write lock for longer than 30 seconds.
    """

    def __init__(self, engine: Engine) -> None:
        """`engine`: from `make_engine`, on a migrated database; see `open_store`."""
        self.engine = engine
        self.ledger = Ledger(engine)

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
            topic=topic, query=query, sent=sent, started=_now(), program_version=program_version
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
        return transact(self.engine, lambda connection: searches.interrupt(connection, _now()))

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


def open_store(url: str, *, readonly: bool = False) -> Store:
    """Open the database at a SQLite path or a postgresql: URL, and bring it up to date.

    A SQLite file that has to be migrated is copied beside itself before. `readonly` changes
    nothing and refuses an older schema. Raises ConfigProblem for a newer or foreign schema.
    """
    engine = make_engine(url)
    try:
        with explained(engine):
            _prepare(engine, readonly=readonly)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def _prepare(engine: Engine, *, readonly: bool) -> None:
    if readonly:
        require_newest(engine)
        return
    migrate(engine)
    with read_transaction(engine) as connection:
        made = _index_made(connection)
    if made != signature():
        transact(engine, _rebuild)


def _next(items: Iterator[Item], size: int) -> tuple[list[Item], Exception | None]:
    """Up to `size` items, and what the reader raised after them."""
    chunk: list[Item] = []
    try:
        chunk.extend(islice(items, size))
    except Exception as problem:  # noqa: BLE001 - raised again once the good ones are kept
        return chunk, problem
    return chunk, None


def _rebuild(connection: Connection) -> None:
    made = _index_made(connection)
    index.rebuild(connection, reading.every(connection))
    if made is None:
        connection.execute(insert(SettingRow).values(name="index", value=signature()))
    else:
        connection.execute(
            update(SettingRow).where(SettingRow.name == "index").values(value=signature())
        )


def _index_made(connection: Connection) -> str | None:
    statement = select(SettingRow.value).where(SettingRow.name == "index")
    return connection.execute(statement).scalar_one_or_none()


def _now() -> datetime:
    return datetime.now(UTC)
