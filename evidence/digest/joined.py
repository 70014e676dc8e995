"""New members of topics: reviews and randomised trials one by one, the rest counted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from evidence.appraisal import Design, design, notices, standing
from evidence.digest.model import NEW, Item
from evidence.digest.notices import journal, source_line
from evidence.digest.text import key, on, short
from evidence.digest.window import Past
from evidence.record import Record
from evidence.store import Search, Store

_NO_NEWS = frozenset({"retracted", "notice"})  # never cited as evidence
_INDEXED = frozenset({"publication type", "mesh"})  # what PubMed itself says of a design
_PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that joined topics: which, and when the first of the searches ended."""

    pmid: int
    topics: tuple[str, ...]
    when: datetime


def arrivals(store: Store, past: Iterable[Past]) -> tuple[Arrival, ...]:
    """Who joined with the covered searches and still belongs, by PMID.

    What a first search brought is no arrival: it was there before anybody asked.
    """
    found: dict[int, Arrival] = {}
    for each in past:
        members = store.membership(each.topic)
        for search in sorted(each.covered, key=lambda one: one.id):
            if each.is_first(search):
                continue
            for pmid in BitMap(store.moves(search.id).joined) & members:
                known = found.get(pmid)
                topics = (*known.topics, each.topic) if known else (each.topic,)
                found[pmid] = Arrival(
                    pmid, tuple(dict.fromkeys(topics)), known.when if known else _ended(search)
                )
    return tuple(found[pmid] for pmid in sorted(found))


def late(
    told: frozenset[str], members: Mapping[int, tuple[str, ...]], now: datetime
) -> tuple[Arrival, ...]:
    """Who joined before the last digest, when the record itself could not be had yet."""
    numbers = (each.partition(":")[2] for each in told if each.startswith(f"{_PENDING}:"))
    waiting = sorted({int(number) for number in numbers if number.isdecimal()})
    return tuple(Arrival(pmid, members[pmid], now) for pmid in waiting if pmid in members)


def pending(store: Store, found: Iterable[Arrival]) -> tuple[str, ...]:
    """Names in the sent ledger for arrivals whose record is not stored: told once it is."""
    stored = store.pmids()
    return tuple(key(_PENDING, each.pmid) for each in found if each.pmid not in stored)


def items(store: Store, found: Iterable[Arrival]) -> Iterator[Item]:
    """The systematic reviews, meta-analyses and randomised trials among the arrivals."""
    by_pmid = {each.pmid: each for each in found}
    for record in store.records(by_pmid):
        kind = design(record)
        if kind.name in NEW and standing(record) not in _NO_NEWS:
            yield _item(record, kind, by_pmid[record.pmid])


def _item(record: Record, kind: Design, arrival: Arrival) -> Item:
    # A title with "systematic review" may be of a guide on how to write one.
    sure = kind.basis in _INDEXED
    head = "Design" if sure else f"Perhaps a {kind.name}, by its words alone"
    sentences = [
        source_line(record),
        f"New in {', '.join(arrival.topics)} since {on(arrival.when)}.",
        f"{head}: {short(kind.reason).rstrip('.')}.",
    ]
    borne = dict.fromkeys(each.kind for each in notices(record))
    if borne:
        sentences.append(f"It bears: {', '.join(borne)}.")
    return Item(
        record.pmid,
        kind.name,
        " ".join(sentences),
        arrival.when,
        short(record.title),
        journal(record),
        record.year,
        arrival.topics,
        (),
        # Not by kind: a record that is indexed anew between two tries is still told once.
        (key("new", record.pmid),),
        sure=sure,
    )


def _ended(search: Search) -> datetime:
    return search.finished or search.started
