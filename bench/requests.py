"""Requests counted at the server: a local PubMed of invented records, over loopback.

Our client and the living search, and EDirect where it is installed (Debian package
ncbi-entrez-direct). The bound for a daily run of M topics is two requests a topic and one
for every 1,000 records read: those that changed, and the part of what is stored that every
run reads anew, which costs one request where nothing changed.
Usage: python -m bench.requests
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

from bench import edirect
from bench.local_corpus import FIRST, Invented, invented, source
from evidence.harvest import update
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.local import LocalPubMed, Served
from evidence.query.mesh import Mesh
from evidence.store import Store, open_store
from evidence.topic import Pico, Topic

SIZES = (9_999, 12_000, 20_000)
WORDS = ("cramps", "stenosis", "sciatica", "scoliosis")
STORED = 4_000
DAYS = (0, 1, 250, 1_500)  # records that change before each daily run
FIRST_DAY = datetime(2026, 3, 1, 6, tzinfo=UTC)
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """What one piece of work cost, by what the server served.

    `records` are those that arrived; of a daily run, those that changed and are stored so.
    """

    work: str
    records: int
    served: Sequence[Served]
    bound: str

    def __str__(self) -> str:
        kinds = Counter(each.request.endpoint for each in self.served)
        asked = sum(each.ids for each in self.served if each.request.endpoint == "efetch")
        size = sum(each.sent for each in self.served) / 2**20
        return (
            f"{self.work:44}{self.records:8,}{len(self.served):9}{kinds['esearch']:9}"
            f"{kinds['efetch']:8}{asked:9,}{size:8.1f}  {self.bound}"
        )


HEAD = (
    f"{'work':44}{'records':>8}{'requests':>9}{'esearch':>9}{'efetch':>8}{'ids':>9}{'MB':>8}  bound"
)


def since(server: LocalPubMed, before: int) -> tuple[Served, ...]:
    """What was served after the first `before` requests."""
    return tuple(server.served)[before:]


def ours(server: LocalPubMed, size: int) -> Line:
    """Every record of a search, by our client."""
    before = len(server.served)
    with Client(Settings(base_url=server.url)) as client:
        pmids = client.search_all("cramps").pmids
        count = sum(1 for _ in client.fetch(pmids))
    most = f"1 + {ceil(size / _BATCH)}" if size <= SIZES[0] else f"4 + {ceil(size / _BATCH)}"
    return Line(f"our client, {size:,} records", count, since(server, before), most)


def theirs(server: LocalPubMed, size: int, folder: Path) -> Line:
    """The same by EDirect."""
    before = len(server.served)
    edirect.copy(folder, server.url)
    count = edirect.fetched(folder, "cramps")
    name = f"EDirect {edirect.version()}, {size:,} records"
    return Line(name, count, since(server, before), "")


def topics() -> tuple[Topic, ...]:
    """One topic a word."""
    pico = Pico("adults", "any", "none", ())
    return tuple(
        Topic(word, word, "?", "prognosis", pico, f"{word}[ti]", word, (), Path(f"{word}.toml"))
        for word in WORDS
    )


def changed(records: Sequence[Invented], count: int, now: datetime) -> list[Invented]:
    """The records, of which `count` spread over all were revised the day before `now`."""
    step = len(records) / count if count else 0
    chosen = {int(step * number) for number in range(count)}
    day = now.date() - timedelta(days=1)
    return [each.again(day) if number in chosen else each for number, each in enumerate(records)]


def daily(
    server: LocalPubMed, store: Store, *, stored: int = STORED, days: Sequence[int] = DAYS
) -> Iterator[Line]:
    """The first run and one a day after it, of four topics."""
    records = invented(stored, words=WORDS, seed=1)
    mesh, settings = Mesh.shipped(), Settings(base_url=server.url)
    for number, count in enumerate((None, *days)):
        now = FIRST_DAY + timedelta(days=number)
        records = changed(records, count or 0, now)
        server.replace([source(records)])
        before = len(server.served)
        with Client(settings) as client:
            update(store, client, topics(), mesh=mesh, now=now)
        served = since(server, before)
        name = "first run" if count is None else f"day {number}, {count:,} changed"
        found = current(store, records, None if count is None else now)
        yield Line(f"{name}, {len(WORDS)} topics", found, served, bound(served))


def bound(served: Sequence[Served]) -> str:
    """Two requests a topic and one for every 1,000 records read."""
    read = sum(each.ids for each in served if each.request.endpoint == "efetch")
    topics_part, batches = 2 * len(WORDS), ceil(read / _BATCH)
    return f"2 x {len(WORDS)} + {batches} = {topics_part + batches}"


def current(store: Store, records: Sequence[Invented], now: datetime | None) -> int:
    """How many records the store has in their newest state; of those revised before `now`."""
    day = now.date() - timedelta(days=1) if now else None
    states = {
        each.pmid: each.revised.isoformat() for each in records if day in {None, each.revised}
    }
    return sum(record.title.endswith(states[record.pmid]) for record in store.records(states))


def main() -> None:
    """Print the table."""
    print(HEAD)
    mesh, installed = Mesh.shipped(), edirect.version()
    for size in SIZES:
        with (
            tempfile.TemporaryDirectory() as folder,
            LocalPubMed([source(invented(size))], mesh=mesh) as server,
        ):
            print(ours(server, size), flush=True)
            if installed:
                print(theirs(server, size, Path(folder)), flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalPubMed([], mesh=mesh) as server,
        open_store(f"{folder}/bench.db") as store,
    ):
        for line in daily(server, store):
            print(line, flush=True)
    if installed:
        print(f"EDirect's copy halves the PMIDs from {FIRST:,}, where the invented ones begin.")
    else:
        print("EDirect is not installed here (Debian package ncbi-entrez-direct): not measured.")


if __name__ == "__main__":
    main()
