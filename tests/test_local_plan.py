"""Which requests of the local PubMed get a fault, and lists that expire."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from evidence.pubmed import local_faults as faults
from evidence.pubmed import local_faults_data as harm
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.local_http import Reply, Request
from evidence.query.mesh import Mesh
from tests.faulty import FIRST, SOURCE, ask, kept


@pytest.fixture(scope="module")
def serving() -> Iterator[LocalPubMed]:
    with LocalPubMed([SOURCE], mesh=Mesh.shipped()) as server:
        yield server


@pytest.fixture
def server(serving: LocalPubMed) -> Iterator[LocalPubMed]:
    serving.log.clear()
    serving.served.clear()
    yield serving
    serving.fault = None
    serving.history.uses = None


def test_a_sequence_of_faults_at_one_endpoint(server: LocalPubMed) -> None:
    server.fault = faults.sequence(
        faults.page(503), None, faults.rate_limited("2"), endpoint="efetch"
    )
    assert ask(server, "esearch").status == 200
    assert [ask(server).status for _ in range(5)] == [503, 200, 429, 200, 200]
    assert [each.status for each in server.served] == [200, 503, 200, 429, 200, 200]


def test_chance_is_the_same_for_the_same_seed() -> None:
    def statuses(fault: faults.Fault) -> list[int]:
        requests = (Request(number, "efetch", {}, "GET", "/", 0.0) for number in range(200))
        return [fault(request, Reply(b"")).status for request in requests]

    trouble = faults.page(500), faults.page(502)
    first = statuses(faults.sometimes(0.5, *trouble, seed=1))
    assert first == statuses(faults.sometimes(0.5, *trouble, seed=1))
    assert first != statuses(faults.sometimes(0.5, *trouble, seed=2))
    assert set(first) == {200, 500, 502}
    assert 60 < first.count(200) < 140
    assert set(statuses(faults.sometimes(1, *trouble, endpoint="esearch"))) == {200}
    assert set(statuses(faults.sometimes(0, *trouble))) == {200}


def test_a_plan_knows_what_it_changed(server: LocalPubMed) -> None:
    plan = faults.Plan(
        faults.at("efetch", {2}, harm.dropped(FIRST)),
        faults.where(lambda request: request.text("id") == str(FIRST), faults.page(404)),
    )
    server.fault = plan
    statuses = [ask(server).status, ask(server).status, ask(server, id=FIRST).status]
    assert statuses == [200, 200, 404]
    assert plan.fired == [each.number for each in list(server.log)[1:]]
    plan.set()
    assert ask(server, id=FIRST).status == 200
    assert len(plan.fired) == 2


def test_positions_are_counted_once_each_in_parallel(server: LocalPubMed) -> None:
    server.fault = plan = faults.Plan(faults.at("efetch", {5, 17}, faults.page(503)))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: ask(server, id=FIRST).status, range(40)))
    assert sorted(answers) == [200] * 38 + [503] * 2
    assert len(plan.fired) == 2
    assert [each.number for each in server.log] == sorted(each.number for each in server.log)


def test_a_rate_limit_counts_what_it_refuses() -> None:
    fault = faults.limited(3)

    def status(at: float) -> int:
        return fault(Request(1, "esearch", {}, "GET", "/", at), Reply(b"")).status

    times = [0.0, 0.4, 0.5, 0.9, 1.3, 1.6, 2.7, 3.8]
    assert [status(at) for at in times] == [200, 200, 200, 429, 429, 200, 200, 200]


def test_the_busiest_second_is_told(server: LocalPubMed) -> None:
    assert server.busiest() == 0
    for at in (0.0, 0.9, 1.0, 1.1, 5.0, 5.5, 5.9, 5.99):
        server.log.append(Request(1, "esearch", {}, "GET", "/", at))
    assert server.busiest() == 4
    assert server.busiest(0.3) == 3


def test_lists_expire_after_so_many_uses(server: LocalPubMed) -> None:
    server.history.uses = 2
    place = kept(server)
    statuses = [ask(server, id="", retmax=1, **place).status for _ in range(4)]
    assert statuses == [200, 200, 400, 400]
    other = kept(server)
    assert ask(server, id="", **other).status == 200
    assert b"Unable to obtain query #1" in ask(server, id="", **place).data


def test_lists_expire_at_a_position(server: LocalPubMed) -> None:
    place = kept(server)
    server.fault = faults.at("efetch", {2}, faults.evicted(server.history))
    assert ask(server, id="", **place).status == 200
    told = ask(server, id="", **place)
    assert (told.status, b"<ERROR>Unable to obtain query #1</ERROR>" in told.data) == (200, True)
    assert ask(server, id="", **place).status == 400
    assert ask(server).status == 200
