"""What an update says: one sentence for everything that was not as asked."""

from collections.abc import Iterator, Sequence

from pyroaring import BitMap

from evidence.harvest.tally import Faults, Part
from evidence.store import Search

_NAMED = 10  # PMIDs named in a warning

WITHDRAWN = "PubMed no longer "  # what is said of withdrawn records begins so
NOT_SENT = "PubMed lists it and did not send it"
NOT_LISTED = "PubMed does not list it any more and did not send it; asked again in the next run"


def named(pmids: Sequence[int]) -> str:
    """The first PMIDs of many."""
    some = ", ".join(str(pmid) for pmid in pmids[:_NAMED])
    more = len(pmids) - _NAMED
    return f"PMID {some}" + (f" and {more:,} more" if more > 0 else "")


def of_part(part: Part) -> tuple[str, ...]:
    """What a batch brought that nobody asked for; it belongs to no topic."""
    return tuple(_of_part(part))


def _of_part(part: Part) -> Iterator[str]:
    if part.unasked:
        yield f"PubMed sent {named(part.unasked)}, not asked for and not kept."
    if part.doubled:
        yield f"PubMed sent {named(part.doubled)} more than once."
    for reason in part.strangers:
        yield f"PubMed sent a record without a readable PMID, set aside: {reason}."


def of_topic(scope: BitMap, faults: Faults, gone: BitMap) -> tuple[str, ...]:
    """What of a topic's records could not be had, and what PubMed has deleted."""
    return tuple(_of_topic(scope, faults, gone))


def _of_topic(scope: BitMap, faults: Faults, gone: BitMap) -> Iterator[str]:
    due = [(pmid, *faults[pmid]) for pmid in sorted(faults) if pmid in scope]
    unsent = [pmid for pmid, kind, _ in due if kind == "not sent"]
    if unsent:
        yield f"PubMed lists {named(unsent)} and did not send it."
    waiting = [pmid for pmid, kind, _ in due if kind == "not listed"]
    if waiting:
        yield f"{WITHDRAWN}lists or sends {named(waiting)}: the next run asks once more."
    for pmid, kind, reason in due:
        if kind == "not fetchable":
            yield f"PMID {pmid} cannot be fetched: {reason}"
        elif kind == "unreadable":
            yield f"PMID {pmid} could not be read: {reason}."
    lost = gone & scope
    if lost:
        yield f"{WITHDRAWN}has {named(tuple(lost))}: marked as deleted."


def closed(row: Search) -> str:
    """How a topic's search ended, on one line."""
    parts = [f"{row.new:,} new", f"{row.changed:,} changed"]
    parts += [f"{row.joined:,} joined", f"{row.left:,} left"]
    if row.gone:
        parts.append(f"{row.gone:,} deleted by PubMed")
    if row.quarantined:
        parts.append(f"{row.quarantined:,} in quarantine")
    return f"{row.state}: {', '.join(parts)}"


def stopped(kept: int, total: int) -> str:
    """What is kept when an update is stopped."""
    read = f"{kept:,} of {total:,} records are read and kept; " if total else ""
    return f"Interrupted; {read}run the same command to go on from there."
