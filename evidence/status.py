"""How fresh the topics are: what the ledger says, without asking anybody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.errors import UsageProblem
from evidence.store import Search, Store
from evidence.store.lock import lock_owner
from evidence.topic import Topic

_AGE = re.compile(r"(\d{1,6})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_CLOSED = ("complete", "partial")


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """One topic: its members, its last complete search, and its newest one.

    `state` is that of the newest search; "never" where there was none, and "interrupted"
    where the ledger says that it runs while no update does. `quarantined` are records that
    PubMed listed in the newest search it answered and that could not be had; `dropped`
    phrases that it left out of that search, and that nobody has acknowledged.
    """

    topic: str
    members: int
    complete: datetime | None
    newest: datetime | None
    state: str
    error: str
    quarantined: int
    dropped: tuple[str, ...]
    edited: bool
    next_step: str

    def late(self, now: datetime, limit: timedelta) -> bool:
        """Whether the last complete search is older than `limit`, or there was none."""
        return self.complete is None or now - self.complete > limit

    def lateness(self, now: datetime) -> str:
        """How old the last complete search is, in words."""
        if self.complete is None:
            return "no complete search yet"
        return f"last complete search {age(now - self.complete)} ago"


@dataclass(frozen=True, slots=True)
class Status:
    """All topics asked for, at a moment; `running` says who updates now, or ""."""

    now: datetime
    topics: tuple[TopicStatus, ...]
    running: str


def duration(text: str) -> timedelta:
    """A time like 36h, 8d or 2w. Raises UsageProblem for anything else."""
    found = _AGE.fullmatch(text.strip().lower())
    if found is None:
        raise UsageProblem(f"{text!r} is no age.", "Write hours, days or weeks: 36h, 8d or 2w.")
    return int(found[1]) * _UNITS[found[2]]


def age(passed: timedelta) -> str:
    """A time that has passed, roughly: "5 minutes", "7 hours", "12 days"."""
    minutes = int(passed.total_seconds() // 60)
    for size, name in ((1440, "days"), (60, "hours")):
        if minutes >= 2 * size:
            return f"{minutes // size:,} {name}"
    if minutes < 1:
        return "less than a minute"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def look(store: Store, topics: Sequence[Topic], now: datetime) -> Status:
    """The status of `topics`, in their order."""
    owner = lock_owner(store.engine)
    running = ""
    if owner is not None:
        said = str(owner)
        running = f"An update is running{f' ({said})' if said else ''}."
    return Status(
        now, tuple(_topic(store, topic, running=bool(running)) for topic in topics), running
    )


def _topic(store: Store, topic: Topic, *, running: bool) -> TopicStatus:
    past = store.searches(topic.name)
    newest = past[0] if past else None
    answered = next((each for each in past if each.state in _CLOSED), None)
    complete = next((each.started for each in past if each.state == "complete"), None)
    state = newest.state if newest else "never"
    if state == "running" and not running:
        state = "interrupted"  # killed: the next update closes its line of the ledger
    dropped = store.ledger.unacknowledged(topic.name)
    edited = answered is not None and answered.query.split() != topic.query.split()
    quarantined = answered.quarantined if answered else 0
    return TopicStatus(
        topic=topic.name,
        members=len(store.membership(topic.name)),
        complete=complete,
        newest=newest.started if newest else None,
        state=state,
        error=newest.error if newest else "",
        quarantined=quarantined,
        dropped=dropped,
        edited=edited,
        next_step=_next_step(topic, state, newest, dropped, edited=edited),
    )


def _next_step(
    topic: Topic, state: str, newest: Search | None, dropped: Sequence[str], *, edited: bool
) -> str:
    """The one thing to do first; "" where nothing is to be done."""
    again = f"evidence update {topic.name}"
    run = newest.run if newest else 0
    steps = {
        "running": "Wait for the update to end.",
        "never": f"Type: {again}",
        "interrupted": f"Type: {again}",
        "failed": f"Read: evidence runs show {run}; then: {again}",
    }
    if state in steps:
        return steps[state]
    if edited:
        return f"The query was changed since: {again}"
    if dropped:
        return (
            "PubMed left a phrase out: correct it, or type: evidence runs acknowledge"
            f' {topic.name} "PHRASE" --why "..."'
        )
    return f"Records could not be had: {again}" if state == "partial" else ""
