"""How many records are asked for at once, after failures and after successes."""

from dataclasses import replace

import pytest

from evidence.pubmed.fetching import Fetching
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.pace import Pace
from tests.eutils_service import FIRST, client, ids, pmids_of, records, serving


@pytest.mark.parametrize(("most", "requests"), [(600, 22), (300, 45), (30, 700)])
def test_batches_that_are_too_large_are_halved_and_stay_small(most: int, requests: int) -> None:
    pmids = list(range(FIRST, FIRST + 5000))

    def answer(request: Request) -> Reply:
        reply = records(request)
        return reply if len(ids(request)) <= most else replace(reply, sent=1000)

    with serving(answer) as service, client(service) as asking:
        fetching = asking.fetch(pmids)
        assert [pmid for batch in fetching.batches() for pmid in pmids_of(batch.items)] == pmids
        assert fetching.missing == ()
        assert len(service.log) <= requests


def test_the_pace_outlives_a_fetch_and_recovers() -> None:
    pmids = list(range(FIRST, FIRST + 1000))
    with serving() as service, client(service, batch=400) as asking:
        service.fault = lambda request, reply: (
            reply if len(ids(request)) <= 200 else Reply(b"", 504)
        )
        list(asking.fetch(pmids[:400]))
        service.fault = None
        service.log.clear()
        list(asking.fetch(pmids * 2))
        assert [len(ids(request)) for request in service.log] == [200] * 5
        list(asking.fetch(pmids))
        assert [len(ids(request)) for request in service.log[5:]] == [200, 400, 400]


def test_one_bad_record_does_not_slow_the_rest() -> None:
    pace = Pace(1000)
    pmids = range(FIRST, FIRST + 3000)
    with serving() as service, client(service) as asking:
        service.fault = lambda request, reply: (
            Reply(b"", 502) if pmids[500] in ids(request) else reply
        )
        fetching = Fetching(asking._transport, pmids, pace=pace)  # noqa: SLF001 - to see the pace
        assert len(pmids_of(iter(fetching))) == 2999
        assert pace.size == 1000


def test_the_pace() -> None:
    pace = Pace(1000)
    pace.too_large(500)
    sizes = []
    for _ in range(8):
        pace.succeeded(pace.size)
        sizes.append(pace.size)
    assert sizes == [500] * 5 + [1000] * 3
    pace.too_large(3)
    assert pace.size == 100
    pace.succeeded(7)  # the rest of a list says nothing of full batches
    assert pace.size == 100
    assert Pace(0).size == 1
