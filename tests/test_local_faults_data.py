"""Answers of the local PubMed that are not what was asked for, and what our client says to them."""

from collections.abc import Iterator

import pytest

from evidence.errors import ConfigProblem
from evidence.pubmed import local_faults as faults
from evidence.pubmed import local_faults_data as harm
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.trouble import Trouble
from evidence.query.mesh import Mesh
from tests.faulty import COUNT, FIRST, PMIDS, SOURCE, WORD, ask, found, pmids, record


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


def test_records_dropped_doubled_added_and_shuffled(server: LocalPubMed) -> None:
    server.fault = harm.dropped(FIRST + 2, FIRST + 9)
    assert pmids(ask(server)) == [pmid for pmid in PMIDS if pmid not in {FIRST + 2, FIRST + 9}]
    server.fault = harm.dropped(*PMIDS)
    assert pmids(ask(server)) == []
    server.fault = harm.unretrievable(FIRST + 2)
    told = ask(server)
    assert FIRST + 2 not in pmids(told)
    assert b"<ErrorList><CannotRetrievePMID>990000003</CannotRetrievePMID></ErrorList>" in told.data
    server.fault = harm.doubled(FIRST + 1)
    assert sorted(pmids(ask(server))) == sorted([*PMIDS, FIRST + 1])
    server.fault = harm.added(record(FIRST + 500))
    assert pmids(ask(server)) == [FIRST + 500, *PMIDS]
    server.fault = harm.shuffled(3)
    assert sorted(pmids(ask(server))) == list(PMIDS)
    assert pmids(ask(server)) != list(PMIDS)


def test_a_poisoned_record_fails_every_batch_with_it(server: LocalPubMed) -> None:
    server.fault = harm.poisoned(FIRST + 3, status=502)
    assert ask(server).status == 502
    assert ask(server, id=FIRST + 3).status == 502
    assert ask(server, id=f"{FIRST + 2},{FIRST + 4}").status == 200
    assert ask(server, "esearch").status == 200


def test_a_record_with_another_number_another_text_or_half_of_it(server: LocalPubMed) -> None:
    server.fault = harm.misnumbered(FIRST, "12x4")
    assert b'<PMID Version="1">12x4</PMID>' in ask(server).data
    assert pmids(ask(server)) == list(PMIDS[1:])
    server.fault = harm.truncated(FIRST + 4)
    answer = ask(server).data
    assert answer.count(b"<PubmedArticle>") == COUNT
    assert answer.count(b"</PubmedArticle>") == COUNT - 1
    server.fault = harm.altered(FIRST, b"invented", b"reworded")
    assert ask(server).data.count(b"reworded") == 1


def test_a_count_that_changes_and_a_list_that_is_short(server: LocalPubMed) -> None:
    server.fault = harm.recounted(3)
    answer = ask(server, "esearch")
    assert b"<Count>13</Count>" in answer.data
    assert len(found(answer)) == COUNT
    server.fault = harm.unlisted(FIRST, FIRST + 1)
    answer = ask(server, "esearch")
    assert b"<Count>10</Count>" in answer.data
    assert sorted(found(answer)) == list(PMIDS[2:])
    assert pmids(ask(server)) == list(PMIDS)


@pytest.mark.parametrize("name", list(faults.in_the_wild()))
@pytest.mark.parametrize("endpoint", ["esearch", "efetch"])
def test_no_answer_from_the_wild_is_read_as_nothing_found(
    server: LocalPubMed, name: str, endpoint: str
) -> None:
    server.fault = faults.at(endpoint, range(1, 99), faults.in_the_wild()[name])
    settings = Settings(base_url=server.url, tries=2, backoff=0.001)
    with Client(settings) as client, pytest.raises((Trouble, ConfigProblem)):
        _ = client.search(WORD), list(client.fetch(PMIDS))


def test_our_client_accounts_for_every_record_that_is_not_as_asked(server: LocalPubMed) -> None:
    server.fault = faults.Plan(
        harm.unretrievable(FIRST + 2), harm.doubled(FIRST), harm.added(record(5)), harm.shuffled()
    )
    with Client(Settings(base_url=server.url)) as client:
        fetching = client.fetch(PMIDS)
        assert len(list(fetching)) == COUNT - 1
    assert (fetching.missing, fetching.duplicates, fetching.extra) == ((FIRST + 2,), (FIRST,), (5,))
