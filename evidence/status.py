"""How fresh the topics are: what the ledger says, without asking anybody."""

import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.errors import UsageProblem
from evidence.store import Search, Store
from evidence.store.lock import lock_owner
from evidence.topic import Topic

_AGE = re.compile(r"(\d{1,6})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_AHEAD = timedelta(days=1)
_CLOSED = ("complete", "partial")
_FEWER = "--accept-fewer"  # in the error of a search that found suspiciously little
_NAMED = 3  # phrases in a command; for more there is an option


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """One topic: its members, its last searches, and its newest one.

    `closed` is the last search that ended with PubMed's whole list, though a record of it may
    be in quarantine; `complete` the last one without any.
    `state` is that of the newest search; "never" where there was none, and "interrupted"
    where the ledger says that it runs while no update does. `quarantined` are records that
    PubMed listed in the newest search it answered and that could not be had; `dropped`
    phrases that it left out of that search, and that nobody has acknowledged.
    """

    topic: str
    members: int
    closed: datetime | None
    complete: datetime | None
    newest: datetime | None
    state: str
    error: str
    quarantined: int
    dropped: tuple[str, ...]
    edited: bool
    next_step: str

    def late(self, now: datetime, limit: timedelta) -> bool:
        """Whether the last closed search is older than `limit`, or there was none."""
        return self.closed is None or now - self.closed > limit

    def lateness(self, now: datetime) -> str:
        """How old the last closed search is, in words."""
        if self.closed is None:
            return "not searched to the end yet"
        return f"last searched to the end {age(now - self.closed)} ago"


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


def age(passed: timedelta, *, short: bool = False) -> str:
    """A time that has passed, roughly: "5 minutes", "7 hours", "12 days"; or "5 min", "7 h"."""
    minutes = int(passed.total_seconds() // 60)
    for size, name, symbol in ((1440, "days", "d"), (60, "hours", "h")):
        if minutes >= 2 * size:
            return f"{minutes // size:,} {symbol if short else name}"
    if minutes < 1:
        return "under 1 min" if short else "less than a minute"
    if short:
        return f"{minutes} min"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def look(store: Store, topics: Sequence[Topic], now: datetime) -> Status:
    """The status of `topics`, in their order."""
    owner = lock_owner(store.engine)
    running = ""
    if owner is not None:
        said = str(owner)
        running = f"An update is running{f' ({said})' if said else ''}."
    return Status(
        now, tuple(_topic(store, topic, now, running=bool(running)) for topic in topics), running
    )


def _topic(store: Store, topic: Topic, now: datetime, *, running: bool) -> TopicStatus:
    searches = store.searches(topic.name)
    newest = searches[0] if searches else None
    # What was dated under a clock that was days ahead would look fresh for as long.
    past = [each for each in searches if each.started <= now + _AHEAD]
    answered = next((each for each in past if each.state in _CLOSED), None)
    complete = next((each for each in past if each.state == "complete"), None)
    state = newest.state if newest else "never"
    if state == "running" and not running:
        state = "interrupted"  # killed: the next update closes its line of the ledger
    dropped = store.ledger.unacknowledged(topic.name)
    edited = answered is not None and answered.query.split() != topic.query.split()
    quarantined = answered.quarantined if answered else 0
    return TopicStatus(
        topic=topic.name,
        members=len(store.membership(topic.name)),
        closed=answered.started if answered else None,
        complete=complete.started if complete else None,
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
    if state == "failed" and newest is not None:
        if _FEWER in newest.error:
            return f"If so few records are right: {again} {_FEWER}"
        return f"Read: evidence runs show {newest.run}; then: {again}"
    steps = {
        "running": "Wait for the update to end.",
        "never": f"Type: {again}",
        "interrupted": f"Type: {again}",
    }
    if state in steps:
        return steps[state]
    if edited:
        return f"The query was changed since: {again}"
    if dropped:
        left_out = "a phrase" if len(dropped) == 1 else f"{len(dropped)} phrases"
        return f"PubMed left {left_out} out: correct that, or: {_acknowledge(topic.name, dropped)}"
    return f"Some records could not be read: {again}" if state == "partial" else ""


def _acknowledge(topic: str, phrases: Sequence[str]) -> str:
    """The command as it is to be typed, but for the reason."""
    plain = len(phrases) <= _NAMED and not any(each.startswith("-") for each in phrases)
    words = ("evidence", "runs", "acknowledge", topic, *(phrases if plain else ("--all",)))
    typed = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    return f'{typed} --why "..."'
