"""Where a batch goes: into the store with its tags, or, rehearsed, nowhere."""

from collections.abc import Sequence
from typing import Protocol

from evidence.importing.portions import Reader, Tagged
from evidence.pubmed.files import Item
from evidence.query.mesh import Mesh
from evidence.store import Kept, SourceFile, Store, Unit
from evidence.store.choose import choose
from evidence.store.entry import Entry
from evidence.store.rehearsal import Rehearsal
from evidence.tagging import rules_version
from evidence.topic import Tag

Items = Sequence[Item | Entry]


class Writer(Protocol):
    """Takes batches."""

    def keep(self, items: Items, tags: Tagged, source: str) -> Kept:
        """Keep a batch, in a transaction; `tags`: as far as they were computed already."""

    def note(self, file: SourceFile) -> None:
        """Write down that a numbered file was imported."""


class Storing:
    """Keeps, and tags what is new or changed in the same transaction."""

    def __init__(self, store: Store, reader: Reader, tags: Sequence[Tag], mesh: Mesh) -> None:
        """`reader`: computes the tags that were not computed already."""
        self._store = store
        self._reader = reader
        self._rules = rules_version(tags, mesh)

    def keep(self, items: Items, tags: Tagged, source: str) -> Kept:
        """See Writer."""
        return self._store.transact(lambda unit: self._keep(unit, items, tags, source))

    def note(self, file: SourceFile) -> None:
        """See Writer."""
        self._store.transact(lambda unit: unit.save_source_file(file))

    def _keep(self, unit: Unit, items: Items, tags: Tagged, source: str) -> Kept:
        kept = unit.keep_batch(items, source=source)
        touched = sorted({*kept.new_pmids, *kept.changed_pmids})
        if touched:
            unit.set_tags(self._tagged(items, tags, touched), self._rules)
        return kept

    def _tagged(self, items: Items, tags: Tagged, pmids: Sequence[int]) -> Tagged:
        rest = [pmid for pmid in pmids if pmid not in tags]
        chosen = choose(items, live=False).parsed if rest else {}
        computed = self._reader.tag([chosen[pmid] for pmid in rest]) if rest else {}
        return {pmid: tags[pmid] if pmid in tags else computed[pmid] for pmid in pmids}


class Rehearsing:
    """Counts, and writes nothing."""

    def __init__(self, store: Store) -> None:
        """`store`: may be open for reading only."""
        self._rehearsal = Rehearsal(store.engine)

    def keep(self, items: Items, tags: Tagged, source: str) -> Kept:
        """See Writer."""
        del tags
        return self._rehearsal.keep(items, source=source)

    def note(self, file: SourceFile) -> None:
        """Nothing was imported."""
