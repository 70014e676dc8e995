"""What must not happen whatever the other side sends: secrets out, entities, bombs, strangers."""

import gzip
import logging
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from evidence.errors import ConfigProblem, ServiceUnavailable
from evidence.pubmed import local_faults as faults
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.trouble import BrokenAnswer, NoConnection, Refused, ServerTrouble, Trouble
from tests.eutils_service import EMAIL, FIRST, KEY, Service, client, found, quick, serving

ENDPOINTS = ("esearch", "efetch")
SECRETS = (KEY, EMAIL, "someone")


def ask(asking: Client, endpoint: str) -> object:
    return asking.search("x").pmids if endpoint == "esearch" else list(asking.fetch([FIRST]))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_key_and_address_go_into_the_body_only(
    endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[tuple[str, str]] = []

    class Recording(Service):
        def _accept(
            self, endpoint: str, params: Mapping[str, str], method: str, address: str
        ) -> Request:
            sent.append((method, address))
            return super()._accept(endpoint, params, method, address)

    caplog.set_level(logging.DEBUG)
    with serving(kind=Recording) as service, client(service) as asking:
        service.fault = faults.rate_limited(key=f"{KEY} of {EMAIL}")
        with pytest.raises(ServiceUnavailable) as raised:
            ask(asking, endpoint)
        error = raised.value
        shown = f"{caplog.text} {error!r} {error} {asking.settings!r} {sent} {service.log}"
    assert set(sent) == {("POST", f"/{endpoint}.fcgi")}
    assert caplog.records
    assert error.__cause__ is None
    for secret in SECRETS:
        assert secret not in shown


def test_key_and_address_do_reach_the_service() -> None:
    """Or the test above would hold of a client that sends neither."""
    forms: list[bytes] = []
    with serving() as service:
        handler = service.server.RequestHandlerClass
        read = handler.do_POST  # type: ignore[attr-defined]

        def recording(self: object) -> None:
            form = self.rfile.peek()  # type: ignore[attr-defined]
            forms.append(form)
            read(self)

        handler.do_POST = recording  # type: ignore[attr-defined]
        try:
            with client(service) as asking:
                asking.search("x")
        finally:
            handler.do_POST = read  # type: ignore[attr-defined]
    assert f"api_key={KEY}".encode() in forms[0]
    assert b"email=someone%2Bx%40clinic.example" in forms[0]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_what_pubmed_says_is_redacted(endpoint: str) -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.stated("eFetchResult", f"Invalid key {KEY} of {EMAIL}")
        with pytest.raises(Refused, match="hidden") as raised:
            ask(asking, endpoint)
    for secret in SECRETS:
        assert secret not in f"{raised.value!r} {raised.value} {raised.value.args}"


LAUGHS = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]>"


def test_a_key_at_the_end_of_what_is_quoted_is_not_shown_in_part() -> None:
    said = "x" * 150 + f" {KEY}"  # messages are cut at 160 characters
    with serving() as service, client(service) as asking:
        service.fault = faults.stated("eSearchResult", f"Invalid {said}")
        with pytest.raises(Trouble) as caught:
            asking.search("cramps")
    assert KEY[:4] not in str(caught.value)


def test_what_pubmed_remarks_on_an_answer_is_redacted() -> None:
    more = (
        f"<QueryTranslation>{KEY}</QueryTranslation>"
        f"<WarningList><OutputMessage>Your key {KEY}</OutputMessage></WarningList>"
    )
    with serving(lambda _: found(FIRST, more=more)) as service, client(service) as asking:
        answer = asking.search("cramps")
    assert answer.output_messages == ("Your key [hidden]",)
    assert KEY not in repr(answer)


def test_a_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(ConfigProblem) as caught:
        Client(quick("https://me:PASSWORD@eutils.example/"))
    assert "PASSWORD" not in str(caught.value)


