"""Everything a digest could tell of a window, before it is known what was told already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from evidence.digest import joined, notices, trouble, usage
from evidence.digest.model import GRAVE, GRAVITY, NEW, Item, TopicCount, Trouble
from evidence.digest.notices import Citation
from evidence.digest.window import Past, Window
from evidence.store import Store


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: topics by name (`chosen`: by the user, not simply all), articles.

    `articles`: places to the PMIDs that the texts there cite.
    """

    topics: tuple[str, ...]
    chosen: bool = False
    articles: Mapping[str, BitMap] | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All items (in order), lesser notices on uncited records, and what settles arrivals."""

    generated: datetime
    window: Window
    scope: Scope
    items: tuple[Item, ...]
    uncited: tuple[Item, ...]
    counts: tuple[TopicCount, ...]
    newcomers: Mapping[str, BitMap]  # by topic: who joined with the searches that are counted
    trouble: tuple[Trouble, ...]
    pending: tuple[str, ...]


def gather(
    store: Store, scope: Scope, window: Window, now: datetime, told: frozenset[str] = frozenset()
) -> Gathered:
    """Read the store once for a window; `told` only for records that arrived late."""
    members = {topic: store.membership(topic) for topic in scope.topics}
    topics = _topics_of(members)
    cited = _cited(store, scope, topics)
    arrived = joined.arrivals(store, window.past)
    known = {each.pmid for each in arrived}
    waited = tuple(each for each in joined.late(told, topics, now) if each.pmid not in known)
    urgent = sorted(notices.of_cited(store, cited, window.since, topics), key=_gravity)
    others = {pmid: among for pmid, among in topics.items() if pmid not in cited}
    came = [each.pmid for each in (*arrived, *waited)]
    uncited = sorted(notices.of_others(store, others, window.since, came), key=_gravity)
    grave = [item for item in uncited if item.kind in GRAVE]
    noticed = {item.pmid for item in grave}
    new = sorted(
        (each for each in joined.items(store, (*arrived, *waited)) if each.pmid not in noticed),
        key=lambda item: (not item.sure, NEW.index(item.kind), -(item.year or 0), -item.pmid),
    )
    return Gathered(
        generated=now,
        window=window,
        scope=scope,
        items=(*urgent, *grave, *new),
        uncited=tuple(item for item in uncited if item.kind not in GRAVE),
        counts=tuple(_count(each, len(members[each.topic])) for each in window.past),
        newcomers={each.topic: _newcomers(store, each) for each in window.past},
        trouble=tuple(_trouble(store, scope, window, topics, now)),
        pending=joined.pending(store, arrived),
    )


def _gravity(item: Item) -> tuple[int, datetime, int, tuple[str, ...]]:
    return GRAVITY.index(item.kind), item.first_seen, item.pmid, item.keys


def _topics_of(members: Mapping[str, BitMap]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for topic, pmids in members.items():
        for pmid in pmids:
            found[pmid] += (topic,)
    return dict(found)


def _cited(
    store: Store, scope: Scope, topics: Mapping[int, tuple[str, ...]]
) -> dict[int, Sequence[Citation]]:
    """Who rests on which record: what was rendered, and the articles named.

    Where topics were chosen: their summaries, and their members wherever they are cited.
    """
    summaries = {f"summary {topic}{part}" for topic in scope.topics for part in ("", usage.TABLE)}
    found: dict[int, list[Citation]] = defaultdict(list)
    for each in store.ledger.cited():
        if not scope.chosen or each.place in summaries or each.pmid in topics:
            found[each.pmid].append(Citation(each.place, each.sha256))
    for place, pmids in (scope.articles or {}).items():
        for pmid in pmids:
            found[pmid].append(Citation(place))
    return dict(found)


def _count(past: Past, stored: int) -> TopicCount:
    first = [each for each in past.counted if past.is_first(each)]
    return TopicCount(
        topic=past.topic,
        searches=len(past.counted),
        stored=stored,
        first_search=sum(each.joined for each in first) if first else None,
        new_query=any(older.id < each.id for each in first for older in past.closed),
        changed=sum(each.changed for each in past.counted),
        left=sum(each.left for each in past.counted),
        gone=sum(each.gone for each in past.counted),
    )


def _newcomers(store: Store, past: Past) -> BitMap:
    later = (each for each in past.counted if not past.is_first(each))
    return BitMap.union(BitMap(), *(BitMap(store.moves(each.id).joined) for each in later))


def _trouble(
    store: Store,
    scope: Scope,
    window: Window,
    topics: Mapping[int, tuple[str, ...]],
    now: datetime,
) -> list[Trouble]:
    found = list(trouble.of_topics(store, window.past, now))
    found += trouble.of_quarantine(store, topics if scope.chosen else None)
    stored = {row.pmid for row in store.rows(_named(scope))}
    for place, pmids in (scope.articles or {}).items():
        found += trouble.of_article(place, set(pmids) - stored)
    return found


def _named(scope: Scope) -> list[int]:
    return sorted(BitMap.union(BitMap(), *(scope.articles or {}).values()))
