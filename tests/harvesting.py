"""What the tests of the harvest share: topics, tags, a client of the local PubMed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from evidence.harvest import SearchOutcome, update
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.files import Parsed
from evidence.pubmed.local import LocalPubMed
from evidence.query.mesh import Mesh
from evidence.store import Store
from evidence.topic import Pico, Tag, Topic

Article = Callable[..., Parsed]
FIRST = 990_000_001
KEY = "SECRETKEY123"
BATCH = 20
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def topic(name: str, query: str) -> Topic:
    pico = Pico("adults", "any", "none", ())
    path = Path(f"queries/topics/{name}.toml")
    return Topic(name, name, "What?", "prognosis", pico, query, "Muscle Cramp", (), path)


def tag(name: str, query: str) -> Tag:
    return Tag(name, "test", name, name, query, Path("queries/tags/test.toml"))


CRAMPS = topic("cramps", "cramps[tiab]")
STENOSIS = topic("stenosis", "stenosis[tiab]")
TAGS = (tag("trial", "trial[ti]"), tag("retracted", '"retracted publication"[pt]'))


def source(items: Sequence[Parsed]) -> bytes:
    body = b"".join(item.raw for item in items)
    return b"<PubmedArticleSet>" + body + b"</PubmedArticleSet>"


def settings(url: str) -> Settings:
    return Settings(
        base_url=url,
        api_key=KEY,
        email="who@clinic.example",
        backoff=0.001,
        read_timeout=0.5,
        batch=BATCH,
    )


@contextmanager
def serving(*items: Parsed) -> Iterator[tuple[LocalPubMed, Client]]:
    with (
        LocalPubMed([source(items)], mesh=Mesh.shipped()) as server,
        Client(settings(server.url)) as client,
    ):
        yield server, client


def update_topic(
    store: Store,
    client: Client,
    asked: Topic,
    *,
    tags: Sequence[Tag] = (),
    now: datetime | None = None,
) -> SearchOutcome:
    return update(store, client, (asked,), tags=tags, now=now)[0]


def numbers(outcome: SearchOutcome) -> tuple[int | None, int, int, int, int]:
    return (outcome.count, outcome.new, outcome.changed, outcome.joined, outcome.left)


def asked_ids(server: LocalPubMed, since: int = 0) -> list[int]:
    """The PMIDs that efetch was asked for, after the request number `since`."""
    return [
        int(pmid)
        for entry in list(server.log)[since:]
        if entry.endpoint == "efetch"
        for pmid in entry.params["id"].split(",")
    ]
