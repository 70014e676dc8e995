import gzip
import io
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from evidence.errors import ConfigProblem, ServiceUnavailable
from evidence.pubmed import local_faults as faults
from evidence.pubmed.answers import read_search
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.files import Parsed
from evidence.pubmed.local_http import Reply, Request, Server
from evidence.pubmed.ratelimit import RateLimit
from evidence.pubmed.trouble import (
    BrokenAnswer,
    HistoryLost,
    NoConnection,
    RateLimited,
    Refused,
    ServerTrouble,
    Trouble,
    seconds,
)

DATA = Path(__file__).resolve().parents[1].parent / "shared/data/eutils"
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"recorded answers are not at {DATA}")
KEY = "SECRETKEY123"
EMAIL = "someone+x@clinic.example"
FIRST = 990_000_001


def record(pmid: int, title: str = "Invented") -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>'
        f"<Article><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation>"
        "</PubmedArticle>"
    )


def found(*pmids: int, count: int | None = None, more: str = "") -> Reply:
    ids = "".join(f"<Id>{pmid}</Id>" for pmid in pmids)
    total = len(pmids) if count is None else count
    return Reply(
        f"<eSearchResult><Count>{total}</Count><IdList>{ids}</IdList>{more}</eSearchResult>".encode()
    )


def records(request: Request) -> Reply:
    body = "".join(record(int(pmid)) for pmid in request.text("id").split(","))
    return Reply(f"<PubmedArticleSet>{body}</PubmedArticleSet>".encode())


def plain(request: Request) -> Reply:
    return found(FIRST) if request.endpoint == "esearch" else records(request)


class Service:
    """A scripted E-utilities service."""

    def __init__(self, answer: Callable[[Request], Reply] = plain) -> None:
        self.log: list[Request] = []
        self.headers: list[str] = []
        self.fault: faults.Fault | None = None
        self._answer = answer
        self.server = Server("127.0.0.1", 0, self._accept, self._reply)

    def _accept(
        self, endpoint: str, params: Mapping[str, str], method: str, address: str
    ) -> Request:
        request = Request(len(self.log) + 1, endpoint, params, method, address, time.monotonic())
        self.log.append(request)
        return request

    def _reply(self, request: Request) -> Reply:
        reply = self._answer(request)
        return self.fault(request, reply) if self.fault else reply


