"""Results that are larger than what PubMed lists: every PMID, once, in few requests."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pubmed.answers import HIGHEST_PMID, LIMIT, SearchAnswer
from evidence.pubmed.eutils import Client
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.slicing import every_pmid
from evidence.pubmed.trouble import BrokenAnswer
from tests.eutils_service import FIRST, client, found, quick, record, serving

LISTINGS = ("newest", "oldest", "mixed")
spread = st.integers(1, HIGHEST_PMID)
dense = st.integers(1, 60).map(lambda start: start) | st.integers(41_000_000, 41_000_060)
ends = st.integers(1, 30) | st.integers(HIGHEST_PMID - 30, HIGHEST_PMID)
sparse = st.integers(0, 29).map(lambda power: 2**power)
pmid_sets = st.one_of(
    *(st.sets(each, max_size=80) for each in (spread, dense, ends, sparse)),
    st.sets(spread | dense | ends | sparse, max_size=80),
)


class Answerer:
    """Answers searches within ranges of PMIDs, and lists `limit` of what it finds."""

    def __init__(
        self, pmids: Sequence[int] | set[int], limit: int, listing: str = "newest"
    ) -> None:
        self.pmids = sorted(pmids)
        self.limit = limit
        self.listing = listing
        self.requests = 0
        self.lost = 0

    def __call__(self, low: int, high: int) -> SearchAnswer:
        self.requests += 1
        hits = self.pmids[bisect_left(self.pmids, low) : bisect_right(self.pmids, high)]
        if self.requests > 1 and self.lost in hits:
            hits.remove(self.lost)
        order = {
            "newest": hits[::-1],
            "oldest": hits,
            "mixed": sorted(hits, key=lambda pmid: pmid * 2_654_435_761 % 2**32),
        }
        return SearchAnswer(len(hits), tuple(order[self.listing][: self.limit]))

    def every(self) -> list[int]:
        return list(every_pmid(self, self(1, HIGHEST_PMID), self.limit))


@given(pmids=pmid_sets, limit=st.integers(1, 9), listing=st.sampled_from(LISTINGS))
def test_the_ranges_hold_every_pmid_and_no_other(pmids: set[int], limit: int, listing: str) -> None:
    assert Answerer(pmids, limit, listing).every() == sorted(pmids)


@given(
    pmids=pmid_sets.filter(lambda pmids: len(pmids) > 9),
    limit=st.integers(1, 9),
    listing=st.sampled_from(LISTINGS),
    which=st.integers(0),
)
def test_one_pmid_lost_in_a_range_is_an_error(
    pmids: set[int], limit: int, listing: str, which: int
) -> None:
    answerer = Answerer(pmids, limit, listing)
    lost = answerer.pmids[which % len(pmids)]
    whole = answerer(1, HIGHEST_PMID)
    answerer.lost = lost
    try:
        every = set(every_pmid(answerer, whole, limit))
    except BrokenAnswer:
        return
    # Its range was never asked for: the first answer had listed all of that.
    assert every == pmids
    assert lost in whole.pmids


@pytest.mark.parametrize("size", [10_000, 12_345, 15_000, 19_998])
@pytest.mark.parametrize("listing", LISTINGS)
def test_up_to_twice_the_limit_takes_three_requests(size: int, listing: str) -> None:
    step = 41_000_000 // size
    answerer = Answerer(range(step, 41_000_001, step)[:size], LIMIT, listing)
    assert len(answerer.every()) == size
    # PubMed lists the newest; were it to change that, it would cost requests and no record.
    assert answerer.requests <= (3 if listing == "newest" else 30)


def test_a_few_records_out_of_order_cost_one_request_more() -> None:
    """PubMed's newest are not quite those with the highest PMIDs."""
    answerer = Answerer(range(2_000, 41_000_000, 2_400), LIMIT)
    late = answerer.pmids[100:110]
    first = answerer(1, HIGHEST_PMID)
    shown = SearchAnswer(first.count, (*late, *first.pmids[: -len(late)]))
    assert list(every_pmid(answerer, shown, LIMIT)) == answerer.pmids
    assert answerer.requests <= 3


@pytest.mark.parametrize("size", [25_000, 100_000])
def test_many_records_take_about_as_many_requests_as_they_need_lists(size: int) -> None:
    answerer = Answerer(range(1, 41_000_000, 41_000_000 // size), LIMIT)
    assert answerer.every() == answerer.pmids
    assert answerer.requests <= 2 + 1.2 * size / LIMIT


def test_pmids_above_all_listed_are_found() -> None:
    answerer = Answerer({*range(1, 101), HIGHEST_PMID}, 60, "oldest")
    assert answerer.every() == answerer.pmids


def test_more_records_that_come_meanwhile_are_taken() -> None:
    answerer = Answerer(range(1, 31), 7)
    first = answerer(1, HIGHEST_PMID)
    answerer.pmids.append(31)
    every = every_pmid(answerer, first, 7)
    assert {*range(1, 31)} <= set(every) <= {*range(1, 32)}


def test_fewer_than_were_counted_is_an_error() -> None:
    answerer = Answerer(range(1, 31), 7)
    first = answerer(1, HIGHEST_PMID)
    answerer.pmids.remove(3)
    with pytest.raises(BrokenAnswer, match="counted 30 records and listed 29"):
        every_pmid(answerer, first, 7)


def test_a_service_that_ignores_the_range_is_found_out() -> None:
    whole = Answerer(range(1, 31), 7)
    with pytest.raises(BrokenAnswer, match="listed others"):
        every_pmid(lambda *_: whole(1, HIGHEST_PMID), whole(1, HIGHEST_PMID), 7)


def test_one_pmid_cannot_be_many_records() -> None:
    def ask(low: int, high: int) -> SearchAnswer:
        return SearchAnswer(50 if low <= 3 <= high else 0, ())

    with pytest.raises(BrokenAnswer, match="50 records with PMID 3"):
        every_pmid(ask, ask(1, HIGHEST_PMID), 7)


def test_a_search_with_an_unknown_field_is_not_divided() -> None:
    more = "<ErrorList><FieldNotFound>nosuch</FieldNotFound></ErrorList>"
    wider = found(*range(1, 8), count=50, more=more)
    with serving(lambda _: wider) as service, client(service, limit=7) as asking:
        assert asking.search_all("x[nosuch]").count == 50
        assert len(service.log) == 1


@pytest.fixture(scope="module")
def large() -> Iterator[LocalPubMed]:
    body = "".join(record(pmid) for pmid in range(FIRST, FIRST + 3 * 10_500, 3))
    with LocalPubMed([f"<PubmedArticleSet>{body}</PubmedArticleSet>".encode()]) as local:
        yield local


@pytest.mark.parametrize(("query", "requests"), [("invented", 3), ("xyzzyx OR invented", 3)])
def test_over_http(large: LocalPubMed, query: str, requests: int) -> None:
    large.log.clear()
    with Client(quick(large.url)) as asking:
        answer = asking.search_all(query)
    assert answer.pmids == tuple(range(FIRST + 3 * 10_499, FIRST - 1, -3))
    assert answer.count == 10_500
    assert answer.query_translation
    assert len(large.log) <= requests
    assert all(f"({query}) AND " in request.text("term") for request in list(large.log)[1:])
