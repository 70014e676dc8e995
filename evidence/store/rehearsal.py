"""What keeping would do, batch after batch, without a change in the database."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from evidence.pubmed.files import Item
from evidence.pubmed.numbered import order_of
from evidence.store.choose import State, choose
from evidence.store.engine import explained, reading, unwritable_engine
from evidence.store.entry import Entry
from evidence.store.keep import Known, compare, counted, known
from evidence.store.migrate import require_newest
from evidence.store.opening import open_store
from evidence.store.store import Store
from evidence.store.values import Kept


def open_unchanged(url: str) -> Store:
    """The store at a SQLite path or a postgresql: URL, for reading only.

    An empty one in memory where there is no such file yet. Raises ConfigProblem for an older
    schema, as nothing is migrated.
    """
    if "://" in url:
        return open_store(url, readonly=True)
    path = Path(url).expanduser()
    if not path.exists():
        return open_store("sqlite://")
    engine = unwritable_engine(path)
    try:
        with explained(engine):
            require_newest(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


class Rehearsal:
    """Counts as the store would; it remembers what the batches before would have left.

    A record that only this program reads differently than before counts as changed here.
    Memory grows with the records that would be written: some 400 bytes each.
    """

    def __init__(self, engine: Engine) -> None:
        """`engine`: of the database that is asked; a reader's will do."""
        self._engine = engine
        self._seen: dict[int, Known] = {}

    def keep(self, items: Iterable[Item | Entry], *, source: str) -> Kept:
        """What `Unit.keep_batch` would answer for items of a file."""
        batch, order = choose(items, live=False), order_of(source)
        pmids = sorted({*batch.parsed, *batch.deletions})
        with reading(self._engine) as connection:
            stored = known(connection, pmids, lock=False)
        stored |= {pmid: self._seen[pmid] for pmid in pmids if pmid in self._seen}
        outcome = compare(batch, stored, order=order, live=False)
        for entry in (*outcome.fresh, *(entry for _, entry in outcome.replaced)):
            standing = State.of(entry, order)
            self._seen[entry.pmid] = Known(entry.pmid, 1, entry.sha256, "present", standing, source)
        for pmid in (*outcome.deleted, *outcome.again):
            there = stored[pmid]
            state = "deleted" if pmid in outcome.deleted else there.state
            standing = replace(there.standing, order=order)
            self._seen[pmid] = replace(there, state=state, standing=standing, source=source)
        return counted(batch, outcome, tuple(there.pmid for there, _ in outcome.replaced))
