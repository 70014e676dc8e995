"""What keeps a topic current: revisions, notices, rotation, resuming, clocks, few requests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import text

from evidence.harvest import Step, Stopped, model, update
from evidence.harvest.asking import Past, changes, read_past
from evidence.harvest.model import ROTATION
from evidence.harvest.wanted import rotating
from evidence.pubmed import local_faults as faults
from evidence.pubmed.local_http import Reply, Request
from evidence.query.syntax import parse
from evidence.store import Acknowledgement, Search, Store, open_store
from tests.harvesting import (
    BATCH,
    CRAMPS,
    FIRST,
    NOW,
    STENOSIS,
    Article,
    asked_ids,
    serving,
    source,
    topic,
    update_topic,
)

DAY = timedelta(days=1)


@pytest.fixture
def no_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read before its day: what is read shows why."""
    monkeypatch.setattr(model, "FILL", 0)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Store]:
    with open_store(sqlite_url) as opened:
        yield opened


@pytest.mark.usefixtures("no_fill")
def test_a_dated_revision_is_read_and_nothing_else(sqlite: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Cramps {each}", revised="2026-01-01") for each in range(60)]
    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        for place in (0, 30, 59):
            items[place] = article(FIRST + place, "Cramps, corrected", revised="2026-03-01")
        server.replace([source(items)])
        before = server.requests
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert outcome.changed == 3
        assert sorted(asked_ids(server, before)) == [FIRST, FIRST + 30, FIRST + 59]
        assert server.requests - before == 3


@pytest.mark.usefixtures("no_fill")
def test_a_notice_without_a_date_is_asked_for(sqlite: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Cramps {each}", revised="2025-01-01") for each in range(60)]
    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        items[7] = article(FIRST + 7, "Cramps 7", revised="2025-01-01", retracted_in=FIRST + 99)
        server.replace([source(items)])
        before = server.requests
        assert update_topic(sqlite, client, CRAMPS, now=NOW).changed == 1
        assert asked_ids(server, before) == [FIRST + 7]
        # The notice is stored now: it is not asked for day after day.
        before = server.requests
        assert update_topic(sqlite, client, CRAMPS, now=NOW).changed == 0
        assert asked_ids(server, before) == []


@pytest.mark.usefixtures("no_fill")
def test_an_undated_change_is_found_within_thirty_days(sqlite: Store, article: Article) -> None:
    size = 90
    items = [article(FIRST + each, f"Cramps {each}") for each in range(size)]
    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        items = [article(FIRST + each, f"Cramps {each}.") for each in range(size)]
        server.replace([source(items)])
        changed = [
            update_topic(sqlite, client, CRAMPS, now=NOW + day * DAY).changed for day in range(1, 6)
        ]
        assert changed == [size // ROTATION] * 5
        # Four weeks without a run are made good in one.
        late = update_topic(sqlite, client, CRAMPS, now=NOW + 40 * DAY)
        assert late.changed == size - sum(changed)


@pytest.mark.usefixtures("no_fill")
def test_what_belongs_to_no_topic_is_read_again_as_well(sqlite: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Zebrafish {each}") for each in range(30)]
    sqlite.keep(items, source="a file")
    changed = [article(FIRST + each, f"Zebrafish, {each}") for each in range(30)]
    with serving(*changed, article(FIRST + 40, "Cramps")) as (_, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        update_topic(sqlite, client, CRAMPS, now=NOW + 10 * DAY)
        assert sum(len(sqlite.revisions(each.record.pmid)) - 1 for each in items) == 10
        update_topic(sqlite, client, CRAMPS, now=NOW + 30 * DAY)
        assert sum(len(sqlite.revisions(each.record.pmid)) - 1 for each in items) == 30


@given(
    pmids=st.sets(st.integers(1, 10_000), max_size=200),
    days=st.lists(st.integers(0, 40), min_size=1, max_size=12),
)
def test_every_record_is_due_within_thirty_days_whatever_the_runs(
    pmids: set[int], days: list[int]
) -> None:
    today, seen = NOW.date(), BitMap()
    for gap in days:
        today += timedelta(days=gap)
        seen |= rotating(BitMap(pmids), today, gap)
    if sum(days) >= ROTATION:
        assert seen == BitMap(pmids)


def ledger(*rows: tuple[str, datetime]) -> tuple[Search, ...]:
    """Rows from the oldest on, given newest first as the store does."""
    made = [
        Search("cramps", "cramps", started, id=number, state=state)
        for number, (state, started) in enumerate(rows, 1)
    ]
    return tuple(reversed(made))


def test_the_window_begins_with_the_last_run_that_was_closed() -> None:
    own = Search("cramps", "cramps", NOW, id=9, state="running")
    rows = ledger(
        ("complete", NOW - 9 * DAY),
        ("partial", NOW - 5 * DAY),
        ("failed", NOW - 3 * DAY),
        ("interrupted", NOW - 2 * DAY),
    )
    assert read_past(rows, own) == Past(NOW - 5 * DAY, NOW - 3 * DAY)
    assert read_past((), own) == Past()
    assert read_past(ledger(("failed", NOW - DAY)), own).since == NOW - DAY


@pytest.mark.parametrize("wrong", [NOW + 5 * 365 * DAY, NOW + DAY, NOW + timedelta(hours=3)])
def test_a_run_under_a_wrong_clock_does_not_shorten_the_window(wrong: datetime) -> None:
    own = Search("cramps", "cramps", NOW, id=9, state="running")
    rows = ledger(("complete", NOW - 4 * DAY), ("complete", wrong))
    assert read_past(rows, own).closed == NOW - 4 * DAY


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (datetime(2024, 3, 1, 0, 30, tzinfo=UTC), "2024/02/27"),  # a leap day between
        (datetime(2027, 1, 1, tzinfo=UTC), "2026/12/29"),
        (datetime(2026, 11, 1, 5, 59, tzinfo=UTC), "2026/10/29"),  # US clocks go back
    ],
)
def test_the_window_overlaps_by_three_days(since: datetime, first: str) -> None:
    term = changes("a OR b", since, (BitMap(), BitMap([7, 9]), BitMap()))
    assert term.startswith(f"(a OR b) AND ({first}:3000[lr] OR ")
    assert "((hasexpressionofconcernin) NOT (7[uid] OR 9[uid]))" in term
    assert parse(term).tree


def test_a_stopped_run_is_resumed_without_asking_again(store: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(5 * BATCH)]
    kept: list[Step] = []

    def stop(step: Step) -> None:
        kept.append(step)
        if step.done == 3 * BATCH:
            raise KeyboardInterrupt

    with serving(*items) as (server, client):
        with pytest.raises(Stopped, match="60 of 100 records are read and kept; run the same"):
            update(store, client, [CRAMPS], say=stop)
        (row,) = store.searches("cramps")
        assert (row.state, row.new, row.stored) == ("interrupted", 60, 0)
        assert row.requests == server.requests == 4
        assert len(store.pmids()) == 3 * BATCH
        assert not store.membership("cramps")
        before = server.requests
        outcome = update(store, client, [CRAMPS])[0]
        assert (outcome.state, outcome.count, outcome.joined) == ("complete", 100, 100)
        assert (outcome.new, outcome.search.stored) == (40, 100)
        assert len(asked_ids(server, before)) == 2 * BATCH


def test_a_killed_run_has_written_down_what_it_kept(store: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(2 * BATCH)]

    class Killed(BaseException):
        """Nothing catches it: as if the process were gone."""

    def kill(step: Step) -> None:
        if step.kind == "kept":
            raise Killed

    with serving(*items) as (server, client):
        with pytest.raises(Killed):
            update(store, client, [CRAMPS], say=kill)
        (row,) = store.searches("cramps")
        assert (row.state, row.new, row.requests) == ("running", BATCH, 2)
        assert row.service == server.url.split("/")[2]
        update(store, client, [CRAMPS])
        rows = store.searches("cramps")
        assert [(each.state, each.new) for each in rows] == [
            ("complete", BATCH),
            ("interrupted", BATCH),
        ]


@pytest.mark.usefixtures("no_fill")
def test_what_was_revised_after_a_stopped_run_is_read_again(
    sqlite: Store, article: Article
) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(2 * BATCH)]

    def stop(step: Step) -> None:
        if step.kind == "kept":
            raise KeyboardInterrupt

    with serving(*items) as (server, client):
        with pytest.raises(Stopped):
            update(sqlite, client, [CRAMPS], say=stop)
        today = datetime.now(UTC)
        items[0] = article(FIRST, "Cramps, again", revised=today.date().isoformat())
        server.replace([source(items)])
        later = update(sqlite, client, [CRAMPS], now=today + 9 * DAY)[0]
        assert (later.state, later.new, later.changed) == ("complete", BATCH, 1)


def test_topics_end_one_by_one_and_a_failure_later_keeps_them(
    store: Store, article: Article
) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(BATCH)]
    items += [article(FIRST + 100 + each, f"Stenosis {each}") for each in range(2 * BATCH)]
    with serving(*items) as (server, client):
        server.fault = faults.at("efetch", set(range(2, 99)), faults.page(500))
        first, second = update(store, client, [CRAMPS, STENOSIS])
        assert (first.state, first.joined) == ("complete", BATCH)
        assert (second.state, second.search.new) == ("failed", 0)
        assert second.search.requests > 1
        server.fault = None
        first, second = update(store, client, [CRAMPS, STENOSIS])
        assert (first.state, second.state, second.joined) == ("complete", "complete", 2 * BATCH)


def test_the_room_of_the_last_request_is_used(
    sqlite: Store, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "FILL", 12)
    items = [article(FIRST + each, f"Cramps {each}") for each in range(60)]
    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        items = [article(FIRST + each, f"Cramps {each}.") for each in range(60)]
        items.append(article(FIRST + 70, "More cramps"))
        server.replace([source(items)])
        before = server.requests
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert (outcome.new, outcome.changed, server.requests - before) == (1, 12, 3)


def test_a_topic_does_not_wait_for_what_can_wait(sqlite: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(10)]
    with serving(*items) as (server, client):
        update(sqlite, client, [CRAMPS, STENOSIS], now=NOW)
        items += [article(FIRST + 50, "One more of cramps")]
        items += [article(FIRST + 100 + each, f"Stenosis {each}") for each in range(BATCH + 5)]
        server.replace([source(items)])
        server.fault = faults.at("efetch", set(range(2, 99)), faults.page(500))
        first, second = update(sqlite, client, [CRAMPS, STENOSIS], now=NOW)
        assert (first.state, first.joined, second.state) == ("complete", 1, "failed")


def test_a_topic_that_is_named_twice_is_asked_once(sqlite: Store, article: Article) -> None:
    with serving(article(FIRST, "Cramps")) as (server, client):
        (outcome,) = update(sqlite, client, [CRAMPS, CRAMPS], now=NOW)
        assert (outcome.state, server.requests) == ("complete", 2)
        assert len(sqlite.searches()) == 1


def test_a_daily_run_costs_two_requests_a_topic_and_the_union(
    sqlite: Store, article: Article
) -> None:
    many = [topic(f"t{each}", f"cramps[tiab] AND w{each}[tiab]") for each in range(4)]
    words = " ".join(f"w{each}" for each in range(4))
    items = [article(FIRST + each, f"Cramps {words} {each}") for each in range(50)]
    with serving(*items) as (server, client):
        update(sqlite, client, many, now=NOW)
        changed = 45
        items[:changed] = [
            article(FIRST + each, f"Cramps {words}, {each}", revised="2026-03-01")
            for each in range(changed)
        ]
        server.replace([source(items)])
        before = server.requests
        outcomes = update(sqlite, client, many, now=NOW)
        assert [each.changed for each in outcomes] == [changed] * 4
        assert server.requests - before == 2 * len(many) + ceil(changed / BATCH)
        assert sum(each.requests for each in outcomes) == server.requests - before


TABLES = (
    *("record", "revision", "membership", "tag", "quarantine"),
    *("words", "date_range", "rejected", "setting"),
)


@pytest.mark.usefixtures("no_fill")
def test_a_run_with_nothing_new_writes_nothing_but_the_ledger(
    store: Store, article: Article
) -> None:
    def rows(table: str) -> list[str]:
        with store.engine.connect() as connection:
            return sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608

    with serving(*[article(FIRST + each, f"Cramps {each}") for each in range(40)]) as (_, client):
        update_topic(store, client, CRAMPS, now=NOW)
        before = {table: rows(table) for table in TABLES}
        outcome = update_topic(store, client, CRAMPS, now=NOW + 5 * DAY)
        assert outcome.requests == 3  # the third reads what is due again
        assert {table: rows(table) for table in TABLES} == before
        assert len(store.searches("cramps")) == 2


def test_a_dropped_phrase_is_told_until_it_is_acknowledged(store: Store, article: Article) -> None:
    asked = topic("asked", "cramps[tiab] OR zebrafishes")
    with serving(article(FIRST, "Cramps")) as (_, client):
        for _ in range(2):
            outcome = update_topic(store, client, asked, now=NOW)
            assert outcome.warnings == ("PubMed found no record with 'zebrafishes'.",)
            assert outcome.state == "complete"
        assert store.ledger.unacknowledged("asked") == ("zebrafishes",)
        store.ledger.acknowledge(
            Acknowledgement("asked", "zebrafishes", "JP", "a new word", NOW, asked.query)
        )
        outcome = update_topic(store, client, asked, now=NOW)
        assert outcome.warnings == ()
        assert outcome.search.dropped == ("zebrafishes",)  # the ledger forgets nothing
        assert store.ledger.unacknowledged("asked") == ()


def test_the_service_that_is_down_is_not_asked_five_times_by_each_topic(
    sqlite: Store, article: Article
) -> None:
    many = [topic(f"t{each}", f"w{each}[tiab]") for each in range(5)]
    with serving(article(FIRST, "Cramps")) as (server, client):
        server.fault = faults.page(503)
        outcomes = update(sqlite, client, many, now=NOW)
        assert {each.state for each in outcomes} == {"failed"}
        assert server.requests == client.settings.tries + len(many) - 1


def test_a_topic_that_collapses_is_not_believed_at_once(store: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(30)]
    with serving(*items) as (server, client):
        update_topic(store, client, CRAMPS, now=NOW)
        server.replace([source(items[:14])])
        outcome = update_topic(store, client, CRAMPS, now=NOW)
        assert (outcome.state, outcome.search.stored) == ("failed", 30)
        assert outcome.error == (
            "PubMed lists 14 records for 'cramps' and listed 30 before, for the same query; the"
            " topic was left as it is. If that is right, type: evidence update cramps"
            " --accept-fewer"
        )
        # Another query is another question.
        narrower = topic("cramps", "cramps[tiab] AND 1[tiab]")
        assert update_topic(store, client, narrower, now=NOW).state == "complete"
        assert update_topic(store, client, CRAMPS, now=NOW).joined == 13
        server.replace([source(items[:1])])
        believed = update(store, client, [CRAMPS], now=NOW, accept_fewer=True)[0]
        assert (believed.state, believed.left) == ("complete", 13)


def test_a_moment_of_emptiness_does_no_harm(sqlite: Store, article: Article) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(30)]
    empty = b"<eSearchResult><Count>0</Count><RetMax>0</RetMax><RetStart>0</RetStart><IdList/>"
    nothing = faults.message((empty + b"</eSearchResult>").decode())
    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        server.fault = faults.at("esearch", {1}, nothing)
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert (outcome.state, outcome.left, outcome.search.stored) == ("complete", 0, 30)


