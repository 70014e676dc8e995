"""Which of several states of one PMID counts: a file may repeat it, an older file may follow.

The rules, in order: a higher PubMed version wins; XML wins over MEDLINE, which carries
less; of two of NLM's numbered files the later wins, whatever DateRevised says, on which NLM
itself does not rely; in other files, a later DateRevised wins, and any wins over none; else
the one that came last. What PubMed itself has just answered ("live") wins over an equal
version whatever its date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from evidence.pubmed.files import Item, Rejected
from evidence.record import Deletion
from evidence.store.entry import Entry


@dataclass(frozen=True, slots=True)
class State:
    """What the rules look at."""

    version: int
    form: str
    revised: str  # ISO day or ""
    order: int = 0  # of the numbered file it stands in; 0: in none

    @classmethod
    def of(cls, entry: Entry, order: int = 0) -> "State":
        """The state that an entry of a file is in."""
        return cls(entry.version, entry.form, entry.revised, order)

    def not_after(self, other: "State") -> bool:
        """Whether neither version nor DateRevised says that this came later."""
        return self.version <= other.version and self.revised <= other.revised

    def yields_to(self, newer: "State", *, live: bool) -> bool:
        """Whether `newer`, which came later, takes this state's place."""
        if self.version != newer.version:
            return newer.version > self.version
        if self.form != newer.form:
            return newer.form == "xml"
        if 0 != self.order != newer.order != 0:
            return newer.order > self.order
        return live or newer.revised >= self.revised


@dataclass(slots=True)
class Batch:
    """The items of a batch, one a PMID; `beaten` counts those that another replaced."""

    read: int = 0
    beaten: int = 0
    parsed: dict[int, Entry] = field(default_factory=dict)
    deletions: dict[int, Deletion] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)


def choose(items: Iterable[Item | Entry], *, live: bool) -> Batch:
    """Sort a batch out by the rules above; a deletion goes for what came before it."""
    batch = Batch()
    for item in items:
        batch.read += 1
        if isinstance(item, Rejected):
            batch.rejected.append(item)
        elif isinstance(item, Deletion):
            _delete(batch, item)
        else:
            _add(batch, item if isinstance(item, Entry) else Entry(item), live=live)
    return batch


def _delete(batch: Batch, item: Deletion) -> None:
    there = batch.parsed.get(item.pmid)
    if there is not None and there.version > item.version:
        batch.beaten += 1  # only an older version of the record was deleted
        return
    if there is not None:
        del batch.parsed[item.pmid]
        batch.beaten += 1
    if item.pmid in batch.deletions:
        batch.beaten += 1
    batch.deletions[item.pmid] = item


def _add(batch: Batch, item: Entry, *, live: bool) -> None:
    pmid = item.pmid
    if batch.deletions.pop(pmid, None) is not None:
        batch.beaten += 1
    there = batch.parsed.get(pmid)
    if there is not None:
        batch.beaten += 1
        if not State.of(there).yields_to(State.of(item), live=live):
            return
    batch.parsed[pmid] = item
