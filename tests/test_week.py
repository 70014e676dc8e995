"""A week of daily updates over real records, with an outage, a retraction and a deletion.

PubMed begins with the 48 records that are at hand in an earlier state, lacks some that come
later, and changes from day to day; two invented records are retracted and deleted. The
ledger, the digest and the methods section are to tell exactly that.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence.__main__ import run
from evidence.harvest import SearchOutcome, update
from evidence.pubmed import local_faults as faults
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.files import Parsed, read_file
from evidence.pubmed.local import LocalPubMed
from evidence.query.mesh import Mesh
from evidence.store import Store, open_store
from tests.harvesting import Article, source, topic

RETRACTED, DELETED = 990_000_001, 990_000_002
OUTAGE = 4
ENGLISH = topic("english", "english[la]")
TRIALS = topic("trials", "randomized controlled trial[pt] OR cramps[ti]")
TOPIC_FILE = """
title = "{name}"
question = "What is there?"
question_type = "treatment benefit"
condition = {{ name = "Muscle Cramp", mesh_ui = "D009120" }}
query = "{query}"

[pico]
population = "anybody"
intervention = "any"
comparison = "none"
outcomes = ["any"]

[[sections]]
name = "all"
title = "All"
question_type = "treatment benefit"
query = "english[la]"
about = "english[la]"
missing = "No stored record says anything."
"""


@dataclass(frozen=True, slots=True)
class Week:
    """What PubMed holds on each day."""

    earlier: dict[int, Parsed]
    pool: dict[int, Parsed]
    late: tuple[int, ...]  # ten a day, from day 1 on
    article: Article

    def day(self, day: int) -> bytes:
        held = dict(self.pool)
        for number, pmid in enumerate(sorted(self.earlier)):
            if number // 8 >= day:  # eight a day are revised, the last on day 6
                held[pmid] = self.earlier[pmid]
        for number, pmid in enumerate(self.late):
            if number // 10 + 1 > day:
                del held[pmid]
        notice = RETRACTED + 50 if day >= 2 else None
        held[RETRACTED] = self.article(
            RETRACTED, "Cramps: an invented trial", revised="2020-01-01", retracted_in=notice
        )
        if day < 3:
            held[DELETED] = self.article(DELETED, "Cramps, invented, to be deleted")
        return source(list(held.values()))


@pytest.fixture(scope="module")
def records(shared_data: Path) -> tuple[dict[int, Parsed], dict[int, Parsed]]:
    """The 48 in their earlier state, and the whole pool."""
    earlier, pool = (
        {
            item.record.pmid: item
            for item in read_file(shared_data / "pubmed" / f"{name}.xml.gz")
            if isinstance(item, Parsed)
        }
        for name in ("earlier", "pool")
    )
    others = sorted(pool.keys() - earlier.keys())[::12]  # a part of it: a week is many runs
    return earlier, {pmid: pool[pmid] for pmid in (*earlier, *others)}


@pytest.fixture
def clinic(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("EVIDENCE_DATABASE", database_url)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "queries" / "topics"
    folder.mkdir(parents=True)
    for each in (ENGLISH, TRIALS):
        text = TOPIC_FILE.format(name=each.name, query=each.query)
        (folder / f"{each.name}.toml").write_text(text, encoding="utf-8")
    with open_store(database_url) as store:
        yield store


def live(store: Store, week: Week) -> list[tuple[SearchOutcome, ...]]:
    """Eight runs, a day apart, the last of them today."""
    begin, mesh = datetime.now(UTC) - timedelta(days=7), Mesh.shipped()
    outcomes = []
    with LocalPubMed([week.day(0)]) as server:
        settings = Settings(base_url=server.url, backoff=0.001)
        with Client(settings) as client:
            for day in range(8):
                server.replace([week.day(day)])
                server.fault = faults.page(503) if day == OUTAGE else None
                now = begin + timedelta(days=day)
                outcomes.append(update(store, client, (ENGLISH, TRIALS), mesh=mesh, now=now))
                if day == 0:
                    record = store.record(RETRACTED)
                    store.ledger.cite("summary trials", {RETRACTED: record.sha256}, now)
    return outcomes


def test_the_books_tell_what_happened_in_the_week(
    clinic: Store,
    records: tuple[dict[int, Parsed], dict[int, Parsed]],
    article: Article,
    capsys: pytest.CaptureFixture[str],
) -> None:
    earlier, pool = records
    late = tuple(sorted(pool.keys() - earlier.keys())[::2][:60])
    week = Week(earlier, pool, late, article)
    outcomes = live(clinic, week)

    states = [[each.state for each in day] for day in outcomes]
    assert states == [["failed"] * 2 if day == OUTAGE else ["complete"] * 2 for day in range(8)]
    trials = [each[1] for each in outcomes]
    # The invented trial: there, retracted on day 2. The other: left on day 3, and as day 4
    # failed, deleted on day 5 when a second run missed it.
    assert [each.left for each in trials] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert [each.gone for each in trials] == [0, 0, 0, 0, 0, 1, 0, 0]
    assert len(clinic.revisions(RETRACTED)) == 2
    assert [row.state for row in clinic.rows([DELETED])] == ["deleted"]
    # Every record is in its last state, and nothing else is there.
    english = clinic.membership("english")
    members = english | clinic.membership("trials")
    expected = {pmid: pool[pmid].record for pmid in members if pmid != RETRACTED}
    assert len(expected) > 120
    stored = {record.pmid: record for record in clinic.records()}
    assert stored.pop(RETRACTED).pmid == RETRACTED
    assert stored == expected
    joined, left = (sum(getattr(day[0], name) for day in outcomes) for name in ("joined", "left"))
    assert (joined, left) == (len(english) + 1, 1)
    assert outcomes[-1][0].count == outcomes[-1][0].search.stored == len(english)

    assert run(["runs", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["run"] for row in rows[::2]] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [row["error"] for row in rows if row["run"] == OUTAGE + 1] == [
        "PubMed answered with HTTP 503. Run the same command again later."
    ] * 2
    daily = [row for row in rows if row["run"] not in {1, OUTAGE + 1}]
    for number in {row["run"] for row in daily}:
        assert sum(row["requests"] for row in daily if row["run"] == number) <= 2 * 2 + 1

    assert run(["digest", "--since", "30d", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(item["pmid"], item["kind"]) for item in told["items"]][:1] == [
        (RETRACTED, "retraction")
    ]
    assert "summary trials" in told["items"][0]["why"]

    assert run(["methods", "trials", "--format", "json"]) == 0
    methods = json.loads(capsys.readouterr().out)
    assert methods["doubts"] == []
    assert methods["numbers"]["all"]["deleted"] == 1
    assert methods["numbers"]["all"]["stored"] == len(clinic.membership("trials"))
    assert [each["state"] for each in methods["searches"]].count("failed") == 1