def test_what_another_topic_still_lists_is_not_deleted(sqlite: Store, article: Article) -> None:
    both = article(FIRST, "Cramps and stenosis")
    with serving(both, article(FIRST + 1, "Cramps")) as (server, client):
        update(sqlite, client, [CRAMPS, STENOSIS], now=NOW)
        server.replace([source([article(FIRST + 1, "Cramps")])])
        for day in range(1, 4):  # stenosis is not asked
            update(sqlite, client, [CRAMPS], now=NOW + day * DAY)
        assert list(sqlite.pmids()) == [FIRST, FIRST + 1]
        for day in range(4, 6):
            update(sqlite, client, [CRAMPS, STENOSIS], now=NOW + day * DAY)
        assert list(sqlite.pmids()) == [FIRST + 1]


def test_a_batch_that_lacks_what_is_listed_proves_no_deletion(
    sqlite: Store, article: Article
) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(4)]

    def fault(request: Request, reply: Reply) -> Reply:
        sick = items[0].raw if request.endpoint == "efetch" else b"nothing"
        return replace(reply, body=reply.body.replace(sick, b""))

    with serving(*items) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        server.replace([source(items[:3])])
        server.fault = fault
        for day in range(1, 4):
            assert update_topic(sqlite, client, CRAMPS, now=NOW + day * DAY).gone == 0
        server.fault = None
        assert update_topic(sqlite, client, CRAMPS, now=NOW + 5 * DAY).gone == 1
        # And one that comes back, to no topic, is found in its turn.
        server.replace([source([*items[:3], article(FIRST + 3, "About something else")])])
        update_topic(sqlite, client, CRAMPS, now=NOW + 40 * DAY)
        assert FIRST + 3 in sqlite.pmids()


