"""Every PMID asked for is accounted for, whatever comes, within a bounded number of requests."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pubmed import local_faults as faults
from evidence.pubmed.eutils import Batch
from evidence.pubmed.fetching import Fetching
from evidence.pubmed.files import Parsed, Rejected
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.trouble import BrokenAnswer, RateLimited, ServerTrouble
from tests.eutils_service import (
    FIRST,
    KEY,
    Service,
    client,
    found,
    ids,
    pmids_of,
    record,
    records,
    serving,
)


def answered(body: str) -> Reply:
    return Reply(f"<PubmedArticleSet>{body}</PubmedArticleSet>".encode())


def poisoned(*poison: int, instead: Reply | None = None) -> faults.Fault:
    """Whatever is asked for together with one of these fails."""

    def fault(request: Request, reply: Reply) -> Reply:
        return (instead or Reply(b"", 502)) if {*poison} & {*ids(request)} else reply

    return fault


def all_of(fetching: Fetching) -> list[Batch]:
    """The batches, with what holds of any of them checked."""
    batches = list(fetching.batches())
    for batch in batches:
        given_out = [
            item.record.pmid if isinstance(item, Parsed) else item.pmid for item in batch.items
        ]
        known = [pmid for pmid in given_out if pmid is not None]
        assert len(known) == len(set(known))
        assert set(known) <= set(batch.asked)
        assert set(batch.missing) == set(batch.asked) - set(known)
        assert set(batch.unfetchable) <= set(batch.missing)
        assert set(batch.duplicates) <= set(known) | set(batch.extra)
        assert not set(batch.extra) & set(batch.asked)
    for name in ("missing", "unfetchable"):
        together = tuple(pmid for batch in batches for pmid in getattr(batch, name))
        assert getattr(fetching, name) == together
    return batches


def test_9999_records_take_eleven_requests() -> None:
    pmids = range(FIRST, FIRST + 9_999)

    def answer(request: Request) -> Reply:
        return found(*pmids) if request.endpoint == "esearch" else records(request)

    with serving(answer) as service, client(service) as asking:
        batches = all_of(asking.fetch(asking.search("x").pmids))
        assert [len(batch.asked) for batch in batches] == [1000] * 9 + [999]
        assert [pmid for batch in batches for pmid in pmids_of(batch.items)] == list(pmids)
        assert asking.requests == len(service.log) == 11


def test_each_batch_accounts_for_itself_before_the_next_is_asked_for() -> None:
    with serving() as service, client(service, batch=2) as asking:
        fetching = asking.fetch([3, 1, 2])
        batches = fetching.batches()
        first = next(batches)
        assert (first.asked, pmids_of(first.items), first.missing) == ((3, 1), [3, 1], ())
        assert len(service.log) == 1
        service.fault = lambda *_: answered(record(1))
        second = next(batches)
        assert second == Batch((2,), missing=(2,), extra=(1,))
        assert next(batches, None) is None
        assert (fetching.missing, fetching.extra) == ((2,), (1,))


def test_what_was_not_asked_for_twice_or_not_sent_is_told() -> None:
    body = record(3) + record(1) + record(1) + record(9)
    with serving(lambda _: answered(body)) as service, client(service) as asking:
        fetching = asking.fetch([1, 2, 3, 3])
        assert pmids_of(iter(fetching)) == [3, 1]
        assert fetching.missing == (2,)
        assert fetching.extra == (9,)
        assert fetching.duplicates == (1,)
        assert fetching.reasons == {}
        assert service.log[0].text("id") == "1,2,3"


def test_of_a_record_sent_twice_the_newer_or_readable_one_is_given_out() -> None:
    newer = record(1, "Newer").replace('Version="1"', 'Version="2"')
    broken = record(2).replace("<Article>", "<Article")
    body = record(1) + newer + broken + record(2) + record(3) + broken.replace(">2<", ">3<")
    with serving(lambda _: answered(body)) as service, client(service) as asking:
        (batch,) = all_of(asking.fetch([1, 2, 3]))
    assert [item.record.version for item in batch.items if isinstance(item, Parsed)] == [2, 1, 1]
    assert batch.duplicates == (1, 2, 3)


def test_books_count_and_a_record_without_a_pmid_is_handed_on() -> None:
    book = (
        '<PubmedBookArticle><BookDocument><PMID Version="1">5</PMID><Book><BookTitle>Invented'
        "</BookTitle></Book><ArticleTitle>Invented</ArticleTitle></BookDocument>"
        "</PubmedBookArticle>"
    )
    nameless = record(6).replace(">6<", ">six<")
    with serving(lambda _: answered(book + nameless)) as service, client(service) as asking:
        (batch,) = all_of(asking.fetch([5, 6]))
    assert pmids_of(batch.items) == [5]
    assert [item.pmid for item in batch.items if isinstance(item, Rejected)] == [None]
    assert batch.missing == (6,)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(
            b"<eFetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR>"
            b"</eFetchResult>",
            400,
        ),
        Reply(b"<PubmedArticleSet></PubmedArticleSet>"),
        Reply(b"<PubmedArticleSet/>"),
        Reply(
            b"<PubmedArticleSet><ErrorList><CannotRetrievePMID>1</CannotRetrievePMID></ErrorList>"
            b"</PubmedArticleSet>"
        ),
    ],
)
def test_pmids_that_do_not_exist_are_missing(reply: Reply) -> None:
    with serving(lambda _: reply) as service, client(service) as asking:
        assert all_of(asking.fetch([1])) == [Batch((1,), missing=(1,))]
        assert len(service.log) == 1


@given(
    sent=st.lists(st.integers(1, 12), max_size=16),
    asked=st.lists(st.integers(1, 9), min_size=1, max_size=9),
    size=st.integers(1, 5),
)
def test_any_answer_is_accounted_for(
    scripted: Service, sent: list[int], asked: list[int], size: int
) -> None:
    scripted.fault = lambda *_: answered("".join(map(record, sent)))
    with client(scripted, batch=size) as asking:
        batches = all_of(asking.fetch(asked))
    assert [pmid for batch in batches for pmid in batch.asked] == list(dict.fromkeys(asked))
    for batch in batches:
        assert set(pmids_of(batch.items)) == {*sent} & {*batch.asked}
        assert set(batch.extra) == {*sent} - {*batch.asked}
        assert set(batch.duplicates) == {p for p in batch.asked if sent.count(p) > 1}


@pytest.fixture(scope="module")
def scripted() -> Iterator[Service]:
    with serving() as service:
        yield service


@pytest.mark.parametrize(
    "instead",
    [
        Reply(b"", 502),
        Reply(b"<PubmedArticleSet><PubmedArticle>"),
        Reply(b"", reset=True),
        Reply(f"<eFetchResult><ERROR>broke {KEY}</ERROR></eFetchResult>".encode()),
    ],
)
@pytest.mark.parametrize("place", [0, 17, 39])
def test_one_record_that_cannot_be_had_costs_only_itself(place: int, instead: Reply) -> None:
    pmids = list(range(FIRST, FIRST + 40))
    with serving() as service, client(service) as asking:
        service.fault = poisoned(pmids[place], instead=instead)
        fetching = asking.fetch(pmids)
        batches = all_of(fetching)
        rest = [pmid for pmid in pmids if pmid != pmids[place]]
        assert [pmid for batch in batches for pmid in pmids_of(batch.items)] == rest
        assert fetching.missing == fetching.unfetchable == (pmids[place],)
        (reason,) = fetching.reasons.values()
        assert reason.startswith("PubMed") or "connection" in reason
        assert KEY not in reason
        assert len(service.log) <= 25  # 3 tries, 6 halvings, each with a good and a bad half


@pytest.mark.parametrize("size", [1, 2, 7])
def test_where_every_record_asked_for_is_bad_pubmed_is_still_up(size: int) -> None:
    pmids = tuple(range(FIRST, FIRST + size))
    with serving() as service, client(service) as asking:
        service.fault = poisoned(*pmids)
        fetching = asking.fetch(pmids)
        assert pmids_of(iter(fetching)) == []
        assert fetching.unfetchable == pmids


def test_more_than_ten_such_records_are_an_error() -> None:
    pmids = range(FIRST, FIRST + 64)
    with serving() as service, client(service) as asking:
        service.fault = poisoned(*pmids[::5])
        batches: list[Batch] = []
        with pytest.raises(ServerTrouble):
            batches.extend(asking.fetch(pmids).batches())
        assert len(service.log) <= 200


def test_a_service_that_goes_down_meanwhile_makes_no_record_a_bad_one() -> None:
    pmids = range(FIRST, FIRST + 64)
    with serving() as service, client(service) as asking:
        service.fault = faults.at("", {1, 2, 3, *range(6, 999)}, faults.page(503))
        batches = asking.fetch(pmids).batches()
        kept: list[Batch] = []
        with pytest.raises(ServerTrouble):
            kept.extend(iter(lambda: next(batches), None))
        assert [(len(batch.asked), dict(batch.reasons)) for batch in kept] == [(32, {})]
        assert len(service.log) <= 25


def test_a_service_that_is_down_is_not_asked_a_thousand_times() -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.at("", set(range(2, 99)), faults.page(503))
        with pytest.raises(ServerTrouble):
            list(asking.fetch(range(FIRST, FIRST + 1500)))
        assert len(service.log) == 1 + 4


def test_a_rate_limit_is_no_reason_to_halve() -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.rate_limited()
        with pytest.raises(RateLimited):
            list(asking.fetch(range(FIRST, FIRST + 50)))
        assert len(service.log) == 5
        assert {len(ids(request)) for request in service.log} == {50}


def test_an_answer_with_something_else_within_is_broken() -> None:
    body = "<PubmedArticleSet><!-- x -->" + record(1) + "<!ENTITY a 'b'></PubmedArticleSet>"
    with serving(lambda _: Reply(body.encode())) as service, client(service) as asking:
        with pytest.raises(BrokenAnswer):
            list(asking.fetch([1]))
        assert len(service.log) == 5
