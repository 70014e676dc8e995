"""What an update is given, what it tells on its way, and what came of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from evidence.errors import EvidenceError
from evidence.pubmed.eutils import Client
from evidence.query.mesh import Mesh
from evidence.store import PUBMED, Search, Store
from evidence.topic import Tag, Topic

OVERLAP = timedelta(days=3)  # PubMed's dates are whole days, US Eastern time
ROTATION = 30  # days in which everything stored is read again
FILL = 1000  # members read before their day, at most, where the last request has room for them
SOURCE = PUBMED  # of the records that its E-utilities sent

StepKind = Literal["asking", "asked", "kept", "closed", "failed"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an update, for a progress bar or a log.

    A "kept" step tells of one batch, which is on disk: `done` of `total` records are read by
    then, and the batch brought `new` records and `changed` ones.
    """

    kind: StepKind
    run: int
    topic: str = ""
    text: str = ""
    done: int = 0
    total: int = 0
    new: int = 0
    changed: int = 0

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.topic}: {self.text}" if self.topic else self.text


Say = Callable[[Step], None]


class Stopped(KeyboardInterrupt):
    """Ctrl-C or SIGTERM during an update; the text says what is kept and how to go on."""


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """What one run of a topic did.

    `count` is PubMed's (None where it did not answer); `stored` the topic's members after
    the run. `new` and `changed` count records of this topic, `gone` those that PubMed has
    no more, `quarantined` those it lists and that could not be had. `state` is "complete",
    "partial" (something is in quarantine) or "failed". `warnings` leaves out what a person
    has acknowledged.
    """

    topic: str
    state: str
    search: Search
    warnings: tuple[str, ...] = ()
    failure: EvidenceError | None = None

    @property
    def count(self) -> int | None:
        """As PubMed counted; None where it did not answer."""
        return self.search.count

    @property
    def new(self) -> int:
        """Records of this topic that the database did not have."""
        return self.search.new

    @property
    def changed(self) -> int:
        """Records of this topic whose content changed."""
        return self.search.changed

    @property
    def joined(self) -> int:
        """New members."""
        return self.search.joined

    @property
    def left(self) -> int:
        """Members that PubMed no longer lists."""
        return self.search.left

    @property
    def gone(self) -> int:
        """Records that PubMed has no more: marked as deleted."""
        return self.search.gone

    @property
    def requests(self) -> int:
        """Requests sent for this topic; one that serves several counts for the first."""
        return self.search.requests

    @property
    def error(self) -> str:
        """Why it failed; "" where it did not."""
        return self.search.error


@dataclass(frozen=True, slots=True)
class Run:
    """What the topics of one update share."""

    number: int
    store: Store
    client: Client
    tags: Sequence[Tag]
    mesh: Mesh
    now: datetime
    say: Say
    accept_fewer: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What was spent on a topic: requests, bytes received, seconds."""

    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        """Both together."""
        return Cost(
            self.requests + other.requests,
            self.bytes + other.bytes,
            self.seconds + other.seconds,
        )


class Meter:
    """Reads off what a client has spent since the last lap."""

    def __init__(self, client: Client) -> None:
        """Begin to count."""
        self._client = client
        self._before = self._now()

    def lap(self) -> Cost:
        """What was spent since the beginning or the last lap."""
        before, self._before = self._before, self._now()
        now = self._before
        return Cost(
            now.requests - before.requests, now.bytes - before.bytes, now.seconds - before.seconds
        )

    def _now(self) -> Cost:
        return Cost(self._client.requests, self._client.bytes, time.monotonic())


@dataclass(slots=True)
class Open:
    """A topic whose search is running: its ledger row, and what was spent on it so far."""

    topic: Topic
    row: Search
    cost: Cost = field(default_factory=Cost)
