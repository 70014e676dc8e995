"""Keeps one batch of answers: records, tombstones, quarantine, in the given transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from evidence.harvest import wording
from evidence.harvest.tally import Part
from evidence.keeping import Keeper
from evidence.pubmed.fetching import Batch
from evidence.record import Deletion
from evidence.store import Kept, Unit
from evidence.store.harvest_values import Fault

_ANY_VERSION = 9999  # whichever version is stored, PubMed has none


@dataclass(frozen=True, slots=True)
class Lists:
    """What is known of PMIDs before they are asked for.

    `listed`: PubMed lists them in this run. `doomed`: an earlier run, long enough ago, found
    them neither listed nor sent, and no other topic has them. `dead`: marked as deleted.
    """

    listed: BitMap
    doomed: BitMap
    dead: BitMap


def keep_part(unit: Unit, keeper: Keeper, batch: Batch, lists: Lists, now: datetime) -> Part:
    """Keep what came, and account for what did not.

    A record that PubMed neither lists nor sends, in two runs, is marked as deleted; it is
    taken back if it returns, for the store keeps every state. A batch in which PubMed does
    not send what it lists proves nothing of what it does not list.
    """
    asked, unsent = BitMap(batch.asked), BitMap(batch.missing) - BitMap(batch.reasons)
    kept = keeper.keep(unit, batch.items)
    gone = BitMap() if unsent & lists.listed else unsent & lists.doomed
    if gone:
        deletions = [Deletion(pmid, _ANY_VERSION) for pmid in gone]
        kept += unit.keep_batch(deletions, source=keeper.source, live=True)
    faults = dict(_faults(batch, kept, unsent - gone - lists.dead, lists.listed))
    unit.release(asked - BitMap(faults))
    unit.quarantine([(pmid, kind, reason) for pmid, (kind, reason) in faults.items()], now)
    return Part(
        asked=asked,
        kept=kept,
        arrived=asked - BitMap(batch.missing) - BitMap(faults),
        gone=gone,
        faults=faults,
        unasked=batch.extra,
        doubled=batch.duplicates,
        strangers=tuple(each.reason for each in kept.rejected_items if each.pmid is None),
    )


def _faults(
    batch: Batch, kept: Kept, unsent: BitMap, listed: BitMap
) -> Iterator[tuple[int, tuple[Fault, str]]]:
    for pmid in unsent & listed:
        yield pmid, ("not sent", wording.NOT_SENT)
    for pmid in unsent - listed:
        yield pmid, ("not listed", wording.NOT_LISTED)
    for pmid, reason in batch.reasons.items():
        yield pmid, ("not fetchable", reason)
    for item in kept.rejected_items:
        if item.pmid is not None:
            yield item.pmid, ("unreadable", item.reason)