def test_the_records_of_a_topic_that_is_asked_no_more_stay_current(
    sqlite: Store, article: Article
) -> None:
    items = [article(FIRST + each, f"Stenosis {each}") for each in range(30)]
    cramps = article(FIRST + 50, "Cramps")
    with serving(*items, cramps) as (server, client):
        update(sqlite, client, [CRAMPS, STENOSIS], now=NOW)
        items = [
            article(FIRST + each, f"Stenosis {each}", retracted_in=FIRST + 90) for each in range(30)
        ]
        server.replace([source([*items, cramps])])
        for day in range(1, 32):
            update(sqlite, client, [CRAMPS], now=NOW + day * DAY)
        assert all(sqlite.record(item.record.pmid) == item.record for item in items)


def test_a_phrase_lost_in_the_request_for_changes_is_told(sqlite: Store, article: Article) -> None:
    lost = b"<ErrorList><PhraseNotFound>haserratumin</PhraseNotFound></ErrorList></eSearchResult>"

    def fault(request: Request, reply: Reply) -> Reply:
        if "haserratumin" not in request.text("term"):
            return reply
        return replace(reply, body=reply.body.replace(b"</eSearchResult>", lost))

    with serving(article(FIRST, "Cramps")) as (server, client):
        update_topic(sqlite, client, CRAMPS, now=NOW)
        server.fault = fault
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
        assert outcome.warnings == (
            "PubMed left 'haserratumin' out when it was asked for changes: some may be missed.",
        )
        assert sqlite.ledger.unacknowledged("cramps") == ()


