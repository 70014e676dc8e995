import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import urllib3

from evidence.errors import UsageProblem
from evidence.pubmed import local_faults as faults
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.files import Parsed, read_file
from evidence.pubmed.local import LocalPubMed
from evidence.query.mesh import Mesh

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
TOPIC = DATA / "topic/records.xml.gz"
POOL = DATA / "pubmed/pool.xml.gz"
FIRST = 990_000_001


def article(pmid: int, title: str, *, year: int = 2020, added: str = "2020/5/1") -> str:
    day = dict(zip(("Year", "Month", "Day"), added.split("/"), strict=True))
    parts = "".join(f"<{name}>{value}</{name}>" for name, value in day.items())
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>'
        f"<DateRevised>{parts}</DateRevised><Article><Journal><JournalIssue><PubDate><Year>{year}"
        f"</Year></PubDate></JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle>"
        "</Article></MedlineCitation><PubmedData><History>"
        f'<PubMedPubDate PubStatus="pubmed">{parts}</PubMedPubDate>'
        f'<PubMedPubDate PubStatus="entrez">{parts}</PubMedPubDate>'
        "</History></PubmedData></PubmedArticle>"
    )


def book(pmid: int, title: str) -> str:
    return (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{pmid}</PMID><Book><BookTitle>'
        f"{title}</BookTitle></Book><ArticleTitle>{title}</ArticleTitle></BookDocument>"
        "</PubmedBookArticle>"
    )


def source(*blocks: str) -> bytes:
    body = "\n".join(blocks)
    return f'<?xml version="1.0"?>\n<PubmedArticleSet>\n{body}\n</PubmedArticleSet>'.encode()


SAMPLE = source(
    article(FIRST, "Leg cramps at night", year=2019, added="2019/5/1"),
    article(FIRST + 1, "Magnesium for leg cramps", year=2022, added="2021/6/2"),
    article(FIRST + 2, "Spinal stenosis &amp; <i>walking</i>", year=2021, added="2022/7/3"),
    book(FIRST + 3, "A book on stenosis"),
)


@pytest.fixture(scope="module")
def sample() -> Iterator[LocalPubMed]:
    with LocalPubMed([SAMPLE], mesh=Mesh.shipped()) as server:
        yield server


@pytest.fixture(scope="module")
def many() -> Iterator[LocalPubMed]:
    blocks = (article(FIRST + number, f"Study {number}") for number in range(10_050))
    with LocalPubMed([source(*blocks)]) as server:
        yield server


def ask(server: LocalPubMed, endpoint: str, **params: object) -> urllib3.BaseHTTPResponse:
    fields = {name: str(value) for name, value in params.items()}
    with urllib3.PoolManager() as pool:
        return pool.request(
            "POST", f"{server.url}{endpoint}.fcgi", fields=fields, encode_multipart=False
        )


def search(server: LocalPubMed, term: str, **params: object) -> ET.Element:
    answer = ask(server, "esearch", db="pubmed", term=term, **params)
    assert answer.status == 200
    return tree(answer.data)


