"""One transaction that writes: what can be done in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pyroaring import BitMap
from sqlalchemy import Connection

from evidence.pubmed.files import Item
from evidence.record import Record
from evidence.store import (
    clock,
    computed,
    keep,
    quarantine,
    reading,
    searches,
    source_files,
    tags,
)
from evidence.store.appraisal_values import Computed
from evidence.store.entry import Entry
from evidence.store.harvest_values import SourceFile
from evidence.store.values import Kept, Moves, Search, StoredTag, Tagged
from evidence.tagging import RULES_VERSION, Tagging


class Unit:
    """One transaction that writes: everything done with it is kept together, or nothing."""

    def __init__(self, connection: Connection) -> None:
        """`connection`: in a transaction that somebody else ends."""
        self._connection = connection

    def keep_batch(self, items: Iterable[Item | Entry], *, source: str, live: bool = False) -> Kept:
        """Keep records, deletions and rejected items; see `Store.keep`."""
        return keep.keep_batch(self._connection, items, source=source, live=live, now=clock.now())

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

    def put_computed(self, found: Sequence[Computed]) -> None:
        """Keep what was computed from records, in the place of what was kept of them."""
        computed.put(self._connection, found)

    def clear_computed(self) -> None:
        """Forget everything that was computed and can be computed again."""
        computed.clear(self._connection)

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
            finished=search.finished or clock.now(),
        )
        return self.save_search(closed), moves

    def quarantine(self, found: Iterable[quarantine.Found], moment: datetime | None = None) -> None:
        """Write down which records could not be had at a moment, now by default, and why."""
        quarantine.note(self._connection, found, moment or clock.now())

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
