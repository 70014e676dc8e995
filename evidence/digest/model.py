"""What a digest holds: frozen values, ready to be rendered, sent or written as JSON."""

from dataclasses import dataclass
from datetime import datetime

MOST_ITEMS = 20  # of a list that somebody reads to its end

# Notices on what was cited, gravest first; they come before everything that is new.
GRAVITY = (
    "retraction",
    "deleted",
    "partial retraction",
    "expression of concern",
    "retracted and republished",
    "corrected and republished",
    "update",
    "erratum",
)
_SAMPLES = 990_000_001  # the first PMID of this project's invented records: PubMed has none so high
NEW = ("systematic review", "meta-analysis", "randomised trial")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell of one record.

    `kind` is from GRAVITY or NEW; `why` a sentence of counted and quoted facts; `first_seen`
    (UTC) when this program first saw it; `cited_in` the texts that rest on it. `keys` are its
    names in the sent ledger: told under one of them is told.
    """

    pmid: int
    kind: str
    why: str
    first_seen: datetime
    title: str
    journal: str
    year: int | None
    topics: tuple[str, ...]
    cited_in: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def urgent(self) -> bool:
        """Whether something befell a record that a text rests on."""
        return self.kind in GRAVITY

    @property
    def invented(self) -> bool:
        """Whether it is one of the samples that were written to show the program at work."""
        return self.pmid >= _SAMPLES


@dataclass(frozen=True, slots=True)
class TopicCount:
    """One topic's numbers since the last digest; what is listed as an item is not counted.

    `first_search` is the membership that the topic's first search, or the first of a changed
    query (`new_query`), brought; None where there was none. `notices`: records that nobody
    cites and that bear a new notice.
    """

    topic: str
    searches: int
    stored: int
    first_search: int | None = None
    new_query: bool = False
    joined: int = 0
    changed: int = 0
    left: int = 0
    gone: int = 0
    notices: int = 0

    @property
    def matters(self) -> bool:
        """Whether it is worth a message by itself; what merely changed or left is not."""
        return bool(self.first_search or self.joined or self.notices)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps the program from seeing everything, and what to type.

    `after`: tell it only to who was told something that begins so (a recovery).
    """

    what: str
    next_step: str
    keys: tuple[str, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """What to tell. `more` are the items beyond MOST_ITEMS, `keys` what telling it settles.

    `joined`: new records that are no item, each counted once whatever topics it is in.

    `fresh` says that something in it was not told yet: without, nothing is sent. `starts`
    are the ledger's names for where it begins.
    """

    generated: datetime
    since: datetime
    topics: tuple[str, ...]
    items: tuple[Item, ...] = ()
    more: tuple[Item, ...] = ()
    counts: tuple[TopicCount, ...] = ()
    joined: int = 0
    trouble: tuple[Trouble, ...] = ()
    keys: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    fresh: bool = False

    @property
    def invented(self) -> bool:
        """Whether any item is a sample: then the whole digest says so."""
        return any(item.invented for item in (*self.items, *self.more))

    @property
    def urgent(self) -> tuple[Item, ...]:
        """Those that concern what was cited."""
        return tuple(item for item in self.items if item.urgent)

    @property
    def new(self) -> tuple[Item, ...]:
        """The new reviews and trials."""
        return tuple(item for item in self.items if not item.urgent)
