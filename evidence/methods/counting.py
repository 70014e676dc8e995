"""Follows a topic's members from search to search, and checks that the sums come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from evidence.methods.model import Numbers
from evidence.store import Search, Store
from evidence.store.values import PUBMED

CLOSED = ("complete", "partial")


@dataclass(frozen=True, slots=True)
class Flow:
    """The numbers of one search and of all, who the members are, and what does not add up."""

    this: Numbers | None
    whole: Numbers | None
    members: BitMap
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Followed:
    """Counted from the memberships themselves, not from the ledger's own sums."""

    members: BitMap
    ever: BitMap
    joined: int
    left: int
    doubts: tuple[str, ...]
    last_left: BitMap  # with the newest of the searches


def follow(store: Store, past: Sequence[Search], base: Search | None) -> Flow:
    """The flow of records through `past` (oldest first), as it stood after `base`."""
    if base is None:
        return Flow(None, None, BitMap(), ())
    until = [each for each in past if each.id <= base.id]
    followed = _follow(store, until)
    departed = followed.ever - followed.members
    deleted = BitMap(row.pmid for row in store.rows(departed) if row.state == "deleted")
    this = _of_one(base, followed, deleted)
    whole = _of_all(until, followed, this, len(deleted))
    doubts = (*followed.doubts, *_doubts(base, this, whole, brought(store, until)))
    return Flow(this, whole, followed.members, doubts)


def brought(store: Store, past: Sequence[Search]) -> int:
    """How many members came into the database while a search of `past` read them.

    Counted from the records. A search that did not end brings members for the one after it.
    What came at another time came with another topic or a file.
    """
    asked = [each for each in past if each.source == PUBMED and each.finished]
    if not asked:
        return 0
    ends = [each.finished for each in asked if each.finished]
    arrived = store.ledger.arrived(asked[0].started, max(ends))
    number, ever, reading = 0, BitMap(), list[Search]()
    for each in past:
        reading.append(each)
        if each.state not in CLOSED:
            continue
        came = BitMap(store.moves(each.id).joined) - ever
        ever |= came
        number += sum(pmid in arrived and _read(reading, arrived[pmid]) for pmid in came)
        reading.clear()
    return number


def _read(searches: Sequence[Search], moment: datetime) -> bool:
    return any(each.finished and each.started <= moment <= each.finished for each in searches)


def _follow(store: Store, past: Sequence[Search]) -> _Followed:
    members, ever, went, joined, left = BitMap(), BitMap(), BitMap(), 0, 0
    doubts: list[str] = []
    for each in past:
        moves = store.moves(each.id)
        came, went = BitMap(moves.joined), BitMap(moves.left)
        members = (members | came) - went
        ever |= came
        joined += len(came)
        left += len(went)
        if (len(came), len(went)) != (each.joined, each.left):
            doubts.append(
                f"The search of {each.started:%Y-%m-%d} (run {each.run}) says {each.joined:,}"
                f" joined and {each.left:,} left; the members say {len(came):,} and {len(went):,}."
            )
    return _Followed(members, ever, joined, left, tuple(doubts), went)


def _of_one(base: Search, followed: _Followed, deleted: BitMap) -> Numbers:
    stored, left = len(followed.members), followed.last_left
    count = base.count
    if count is None or base.source != PUBMED:  # files that were sieved are not the whole list
        count = stored
    unretrieved = max(count - stored, 0)
    lost = len(left & deleted)
    return Numbers(
        identified=count,
        unretrieved=unretrieved,
        stored=stored,
        joined=base.joined,
        left=len(left),
        unmatched=len(left) - lost,
        deleted=lost,
        returned=0,
        new=base.new,
        changed=base.changed,
        unrefreshed=max(base.quarantined - unretrieved, 0),
    )


def _of_all(past: Sequence[Search], followed: _Followed, this: Numbers, deleted: int) -> Numbers:
    departed = len(followed.ever - followed.members)
    return Numbers(
        identified=len(followed.ever) + this.unretrieved,
        unretrieved=this.unretrieved,
        stored=this.stored,
        joined=followed.joined,
        left=followed.left,
        unmatched=departed - deleted,
        deleted=deleted,
        returned=followed.joined - len(followed.ever),
        new=sum(each.new for each in past),
        changed=sum(each.changed for each in past),
        departed=departed,
        unrefreshed=this.unrefreshed,
    )


def _doubts(base: Search, this: Numbers, whole: Numbers, came: int) -> tuple[str, ...]:
    """Sums that do not come out, each as a sentence."""
    found = []
    if whole.joined - whole.left != whole.stored:
        found.append(
            f"{whole.joined:,} joined less {whole.left:,} left are not {whole.stored:,} members."
        )
    if base.stored is not None and base.stored != this.stored:
        found.append(f"The ledger says {base.stored:,} members; there are {this.stored:,}.")
    if this.identified != this.stored + this.unretrieved:
        found.append(f"PubMed counted {this.identified:,} records; {this.stored:,} are stored.")
    if whole.new < came:
        found.append(
            f"{came:,} members came into the database with these searches; their rows of the"
            f" ledger say {whole.new:,} new."
        )
    if this.unretrieved > base.quarantined:
        found.append(
            f"{this.unretrieved:,} of the records that PubMed counted are not stored, and only"
            f" {base.quarantined:,} of them noted as not to be had."
        )
    return tuple(found)
