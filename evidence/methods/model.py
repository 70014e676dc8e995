"""The values of a search-methods section: what was asked, when, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from evidence.store import Acknowledgement, Search
from evidence.store.values import PUBMED


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one search, or of all of them together; records, never studies.

    `identified` = `stored` + `unretrieved` (+ `departed` for all searches together), and
    over all searches `joined` - `left` = `stored`. `unmatched` + `deleted` + `returned` =
    `left`, where who was deleted and who came back is told as it stands now.
    """

    identified: int
    unretrieved: int  # listed by PubMed, and not stored: not to be had or not readable
    stored: int  # members: those to be screened
    joined: int
    left: int
    unmatched: int  # left, and the search has not found them since
    deleted: int  # left, and PubMed has no such record any more
    returned: int  # left, and came back
    new: int  # new to the database, whatever topic brought them first
    changed: int
    departed: int = 0  # found once, and members no longer
    unrefreshed: int = 0  # stored, and not to be had when they were asked for again


@dataclass(frozen=True, slots=True)
class Dropped:
    """A phrase that PubMed left out of a strategy's searches, from the run `first` to `last`.

    `accepted` is for this strategy; `otherwise` for another text of the query.
    """

    phrase: str
    first: int
    last: int
    accepted: Acknowledgement | None = None
    otherwise: Acknowledgement | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """A query as it was used, from its first to its last search."""

    query: str
    sent: str
    translation: str
    first: datetime
    last: datetime
    first_run: int
    last_run: int
    searches: int
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A term of the query that restricts by something else than the subject."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class UsedFilter:
    """A published search filter in the query; `whole`: as published, not a part of it."""

    name: str
    source: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An item of PRISMA-S: what the ledger says of it. `state`: "yes", "in part" or "no"."""

    number: int
    name: str
    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class Methods:
    """All that is known of a topic's searches up to `newest`.

    `base` is the newest search that ended with a list of records, on which the numbers
    rest; None where there was none. `problem` says why `newest` is not `base`, or that
    `base` is not complete. `doubts` are sums that do not come out.
    """

    topic: str
    title: str
    question: str
    newest: Search
    base: Search | None
    problem: str
    searches: tuple[Search, ...]  # oldest first
    strategies: tuple[Strategy, ...]  # oldest first; the last is the one in use
    limits: tuple[Limit, ...]
    filters: tuple[UsedFilter, ...]
    acknowledged: tuple[Acknowledgement, ...]
    this: Numbers | None
    whole: Numbers | None
    standings: tuple[tuple[str, int], ...]  # "retracted", ...: members, as they stand now
    doubts: tuple[str, ...]
    invented: bool = False  # the records are samples, none of PubMed's

    @property
    def sources(self) -> tuple[str, ...]:
        """PubMed, or the files that were searched, in the order of first use."""
        return tuple(dict.fromkeys(each.source for each in self.searches))

    @property
    def services(self) -> tuple[str, ...]:
        """The hosts that were asked, where that is known, in the order of first use."""
        return tuple(dict.fromkeys(each.service for each in self.searches if each.service))

    @property
    def versions(self) -> tuple[str, ...]:
        """The program's versions, in the order of first use."""
        return tuple(dict.fromkeys(each.program_version for each in self.searches))

    @property
    def in_full(self) -> int:
        """How many searches ended with all that they had found."""
        return sum(in_full(each) for each in self.searches)

    @property
    def retracted(self) -> int:
        """Members that stand retracted now."""
        return dict(self.standings).get("retracted", 0)


def in_full(search: Search) -> bool:
    """Whether all that the search found is stored, though not every record was read again."""
    if search.state == "complete":
        return True
    answered = search.source == PUBMED and search.count is not None
    return search.state == "partial" and answered and search.stored == search.count
