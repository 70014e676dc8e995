"""What the store hands out of the tables around a harvest: frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Fault = Literal["not sent", "not listed", "not fetchable", "unreadable"]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that could not be had: since when, and in how many runs."""

    pmid: int
    kind: Fault
    reason: str
    first_seen: datetime
    last_seen: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who has seen that PubMed left `phrase` out of the topic's search, and why that is well.

    It holds for the `query` that was searched, blanks aside: another one is asked about anew.
    """

    topic: str
    phrase: str
    who: str
    why: str
    at: datetime
    query: str

    def covers(self, query: str) -> bool:
        """Whether it was said of this query."""
        return self.query.split() == query.split()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A numbered PubMed file that was imported.

    `matched` is "" where all of its records were kept, else a hash of the topics it was
    sieved for.
    """

    name: str
    md5: str
    size: int
    matched: str
    imported_at: datetime
    read: int
    kept: int
    deleted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Cited:
    """A record that a rendered text rests on: where, and in which state it was cited."""

    place: str
    pmid: int
    sha256: str
    at: datetime
