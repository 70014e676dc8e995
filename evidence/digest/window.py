"""Since when: a span of days, a date, or a recipient's last digest, as searches of topics."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from evidence.digest.text import key
from evidence.errors import UsageProblem
from evidence.store import Search, Store
from evidence.store.values import PUBMED

LAST = "last"
CLOSED = frozenset({"complete", "partial"})
_SPAN = re.compile(r"([1-9]\d{0,3})\s*([dwm])", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30}


@dataclass(frozen=True, slots=True)
class Past:
    """A topic's ledger: all its searches, newest first, and those that the digest covers.

    `counted` are those of `covered` whose numbers were not told yet; `first` the ids of those
    that asked their question first. `unended` are those that no program has closed: running,
    or left so by one that was killed.
    """

    topic: str
    searches: tuple[Search, ...]
    covered: tuple[Search, ...]
    counted: tuple[Search, ...]
    first: frozenset[int]
    unended: tuple[Search, ...] = ()

    @property
    def closed(self) -> tuple[Search, ...]:
        """Those that set the topic's members, newest first."""
        return tuple(each for each in self.searches if each.state in CLOSED)

    def is_first(self, search: Search) -> bool:
        """Whether a search brought what was there already: the first of its very question.

        A topic's first search finds everything, one with a changed query whatever the change
        let in, and the first from PubMed all that files did not hold: no news in any of them.
        """
        return search.id in self.first

    @property
    def marker(self) -> str:
        """What the sent ledger keeps of the newest search: the next digest begins after it."""
        return marker(self.topic, max((each.id for each in self.closed), default=0))

    @property
    def start(self) -> str:
        """The marker before the covered searches: where a first digest begins."""
        ids = [each.id for each in self.covered] or [each.id + 1 for each in self.closed[:1]]
        return marker(self.topic, min(ids, default=1) - 1)


@dataclass(frozen=True, slots=True)
class Window:
    """The searches to tell of, topic by topic, and the moment since which notices are new."""

    since: datetime
    past: tuple[Past, ...]


def marker(topic: str, search: int) -> str:
    """The sent ledger's name for "told up to this search of this topic"."""
    return f"{_marker(topic)}{search}"


def _marker(topic: str) -> str:
    return key("until", topic)[:185] + ":"


def moment(since: str, now: datetime) -> datetime:
    """The moment that "7d", "2w", "3m" or "2026-01-01" (UTC) names.

    Raises UsageProblem for anything else, and for a day to come.
    """
    span = _SPAN.fullmatch(since.strip())
    if span:
        return now - timedelta(days=int(span[1]) * _DAYS[span[2].lower()])
    try:
        found = date.fromisoformat(since.strip())
    except ValueError:
        raise UsageProblem(
            f"--since does not know {since!r}.", "Write 7d, 2w, 2026-01-01 or last."
        ) from None
    begin = datetime(found.year, found.month, found.day, tzinfo=UTC)
    if begin > now:
        raise UsageProblem(
            f"--since {found} is a day to come (UTC): nothing can be new since then.",
            "Name a day that has begun.",
        )
    return begin


def by_time(
    store: Store, topics: Iterable[str], since: datetime, told: frozenset[str] = frozenset()
) -> Window:
    """What closed since a moment; the numbers only of what was not told yet."""
    return Window(since, tuple(_past(store, topic, since, told) for topic in topics))


def since_last(store: Store, topics: Sequence[str], told: frozenset[str], new: datetime) -> Window:
    """What closed since a recipient's last digest; since `new` for a topic never told of.

    A marker names a search and not a time: no clock that is set back can hide a search.
    """
    past, moments = [], []
    for topic in topics:
        found = _past(store, topic, new, told)
        last = _last(topic, told)
        if last is None:
            moments.append(new)
        else:
            covered = tuple(each for each in found.closed if each.id > last)
            found = replace(found, covered=covered, counted=covered)
            # Notices are looked for from the start of the last search that was told.
            moments += [each.started for each in found.searches if each.id >= last] or [new]
        past.append(found)
    return Window(min(moments, default=new), tuple(past))


def _past(store: Store, topic: str, since: datetime, told: frozenset[str]) -> Past:
    everything = store.searches(topic)
    searches = tuple(each for each in everything if each.state != "running")
    unended = tuple(each for each in everything if each.state == "running")
    covered = tuple(
        each
        for each in searches
        if each.state in CLOSED and (each.finished or each.started) >= since
    )
    last = _last(topic, told) or 0
    counted = tuple(each for each in covered if each.id > last)
    return Past(topic, searches, covered, counted, _firsts(searches), unended)


def _firsts(searches: Sequence[Search]) -> frozenset[int]:
    """The ids of the searches that brought members to their question first, oldest to newest."""
    asked: set[tuple[str, bool]] = set()
    first: set[int] = set()
    for each in reversed(searches):
        question = (" ".join(each.query.split()), each.source == PUBMED)
        if each.state not in CLOSED or question in asked:
            continue
        first.add(each.id)
        if each.state == "complete" or each.joined:
            asked.add(question)
    return frozenset(first)


def _last(topic: str, told: frozenset[str]) -> int | None:
    head = _marker(topic)
    numbers = [each[len(head) :] for each in told if each.startswith(head)]
    return max((int(number) for number in numbers if number.isdecimal()), default=None)
