"""The living search: ask PubMed, reconcile, keep, tag, and write the search down.

One run of a topic compares PubMed's whole list with the members stored: that shows late
indexing, back-dated entries and removals, which no window of dates does. It fetches who
joined and who left, what was revised since the last complete run, and a rotating part of
the others, because NLM does not promise to date every revision.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path
from pyroaring import BitMap

from evidence.errors import (
    Busy,
    ConfigProblem,
    EvidenceError,
    ServiceUnavailable,
    UsageProblem,
)
from evidence.keeping import Keeper, batches
from evidence.pubmed.answers import SearchAnswer
from evidence.pubmed.eutils import Client, Fetching
from evidence.query.mesh import Mesh
from evidence.query.syntax import read, sent
from evidence.record import Deletion
from evidence.shipped import program_version
from evidence.store import Kept, Moves, Search, Store, Unit
from evidence.topic import Tag, Topic

OVERLAP = timedelta(days=3)  # PubMed's dates are whole days, US Eastern time
ROTATION = 200  # members read again in a run though nothing says they changed
SOURCE = "PubMed"
_NAMED = 10  # PMIDs named in a warning
_ANY_VERSION = 9999  # whichever version is stored, PubMed has none

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """What one run of a topic did.

    `count` is PubMed's (None where it did not answer); `joined` and `left` are of the
    topic, `new` and `changed` of the stored records. `state` is "complete", "partial"
    (records that PubMed lists and did not send are named in `warnings`) or "failed".
    """

    topic: str
    state: str
    count: int | None = None
    new: int = 0
    changed: int = 0
    joined: int = 0
    left: int = 0
    requests: int = 0
    warnings: tuple[str, ...] = ()
    error: str = ""
    failure: EvidenceError | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What the topics of one update share; `fetched` are the PMIDs that it already read."""

    store: Store
    client: Client
    tags: Sequence[Tag]
    mesh: Mesh
    now: datetime
    fetched: BitMap
    say: Say


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What came of a fetch: kept, not sent, and not readable."""

    kept: Kept
    missing: tuple[int, ...]
    unfetchable: tuple[int, ...]
    unreadable: tuple[int, ...]
    warnings: tuple[str, ...]


def update(  # noqa: PLR0913 - the parts an update needs, each by name
    store: Store,
    client: Client,
    topics: Sequence[Topic],
    *,
    tags: Sequence[Tag] = (),
    mesh: Mesh | None = None,
    now: datetime | None = None,
    say: Say | None = None,
) -> tuple[SearchOutcome, ...]:
    """Run each topic's search; one that fails does not stop the others.

    A record that several topics need is fetched once. Raises Busy where another update of
    the same database runs, and StorageProblem where the database fails.
    """
    moment = now or datetime.now(UTC)
    with _alone(store):
        store.interrupt_searches()
        run = Run(store, client, tags, mesh or Mesh.shipped(), moment, BitMap(), say or _silent)
        return tuple(_topic(run, topic) for topic in topics)


def update_topic(  # noqa: PLR0913 - as update
    store: Store,
    client: Client,
    topic: Topic,
    *,
    tags: Sequence[Tag] = (),
    mesh: Mesh | None = None,
    now: datetime | None = None,
    say: Say | None = None,
) -> SearchOutcome:
    """As `update`, for one topic."""
    return update(store, client, (topic,), tags=tags, mesh=mesh, now=now, say=say)[0]


def _topic(run: Run, topic: Topic) -> SearchOutcome:
    """One topic, with its ledger row opened before and closed after, whatever happens."""
    run.say(f"{topic.name}: asking PubMed")
    asked = run.client.requests
    opened = run.store.save_search(
        Search(
            topic=topic.name,
            query=topic.query,
            sent=sent(read(topic.query)),
            started=run.now,
            program_version=program_version(),
        )
    )
    try:
        outcome = _search(run, topic, opened, asked)
    except (ServiceUnavailable, UsageProblem, ConfigProblem) as error:
        text = str(error)
        requests = run.client.requests - asked
        run.store.save_search(
            replace(
                opened,
                requests=requests,
                finished=datetime.now(UTC),
                state="failed",
                error=text,
            )
        )
        outcome = SearchOutcome(topic.name, "failed", requests=requests, error=text, failure=error)
    run.say(f"{topic.name}: {_line(outcome)}")
    return outcome


def _search(run: Run, topic: Topic, opened: Search, asked: int) -> SearchOutcome:
    answer = run.client.search_all(opened.sent)
    if answer.fields_not_found:
        unknown = ", ".join(f"[{name}]" for name in answer.fields_not_found)
        raise UsageProblem(
            f"PubMed does not know {unknown} and answered a wider question for {topic.name!r}.",
            f"Correct the query in {topic.path}",
        )
    members = run.store.membership(topic.name)
    listed = BitMap(answer.pmids)
    wanted = _wanted(run, opened, members, listed) - run.fetched
    run.say(f"{topic.name}: PubMed has {answer.count:,}; reading {len(wanted):,} records")
    with run.store.unit_of_work() as unit:
        fetched = _bury(run, unit, _fetch(run, unit, wanted, listed), listed)
        # What PubMed lists and did not send is not stored: it joins when it comes.
        held = listed - BitMap(fetched.missing) - BitMap(fetched.unreadable)
        held |= members & listed
        closed, moves = unit.close_search(_row(run, opened, answer, fetched, asked), held)
    run.fetched.update(wanted - BitMap(fetched.missing) - BitMap(fetched.unreadable))
    return _outcome(closed, moves, fetched)


def _wanted(run: Run, opened: Search, members: BitMap, listed: BitMap) -> BitMap:
    """The PMIDs to read: joined, left, revised, and a rotating part of the rest."""
    wanted = members ^ listed
    before = _last_complete(run.store, opened.topic)
    if before is None:
        return wanted
    first = (before - OVERLAP).strftime("%Y/%m/%d")
    revised = run.client.search_all(f"({opened.sent}) AND {first}:3000[lr]")
    wanted |= BitMap(revised.pmids) & listed
    rest = sorted(members - wanted)
    if len(rest) <= ROTATION:
        return wanted | BitMap(rest)
    start = run.now.toordinal() * ROTATION % len(rest)
    return wanted | BitMap((rest + rest)[start : start + ROTATION])


def _last_complete(store: Store, topic: str) -> datetime | None:
    """When the newest complete run began: nothing revised since then may be missed."""
    past = (search for search in store.searches(topic) if search.state == "complete")
    return next((search.started for search in past), None)


def _fetch(run: Run, unit: Unit, wanted: BitMap, listed: BitMap) -> _Fetched:
    """Read `wanted` from PubMed into the unit of work, tag what is new or changed."""
    fetching = run.client.fetch(wanted)
    kept = Kept()
    keeper = Keeper(SOURCE, run.tags, run.mesh, live=True)
    for items in batches(fetching):
        kept += keeper.keep(unit, items)
    unreadable = tuple(item.pmid for item in kept.rejected_items if item.pmid)
    remarks = tuple(_remarks(fetching, kept, listed))
    return _Fetched(kept, fetching.missing, fetching.unfetchable, unreadable, remarks)


def _bury(run: Run, unit: Unit, fetched: _Fetched, listed: BitMap) -> _Fetched:
    """Mark as deleted what PubMed neither lists nor sends, after asking once more.

    A record that comes back is taken back: the store keeps every state.
    """
    gone = BitMap(fetched.missing) - listed - BitMap(fetched.unfetchable)
    if not gone:
        return fetched
    again = run.client.fetch(gone)
    part = unit.keep_batch(list(again), source=SOURCE, live=True)
    gone &= BitMap(again.missing)
    gone -= BitMap(again.unfetchable)
    part += unit.keep_batch(
        [Deletion(pmid, _ANY_VERSION) for pmid in gone], source=SOURCE, live=True
    )
    warnings = fetched.warnings
    if gone:
        warnings += (f"PubMed no longer has {_named(tuple(gone))}: marked as deleted.",)
    missing = tuple(pmid for pmid in fetched.missing if pmid not in gone)
    return replace(fetched, kept=fetched.kept + part, missing=missing, warnings=warnings)


def _remarks(fetching: Fetching, kept: Kept, listed: BitMap) -> Iterator[str]:
    """What was not as asked, one sentence each."""
    unsent = tuple(pmid for pmid in fetching.missing if pmid in listed)
    if unsent:
        yield f"PubMed lists {_named(unsent)} and did not send it."
    if fetching.extra:
        yield f"PubMed sent {_named(fetching.extra)}, not asked for and not kept."
    if fetching.duplicates:
        yield f"PubMed sent {_named(fetching.duplicates)} more than once."
    for item in kept.rejected_items:
        yield f"PMID {item.pmid or 'unknown'} could not be read: {item.reason}."


def _row(run: Run, opened: Search, answer: SearchAnswer, fetched: _Fetched, asked: int) -> Search:
    """The ledger row as it is to be closed; joined and left are added by the store."""
    unsent = set(fetched.missing) & set(answer.pmids)
    return replace(
        opened,
        translation=answer.query_translation,
        translations=answer.translations,
        warnings=(*answer.warnings, *fetched.warnings),
        count=answer.count,
        new=fetched.kept.new,
        changed=fetched.kept.changed,
        requests=run.client.requests - asked,
        finished=datetime.now(UTC),
        state="partial" if unsent or fetched.kept.rejected else "complete",
    )


def _outcome(closed: Search, moves: Moves, fetched: _Fetched) -> SearchOutcome:
    return SearchOutcome(
        topic=closed.topic,
        state=closed.state,
        count=closed.count,
        new=fetched.kept.new,
        changed=fetched.kept.changed,
        joined=len(moves.joined),
        left=len(moves.left),
        requests=closed.requests,
        warnings=closed.warnings,
    )


def _line(outcome: SearchOutcome) -> str:
    if outcome.state == "failed":
        return outcome.error
    return (
        f"{outcome.state}: {outcome.new:,} new, {outcome.changed:,} changed,"
        f" {outcome.joined:,} joined, {outcome.left:,} left"
    )


def _named(pmids: Sequence[int]) -> str:
    """The first PMIDs of many."""
    some = ", ".join(str(pmid) for pmid in pmids[:_NAMED])
    more = len(pmids) - _NAMED
    return f"PMID {some}" + (f" and {more:,} more" if more > 0 else "")


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    """Hold the database's update lock; it ends with the process, however that ends."""
    url = store.engine.url
    if url.get_backend_name() == "sqlite" and not url.database:
        yield
        return
    if url.get_backend_name() == "sqlite":
        path = Path(f"{url.database}.update-lock")
    else:
        name = hashlib.sha256(url.render_as_string().encode()).hexdigest()[:16]
        path = user_cache_path("evidence-tracker", appauthor=False) / f"update-{name}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy(
            "Another update of this database is running.", "Wait until it has ended."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _silent(line: str) -> None:
    """Where nobody listens."""