@contextmanager
def serving(answer: Callable[[Request], Reply] = plain) -> Iterator[Service]:
    service = Service(answer)
    thread = Thread(target=service.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        thread.join()
        service.server.server_close()


def quick(url: str, **changes: object) -> Settings:
    settings = Settings(base_url=url, email=EMAIL, api_key=KEY, backoff=0.001, read_timeout=0.5)
    return replace(settings, **changes)  # type: ignore[arg-type]


def client(service: Service, **changes: object) -> Client:
    return Client(quick(service.server.url, **changes))


BODIES: dict[str, tuple[faults.Fault, type[Trouble]]] = {
    "429": (faults.rate_limited(key=KEY), RateLimited),
    "429 as 200": (faults.rate_limited(status=200, key=KEY), RateLimited),
    "500": (faults.page(500), ServerTrouble),
    "502": (faults.page(502), ServerTrouble),
    "503 without a body": (faults.message("", 503), ServerTrouble),
    "a page as 200": (faults.page(200), ServerTrouble),
    "nothing": (faults.message(""), ServerTrouble),
    "prolog": (
        faults.message('<?xml version="1.0" ?>\n<!DOCTYPE x PUBLIC "y" "z">\n'),
        ServerTrouble,
    ),
    "trace": (faults.message("Exception: CTxRawClient::readAll EOF"), ServerTrouble),
    "json": (faults.message('{"header":{}}'), ServerTrouble),
    "backend": (
        faults.stated("eSearchResult", "Search Backend failed: Database is not supported: pubmed"),
        ServerTrouble,
    ),
    "short body": (faults.cut(0.7), BrokenAnswer),
    "cut XML": (faults.cut(0.7, declared=False), BrokenAnswer),
    "broken gzip": (
        faults.constant(Reply(b"no gzip", headers={"Content-Encoding": "gzip"})),
        BrokenAnswer,
    ),
    "reset": (faults.reset, NoConnection),
}
DECLINED: dict[str, tuple[faults.Fault, type[Trouble]]] = {
    "400": (faults.message("wrong", 400), Refused),
    "403": (faults.page(403), Refused),
    "redirect": (
        faults.constant(Reply(b"", 302, headers={"Location": "http://127.0.0.1:9/x"})),
        Refused,
    ),
    "dead WebEnv": (
        faults.stated("eFetchResult", "Unable to obtain query #1"),
        HistoryLost,
    ),
    "past the limit": (
        faults.stated(
            "eSearchResult",
            "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998.",
        ),
        Refused,
    ),
    "entities": (
        faults.message('<!DOCTYPE a [<!ENTITY b "c">]><eSearchResult></eSearchResult>'),
        Refused,
    ),
}


@pytest.mark.parametrize("endpoint", ["esearch", "efetch"])
@pytest.mark.parametrize("name", BODIES)
def test_a_passing_failure_is_tried_again_and_then_named(name: str, endpoint: str) -> None:
    fault, kind = BODIES[name]

    def ask(service: Service) -> object:
        with client(service) as asking:
            return (
                asking.search("x").pmids
                if endpoint == "esearch"
                else [item for item in asking.fetch([FIRST])]  # noqa: C416 - an iterable only
            )

    with serving() as service:
        whole = ask(service)
        service.log.clear()
        service.fault = faults.at("", {1, 2, 3, 4}, fault)
        assert ask(service) == whole
        assert len(service.log) == 5
        service.log.clear()
        service.fault = fault
        with pytest.raises(kind) as raised:
            ask(service)
        assert len(service.log) == 5
    assert "\n" not in str(raised.value)
    assert KEY not in str(raised.value)
    assert raised.value.exit_code == 69
    assert raised.value.next_step


@pytest.mark.parametrize("name", DECLINED)
def test_a_refusal_is_not_tried_again(name: str) -> None:
    fault, kind = DECLINED[name]
    with serving() as service, client(service) as asking:
        service.fault = fault
        with pytest.raises(kind):
            asking.search("x")
        assert len(service.log) == 1


def test_no_service_at_all() -> None:
    with serving() as service:
        settings = quick(service.server.url)
    with Client(settings) as asking, pytest.raises(NoConnection, match="accepts no connection"):
        asking.search("x")
    assert asking.requests == 5


def test_a_trickle_ends_at_the_deadline() -> None:
    with serving() as service, client(service, deadline=0.3) as asking:
        service.fault = faults.trickle(0.05)
        with pytest.raises(NoConnection, match="slowly"):
            asking.search("x")


@pytest.mark.parametrize("asked", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT", "999999999999"])
def test_a_pause_longer_than_the_deadline_is_reported_at_once(asked: str) -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.rate_limited(asked)
        with pytest.raises(RateLimited):
            asking.search("x")
        assert len(service.log) == 1


def test_the_pause_that_the_service_asks_for_is_kept() -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.at("", {1}, faults.rate_limited("1"))
        asking.search("x")
        assert service.log[1].time - service.log[0].time >= 1


def test_retry_after() -> None:
    assert seconds("7") == 7
    assert seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0
    assert seconds("soon") is None
    assert seconds("") is None


def test_a_key_that_ncbi_does_not_accept_is_a_matter_of_configuration() -> None:
    with serving() as service, client(service) as asking:
        body = f'{{"error":"API key invalid","api-key":"{KEY}"}}'
        service.fault = faults.message(body, 400)
        with pytest.raises(ConfigProblem, match="NCBI_API_KEY") as raised:
            asking.search("x")
    assert KEY not in str(raised.value)


def test_key_and_address_go_into_the_body_only(caplog: pytest.LogCaptureFixture) -> None:
    bodies: list[bytes] = []

    class Recording(Service):
        def _accept(
            self, endpoint: str, params: Mapping[str, str], method: str, address: str
        ) -> Request:
            assert method == "POST"
            assert "?" not in address
            bodies.append(address.encode())
            return super()._accept(endpoint, params, method, address)

    caplog.set_level(logging.DEBUG)
    service = Recording()
    service.fault = faults.rate_limited(key=KEY)
    thread = Thread(target=service.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        asking = client(service)
        with pytest.raises(ServiceUnavailable) as raised:
            asking.search("x")
        asking.close()
    finally:
        service.server.shutdown()
        thread.join()
        service.server.server_close()
    assert bodies
    shown = caplog.text + repr(raised.value) + repr(asking.settings) + str(bodies)
    assert raised.value.__cause__ is None
    for secret in (KEY, EMAIL, "someone"):
        assert secret not in shown


def test_redaction() -> None:
    settings = Settings(email=EMAIL, api_key=KEY)
    text = settings.redact(f"api_key={KEY}&email=someone%2Bx%40clinic.example {EMAIL}")
    assert text == "api_key=[hidden]&email=[hidden] [hidden]"


@pytest.mark.parametrize(
    "url", ["ftp://x/", "nonsense", "http://example.org/", "https://user:pw@example.org/"]
)
def test_a_base_address_must_be_safe(url: str) -> None:
    with pytest.raises(ConfigProblem):
        Client(Settings(base_url=url))


def test_answers_may_be_compressed() -> None:
    with serving() as service, client(service) as asking:
        service.fault = lambda _, reply: replace(
            reply, body=gzip.compress(reply.body), headers={"Content-Encoding": "gzip"}
        )
        assert asking.search("x").pmids == (FIRST,)


def test_a_page_is_asked_for_by_offset() -> None:
    with serving(lambda _: found(5, 4, count=9)) as service, client(service) as asking:
        assert asking.search("x", retstart=3, retmax=2).pmids == (5, 4)
        assert service.log[0].text("retstart") == "3"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<eSearchResult><IdList/></eSearchResult>"),
        Reply(b"<eSearchResult><Count></Count><IdList/></eSearchResult>"),
        Reply(b"<eSearchResult><Count>many</Count><IdList/></eSearchResult>"),
        Reply(b"<eSearchResult><Count>-1</Count><IdList/></eSearchResult>"),
        found(5, 4, count=3),
        found(5, 4, count=1),
        found(5, 5, count=2),
        found(5, 4, count=12_000),
        Reply(b"<eSearchResult><Count>1</Count><IdList><Id>x</Id></IdList></eSearchResult>"),
        Reply(b"<eSearchResult><Count>1</IdList></eSearchResult>"),
    ],
)
def test_an_answer_at_odds_with_itself_is_never_fewer_records(reply: Reply) -> None:
    with (
        serving(lambda _: reply) as service,
        client(service) as asking,
        pytest.raises(BrokenAnswer),
    ):
        asking.search("x")


def test_a_declined_search_says_what_pubmed_said() -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.stated("eSearchResult", "Invalid db name specified: nothing")
        with pytest.raises(Refused, match="Invalid db name"):
            asking.search("x")


def test_remarks_are_kept() -> None:
    more = (
        "<TranslationSet><Translation><From>a</From><To>b</To></Translation></TranslationSet>"
        "<QueryTranslation>b</QueryTranslation><ErrorList><PhraseNotFound>p</PhraseNotFound>"
        "<FieldNotFound>f</FieldNotFound></ErrorList><WarningList><PhraseIgnored>i"
        "</PhraseIgnored><QuotedPhraseNotFound>q</QuotedPhraseNotFound><OutputMessage>m"
        "</OutputMessage></WarningList>"
    )
    with serving(lambda _: found(7, more=more)) as service, client(service) as asking:
        answer = asking.search("x")
    assert answer.translations == (("a", "b"),)
    assert answer.query_translation == "b"
    assert answer.fields_not_found == ("f",)
    assert [text.split()[-1].strip("'.") for text in answer.warnings][1:] == ["p", "i", "q", "m"]


class Large:
    """A service with PMIDs 1, 4, 7 ... that lists 9,999 of any search, as PubMed does."""

    def __init__(self, size: int, lost: int | None = None) -> None:
        self.pmids = range(1, 3 * size, 3)
        self.lost = lost

    def __call__(self, request: Request) -> Reply:
        term = request.text("term")
        low, high = 1, 10**9
        if "[UID]" in term:
            low, high = map(int, term.rsplit(" ", 1)[1].removesuffix("[UID]").split(":"))
            assert term.startswith("(a OR b) AND ")
        hits = [pmid for pmid in self.pmids if low <= pmid <= high]
        if low > 1 and self.lost in hits:
            hits.remove(self.lost or 0)
        return found(*hits[:9999], count=len(hits))


@pytest.mark.parametrize("size", [9_999, 10_000, 30_001])
def test_every_record_of_a_large_result_is_listed_once(size: int) -> None:
    large = Large(size)
    with serving(large) as service, client(service) as asking:
        answer = asking.search_all("a OR b")
        assert sorted(answer.pmids) == list(large.pmids)
        assert answer.count == size
        assert (len(service.log) == 1) == (size == 9_999)


def test_a_record_lost_between_the_ranges_is_an_error() -> None:
    with (
        serving(Large(12_000, lost=35_998)) as service,
        client(service) as asking,
        pytest.raises(BrokenAnswer, match="12,000 records and listed 11,999"),
    ):
        asking.search_all("a OR b")


def pmids_of(items: Iterator[object]) -> list[int]:
    return [item.record.pmid for item in items if isinstance(item, Parsed)]


def test_9999_records_take_eleven_requests() -> None:
    pmids = range(FIRST, FIRST + 9_999)

    def answer(request: Request) -> Reply:
        return found(*pmids) if request.endpoint == "esearch" else records(request)

    with serving(answer) as service, client(service) as asking:
        listed = asking.search("x").pmids
        assert pmids_of(iter(asking.fetch(listed))) == list(pmids)
        assert asking.requests == len(service.log) == 11


def test_what_was_not_asked_for_twice_or_not_sent_is_told() -> None:
    def answer(request: Request) -> Reply:
        del request
        body = record(3) + record(1) + record(1) + record(9)
        return Reply(f"<PubmedArticleSet>{body}</PubmedArticleSet>".encode())

    with serving(answer) as service, client(service) as asking:
        fetching = asking.fetch([1, 2, 3, 3])
        assert pmids_of(iter(fetching)) == [3, 1]
        assert fetching.missing == (2,)
        assert fetching.extra == (9,)
        assert fetching.duplicates == (1,)
        assert service.log[0].text("id") == "1,2,3"


def test_pmids_that_do_not_exist_are_missing() -> None:
    with serving() as service, client(service) as asking:
        error = "ID list is empty! Possibly it has no correct IDs."
        service.fault = faults.stated("eFetchResult", error, 400)
        fetching = asking.fetch([1])
        assert list(fetching) == []
        assert fetching.missing == (1,)
        service.fault = faults.message("<PubmedArticleSet></PubmedArticleSet>")
        fetching = asking.fetch([1])
        assert list(fetching) == []
        assert fetching.missing == (1,)


def test_one_record_that_cannot_be_had_costs_only_itself() -> None:
    pmids = list(range(FIRST, FIRST + 40))
    poison = pmids[17]

    def answer(request: Request) -> Reply:
        if str(poison) in request.text("id").split(","):
            return Reply(b"", 502)
        return records(request)

    with serving(answer) as service, client(service) as asking:
        fetching = asking.fetch(pmids)
        assert pmids_of(iter(fetching)) == [pmid for pmid in pmids if pmid != poison]
        assert fetching.missing == fetching.unfetchable == (poison,)


def test_batches_that_are_too_large_are_halved() -> None:
    pmids = list(range(FIRST, FIRST + 1000))

    def answer(request: Request) -> Reply:
        reply = records(request)
        return reply if request.text("id").count(",") < 300 else replace(reply, sent=1000)

    with serving(answer) as service, client(service) as asking:
        fetching = asking.fetch(pmids)
        assert pmids_of(iter(fetching)) == pmids
        assert fetching.missing == ()


def test_a_service_that_is_down_is_not_asked_a_thousand_times() -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.at("", set(range(2, 99)), faults.page(503))
        with pytest.raises(ServerTrouble):
            list(asking.fetch(range(FIRST, FIRST + 1500)))
        assert len(service.log) == 1 + 5


TAKE = """
import sys
from pathlib import Path
from evidence.pubmed.ratelimit import RateLimit
limit = RateLimit(0.05, Path(sys.argv[1]))
for _ in range(6):
    assert limit.wait(30)
"""


def test_processes_share_the_rate_limit(tmp_path: Path) -> None:
    # The file's next free slot says how many were given out, whatever the machine's speed.
    path = tmp_path / "x" / "eutils.slot"
    began = time.time()
    command = [sys.executable, "-c", TAKE, str(path)]
    root = Path(__file__).resolve().parents[1]
    workers = [subprocess.Popen(command, cwd=root) for _ in range(3)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    assert float(path.read_text()) - began >= 18 * 0.05


def test_a_slot_file_from_another_clock_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "eutils.slot"
    for text in ("99999999999.0", "-5", "nonsense", ""):
        path.write_text(text)
        assert RateLimit(0.01, path).wait(1)


def test_a_queue_longer_than_the_deadline_is_refused_and_gives_its_slot_back(
    tmp_path: Path,
) -> None:
    limit = RateLimit(60.0, tmp_path / "eutils.slot")
    assert limit.wait(1)
    before = (tmp_path / "eutils.slot").read_text()
    assert not limit.wait(1)
    assert (tmp_path / "eutils.slot").read_text() == before


def test_the_spacing_follows_the_key_and_the_host(tmp_path: Path) -> None:
    def spacing(**changes: object) -> float:
        with Client(replace(Settings(cache=tmp_path), **changes)) as asking:  # type: ignore[arg-type]
            return asking._transport._limit.spacing  # noqa: SLF001 - no other way to see it

    assert spacing() >= 0.37
    assert spacing(api_key=KEY) >= 0.11
    assert spacing(base_url="http://127.0.0.1:1/") == 0
    assert spacing(base_url="http://127.0.0.1:1/", spacing=0.2) == 0.2


@real
def test_recorded_searches() -> None:
    count_only = 0
    for path in sorted((DATA / "esearch").iterdir()):
        raw = path.read_bytes()
        if b"eSearchResult" not in raw[:600] or b"<ERROR>" in raw:
            continue
        if b"<IdList" not in raw:
            assert read_search(io.BytesIO(raw), 0, 0).count > 0
            count_only += 1
            continue
        start = int(raw.split(b"<RetStart>")[1].split(b"<")[0])
        listed = int(raw.split(b"<RetMax>")[1].split(b"<")[0])
        answer = read_search(io.BytesIO(raw), start, listed)
        assert len(answer.pmids) == raw.count(b"<Id>"), path.name
    assert count_only >= 4


@real
@pytest.mark.parametrize(
    ("name", "count", "field", "texts"),
    [
        ("biopython+biopython__Tests__Entrez__esearch8.xml", 0, "phrases_not_found", ("abcXYZ",)),
        (
            "biopython+biopython__Tests__Entrez__esearch8.xml",
            0,
            "output_messages",
            ("No items found.",),
        ),
        (
            "Klortho+Eutils-JSON__samples__esearch.error.xml",
            5163,
            "phrases_not_found",
            ("fleegle[MeSH Terms]",),
        ),
    ],
)
def test_recorded_remarks(name: str, count: int, field: str, texts: tuple[str, ...]) -> None:
    with (DATA / "esearch" / name).open("rb") as file:
        answer = read_search(file, 0, 20)
    assert answer.count == count
    assert getattr(answer, field) == texts


@real
@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("esearch_retstart_9999_rawnewline.json", 200, Refused),
        ("rate_limit_429_ip.json", 429, RateLimited),
        ("rate_limit_429_ip.json", 200, RateLimited),
        ("rate_limit_documented_NBK25497.json", 200, RateLimited),
    ],
)
def test_quoted_errors(name: str, status: int, kind: type[Trouble]) -> None:
    body = (DATA / "errors_quoted" / name).read_bytes()
    with serving() as service, client(service) as asking:
        service.fault = faults.constant(Reply(body, status))
        with pytest.raises(kind):
            asking.search("x")


@real
@pytest.mark.parametrize(
    ("name", "status"),
    [("efetch_200_unknown_pmid_emptyset.xml", 200), ("efetch_400_idlist_empty.xml", 400)],
)
def test_quoted_empty_fetches(name: str, status: int) -> None:
    body = (DATA / "errors_quoted" / name).read_bytes()
    with serving() as service, client(service) as asking:
        service.fault = faults.constant(Reply(body, status))
        fetching = asking.fetch([999_999_999])
        assert list(fetching) == []
        assert fetching.missing == (999_999_999,)
