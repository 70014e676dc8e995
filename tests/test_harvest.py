"""The living search, for real: our store, our client, the local PubMed over loopback."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from evidence.errors import StorageProblem
from evidence.harvest import Step, update
from evidence.pubmed import local_faults as faults
from evidence.pubmed.eutils import Client
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.local_http import Reply, Request
from evidence.store import Store, open_store
from tests.harvesting import (
    CRAMPS,
    FIRST,
    KEY,
    NOW,
    STENOSIS,
    TAGS,
    Article,
    numbers,
    serving,
    settings,
    source,
    topic,
    update_topic,
)

ITEMS = 30  # two batches
TOPIC_DATA = Path(__file__).resolve().parents[1].parent / "shared/data/topic/records.xml.gz"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Store]:
    with open_store(sqlite_url) as opened:
        yield opened


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
        # The record of both topics was read once, and is new to both.
        assert numbers(first[1]) == (2, 2, 0, 2, 0)
        assert [entry.params["id"].count(",") for entry in server.log if "id" in entry.params] == [
            3
        ]
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
            # Not a member more; the batches that came whole are kept for the next run.
            assert sqlite.membership("cramps") == members
            assert len(sqlite.pmids()) == (2 if (endpoint, position) != ("efetch", 2) else 22)
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

    said: list[Step] = []
    with serving(article(FIRST, "Cramps"), article(FIRST + 1, "Stenosis")) as (server, client):
        server.fault = fault
        outcomes = update(sqlite, client, [CRAMPS, STENOSIS], now=NOW, say=said.append)
    assert [outcome.state for outcome in outcomes] == ["failed", "complete"]
    assert any("503" in str(step) for step in said)


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
        (waiting,) = sqlite.ledger.quarantined()
        assert (waiting.pmid, waiting.kind, waiting.times) == (FIRST + 1, "not sent", 1)
        row = outcome.search
        assert (row.count, row.stored, row.quarantined) == (2, 1, 1)
        again = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert (again.state, again.search.quarantined) == ("partial", 1)
        assert [each.times for each in sqlite.ledger.quarantined()] == [2]
        server.fault = None
        healed = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert (healed.state, healed.joined) == ("complete", 1)
        assert sqlite.ledger.quarantined() == ()


def test_what_pubmed_deleted_is_marked_when_two_runs_say_so(store: Store, article: Article) -> None:
    kept, lost = article(FIRST, "Cramps"), article(FIRST + 1, "Cramps and stenosis")
    with serving(kept, lost) as (server, client):
        update(store, client, [CRAMPS, STENOSIS], now=NOW)
        server.replace([source([kept])])
        cramps, stenosis = update(store, client, [CRAMPS, STENOSIS], now=NOW)
        assert (cramps.state, cramps.left, cramps.gone) == ("complete", 1, 0)
        assert cramps.warnings == (
            f"PubMed no longer lists or sends PMID {FIRST + 1}: the next run asks once more.",
        )
        assert (stenosis.state, stenosis.left) == ("complete", 1)
        assert list(store.pmids()) == [FIRST, FIRST + 1]
        # An hour later proves nothing: what ails PubMed for an hour ails it twice in it.
        soon = update(store, client, [CRAMPS, STENOSIS], now=NOW + timedelta(hours=1))
        assert [each.gone for each in soon] == [0, 0]
        tomorrow = NOW + timedelta(days=1)
        cramps, stenosis = update(store, client, [CRAMPS, STENOSIS], now=tomorrow)
        assert (cramps.state, cramps.left, cramps.gone) == ("complete", 0, 1)
        assert (stenosis.left, stenosis.gone) == (0, 1)
        assert cramps.warnings == (f"PubMed no longer has PMID {FIRST + 1}: marked as deleted.",)
        assert list(store.pmids()) == [FIRST]
        assert store.ledger.quarantined() == ()
        server.replace([source([kept, lost])])
        back = update_topic(store, client, CRAMPS, now=NOW)
        assert (back.state, back.joined) == ("complete", 1)
        assert list(store.pmids()) == [FIRST, FIRST + 1]


def test_what_one_run_misses_and_the_next_one_gets_was_never_deleted(
    sqlite: Store, article: Article
) -> None:
    kept, shy = article(FIRST, "Cramps"), article(FIRST + 1, "Cramps too")
    with serving(kept, shy) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        server.replace([source([kept])])
        update_topic(sqlite, client, CRAMPS, now=NOW)
        server.replace([source([kept, article(FIRST + 1, "About something else")])])
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert (outcome.state, outcome.gone, outcome.changed) == ("complete", 0, 1)
        assert outcome.warnings == ()
    assert len(sqlite.revisions(FIRST + 1)) == 2
    assert sqlite.ledger.quarantined() == ()


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
        for _ in range(3):
            outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
            assert (outcome.state, outcome.gone) == ("partial", 0)
            assert "cannot be fetched" in outcome.warnings[0]
    assert int(lost) in sqlite.pmids()
    (held,) = sqlite.ledger.quarantined()
    assert (held.kind, held.times) == ("not fetchable", 3)
    assert "502" in held.reason


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
