"""Reads the ledger of a topic into the values of its methods section."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pyroaring import BitMap

from evidence.appraisal import standing
from evidence.errors import NotFound
from evidence.methods.counting import CLOSED, Flow, follow
from evidence.methods.model import Dropped, Limit, Methods, Numbers, Strategy, UsedFilter
from evidence.methods.wording import counted, named
from evidence.query.filters import recognised
from evidence.query.syntax import parse
from evidence.query.tags import TAG
from evidence.query.tree import Query
from evidence.store import Acknowledgement, Search, Store
from evidence.topic import Topic

_INVENTED = 990_000_001  # the samples' PMIDs begin here; PubMed's have not come near
_LIMITS = {
    "date": "date",
    "language": "language",
    "type": "publication type",
    "subset": "subset or filter of PubMed",
}
_CHECK_TAGS = {
    "humans": "species",
    "animals": "species",
    "male": "sex",
    "female": "sex",
    "infant": "age",
    "child": "age",
    "adolescent": "age",
    "adult": "age",
    "young adult": "age",
    "middle aged": "age",
    "aged": "age",
    "aged, 80 and over": "age",
}
"""MeSH check tags that are used to limit a search, and what by."""


def collect(store: Store, topic: Topic, run: int | None = None) -> Methods:
    """The methods of `topic` as of its newest search, or of its search in `run`.

    Raises NotFound where the topic was never searched, or not in that run.
    """
    past = _until(store.searches(topic.name), topic.name, run)
    newest = past[-1]
    base = next((each for each in reversed(past) if each.state in CLOSED), None)
    flow = follow(store, past, base)
    query = parse((base or newest).query)
    acknowledged = store.ledger.acknowledged(topic.name)
    return Methods(
        topic=topic.name,
        title=topic.title,
        question=topic.question,
        newest=newest,
        base=base,
        problem=_problem(newest, base, flow.this),
        searches=past,
        strategies=_strategies(past, acknowledged),
        limits=tuple(_limits(query)),
        filters=tuple(
            UsedFilter(each.filter.name, each.filter.source, each.whole)
            for each in recognised(query)
        ),
        acknowledged=acknowledged,
        this=flow.this,
        whole=flow.whole,
        standings=_standings(store, flow),
        doubts=flow.doubts,
        invented=bool(flow.members) and flow.members.min() >= _INVENTED,
    )


def _until(past: Sequence[Search], topic: str, run: int | None) -> tuple[Search, ...]:
    """The searches up to that of `run`, oldest first."""
    if not past:
        raise NotFound(
            f"The topic {topic!r} has not been searched yet.", f"Type: evidence update {topic}"
        )
    if run is None:
        return tuple(reversed(past))
    chosen = next((each for each in past if each.run == run), None)
    if chosen is None:
        runs = f"{past[-1].run} to {past[0].run}"
        raise NotFound(
            f"Run {run} did not search the topic {topic!r}.", f"Its runs are among {runs}."
        )
    return tuple(each for each in reversed(past) if each.id <= chosen.id)


def _problem(newest: Search, base: Search | None, numbers: Numbers | None) -> str:
    """What a reader must know before the first number; "" where all is well."""
    missing = _missing(base, numbers) if base and numbers else ""
    if newest is base:
        return f"The search of {named(newest)} is not complete: {missing}" if missing else ""
    said = {"running": "has not ended", "interrupted": "was interrupted"}
    why = f" ({newest.error.rstrip('.')})" if newest.error else ""
    begun = f"The search of {named(newest)} {said.get(newest.state, 'failed')}{why}"
    if base is None:
        return f"{begun}, and there was no other: there are no numbers."
    partly = f" That one is not complete: {missing}" if missing else ""
    return f"{begun}: all numbers rest on the search of {named(base)}.{partly}"


def _missing(base: Search, numbers: Numbers) -> str:
    """What `base` found and the database does not hold; "" where it holds all."""
    if base.state == "partial" and base.error:
        return base.error
    if not numbers.unretrieved:
        return ""
    lost = counted(numbers.unretrieved, "record")
    return f"PubMed listed {lost} that could not be retrieved or read."


def _strategies(
    past: Iterable[Search], acknowledged: Sequence[Acknowledgement]
) -> tuple[Strategy, ...]:
    """One for each query text, in the order of first use."""
    found: dict[str, list[Search]] = {}
    for each in past:
        found.setdefault(each.query, []).append(each)
    given = {each.phrase: each for each in acknowledged}
    return tuple(
        Strategy(
            query=query,
            sent=next((each.sent for each in reversed(used) if each.sent), ""),
            translation=next((each.translation for each in reversed(used) if each.translation), ""),
            first=used[0].started,
            last=used[-1].started,
            first_run=used[0].run,
            last_run=used[-1].run,
            searches=len(used),
            dropped=tuple(_dropped(used, given)),
        )
        for query, used in found.items()
    )


def _dropped(used: Sequence[Search], given: Mapping[str, Acknowledgement]) -> Iterable[Dropped]:
    """What PubMed left out of these searches, each phrase once."""
    runs: dict[str, list[int]] = {}
    for each in used:
        for phrase in each.dropped:
            runs.setdefault(phrase, []).append(each.run)
    for phrase, those in runs.items():
        by = given.get(phrase)
        here = by is not None and by.covers(used[0].query)
        yield Dropped(phrase, those[0], those[-1], by if here else None, None if here else by)


def _limits(query: Query) -> Iterable[Limit]:
    """The terms that restrict by something else than the subject, each once."""
    seen: set[Limit] = set()
    for leaf in query.leaves:
        kind = _LIMITS.get(TAG[leaf.field].kind if leaf.field in TAG else "", "")
        if leaf.field == "mh":
            kind = _CHECK_TAGS.get(leaf.text.lower(), "")
        limit = Limit(kind, " ".join(query.text[leaf.start : leaf.end].split()))
        if kind and limit not in seen:
            seen.add(limit)
            yield limit


def _standings(store: Store, flow: Flow) -> tuple[tuple[str, int], ...]:
    """How the members stand today, gravest first: retracted, concern, corrected ..."""
    if not flow.members:
        return ()
    found = Counter(standing(record) for record in store.records(BitMap(flow.members)))
    del found["citable"]
    return tuple(found.most_common())
