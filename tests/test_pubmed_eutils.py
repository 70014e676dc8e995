import io
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.errors import ConfigProblem
from evidence.pubmed import local_faults as faults
from evidence.pubmed.answers import read_search
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.local_http import Reply
from evidence.pubmed.trouble import BrokenAnswer, RateLimited, Refused, Trouble, seconds
from tests.eutils_service import EMAIL, KEY, client, found, serving

DATA = Path(__file__).resolve().parents[1].parent / "shared/data/eutils"
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"recorded answers are not at {DATA}")


def test_retry_after() -> None:
    assert seconds("7") == 7
    assert seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0
    assert seconds("soon") is None
    assert seconds("") is None


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


def test_what_was_sent_and_received_is_counted() -> None:
    reply = found(5, 4)
    with serving(lambda _: reply) as service, client(service) as asking:
        assert (asking.requests, asking.bytes) == (0, 0)
        asking.search("x")
        assert (asking.requests, asking.bytes) == (1, len(reply.body))
        service.fault = faults.at("", {1}, faults.message("no", 503))
        asking.search("x")
        assert (asking.requests, asking.bytes) == (3, 2 * len(reply.body) + 2)


@pytest.mark.parametrize("tries", [1, 2])
def test_a_caller_may_spend_fewer_tries(tries: int) -> None:
    with serving() as service, client(service) as asking:
        service.fault = faults.page(503)
        for ask in (asking.search, asking.search_all):
            service.log.clear()
            with pytest.raises(Trouble):
                ask("x", tries=tries)
            assert len(service.log) == tries
        service.log.clear()
        with pytest.raises(Trouble):
            list(asking.fetch([1, 2, 3], tries=tries))
        assert len(service.log) == 2  # a second request tells whether it is those records


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
