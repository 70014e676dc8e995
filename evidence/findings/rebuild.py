"""Computes facts again from the stored records: offline, batch by batch, and resumable.

What is kept says of which state of the record and by which rules it was computed, so a run
that was stopped goes on by skipping what is current.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import msgspec

from evidence.findings.cached import computed, decode
from evidence.findings.facts import RULES_VERSION
from evidence.record import Record
from evidence.store import Computed, Store

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many records were looked at, computed, and came out otherwise than before."""

    records: int = 0
    computed: int = 0
    changed: int = 0

    def plus(self, other: "Rebuilt") -> "Rebuilt":
        """Both together."""
        return Rebuilt(
            self.records + other.records,
            self.computed + other.computed,
            self.changed + other.changed,
        )


def rebuild(
    store: Store,
    pmids: Iterable[int] | None = None,
    *,
    every: bool = False,
    told: Callable[[Rebuilt], None] | None = None,
) -> Rebuilt:
    """Compute what is missing or stale, of some records or all; `every`: all of it anew.

    Each batch is a transaction of its own, computed before the transaction begins. `told` is
    called after each batch with the sum so far. "Changed" counts records whose facts were kept
    for the same state of the record and differ now.
    """
    if every:
        store.transact(lambda unit: unit.clear_computed())
    total = Rebuilt()
    for batch in _batches(store, pmids):
        total = total.plus(_step(store, batch))
        if told:
            told(total)
    return total


def _batches(store: Store, pmids: Iterable[int] | None) -> Iterator[list[Record]]:
    source = iter(store.records(pmids))
    while batch := list(islice(source, _BATCH)):
        yield batch


def _step(store: Store, batch: list[Record]) -> Rebuilt:
    held = store.computed(record.pmid for record in batch)
    stale = [
        record
        for record in batch
        if (kept := held.get(record.pmid)) is None
        or kept.rules != RULES_VERSION
        or kept.sha256 != record.sha256
    ]
    found = computed(stale)
    if found:
        store.transact(lambda unit: unit.put_computed(found))
    changed = sum(_differs(held.get(new.pmid), new) for new in found)
    return Rebuilt(len(batch), len(found), changed)


def _differs(kept: Computed | None, new: Computed) -> bool:
    """Whether other rules found something else in the same state of a record."""
    if kept is None or kept.sha256 != new.sha256:
        return False
    try:
        before = decode(kept.payload)
    except msgspec.ValidationError:  # kept by a version whose facts had another shape
        return True
    return replace(before, rules=new.rules) != decode(new.payload)
