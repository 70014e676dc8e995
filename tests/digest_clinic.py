"""A clinic whose topic is searched day after day, for the tests of digests: all invented."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape

import pytest

from evidence.digest.deliver import deliver
from evidence.digest.gather import Scope
from evidence.digest.model import Digest
from evidence.digest.window import LAST
from evidence.pubmed.files import Item, Parsed
from evidence.pubmed.xml import parse_block
from evidence.record import Deletion
from evidence.store import Search, Store

START = datetime(2026, 3, 2, 4, 17, tzinfo=UTC)
FIRST = 990_000_001
TOPIC = "leg-cramps"

_BLOCK = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{pmid}</PMID><Article PubModel="Print"><Journal><JournalIssue
CitedMedium="Print"><PubDate><Year>2026</Year></PubDate></JournalIssue><Title>Invented Journal
</Title></Journal><ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>Nothing was tried.
</AbstractText></Abstract><Language>eng</Language><PublicationTypeList>{types}
</PublicationTypeList></Article><MedlineJournalInfo><MedlineTA>Invented J</MedlineTA>
</MedlineJournalInfo><CommentsCorrectionsList>{corrections}</CommentsCorrectionsList>
</MedlineCitation></PubmedArticle>"""


def record(
    pmid: int,
    title: str = "An invented paper.",
    kind: str = "Journal Article",
    notices: Iterable[tuple[str, str, int | None]] = (),
) -> Parsed:
    """A record; `notices` as RefType, RefSource, PMID."""
    corrections = "".join(
        f'<CommentsCorrections RefType="{name}"><RefSource>{escape(source)}</RefSource>'
        + (f"<PMID>{number}</PMID>" if number else "")
        + "</CommentsCorrections>"
        for name, source, number in notices
    )
    types = f'<PublicationType UI="D000">{kind}</PublicationType>'
    raw = _BLOCK.format(pmid=pmid, title=escape(title), types=types, corrections=corrections)
    return Parsed(parse_block(raw.encode()), raw.encode(), "xml")


def trial(pmid: int, title: str = "An invented trial.") -> Parsed:
    return record(pmid, title, "Randomized Controlled Trial")


RETRACTION = ("RetractionIn", "Invented J. 2026 Mar;1(2):9", FIRST + 900)


@dataclass
class Clinic:
    """The store, a clock that the store goes by, and what each topic's search finds."""

    store: Store
    monkeypatch: pytest.MonkeyPatch
    now: datetime = START
    members: dict[str, set[int]] = field(default_factory=dict)
    query: str = "cramps[tiab]"

    def __post_init__(self) -> None:
        self.monkeypatch.setattr("evidence.store.clock.now", lambda: self.now)

    def wait(self, days: float = 1) -> None:
        self.now += timedelta(days=days)

    def searched(
        self, *items: Item, topic: str = TOPIC, leaves: Iterable[int] = (), state: str = "complete"
    ) -> Search:
        """A day's search: `items` arrive (deletions too) and belong to the topic from now on."""
        held = self.members.setdefault(topic, set())
        kept = self.store.keep(items, source="PubMed", live=True)
        for item in items:
            if isinstance(item, Deletion):
                held.discard(item.pmid)
            elif isinstance(item, Parsed):
                held.add(item.record.pmid)
        held.difference_update(leaves)
        opened = self.store.open_search(topic, self.query)
        closed, _ = self.store.close_search(
            replace(
                opened,
                state=state,
                count=len(held),
                stored=len(held),
                new=kept.new,
                changed=kept.changed,
                gone=kept.deleted,
                finished=self.now,
            ),
            held,
        )
        return closed

    def failed(self, error: str = "PubMed did not answer", topic: str = TOPIC) -> None:
        opened = self.store.open_search(topic, self.query)
        self.store.save_search(replace(opened, state="failed", error=error, finished=self.now))

    def cite(self, *pmids: int, place: str = f"summary {TOPIC}") -> None:
        """Render a text that rests on the records as they stand."""
        states = {pmid: self.store.record(pmid).sha256 for pmid in pmids}
        self.store.ledger.cite(place, states, self.now)

    def scope(self, *topics: str) -> Scope:
        return Scope(topics or tuple(sorted(self.members)), chosen=bool(topics))


@dataclass
class Someone:
    """A recipient that keeps what it is told; while `down` it takes nothing."""

    key: str = "test:someone"
    name: str = "someone"
    days: int = 7
    down: Exception | None = None
    told: list[Digest] = field(default_factory=list)

    def lost(self) -> bool:
        return False

    def send(self, digest: Digest) -> None:
        if self.down is not None:
            raise self.down
        self.told.append(digest)

    @property
    def items(self) -> list[tuple[str, int]]:
        """Everything told so far, by kind and PMID."""
        return [(item.kind, item.pmid) for each in self.told for item in each.items]


def tell(clinic: Clinic, *recipients: Someone, topics: tuple[str, ...] = ()) -> None:
    """Run a digest for recipients; a failure is theirs alone."""
    tuple(deliver(clinic.store, clinic.scope(*topics), recipients, clinic.now, LAST))
