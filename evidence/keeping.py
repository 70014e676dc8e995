"""Keeps what was read and tags what is new or changed, in the same transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from evidence.pubmed.files import Item, Parsed
from evidence.query.mesh import Mesh
from evidence.store import Kept, Unit
from evidence.tagging import rules_version, tag_records
from evidence.topic import Tag

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps and tags batches from one source; `live`: PubMed itself has just answered."""

    source: str
    tags: Sequence[Tag]
    mesh: Mesh
    live: bool = False

    def keep(self, unit: Unit, items: Sequence[Item]) -> Kept:
        """Keep one batch inside `unit`."""
        kept = unit.keep_batch(items, source=self.source, live=self.live)
        touched = {*kept.new_pmids, *kept.changed_pmids}
        records = [
            item.record
            for item in items
            if isinstance(item, Parsed) and item.record.pmid in touched
        ]
        if records:
            found = tag_records(records, self.tags, self.mesh)
            unit.set_tags(found, rules_version(self.tags))
        return kept


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items, `BATCH` at a time."""
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch
