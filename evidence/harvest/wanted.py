"""Which records a run reads, and for which topic each is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pyroaring import BitMap

from evidence.harvest import model
from evidence.harvest.asking import Asked
from evidence.harvest.model import ROTATION, Open, Run


@dataclass(slots=True)
class Due:
    """A topic that PubMed has answered, and the records it waits for.

    `scope`: the records that its numbers and warnings speak of; `spare`: those of `wanted`
    that are read before their day, because a request has room for them.
    """

    opened: Open
    asked: Asked
    wanted: BitMap
    scope: BitMap
    spare: BitMap = field(default_factory=BitMap)


@dataclass(frozen=True, slots=True)
class Held:
    """What the database holds before anything is read; `known` counts deleted records too."""

    present: BitMap
    known: BitMap
    quarantined: BitMap


def held(run: Run) -> Held:
    """Look once, for all topics."""
    quarantined = BitMap(each.pmid for each in run.store.ledger.quarantined())
    return Held(run.store.pmids(), run.store.known(), quarantined)


def due(run: Run, answered: Sequence[tuple[Open, Asked]]) -> tuple[Due, ...]:
    """What each topic waits for.

    What belongs to none of them (records from files, of a topic that was removed or has just
    failed, deleted ones that may be back) is read in turn too, with the first of them.
    """
    before = held(run)
    found = [_due(run, opened, asked, before) for opened, asked in answered]
    theirs = BitMap.union(BitMap(), *(asked.listed | asked.members for _, asked in answered))
    for first in [each for each in found if each.asked.days][:1]:
        first.wanted |= rotating(before.known - theirs, run.now.date(), first.asked.days)
        strays = before.quarantined - BitMap.union(*(each.wanted for each in found))
        first.wanted |= strays
        first.scope |= strays
    _fill(found, run.now.date(), run.client.settings.batch)
    return tuple(found)


def _due(run: Run, opened: Open, asked: Asked, before: Held) -> Due:
    """Joined, left, revised, lost, in quarantine, and the rotating part of the rest."""
    listed, members = asked.listed, asked.members
    wanted = ((listed - members) - asked.fresh) | (members - listed) | asked.revised
    wanted |= listed - before.present
    past = before.quarantined & (listed | run.store.ever_members(opened.topic.name))
    wanted |= past | rotating(listed & members, run.now.date(), asked.days)
    return Due(opened, asked, wanted, listed | members | past)


def rotating(pmids: BitMap, today: date, days: int) -> BitMap:
    """The part of `pmids` that is due after `days` days: a thirtieth for each of them."""
    if days >= ROTATION:
        return pmids
    residues = {(today.toordinal() - day) % ROTATION for day in range(days)}
    return BitMap(pmid for pmid in pmids if pmid % ROTATION in residues)


def _fill(topics: Sequence[Due], today: date, batch: int) -> None:
    """Use the room that the last request has left, for the members that are due next.

    Only of topics that wait for that request anyway: no other is to be held up by it.
    """
    order = in_order(topics)
    last = set(list(order)[-(len(order) % batch) :]) if len(order) > batch else set(order)
    waiting = [each for each in topics if len(order) <= batch or last & set(each.wanted)]
    rest = BitMap.union(BitMap(), *(each.asked.listed & each.asked.members for each in waiting))
    room, tomorrow = min(-len(order) % batch, model.FILL), today.toordinal() + 1
    soonest = sorted(rest - BitMap(order), key=lambda pmid: ((pmid - tomorrow) % ROTATION, pmid))
    more = BitMap(soonest[:room])
    for each in waiting:
        each.spare = more & each.asked.listed & each.asked.members
        each.wanted |= each.spare


def in_order(topics: Sequence[Due]) -> dict[int, Due]:
    """Every PMID to read, once, with the first topic that waits for it; what can wait last."""
    owners: dict[int, Due] = {}
    for each in topics:
        for pmid in each.wanted - each.spare:
            owners.setdefault(pmid, each)
    for each in topics:
        for pmid in each.spare:
            owners.setdefault(pmid, each)
    return owners
