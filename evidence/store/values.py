"""What the store hands out: frozen values without a session behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from evidence.pubmed.files import Rejected
from evidence.query.spans import Match
from evidence.record import Record

SearchState = Literal["running", "complete", "partial", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the items given: `read` is always the sum of the five other counts.

    `passed_over` counts those among `unchanged` that differ from what is stored and yet did
    not replace it: older states, doubles within a batch, MEDLINE where XML is stored.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    deleted: int = 0
    passed_over: int = 0
    new_pmids: tuple[int, ...] = ()
    changed_pmids: tuple[int, ...] = ()
    deleted_pmids: tuple[int, ...] = ()
    rejected_items: tuple[Rejected, ...] = ()

    def __add__(self, other: "Kept") -> "Kept":
        """Both together."""
        return Kept(
            self.read + other.read,
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.deleted + other.deleted,
            self.passed_over + other.passed_over,
            self.new_pmids + other.new_pmids,
            self.changed_pmids + other.changed_pmids,
            self.deleted_pmids + other.deleted_pmids,
            self.rejected_items + other.rejected_items,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of a record, without reading the record itself."""

    pmid: int
    title: str
    year: int | None
    journal: str  # MedlineTA
    sha256: str
    state: str  # present or deleted


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a record: number 1 is the first that was seen.

    `changes` names what differs from the state before; () for the first.
    """

    pmid: int
    number: int
    sha256: str
    seen_at: datetime
    changes: tuple[str, ...]
    record: Record


@dataclass(frozen=True, slots=True)
class StoredTag:
    """A tag of a record, the words that earned it, and the version of the rules."""

    name: str
    matched: tuple[Match, ...]
    rules: str = ""


EVERY = 2**32 - 1  # no PMID is larger


@dataclass(frozen=True, slots=True)
class Tagged:
    """All records up to the PMID `through` carry the tags of the version `rules`."""

    rules: str
    through: int = EVERY


PUBMED = "PubMed"  # the source of what its E-utilities answered


@dataclass(frozen=True, slots=True)
class Search:
    """One dated run of a query (PRISMA-S): a row of the ledger. Id 0 is not yet stored."""

    topic: str
    query: str  # as written
    started: datetime
    id: int = 0
    run: int = 0  # the searches of one update share it
    source: str = PUBMED  # or the files that were searched
    service: str = ""  # the host that was asked; "" where it is not known, or was none
    sent: str = ""  # as sent to PubMed
    translation: str = ""  # PubMed's own
    translations: tuple[tuple[str, str], ...] = ()  # its parts: as written, as searched
    warnings: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()  # phrases that PubMed left out of the search
    count: int | None = None  # as PubMed counted; None where it did not answer
    stored: int | None = None  # the topic's members after the run; None where it failed
    new: int = 0
    changed: int = 0
    joined: int = 0
    left: int = 0
    gone: int = 0  # of those that left: PubMed has no such record any more
    quarantined: int = 0  # listed by PubMed, and the record could not be had or read
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    finished: datetime | None = None
    state: str = "running"
    error: str = ""
    program_version: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """Which PMIDs a search brought into its topic and which it no longer found."""

    joined: tuple[int, ...] = ()
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Damaged:
    """A stored record whose bytes no longer give the record that was stored."""

    pmid: int
    reason: str
