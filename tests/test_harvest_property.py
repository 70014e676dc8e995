"""Whatever happens to PubMed, the network and the clock, clean runs bring the database to it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from evidence.harvest import Step, Stopped, update
from evidence.pubmed import local_faults as faults
from evidence.pubmed.files import Parsed
from evidence.pubmed.local_http import Reply, Request
from evidence.query.mesh import Mesh
from evidence.store import Store, open_store
from tests.conftest import _article as made
from tests.harvesting import CRAMPS, FIRST, NOW, STENOSIS, TAGS, serving, source

TOPICS = (CRAMPS, STENOSIS)
TITLES = ("Cramps", "Stenosis", "Cramps and stenosis", "Zebrafish")
SIZE = 24  # more than one batch
Change = tuple[int, int, bool]  # which record, its title or -1 for none, is the change dated


@dataclass(slots=True)
class World:
    """What PubMed holds: by number, the title's number, how often it changed, the day."""

    held: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    changes: int = 0

    def change(self, change: Change, day: int) -> None:
        number, title, dated = change
        self.changes += 1
        if title < 0:
            self.held.pop(number, None)
        else:
            before = self.held.get(number, (0, 0, -400))[2]
            self.held[number] = (title, self.changes, day if dated else before)

    def records(self) -> list[Parsed]:
        return [
            made(
                FIRST + number,
                f"{TITLES[title]} {change}",
                revised=(NOW + timedelta(days=day)).date().isoformat(),
            )
            for number, (title, change, day) in sorted(self.held.items())
        ]


def stops(after: int) -> Callable[[Step], None]:
    def say(step: Step) -> None:
        if step.kind == "kept" and step.done >= after:
            raise KeyboardInterrupt

    return say


def unsent(number: int) -> faults.Fault:
    """PubMed lists a record and does not send it."""

    def fault(request: Request, reply: Reply) -> Reply:
        pmid = str(FIRST + number).encode()
        if request.endpoint != "efetch" or pmid not in reply.body:
            return reply
        parts = reply.body.split(b"<PubmedArticle>")
        kept = [parts[0], *(part for part in parts[1:] if b">%s<" % pmid not in part)]
        body = b"<PubmedArticle>".join(kept)
        return Reply(body if body.endswith(b"</PubmedArticleSet>\n") else body + END)

    return fault


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink a week takes minutes
END = b"</PubmedArticleSet>\n"
FAULTS: tuple[faults.Fault | None, ...] = (
    None,
    None,
    faults.at("efetch", {2, 3, 4, 5, 6, 7, 8}, faults.page(500)),
    faults.at("esearch", {3, 4, 5, 6, 7, 8}, faults.page(503)),
    faults.at("", {2}, faults.reset),
    unsent(3),
    unsent(20),
)
changes = st.tuples(st.integers(0, SIZE - 1), st.integers(-1, len(TITLES) - 1), st.booleans())
days = st.tuples(
    st.lists(changes, max_size=8),
    st.integers(0, 9),  # days since the run before
    st.sampled_from(range(len(FAULTS))),
    st.sampled_from((0, 0, 0, 1, 20)),  # stopped when so many are kept; 0: not
)


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    """An empty database, to be copied."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        open_store(str(path)).close()
        yield path


def check_ledger(store: Store) -> None:
    for topic in TOPICS:
        rows = store.searches(topic.name)
        for row in rows:
            assert row.state != "running"
            if row.state == "complete":
                assert row.count == row.stored
            if row.state == "partial":
                assert row.count is not None
                assert row.stored is not None
                assert row.stored <= row.count <= row.stored + row.quarantined
        members = len(store.membership(topic.name))
        assert sum(row.joined - row.left for row in rows) == members
        assert rows[0].stored == members


@settings(max_examples=25, phases=PHASES)
@given(
    begin=st.lists(st.integers(0, len(TITLES) - 1), min_size=SIZE, max_size=SIZE),
    week=st.lists(days, max_size=5),
)
def test_clean_runs_reach_pubmed_after_anything(
    empty: Path, begin: list[int], week: list[tuple[list[Change], int, int, int]]
) -> None:
    world, mesh, today = World(), Mesh.shipped(), 0
    for number, title in enumerate(begin):
        world.change((number, title, True), -100)
    with (
        TemporaryDirectory() as folder,
        open_store(str(shutil.copy(empty, Path(folder) / "x.sqlite"))) as store,
        serving(*world.records()) as (server, client),
    ):
        ever = set()
        for happened, gap, fault, stop in [*week, ([], 1, 0, 0), ([], 31, 0, 0), ([], 1, 0, 0)]:
            today += gap
            for change in happened:
                world.change(change, today)
            server.replace([source(world.records())])
            server.fault = FAULTS[fault]
            with suppress(Stopped):
                update(
                    store,
                    client,
                    TOPICS,
                    tags=TAGS,
                    mesh=mesh,
                    now=NOW + timedelta(days=today),
                    say=stops(stop) if stop else None,
                    accept_fewer=True,
                )
            check_ledger(store)
            ever |= set(store.pmids())
        for topic, titles in zip(TOPICS, ({0, 2}, {1, 2}), strict=True):
            members = [FIRST + n for n, (title, *_) in world.held.items() if title in titles]
            assert list(store.membership(topic.name)) == sorted(members)
        there = {item.record.pmid: item.record for item in world.records()}
        assert set(store.pmids()) <= there.keys()
        # One that came back after its deletion, and is in no topic, is not asked for.
        lost = (ever & there.keys()) - set(store.pmids())
        assert {row.state for row in store.rows(lost)} <= {"deleted"}
        assert all(record == there[record.pmid] for record in store.records())
        assert store.ledger.quarantined() == ()
