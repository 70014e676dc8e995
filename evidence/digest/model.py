"""What a digest holds: frozen values, ready to be rendered, sent or written as JSON."""

from dataclasses import dataclass
from datetime import datetime

MOST_ITEMS = 20  # of a list that somebody reads to its end
MOST_NAMED = 10  # PMIDs in a sentence

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
# Those that are told one by one of every record of a topic, cited or not.
GRAVE = frozenset(
    {"retraction", "partial retraction", "expression of concern", "retracted and republished"}
)
_SAMPLES = 990_000_001  # the first PMID of this project's invented records: PubMed has none so high
NEW = ("systematic review", "meta-analysis", "randomised trial")


@dataclass(frozen=True, slots=True)
class Step:
    """What to do: words, and a command as it is pasted into a shell ("" where there is none)."""

    said: str = ""
    command: str = ""

    def __str__(self) -> str:
        """Both in a line."""
        return f"{self.said} {self.command}".strip()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell of one record.

    `kind` is from GRAVITY or NEW; `why` a sentence of counted and quoted facts; `first_seen`
    (UTC) when this program first saw it; `cited_in` the texts that rest on it. `keys` are its
    names in the sent ledger: told under one of them is told. `sure` is false for a design that
    rests on words alone, not on PubMed's indexing.
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
    step: Step = Step()
    sure: bool = True

    @property
    def notice(self) -> bool:
        """Whether something befell a record: else it is new."""
        return self.kind in GRAVITY

    @property
    def urgent(self) -> bool:
        """Whether something befell a record that a text rests on."""
        return self.notice and bool(self.cited_in)

    @property
    def invented(self) -> bool:
        """Whether it is one of the samples that were written to show the program at work."""
        return self.pmid >= _SAMPLES


@dataclass(frozen=True, slots=True)
class TopicCount:
    """One topic's numbers since the last digest; what is listed as an item is not counted.

    `first_search` is the membership that the topic's first search, or the first of a changed
    query (`new_query`), brought; None where there was none. `notices`: records that nobody
    cites and that were corrected or updated; `noticed` the first of them by PMID.
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
    noticed: tuple[int, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether it is worth a message by itself; what merely changed or left is not."""
        return bool(self.first_search or self.joined or self.notices)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps the program from seeing everything, and what to do.

    `after`: tell it only to who was told something that begins so (a recovery).
    """

    what: str
    step: Step
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
    def grave(self) -> tuple[Item, ...]:
        """The grave notices on members of topics that no text cites."""
        return tuple(item for item in self.items if item.notice and not item.urgent)

    @property
    def new(self) -> tuple[Item, ...]:
        """The new reviews and trials."""
        return tuple(item for item in self.items if not item.notice)