def test_more_records_than_a_run_gives_up_do_not_stop_a_topic(
    sqlite: Store, article: Article
) -> None:
    items = [article(FIRST + each, f"Cramps {each}") for each in range(30)]

    def poisoned(most: int) -> faults.Fault:
        bad = {str(FIRST + each) for each in range(most)}

        def fault(request: Request, reply: Reply) -> Reply:
            asked = set(request.text("id").split(","))
            return Reply(b"", 502) if request.endpoint == "efetch" and asked & bad else reply

        return fault

    with serving(*items) as (server, client):
        for most in (8, 14):
            server.fault = poisoned(most)
            outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
            assert (outcome.state, outcome.search.quarantined) == ("partial", most)
            assert outcome.search.stored == 30 - 8
        server.fault = None
        assert update_topic(sqlite, client, CRAMPS, now=NOW).search.stored == 30


def test_a_record_of_two_topics_counts_in_the_one_that_ended_first(
    sqlite: Store, article: Article
) -> None:
    shared = article(FIRST + 500, "Cramps and stenosis", revised="2026-01-01")
    items = [shared, article(FIRST, "Stenosis")]
    with serving(*items) as (server, client):
        update(sqlite, client, [STENOSIS, CRAMPS], now=NOW)
        many = [article(FIRST + 1 + each, f"Cramps {each}") for each in range(2 * BATCH)]
        late = article(FIRST + 500, "Cramps, stenosis", revised="2025-01-01")
        server.replace([source([items[1], late, *many])])
        stenosis, cramps = update(sqlite, client, [STENOSIS, CRAMPS], now=NOW + 31 * DAY)
        assert (stenosis.changed, cramps.changed) == (1, 1)