def test_an_id_that_is_no_pmid_is_a_failure() -> None:
    with (
        serving(lambda _: found(FIRST, 3_000_000_000)) as service,
        client(service) as asking,
        pytest.raises(BrokenAnswer, match="3000000000, which is no PMID"),
    ):
        asking.search("cramps")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    "before",
    [
        LAUGHS,
        "<?xml version='1.0'?>\n" + LAUGHS,
        "<!-- <eSearchResult> <PubmedArticleSet> -->" + LAUGHS,
        "<?x <eSearchResult>?><!-- " + "padding " * 400 + "-->" + LAUGHS,
        "<!-- " + "padding " * 700 + "-->" + LAUGHS,
        "<!DOCTYPE a SYSTEM 'x.dtd' [ ]>",
        "<!DOCTYPE a PUBLIC 'y' 'z' [<!ELEMENT a ANY>]>",
        "<!doctype a [<!entity b 'c'>]>",
        "<!DOCTYPE a\n[<!ENTITY % b SYSTEM 'file:///etc/passwd'> %b;]>",
        "<!ENTITY b 'c'>",
    ],
)
def test_entities_and_internal_subsets_are_refused(endpoint: str, before: str) -> None:
    with serving() as service, client(service) as asking:
        service.fault = lambda _, reply: replace(reply, body=before.encode() + reply.body)
        with pytest.raises(Trouble) as raised:
            ask(asking, endpoint)
        assert isinstance(raised.value, Refused | ServerTrouble)
        assert ("entities" in str(raised.value)) == (len(before) < 4000)
        service.fault = None
        assert ask(asking, endpoint)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_doctype_that_ncbi_sends_is_no_reason_to_refuse(endpoint: str) -> None:
    before = (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE x PUBLIC "-//NLM//DTD x, 1 Jan//EN"'
        ' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n<!-- a [ > -->\n'
    )
    with serving() as service, client(service) as asking:
        service.fault = lambda _, reply: replace(reply, body=before.encode() + reply.body)
        assert ask(asking, endpoint)
        assert len(service.log) == 1


def zipped(body: bytes) -> Reply:
    return Reply(gzip.compress(body, 9), headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("compressed", [False, True])
def test_an_answer_above_the_cap_is_refused(endpoint: str, compressed: bool) -> None:  # noqa: FBT001
    body = b"<eSearchResult>" + b" " * 200_000
    reply = zipped(body) if compressed else Reply(body)
    with serving() as service, client(service, largest=100_000) as asking:
        service.fault = faults.constant(reply)
        with pytest.raises(BrokenAnswer, match="too large"):
            ask(asking, endpoint)
        assert len(service.log) <= 5
    assert Settings().largest == 512 * 2**20


def test_an_answer_that_expands_more_than_a_hundredfold_is_refused() -> None:
    reply = zipped(b"<eSearchResult>" + b" " * (70 * 2**20))
    assert len(reply.body) < 100_000
    with serving() as service, client(service, tries=1) as asking:
        service.fault = faults.constant(reply)
        with pytest.raises(BrokenAnswer, match="too large"):
            asking.search("x")


def test_a_compressed_answer_is_read_and_counted_as_it_came() -> None:
    with serving() as service, client(service) as asking:
        service.fault = lambda _, reply: zipped(b"\n" * 999 + reply.body)
        assert asking.search("x").pmids == (FIRST,)
        assert 50 < asking.bytes < 300


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_service_without_tls_is_not_talked_to(endpoint: str) -> None:
    with serving() as service:
        url = service.server.url.replace("http:", "https:")
        with Client(quick(url)) as asking, pytest.raises(NoConnection, match="secure connection"):
            ask(asking, endpoint)
        assert not service.log


@contextmanager
def secure(folder: Path) -> Iterator[Service]:
    """A service whose certificate is its own word."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed, and it makes the certificate")
    command = (
        f"{program} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
        f" -addext subjectAltName=IP:127.0.0.1 -keyout {folder}/key.pem -out {folder}/cert.pem"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    service = Service()
    service.server.socket = context.wrap_socket(service.server.socket, server_side=True)
    thread = Thread(target=service.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        thread.join()
        service.server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with secure(tmp_path) as service:
        url = service.server.url.replace("http:", "https:")
        for endpoint in ENDPOINTS:
            with Client(quick(url)) as asking, pytest.raises(Refused, match="certificate") as why:
                ask(asking, endpoint)
            assert asking.requests == 1
            assert "SSL_CERT_FILE" in why.value.next_step
            assert why.value.exit_code == 69
        assert not service.log
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        with Client(quick(url)) as asking:
            assert ask(asking, "esearch") == (FIRST,)
