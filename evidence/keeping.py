"""Keeps what was read and tags what is new or changed, in the same transaction.

`retag` does the same for what is stored already, after tags or MeSH have changed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from evidence.errors import Busy
from evidence.pubmed.files import Item, Parsed
from evidence.query.mesh import Mesh
from evidence.store import Kept, Store, StoredTag, Tagged, Unit
from evidence.store.text import clean
from evidence.tagging import Tagging, rules_version, tag_records
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
            unit.set_tags(found, rules_version(self.tags, self.mesh))
        return kept


@dataclass(frozen=True, slots=True)
class TagChange:
    """How many records gained a tag, and how many lost it."""

    tag: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Retagged:
    """What tagging anew did: records looked at, records changed, and the tags by name.

    A record has changed where it has other tags, or its tags rest on other words.
    """

    records: int
    changed: int
    tags: tuple[TagChange, ...]


def retag(
    store: Store, tags: Sequence[Tag], mesh: Mesh, *, every: bool = False, batch: int = BATCH
) -> Retagged:
    """Tag the stored records anew where other tags or another MeSH tagged them before.

    `every`: also where nothing has changed. Each batch is a transaction of its own, and what
    is done is done: interrupted, the next run goes on where this one ended.
    """
    rules = rules_version(tags, mesh)
    worker = _Retagger(tags, mesh, rules, batch)
    place = store.transact(lambda unit: _begin(unit, rules, every=every))
    total = _Tally()
    while place is not None:
        done = store.transact(lambda unit, after=place: worker.step(unit, after))  # type: ignore[misc]
        total.add(done)
        place = done.last
    return total.outcome()


def _begin(unit: Unit, rules: str, *, every: bool) -> int | None:
    """The PMID to go on after; None where all is done."""
    tagged = unit.tagged()
    if every or tagged is None or tagged.rules != rules:
        unit.set_tagged(Tagged(rules, 0))
        return 0
    return None if tagged == Tagged(rules) else tagged.through


@dataclass(frozen=True, slots=True)
class _Step:
    """One batch: `last` is its last PMID, None at the end."""

    last: int | None
    records: int
    changed: int
    added: Counter[str]
    removed: Counter[str]


@dataclass(frozen=True, slots=True)
class _Retagger:
    tags: Sequence[Tag]
    mesh: Mesh
    rules: str
    batch: int

    def step(self, unit: Unit, after: int) -> _Step:
        """Tag the next records beyond the PMID `after`."""
        if unit.tagged() != Tagged(self.rules, after):
            raise Busy(
                "The tags or the records changed while the records were tagged anew.",
                "Type: evidence retag",
            )
        records = unit.records_after(after, self.batch)
        found = tag_records(records, self.tags, self.mesh)
        held = unit.tags_of([*found])
        last = records[-1].pmid if len(records) == self.batch else None
        unit.set_tagged(Tagged(self.rules) if last is None else Tagged(self.rules, last))
        stale = {
            pmid: given
            for pmid, given in found.items()
            if any(each.rules != self.rules for each in held.get(pmid, {}).values())
            or _words(given) != _held_words(held.get(pmid, {}))
        }
        unit.set_tags(stale, self.rules)
        added: Counter[str] = Counter()
        removed: Counter[str] = Counter()
        changed = 0
        for pmid, given in stale.items():
            before, now = held.get(pmid, {}), _words(given)
            changed += now != _held_words(before)
            added.update(now.keys() - before.keys())
            removed.update(before.keys() - now.keys())
        return _Step(last, len(records), changed, added, removed)


class _Tally:
    def __init__(self) -> None:
        self.records = 0
        self.changed = 0
        self.added: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()

    def add(self, step: _Step) -> None:
        self.records += step.records
        self.changed += step.changed
        self.added += step.added
        self.removed += step.removed

    def outcome(self) -> Retagged:
        names = sorted(self.added.keys() | self.removed.keys())
        changes = tuple(TagChange(name, self.added[name], self.removed[name]) for name in names)
        return Retagged(self.records, self.changed, changes)


_Words = Mapping[str, tuple[tuple[str, str, int, int, str], ...]]


def _words(given: Sequence[Tagging]) -> _Words:
    """The words of every tag, as they are stored."""
    return {
        each.tag: tuple((m.field, m.section, m.start, m.end, clean(m.text)) for m in each.matched)
        for each in given
    }


def _held_words(held: Mapping[str, StoredTag]) -> _Words:
    return {
        each.name: tuple((m.field, m.section, m.start, m.end, m.text) for m in each.matched)
        for each in held.values()
    }


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items, `BATCH` at a time."""
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch
