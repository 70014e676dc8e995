"""Every way in which NCBI or the way to it has failed, each for esearch and efetch.

A passing failure is tried again within five requests and then the answer is the right one;
one that lasts ends as an error of its kind with exit code 69. Never as fewer records.
"""

import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from evidence.errors import ConfigProblem
from evidence.pubmed import local_faults as faults
from evidence.pubmed import transport
from evidence.pubmed.eutils import Client
from evidence.pubmed.files import Parsed, Rejected
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.trouble import (
    BrokenAnswer,
    NoConnection,
    Refused,
    ServerTrouble,
    Trouble,
)
from tests.eutils_service import EMAIL, FIRST, KEY, quick, record
from tests.odd_answers import LASTING, PASSING

ENDPOINTS = ("esearch", "efetch")
PMIDS = (FIRST + 2, FIRST + 1, FIRST)
SOURCE = "".join(record(pmid, "Invented cr&#xE4;mps") for pmid in PMIDS)


@pytest.fixture(scope="module")
def service() -> Iterator[LocalPubMed]:
    with LocalPubMed([f"<PubmedArticleSet>{SOURCE}</PubmedArticleSet>".encode()]) as local:
        yield local


@pytest.fixture(autouse=True)
def no_fault(service: LocalPubMed) -> Iterator[None]:
    service.fault = None
    service.log.clear()
    yield
    service.fault = None


def ask(service: LocalPubMed, endpoint: str, **changes: object) -> list[int]:
    """The PMIDs that a new client is given."""
    with Client(quick(service.url, **{"read_timeout": 0.15, **changes})) as asking:
        if endpoint == "esearch":
            return list(asking.search("invented").pmids)
        items = list(asking.fetch(PMIDS))
        return [item.record.pmid for item in items if isinstance(item, Parsed)]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", PASSING)
def test_a_passing_failure_is_tried_again(service: LocalPubMed, name: str, endpoint: str) -> None:
    service.fault = faults.at("", {1}, PASSING[name][0])
    assert ask(service, endpoint) == list(PMIDS)
    assert len(service.log) == 2


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", PASSING)
def test_a_failure_that_lasts_is_named_after_five_requests_at_most(
    service: LocalPubMed, name: str, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.fault, kind = PASSING[name]
    with pytest.raises(Trouble) as raised:
        ask(service, endpoint)
    assert type(raised.value) is kind
    assert 4 <= len(service.log) <= 5
    tell(service, raised.value, caplog.text)
    service.fault = None
    assert ask(service, endpoint) == list(PMIDS)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", LASTING)
def test_a_refusal_is_not_tried_again(
    service: LocalPubMed, name: str, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.fault = faults.at("", {1}, LASTING[name][0])
    with pytest.raises(Trouble) as raised:
        ask(service, endpoint)
    assert type(raised.value) is LASTING[name][1]
    assert len(service.log) == 1
    tell(service, raised.value, caplog.text)
    assert ask(service, endpoint) == list(PMIDS)


def tell(service: LocalPubMed, error: Trouble, logged: str) -> None:
    """What an error must be: one line, a way on, exit code 69, and nothing secret anywhere."""
    assert error.exit_code == 69
    assert error.next_step
    assert "\n" not in str(error)
    assert error.__cause__ is None
    shown = f"{error!s} {error!r} {error.args} {error.what} {error.next_step} {logged}"
    shown += " ".join(request.address for request in service.log)
    for secret in (KEY, EMAIL, "someone"):
        assert secret not in shown


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_key_that_ncbi_does_not_accept_is_a_matter_of_configuration(
    service: LocalPubMed, endpoint: str
) -> None:
    service.fault = faults.message(f'{{"error":"API key invalid","api-key":"{KEY}"}}', 400)
    with pytest.raises(ConfigProblem, match="NCBI_API_KEY") as raised:
        ask(service, endpoint)
    assert raised.value.exit_code == 4
    assert KEY not in repr(raised.value)
    assert len(service.log) == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("count", ["", "many", "-1", "1e3", "12345678901", None])
def test_a_count_that_is_none_is_never_zero(
    service: LocalPubMed, endpoint: str, count: str | None
) -> None:
    element = "" if count is None else f"<Count>{count}</Count>"
    service.fault = faults.message(f"<eSearchResult>{element}<IdList/></eSearchResult>")
    with pytest.raises(BrokenAnswer if endpoint == "esearch" else ServerTrouble):
        ask(service, endpoint)
    assert len(service.log) <= 5


def test_nothing_found_is_zero_and_said(service: LocalPubMed) -> None:
    with Client(quick(service.url)) as asking:
        answer = asking.search("xyzzyx")
    assert (answer.count, answer.pmids) == (0, ())
    assert "No items found." in answer.output_messages
    assert len(service.log) == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_trickle_ends_at_the_deadline(service: LocalPubMed, endpoint: str) -> None:
    service.fault = faults.trickle(0.02)
    with pytest.raises(NoConnection, match="slowly"):
        ask(service, endpoint, deadline=0.3)
    assert len(service.log) <= 2


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_answer_in_drops_is_whole(service: LocalPubMed, endpoint: str) -> None:
    service.fault = faults.trickle(0.0001)
    assert ask(service, endpoint) == list(PMIDS)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_refused_connection(service: LocalPubMed, endpoint: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NoConnection, match="accepts no connection") as raised:
        ask(service, endpoint, base_url=f"http://127.0.0.1:{port}/")
    assert raised.value.exit_code == 69


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_unknown_host(service: LocalPubMed, endpoint: str) -> None:
    with pytest.raises(NoConnection, match="was not found") as raised:
        ask(service, endpoint, base_url="https://no-such-host.invalid/", spacing=0.0)
    assert raised.value.exit_code == 69


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_pause_that_the_service_asks_for_is_kept(
    service: LocalPubMed, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    clock = SimpleNamespace(sleep=pauses.append, monotonic=time.monotonic)
    monkeypatch.setattr(transport, "time", clock)
    service.fault = faults.at("", {1}, faults.rate_limited("7"))
    assert ask(service, endpoint) == list(PMIDS)
    assert pauses == [7.0]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(service: LocalPubMed, endpoint: str, status: int) -> None:
    with LocalPubMed([b"<PubmedArticleSet></PubmedArticleSet>"]) as other:
        service.fault = faults.redirect(other.url + endpoint + ".fcgi", status)
        with pytest.raises(Refused, match="redirect"):
            ask(service, endpoint)
        assert (len(service.log), other.requests) == (1, 0)


@pytest.mark.parametrize("first", [0, 4, 8, 12, 16, 20, 24, 28])
def test_four_different_faults_in_a_row_lose_nothing(service: LocalPubMed, first: int) -> None:
    row = [PASSING[name][0] for name in sorted(PASSING)[first : first + 4]]
    service.fault = faults.sequence(*row)
    assert ask(service, "esearch") == list(PMIDS)
    assert len(service.log) == 5


def test_a_gap_within_an_answer_is_accounted_for(service: LocalPubMed) -> None:
    service.fault = lambda _, reply: replace(reply, body=reply.body[:300] + reply.body[-60:])
    with Client(quick(service.url)) as asking:
        (batch,) = asking.fetch(PMIDS).batches()
        unreadable = {item.pmid for item in batch.items if isinstance(item, Rejected)}
        assert unreadable | set(batch.missing) == set(PMIDS)
        with pytest.raises(BrokenAnswer, match="well-formed"):
            asking.search("invented")