def tree(text: bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - of our own server


def ids(answer: ET.Element) -> list[int]:
    return [int(each.text or "") for each in answer.findall("IdList/Id")]


def texts(answer: ET.Element, path: str) -> list[str]:
    return [each.text or "" for each in answer.findall(path)]


def test_a_search_is_answered_newest_first(sample: LocalPubMed) -> None:
    assert ids(search(sample, "leg cramps")) == [FIRST + 1, FIRST]
    assert ids(search(sample, "stenosis[ti]")) == [FIRST + 2, FIRST + 3]
    assert ids(search(sample, "cramps OR walking")) == [FIRST + 2, FIRST + 1, FIRST]
    by_publication = search(sample, "cramps OR walking", sort="pub_date")
    assert ids(by_publication) == [FIRST + 1, FIRST + 2, FIRST]


def test_pages_and_counts(sample: LocalPubMed) -> None:
    answer = search(sample, "cramps OR stenosis", retstart=1, retmax=2)
    assert answer.findtext("Count") == "4"
    assert answer.findtext("RetStart") == "1"
    assert len(ids(answer)) == 2
    counted = search(sample, "cramps", rettype="count")
    assert [each.tag for each in counted] == ["Count"]
    assert counted.findtext("Count") == "2"


def test_twenty_are_listed_where_no_number_is_given(many: LocalPubMed) -> None:
    assert len(ids(search(many, "study"))) == 20


def test_nothing_found(sample: LocalPubMed) -> None:
    answer = search(sample, "zebrafish")
    assert answer.findtext("Count") == "0"
    assert answer.findtext("WarningList/OutputMessage") == "No items found."


def test_an_unknown_field_widens_the_search(sample: LocalPubMed) -> None:
    answer = search(sample, "cramps[NoSuchField]")
    assert answer.findtext("Count") == "2"
    assert answer.findtext("ErrorList/FieldNotFound") == "NoSuchField"


def test_every_unknown_field_is_named_once_and_only_real_fields_narrow(
    sample: LocalPubMed,
) -> None:
    answer = search(sample, "cramps[foo] OR (walking[foo:noexp] NOT stenosis[Bar])")
    assert texts(answer, "ErrorList/FieldNotFound") == ["foo", "Bar"]
    assert ids(answer) == [FIRST + 1, FIRST]
    assert texts(search(sample, '"[no tag]" OR cramps[ti]'), "ErrorList/FieldNotFound") == []


def test_the_translation_set_names_the_words_that_were_mapped(sample: LocalPubMed) -> None:
    answer = search(sample, "leg cramps magnesium OR walking[ti]")
    pairs = dict(
        zip(
            texts(answer, "TranslationSet/Translation/From"),
            texts(answer, "TranslationSet/Translation/To"),
            strict=True,
        )
    )
    assert any('"muscle cramp"[MeSH Terms] OR ' in target for target in pairs.values())
    assert all(source in "leg cramps magnesium" for source in pairs)
    assert not any(target.startswith("(") and target.endswith("))") for target in pairs.values())
    for term in ('"leg cramps"', "cramps[ti]", "cramp*", "xq9", "990000001"):
        assert texts(search(sample, term), "TranslationSet/Translation/From") == [], term


def test_terms_that_no_record_holds_are_told(sample: LocalPubMed) -> None:
    untagged = search(sample, "(cramps OR zebrafish quagga) NOT (2019 AND cramp*)")
    assert texts(untagged, "ErrorList/PhraseNotFound") == ["zebrafish", "quagga"]
    quoted = search(sample, 'cramps OR "cramps leg"')
    assert texts(quoted, "WarningList/QuotedPhraseNotFound") == ['"cramps leg"']
    assert texts(quoted, "ErrorList/PhraseNotFound") == []
    tagged = search(sample, 'zebrafish[mesh:noexp] AND "by day"[tiab]')
    assert texts(tagged, "ErrorList/PhraseNotFound") == ["zebrafish[MeSH Terms:noexp]"]
    assert texts(tagged, "WarningList/QuotedPhraseNotFound") == ['"by day"[Title/Abstract]']
    # A few files are not PubMed: where something was found, a tagged term says nothing.
    assert texts(search(sample, "zebrafish[ti] OR cramps"), "ErrorList/PhraseNotFound") == []


def test_earlier_searches_by_their_number(sample: LocalPubMed) -> None:
    first = search(sample, "cramps", usehistory="y")
    place = {"usehistory": "y", "WebEnv": first.findtext("WebEnv")}
    assert search(sample, "magnesium", **place).findtext("QueryKey") == "2"
    assert search(sample, "zebrafish", **place).findtext("QueryKey") == "3"
    assert ids(search(sample, "#1 NOT #2", **place)) == [FIRST]
    assert ids(search(sample, "walking OR #2 OR #3", **place)) == [FIRST + 2, FIRST + 1]
    assert ids(search(sample, "#3", **place)) == []
    assert search(sample, "#9", **place).findtext("ERROR") == "Unable to obtain query #9"
    assert search(sample, "#1").findtext("ERROR") == "Unable to obtain query #1"


def test_remarks_in_json(sample: LocalPubMed) -> None:
    term = 'cramps[foo] OR xq9 OR "cramps leg"'
    answer = json.loads(ask(sample, "esearch", term=term, retmode="json").data)["esearchresult"]
    assert answer["errorlist"] == {"phrasesnotfound": ["xq9"], "fieldsnotfound": ["foo"]}
    assert answer["warninglist"]["quotedphrasesnotfound"] == ['"cramps leg"']
    (pair,) = answer["translationset"]
    assert pair["from"] == "cramps"


def test_our_reader_reads_what_is_sent(sample: LocalPubMed) -> None:
    with Client(Settings(base_url=sample.url)) as client:
        answer = client.search_all('spinal stenosis OR xq9 OR "cramps leg"')
    assert answer.phrases_not_found == ("xq9",)
    assert answer.quoted_phrases_not_found == ('"cramps leg"',)
    (pair,) = answer.translations
    assert pair[0] == "spinal stenosis"
    assert '"spinal stenosis"[MeSH Terms]' in pair[1]


def test_a_field_for_the_whole_term(sample: LocalPubMed) -> None:
    assert ids(search(sample, "cramps", field="title")) == [FIRST + 1, FIRST]
    assert ids(search(sample, "cramps", field="au")) == []


def test_dates(sample: LocalPubMed) -> None:
    between = search(sample, "cramps", mindate="2021", maxdate="2021/06", datetype="edat")
    assert ids(between) == [FIRST + 1]
    assert ids(search(sample, "cramps", mindate="2019", maxdate="2019", datetype="pdat")) == [FIRST]
    assert ids(search(sample, "cramps", reldate=5, datetype="edat")) == []
    wrong = search(sample, "cramps", mindate="soon", maxdate="2021")
    assert "Invalid date" in (wrong.findtext("ERROR") or "")


def test_recent_days() -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    added = f"{yesterday.year}/{yesterday.month}/{yesterday.day}"
    with LocalPubMed([source(article(FIRST, "Cramps", added=added))]) as server:
        assert ids(search(server, "cramps", reldate=5, datetype="edat")) == [FIRST]


def test_uid_ranges(sample: LocalPubMed) -> None:
    term = f"(cramps OR stenosis) AND {FIRST + 1}:{FIRST + 2}[UID]"
    assert sorted(ids(search(sample, term))) == [FIRST + 1, FIRST + 2]


def test_errors_in_words(sample: LocalPubMed) -> None:
    assert "Empty term" in (search(sample, "").findtext("ERROR") or "")
    answer = ask(sample, "esearch", db="protein", term="x")
    assert b"<ERROR>Invalid db name specified: protein</ERROR>" in answer.data


def test_the_limit_of_9999(many: LocalPubMed) -> None:
    clamped = search(many, "study", retmax=20_000)
    assert clamped.findtext("Count") == "10050"
    assert len(ids(clamped)) == 9_999
    assert clamped.findtext("WarningList/OutputMessage") == (
        "Restrictions achieved. start and count adjusted to 0, 9999"
    )
    edge = search(many, "study", retstart=9_998, retmax=500)
    assert len(ids(edge)) == 1
    past = search(many, "study", retstart=9_999)
    assert "'retstart' cannot be larger than 9998" in (past.findtext("ERROR") or "")


def test_json_as_ncbi_sends_it(many: LocalPubMed) -> None:
    answer = json.loads(ask(many, "esearch", term="study", retmode="json", retmax=2).data)
    result = answer["esearchresult"]
    assert result["count"] == "10050"
    assert result["idlist"] == [str(FIRST + 10_049), str(FIRST + 10_048)]
    failed = ask(many, "esearch", term="study", retmode="json", retstart=9_999)
    assert failed.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(failed.data)
    assert "retstart" in json.loads(failed.data, strict=False)["esearchresult"]["ERROR"]


@pytest.mark.skipif(not DATA.is_dir(), reason=f"recorded answers are not at {DATA}")
def test_the_error_past_the_limit_is_the_recorded_one(many: LocalPubMed) -> None:
    recorded = DATA / "eutils/errors_quoted/esearch_retstart_9999_rawnewline.json"
    failed = ask(many, "esearch", term="study", retmode="json", retstart=9_999)
    assert failed.data.strip() == recorded.read_bytes().strip()


def test_history(sample: LocalPubMed) -> None:
    answer = search(sample, "cramps", usehistory="y")
    place = {"WebEnv": answer.findtext("WebEnv"), "query_key": answer.findtext("QueryKey")}
    fetched = ask(sample, "efetch", retmode="xml", retmax=1, retstart=1, **place)
    assert f'<PMID Version="1">{FIRST}</PMID>'.encode() in fetched.data
    assert fetched.data.count(b"<PubmedArticle>") == 1
    assert ids(search(sample, "magnesium", **place)) == [FIRST + 1]
    beyond = ask(sample, "efetch", retmode="xml", retstart=2, **place)
    assert beyond.status == 400
    assert b"OUT OF RANGE" in beyond.data
    sample.history.forget()
    gone = ask(sample, "efetch", retmode="xml", **place)
    assert b"<ERROR>Unable to obtain query #1</ERROR>" in gone.data


def test_history_does_not_lift_the_limit(many: LocalPubMed) -> None:
    answer = search(many, "study", usehistory="y")
    place = {"WebEnv": answer.findtext("WebEnv"), "query_key": answer.findtext("QueryKey")}
    window = ask(many, "efetch", rettype="uilist", retstart=9_500, retmax=500, **place)
    assert window.data.count(b"\n") == 499
    past = ask(many, "efetch", retmode="xml", retstart=9_999, **place)
    assert past.status == 400
    assert b"cannot be larger than 9998" in past.data


def test_efetch_sends_the_very_bytes_of_the_source(sample: LocalPubMed) -> None:
    asked = f"{FIRST + 3},{FIRST + 2},123,{FIRST + 2}"
    answer = ask(sample, "efetch", db="pubmed", retmode="xml", id=asked)
    assert answer.data.startswith(b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet')
    title = b"Spinal stenosis &amp; <i>walking</i>"
    assert answer.data.count(title) == 1
    assert answer.data.index(b"<PubmedBookArticle>") < answer.data.index(title)
    for block in re.findall(rb"<Pubmed(?:Book)?Article>.*?</Pubmed(?:Book)?Article>", SAMPLE):
        if title in block:
            assert block in answer.data
    tree(answer.data)


def test_efetch_of_nothing(sample: LocalPubMed) -> None:
    unknown = ask(sample, "efetch", retmode="xml", id="999999999")
    assert unknown.status == 200
    assert len(tree(unknown.data)) == 0
    empty = ask(sample, "efetch", retmode="xml", id="abc")
    assert empty.status == 400
    assert b"ID list is empty" in empty.data
    other = ask(sample, "efetch", retmode="text", rettype="abstract", id=FIRST)
    assert other.status == 400


def test_uilist(sample: LocalPubMed) -> None:
    answer = ask(sample, "efetch", rettype="uilist", retmode="text", id=f"5,{FIRST}")
    assert answer.data.decode() == f"{FIRST}\n"


def test_epost(sample: LocalPubMed) -> None:
    posted = tree(ask(sample, "epost", db="pubmed", id=f"{FIRST},{FIRST + 3},x").data)
    assert "invalid value" in (posted.findtext("ERROR") or "")
    place = {"WebEnv": posted.findtext("WebEnv"), "query_key": posted.findtext("QueryKey")}
    assert ask(sample, "efetch", rettype="uilist", **place).data.count(b"\n") == 2
    nothing = tree(ask(sample, "epost", db="pubmed", id="").data)
    assert nothing.findtext("ERROR") == "Empty ID list; Nothing to store"


def test_esummary(sample: LocalPubMed) -> None:
    answer = json.loads(ask(sample, "esummary", id=f"{FIRST},77", retmode="json").data)
    assert answer["result"]["uids"] == [str(FIRST), "77"]
    assert answer["result"][str(FIRST)]["title"] == "Leg cramps at night"
    assert answer["result"]["77"]["error"] == "cannot get document summary"
    old = tree(ask(sample, "esummary", id=FIRST).data)
    assert old.findtext("DocSum/Id") == str(FIRST)
    newer = tree(ask(sample, "esummary", id=f"{FIRST},77", version="2.0").data)
    (first, unknown) = newer.findall("DocumentSummarySet/DocumentSummary")
    assert (first.get("uid"), first.findtext("Title")) == (str(FIRST), "Leg cramps at night")
    assert unknown.findtext("error") == "cannot get document summary"
    too_many = ask(sample, "esummary", id=",".join(map(str, range(1, 502))), retmode="json")
    assert "Too many UIDs" in json.loads(too_many.data)["error"]


def test_einfo(sample: LocalPubMed) -> None:
    assert tree(ask(sample, "einfo", db="pubmed").data).findtext("DbInfo/Count") == "4"
    assert b"<DbName>pubmed</DbName>" in ask(sample, "einfo").data
    assert b"Can not retrieve" in ask(sample, "einfo", db="x").data


def test_the_log_has_no_secrets(sample: LocalPubMed) -> None:
    before = sample.requests
    ask(sample, "esearch", term="x", api_key="SECRETKEY123", email="a@b.example", tool="t")
    assert sample.requests == before + 1
    entry = sample.log[-1]
    assert entry.endpoint == "esearch"
    assert entry.params == {"term": "x", "tool": "t"}
    assert "SECRETKEY123" not in repr(sample.log)


def test_get_and_repeated_ids(sample: LocalPubMed) -> None:
    with urllib3.PoolManager() as pool:
        address = f"{sample.url}efetch.fcgi?rettype=uilist&id={FIRST}&id={FIRST + 1}"
        assert pool.request("GET", address).data.decode() == f"{FIRST}\n{FIRST + 1}\n"
        assert pool.request("GET", f"{sample.url}nothing").status == 404


def test_later_sources_replace_and_delete() -> None:
    changes = source(
        article(FIRST, "Leg cramps by day"),
        f'<DeleteCitation><PMID Version="1">{FIRST + 1}</PMID></DeleteCitation>',
    )
    with LocalPubMed([SAMPLE]) as server:
        assert server.count == 4
        server.replace([SAMPLE, changes])
        assert server.count == 3
        assert ids(search(server, "cramps")) == [FIRST]
        assert ids(search(server, "night")) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::", ""])  # noqa: S104
def test_only_this_machine_is_served(host: str) -> None:
    with pytest.raises(UsageProblem, match="this machine only"):
        LocalPubMed([SAMPLE], host=host)


def test_a_port_in_use_is_said_so(sample: LocalPubMed) -> None:
    port = int(sample.url.rsplit(":", 1)[1].strip("/"))
    with pytest.raises(UsageProblem, match=f"Port {port}"):
        LocalPubMed([SAMPLE], port=port)


def test_medline_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.nbib"
    path.write_text("PMID- 990000001\nTI  - Invented\n\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match="MEDLINE"):
        LocalPubMed([path])


def test_faults_are_served_to_the_requests_chosen(sample: LocalPubMed) -> None:
    sample.fault = faults.at("einfo", {2}, faults.rate_limited("3"))
    try:
        assert ask(sample, "einfo").status == 200
        assert ask(sample, "esearch", term="x").status == 200
        limited = ask(sample, "einfo")
        assert limited.status == 429
        assert limited.headers["Retry-After"] == "3"
        assert ask(sample, "einfo").status == 200
    finally:
        sample.fault = None


def test_our_client_reads_more_than_9999(many: LocalPubMed) -> None:
    with Client(Settings(base_url=many.url)) as client:
        answer = client.search_all("study")
        assert sorted(answer.pmids) == list(range(FIRST, FIRST + 10_050))
        fetched = list(client.fetch(answer.pmids))
        assert len(fetched) == 10_050


@pytest.mark.skipif(not TOPIC.is_file(), reason=f"real records are not at {TOPIC}")
@pytest.mark.parametrize("path", [TOPIC, POOL])
def test_real_records_come_back_equal(path: Path) -> None:
    there = {item.record.pmid: item for item in read_file(path) if isinstance(item, Parsed)}
    with LocalPubMed([path]) as server, Client(Settings(base_url=server.url)) as client:
        assert server.count == len(there)
        fetching = client.fetch(there)
        back = {item.record.pmid: item for item in fetching if isinstance(item, Parsed)}
    assert fetching.missing == fetching.extra == ()
    assert back.keys() == there.keys()
    for pmid, item in back.items():
        assert item.record.sha256 == there[pmid].record.sha256
        assert item.raw == there[pmid].raw
