"""What is left to tell: nothing twice, at most twenty items, the rest counted."""

from collections.abc import Iterable
from dataclasses import replace

from pyroaring import BitMap

from evidence.digest.gather import Gathered
from evidence.digest.model import MOST_ITEMS, MOST_NAMED, Digest, Item, TopicCount, Trouble


def select(gathered: Gathered, told: frozenset[str] = frozenset()) -> Digest:
    """The digest for somebody who was told `told`.

    A notice that does not fit the list stays untold, and heads the next digest; what is only
    new and does not fit is told as a count.
    """
    waiting = [item for item in gathered.items if told.isdisjoint(item.keys)]
    items, more = waiting[:MOST_ITEMS], waiting[MOST_ITEMS:]
    uncited = [item for item in gathered.uncited if told.isdisjoint(item.keys)]
    counts = tuple(
        count
        for each in gathered.counts
        if _worth_a_line(count := _less(each, gathered.newcomers[each.topic], waiting, uncited))
    )
    trouble = tuple(each for each in gathered.trouble if _concerns(each, told))
    told_now = [*items, *(item for item in more if not item.notice), *uncited]
    keys = [name for each in told_now for name in each.keys]
    keys += [name for each in trouble for name in each.keys]
    fresh_trouble = any(not told.issuperset(each.keys) for each in trouble)
    return Digest(
        generated=gathered.generated,
        since=gathered.window.since,
        topics=gathered.scope.topics,
        items=tuple(items),
        more=tuple(more),
        counts=counts,
        joined=len(BitMap.union(BitMap(), *gathered.newcomers.values()) - _listed(waiting)),
        trouble=trouble,
        keys=tuple(
            dict.fromkeys(
                (*keys, *gathered.pending, *(each.marker for each in gathered.window.past))
            )
        ),
        starts=tuple(each.start for each in gathered.window.past),
        fresh=bool(items) or fresh_trouble or any(each.matters for each in counts),
    )


def _less(
    count: TopicCount, newcomers: BitMap, items: Iterable[Item], uncited: Iterable[Item]
) -> TopicCount:
    """A topic's numbers without what the list tells."""
    noticed = sorted({item.pmid for item in uncited if count.topic in item.topics})
    return replace(
        count,
        joined=len(newcomers - _listed(items)),
        notices=len(noticed),
        noticed=tuple(noticed[:MOST_NAMED]),
    )


def _listed(items: Iterable[Item]) -> BitMap:
    return BitMap(item.pmid for item in items if not item.urgent)


def _worth_a_line(count: TopicCount) -> bool:
    return count.matters or bool(count.changed or count.left or count.gone)


def _concerns(trouble: Trouble, told: frozenset[str]) -> bool:
    """Whether to show it: trouble as long as it lasts, a recovery once and to whom it matters."""
    if not trouble.after:
        return True
    return told.isdisjoint(trouble.keys) and any(
        each.startswith(f"{trouble.after}:") for each in told
    )
