"""The living search, for real: our store, our client, the local PubMed over loopback."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence import harvest
from evidence.errors import Busy, StorageProblem
from evidence.harvest import SearchOutcome, update, update_topic
from evidence.pubmed import local_faults as faults
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.files import Parsed
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.local_http import Reply, Request
from evidence.query.mesh import Mesh
from evidence.store import Store, open_store
from evidence.topic import Pico, Tag, Topic

Article = Callable[..., Parsed]
FIRST = 990_000_001
KEY = "SECRETKEY123"
BATCH = 20
ITEMS = 30  # two batches
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOPIC_DATA = Path(__file__).resolve().parents[1].parent / "shared/data/topic/records.xml.gz"


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


ROTATION = 20


@pytest.fixture
def small_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest, "ROTATION", ROTATION)  # the same rule on fewer records


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Store]:
    with open_store(sqlite_url) as opened:
        yield opened


def numbers(outcome: SearchOutcome) -> tuple[int | None, int, int, int, int]:
    return (outcome.count, outcome.new, outcome.changed, outcome.joined, outcome.left)


def test_two_updates_with_a_change_between(store: Store, article: Article) -> None:
    before = [
        article(FIRST, "Leg cramps: a trial"),
        article(FIRST + 1, "More cramps"),
        article(FIRST + 2, "Stenosis and cramps"),
        article(FIRST + 3, "Stenosis alone"),
    ]
    retracted = article(
        FIRST,
        "Leg cramps: a trial",
        types=("Journal Article", "Retracted Publication"),
        retracted_in=FIRST + 9,
    )
    after = [
        retracted,
        article(FIRST + 1, "No longer about that"),
        before[2],
        before[3],
        article(FIRST + 4, "New cramps"),
    ]
    with serving(*before) as (server, client):
        first = update(store, client, [CRAMPS, STENOSIS], tags=TAGS, now=NOW)
        assert [outcome.state for outcome in first] == ["complete", "complete"]
        assert numbers(first[0]) == (3, 3, 0, 3, 0)
        # The record of both topics was read once.
        assert numbers(first[1]) == (2, 1, 0, 2, 0)
        assert server.log[-1].params["id"] == str(FIRST + 3)
        assert [each.name for each in store.tags(FIRST)] == ["trial"]
        assert list(store.membership("cramps")) == [FIRST, FIRST + 1, FIRST + 2]

        server.replace([source(after)])
        later = NOW + timedelta(days=1)
        second = update(store, client, [CRAMPS, STENOSIS], tags=TAGS, now=later)
        assert numbers(second[0]) == (3, 1, 2, 1, 1)
        assert numbers(second[1]) == (2, 0, 0, 0, 0)
        assert list(store.membership("cramps")) == [FIRST, FIRST + 2, FIRST + 4]
        assert [each.name for each in store.tags(FIRST)] == ["retracted", "trial"]
        assert len(store.revisions(FIRST)) == 2
        # What left the topic is still stored, in its new state.
        assert store.record(FIRST + 1).title == "No longer about that"

        third = update(store, client, [CRAMPS, STENOSIS], tags=TAGS, now=later)
        assert [numbers(each)[1:] for each in third] == [(0, 0, 0, 0), (0, 0, 0, 0)]


def test_the_ledger_tells_what_was_asked_and_answered(store: Store, article: Article) -> None:
    with serving(article(FIRST, "Cramps")) as (server, client):
        outcome = update_topic(store, client, CRAMPS, now=NOW)
        (row,) = store.searches("cramps")
        assert (row.query, row.sent, row.started) == (CRAMPS.query, CRAMPS.query, NOW)
        assert row.translation
        assert (row.count, row.new, row.joined, row.state) == (1, 1, 1, "complete")
        assert row.requests == outcome.requests == server.requests == 2
        assert row.finished is not None


def test_a_topic_without_records(sqlite: Store, article: Article) -> None:
    with serving(article(FIRST, "Cramps")) as (_, client):
        outcome = update_topic(sqlite, client, topic("none", "zebrafish"), now=NOW)
    assert numbers(outcome) == (0, 0, 0, 0, 0)
    assert outcome.state == "complete"
    assert outcome.warnings == (
        "PubMed found no record with 'zebrafish'.",
        "PubMed: No items found.",
    )


def test_a_field_pubmed_does_not_know_stops_the_topic(sqlite: Store, article: Article) -> None:
    wrong = topic("wrong", "cramps[NoSuchField]")
    with serving(article(FIRST, "Cramps")) as (_, client):
        outcomes = update(sqlite, client, [wrong, CRAMPS], now=NOW)
    assert [outcome.state for outcome in outcomes] == ["failed", "complete"]
    assert "NoSuchField" in outcomes[0].error
    assert outcomes[0].failure is not None
    assert outcomes[0].failure.exit_code == 2
    assert list(sqlite.membership("wrong")) == []
    assert [row.state for row in sqlite.searches("wrong")] == ["failed"]


FAULTS: dict[str, faults.Fault] = {
    "429": faults.rate_limited(key=KEY),
    "429 as 200": faults.rate_limited(status=200, key=KEY),
    "500": faults.page(500),
    "page as 200": faults.page(200),
    "nothing": faults.message(""),
    "short": faults.cut(0.6),
    "cut": faults.cut(0.6, declared=False),
    "reset": faults.reset,
    "stated": faults.stated("eSearchResult", f"Search Backend failed: {KEY}"),
    "refused": faults.message(f"<eFetchResult><ERROR>no: {KEY}</ERROR></eFetchResult>", 400),
}


@pytest.mark.parametrize("endpoint", ["esearch", "efetch"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_anywhere_leaves_the_topic_as_it_was(
    name: str,
    endpoint: str,
    sqlite: Store,
    article: Article,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    items = [article(FIRST + number, f"Cramps {number}") for number in range(ITEMS)]
    with serving(*items[:2]) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        members, ledger = sqlite.membership("cramps"), sqlite.searches("cramps")
        server.replace([source(items)])
        # Two searches (all, and what was revised), and two batches of records.
        for position in (1, 2):
            server.fault = faults.at(endpoint, set(range(position, 99)), FAULTS[name])
            outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
            assert outcome.state == "failed"
            assert outcome.failure is not None
            assert outcome.failure.exit_code == 69
            assert sqlite.membership("cramps") == members
            assert len(sqlite.pmids()) == 2
            newest, *others = sqlite.searches("cramps")
            assert (newest.state, newest.error) == ("failed", outcome.error)
            assert newest.finished is not None
            assert others[position - 1 :] == list(ledger)
            shown = caplog.text + outcome.error + repr(newest) + repr(outcome)
            assert KEY not in shown
        # A fault that passes costs nothing but requests.
        if name != "refused":
            server.fault = faults.at(endpoint, {1}, FAULTS[name])
        else:
            server.fault = None
        healed = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert (healed.state, healed.joined) == ("complete", ITEMS - 2)
    assert all(KEY not in entry.address for entry in server.log)
    database = Path(str(sqlite.engine.url.database))
    for file in database.parent.iterdir():
        assert KEY.encode() not in file.read_bytes()


def test_one_failed_topic_does_not_stop_the_others(sqlite: Store, article: Article) -> None:
    def fault(request: Request, reply: Reply) -> Reply:
        return Reply(b"", 503) if "cramps" in request.text("term") else reply

    said: list[str] = []
    with serving(article(FIRST, "Cramps"), article(FIRST + 1, "Stenosis")) as (server, client):
        server.fault = fault
        outcomes = update(sqlite, client, [CRAMPS, STENOSIS], now=NOW, say=said.append)
    assert [outcome.state for outcome in outcomes] == ["failed", "complete"]
    assert any("503" in line for line in said)


def test_a_record_that_is_listed_and_not_sent_is_named(sqlite: Store, article: Article) -> None:
    there, lost = article(FIRST, "Cramps"), article(FIRST + 1, "Cramps too")

    def fault(request: Request, reply: Reply) -> Reply:
        if request.endpoint != "efetch":
            return reply
        return replace(reply, body=reply.body.replace(lost.raw, b""))

    with serving(there, lost) as (server, client):
        server.fault = fault
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert outcome.state == "partial"
        assert str(FIRST + 1) in outcome.warnings[0]
        assert list(sqlite.membership("cramps")) == [FIRST]
        server.fault = None
        healed = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert (healed.state, healed.joined) == ("complete", 1)


def test_what_pubmed_deleted_is_marked_and_comes_back(store: Store, article: Article) -> None:
    kept, lost = article(FIRST, "Cramps"), article(FIRST + 1, "Cramps and stenosis")
    with serving(kept, lost) as (server, client):
        update(store, client, [CRAMPS, STENOSIS], now=NOW)
        server.replace([source([kept])])
        cramps, stenosis = update(store, client, [CRAMPS, STENOSIS], now=NOW)
        assert (cramps.state, cramps.left) == ("complete", 1)
        assert cramps.warnings == (f"PubMed no longer has PMID {FIRST + 1}: marked as deleted.",)
        assert (stenosis.state, stenosis.left) == ("complete", 1)
        assert list(store.pmids()) == [FIRST]
        server.replace([source([kept, lost])])
        back = update_topic(store, client, CRAMPS, now=NOW)
        assert (back.state, back.joined) == ("complete", 1)
        assert list(store.pmids()) == [FIRST, FIRST + 1]


def test_what_cannot_be_had_for_the_moment_is_not_marked_as_deleted(
    sqlite: Store, article: Article
) -> None:
    items = [article(FIRST + number, f"Cramps {number}") for number in range(6)]
    lost = str(FIRST + 5)

    def fault(request: Request, reply: Reply) -> Reply:
        return Reply(b"", 502) if lost in request.text("id").split(",") else reply

    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        server.replace([source(items[:5])])
        server.fault = fault
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
    assert (outcome.state, outcome.left) == ("complete", 1)
    assert int(lost) in sqlite.pmids()


def test_an_unreadable_record_is_set_aside_with_its_reason(sqlite: Store, article: Article) -> None:
    good, bad = article(FIRST, "Cramps"), article(FIRST + 1, "Cramps too")

    def fault(request: Request, reply: Reply) -> Reply:
        if request.endpoint != "efetch":
            return reply
        return replace(reply, body=reply.body.replace(b"Cramps too", b"<i>Cramps too"))

    with serving(good, bad) as (server, client):
        server.fault = fault
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
    assert outcome.state == "partial"
    assert list(sqlite.membership("cramps")) == [FIRST]
    assert [item.pmid for item in sqlite.rejected()] == [FIRST + 1]


def test_what_was_not_asked_for_is_not_kept(sqlite: Store, article: Article) -> None:
    extra = article(FIRST + 7, "Zebrafish").raw

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        return replace(
            reply, body=reply.body.replace(b"</PubmedArticleSet>", extra + b"</PubmedArticleSet>")
        )

    with serving(article(FIRST, "Cramps")) as (server, client):
        server.fault = fault
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
    assert list(sqlite.pmids()) == [FIRST]
    assert str(FIRST + 7) in outcome.warnings[0]


@pytest.mark.usefixtures("small_rotation")
def test_a_dated_revision_is_read_again_however_large_the_topic(
    sqlite: Store, article: Article
) -> None:
    size = 3 * ROTATION
    items = [
        article(FIRST + number, f"Cramps {number}", revised="2026-01-01") for number in range(size)
    ]
    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        for place in (0, size // 2, size - 1):
            items[place] = article(FIRST + place, "Cramps, corrected", revised="2026-03-01")
        server.replace([source(items)])
        before = server.requests
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW + timedelta(days=1))
        assert outcome.changed == 3
        read = sum(
            len(entry.params["id"].split(","))
            for entry in list(server.log)[before:]
            if "id" in entry.params
        )
        assert ROTATION <= read <= ROTATION + 3


@pytest.mark.usefixtures("small_rotation")
def test_an_undated_change_is_found_within_the_rotation(sqlite: Store, article: Article) -> None:
    size = 3 * ROTATION
    items = [article(FIRST + number, f"Cramps {number}") for number in range(size)]
    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        items = [article(FIRST + number, f"Cramps {number}.") for number in range(size)]
        server.replace([source(items)])
        changed = [
            update_topic(sqlite, client, CRAMPS, now=NOW + timedelta(days=day)).changed
            for day in range(1, 4)
        ]
    assert changed == [ROTATION] * 3


HOLD = """
import sys, time
from evidence.harvest import _alone
from evidence.store import open_store
with open_store(sys.argv[1]) as store, _alone(store):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_updates_of_one_database_never_run_together(
    sqlite_url: str, sqlite: Store, article: Article
) -> None:
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", HOLD, sqlite_url]
    with (
        serving(article(FIRST, "Cramps")) as (_, client),
        subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as holder,
    ):
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Busy):
            update_topic(sqlite, client, CRAMPS, now=NOW)
        holder.kill()
        holder.wait()
        # The lock died with its holder.
        assert update_topic(sqlite, client, CRAMPS, now=NOW).state == "complete"