def test_many_topics_and_a_deleted_record_that_is_listed_again(
    sqlite: Store, article: Article
) -> None:
    """A record that the database holds as deleted and PubMed lists is read, whatever its day."""
    item = article(FIRST, "Cramps and stenosis")
    with serving(item) as (server, client):
        update(sqlite, client, [CRAMPS, STENOSIS], now=NOW)
        server.replace([source([article(FIRST + 1, "Cramps")])])
        for day in range(2):
            update(sqlite, client, [CRAMPS, STENOSIS], now=NOW + day * DAY)
        assert list(sqlite.pmids()) == [FIRST + 1]
        server.replace([source([item])])
        outcome = update(sqlite, client, [STENOSIS], now=NOW)[0]
        assert (outcome.state, outcome.search.stored) == ("complete", 1)
        assert list(sqlite.membership("stenosis")) == [FIRST]
        assert sqlite.record(FIRST) == item.record


def test_a_count_that_differs_from_the_list_is_a_failure(sqlite: Store, article: Article) -> None:
    def fault(request: Request, reply: Reply) -> Reply:
        if request.endpoint != "esearch":
            return reply
        return replace(reply, body=reply.body.replace(b"<Count>1<", b"<Count>2<"))

    with serving(article(FIRST, "Cramps")) as (server, client):
        server.fault = fault
        outcome = update_topic(sqlite, client, CRAMPS, now=NOW)
    assert (outcome.state, outcome.count) == ("failed", None)
