"""Failures by chance, at every place and in any order: all of the records, or an error."""

import random

import pytest

from evidence.pubmed import local_faults as faults
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.trouble import BrokenAnswer, ServerTrouble, Trouble
from tests.eutils_service import FIRST, client, found, plain, pmids_of, serving
from tests.odd_answers import PASSING

PMIDS = list(range(FIRST, FIRST + 30))
QUICK = {name: fault for name, (fault, _) in PASSING.items() if not name.startswith("silence")}


@pytest.mark.parametrize("name", QUICK)
def test_one_failure_anywhere_in_ten_batches_changes_nothing(name: str) -> None:
    with serving() as service, client(service, batch=3) as asking:
        for place in range(1, 11):
            service.log.clear()
            service.fault = faults.at("", {place}, QUICK[name])
            fetching = asking.fetch(PMIDS)
            assert pmids_of(fetching) == PMIDS
            assert fetching.missing == ()
            assert len(service.log) == 11


@pytest.mark.parametrize("seed", range(40))
def test_failures_by_chance_lose_no_record_without_a_word(seed: int) -> None:
    with serving() as service, client(service, batch=3) as asking:
        probability = (0.1, 0.3, 0.5, 0.8)[seed % 4]
        service.fault = faults.sometimes(probability, *QUICK.values(), seed=seed)
        fetching = asking.fetch(PMIDS)
        arrived: list[int] = []
        try:
            for batch in fetching.batches():
                arrived += pmids_of(batch.items)
                assert batch.missing == batch.unfetchable
                assert {*pmids_of(batch.items), *batch.missing} == {*batch.asked}
        except Trouble:
            assert {*arrived, *fetching.missing} < {*PMIDS}
        else:
            assert {*arrived, *fetching.missing} == {*PMIDS}
        assert len(arrived) == len({*arrived})
        assert fetching.missing == fetching.unfetchable
        assert len(service.log) <= 30 * 10


@pytest.mark.parametrize("seed", range(20))
def test_a_large_search_with_failures_by_chance_is_whole_or_an_error(seed: int) -> None:
    pmids = sorted(random.Random(seed).sample(range(1, 40_000_000), 120))

    def answer(request: Request) -> Reply:
        low, high = 1, 10**9
        if "[UID]" in request.text("term"):
            span = request.text("term").rsplit(" ", 1)[1].removesuffix("[UID]")
            low, high = map(int, span.split(":"))
        hits = [pmid for pmid in reversed(pmids) if low <= pmid <= high]
        return found(*hits[:9], count=len(hits))

    with serving(answer) as service, client(service, limit=9) as asking:
        probability = 0.3 if seed % 2 else 0.6
        service.fault = faults.sometimes(probability, *QUICK.values(), seed=seed)
        try:
            found_all = asking.search_all("x")
        except Trouble as trouble:
            assert trouble.exit_code == 69  # noqa: PT017 - either way is right
        else:
            assert sorted(found_all.pmids) == pmids
            assert found_all.count == 120


@pytest.mark.parametrize("endpoint", ["esearch", "efetch"])
def test_an_answer_cut_anywhere_is_never_taken_for_a_whole_one(endpoint: str) -> None:
    whole = plain(Request(1, endpoint, {"id": f"{FIRST},{FIRST + 1}"}, "POST", "/", 0.0)).body
    with serving() as service, client(service, tries=1) as asking:

        def ask() -> list[int]:
            if endpoint == "esearch":
                return list(asking.search("x").pmids)
            return pmids_of(asking.fetch([FIRST, FIRST + 1]))

        for kept in range(len(whole)):
            service.fault = faults.message(whole[:kept].decode())
            with pytest.raises((BrokenAnswer, ServerTrouble)):
                ask()
        service.fault = faults.message(whole.decode())
        assert ask() == [FIRST, FIRST + 1][: 1 + (endpoint == "efetch")]