def test_a_database_that_fails_is_no_failure_of_a_topic(sqlite: Store, article: Article) -> None:
    with serving(article(FIRST, "Cramps")) as (_, client):
        with sqlite.engine.connect() as connection:
            connection.exec_driver_sql("DROP TABLE membership")
            connection.commit()
        with pytest.raises(StorageProblem):
            update_topic(sqlite, client, CRAMPS, now=NOW)


@pytest.mark.skipif(not TOPIC_DATA.is_file(), reason=f"real records are not at {TOPIC_DATA}")
def test_real_records(sqlite: Store) -> None:
    real = topic("real", "cramp*[tiab] OR stenosis[tiab]")
    with LocalPubMed([TOPIC_DATA]) as server, Client(settings(server.url)) as client:
        first = update_topic(sqlite, client, real, tags=TAGS, now=NOW)
        assert first.state == "complete"
        assert first.count == first.new == first.joined == len(sqlite.pmids())
        assert first.count is not None
        assert first.count > 50
        again = update_topic(sqlite, client, real, tags=TAGS, now=NOW)
        assert numbers(again) == (first.count, 0, 0, 0, 0)


def test_pubmeds_own_translation_is_kept_with_the_search(store: Store, article: Article) -> None:
    untagged = topic("untagged", "spinal\n stenosis AND cramps[tiab]")
    with serving(article(FIRST, "Spinal stenosis and cramps")) as (_, client):
        assert update_topic(store, client, untagged, now=NOW).count == 1
        (pair,) = client.search_all(untagged.query).translations
    assert pair[0] == "spinal stenosis"
    assert store.searches("untagged")[0].translations == (pair,)
    assert store.translations("spinal stenosis AND cramps[tiab]") == (pair,)
