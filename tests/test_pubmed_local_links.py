"""The kept lists, links and books of the local PubMed; the records are invented."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import urllib3

from evidence.pubmed.local import LocalPubMed
from evidence.query.mesh import Mesh

FIRST = 990_000_001
REVIEW, TRIAL, NOTICE, OLD, BOOK, OUTSIDE = range(FIRST, FIRST + 6)


def article(pmid: int, title: str, *, cites: tuple[int, ...] = (), corrections: str = "") -> str:
    references = "".join(
        f"<Reference><Citation>Invented.</Citation><ArticleIdList>"
        f'<ArticleId IdType="doi">10.5555/{each}</ArticleId>'
        f'<ArticleId IdType="pubmed">{each}</ArticleId></ArticleIdList></Reference>'
        for each in cites
    )
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal>'
        f"<JournalIssue/></Journal><ArticleTitle>{title}</ArticleTitle></Article>"
        f"<CommentsCorrectionsList>{corrections}</CommentsCorrectionsList></MedlineCitation>"
        f"<PubmedData><ReferenceList>{references}</ReferenceList></PubmedData></PubmedArticle>"
    )


def correction(kind: str, pmid: int) -> str:
    return (
        f'<CommentsCorrections RefType="{kind}"><RefSource>Invented J. 2021</RefSource>'
        f"<PMID>{pmid}</PMID></CommentsCorrections>"
    )


SOURCE = (
    "<PubmedArticleSet>"
    + article(REVIEW, "A review of cramps", cites=(TRIAL, OUTSIDE, TRIAL))
    + article(TRIAL, "A trial in cramps", corrections=correction("RetractionIn", NOTICE))
    + article(NOTICE, "Retraction: a trial in cramps", cites=(TRIAL,))
    + article(OLD, "An old study of cramps", corrections=correction("Cites", TRIAL))
    + f'<PubmedBookArticle><BookDocument><PMID Version="1">{BOOK}</PMID><Book><BookTitle>'
    "Cramps</BookTitle></Book><ArticleTitle>A chapter on cramps</ArticleTitle></BookDocument>"
    "</PubmedBookArticle></PubmedArticleSet>"
).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[LocalPubMed]:
    with LocalPubMed([SOURCE], mesh=Mesh.shipped()) as running:
        yield running


def ask(server: LocalPubMed, endpoint: str, query: str) -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager() as pool:
        return pool.request("GET", f"{server.url}{endpoint}.fcgi?{query}")


def tree(server: LocalPubMed, endpoint: str, query: str) -> ET.Element:
    answer = ask(server, endpoint, query)
    assert answer.status == 200, answer.data
    return ET.fromstring(answer.data)  # noqa: S314 - of our own server


def links(server: LocalPubMed, query: str) -> list[tuple[list[int], dict[str, list[int]]]]:
    """Of each LinkSet, its ids, and by link name the PMIDs linked to."""
    sets = tree(server, "elink", f"dbfrom=pubmed&db=pubmed&{query}").findall("LinkSet")
    return [
        (
            numbers(each, "IdList/Id"),
            {
                found.findtext("LinkName", ""): numbers(found, "Link/Id")
                for found in each.findall("LinkSetDb")
            },
        )
        for each in sets
    ]


def numbers(element: ET.Element, path: str) -> list[int]:
    return [int(each.text or "") for each in element.findall(path)]


def place(answer: ET.Element) -> str:
    return f"WebEnv={answer.findtext('WebEnv')}&query_key={answer.findtext('QueryKey')}"


def test_references_of_a_record(server: LocalPubMed) -> None:
    refs = "pubmed_pubmed_refs"
    assert links(server, f"linkname={refs}&id={REVIEW}") == [([REVIEW], {refs: [TRIAL, OUTSIDE]})]
    assert links(server, f"linkname={refs}&id={OLD}") == [([OLD], {refs: [TRIAL]})]
    assert links(server, f"linkname={refs}&id={TRIAL}") == [([TRIAL], {})]


def test_records_that_cite_one_even_one_that_is_not_served(server: LocalPubMed) -> None:
    cited = "pubmed_pubmed_citedin"
    assert links(server, f"linkname={cited}&id={TRIAL}") == [
        ([TRIAL], {cited: [REVIEW, NOTICE, OLD]})
    ]
    assert links(server, f"linkname={cited}&id={OUTSIDE}") == [([OUTSIDE], {cited: [REVIEW]})]


def test_a_retraction_ties_both_ways(server: LocalPubMed) -> None:
    for pmid, other in ((TRIAL, NOTICE), (NOTICE, TRIAL)):
        assert links(server, f"linkname=pubmed_pubmed&id={pmid}&cmd=neighbor") == [
            ([pmid], {"pubmed_pubmed": [pmid, other]})
        ]


def test_repeated_ids_have_a_set_each_and_joined_ids_share_one(server: LocalPubMed) -> None:
    query = "linkname=pubmed_pubmed_refs&"
    apart = links(server, f"{query}id={REVIEW}&id={NOTICE}")
    assert [ids for ids, _ in apart] == [[REVIEW], [NOTICE]]
    assert [found["pubmed_pubmed_refs"] for _, found in apart] == [[TRIAL, OUTSIDE], [TRIAL]]
    assert links(server, f"{query}id={NOTICE},{REVIEW}") == [
        ([NOTICE, REVIEW], {"pubmed_pubmed_refs": [TRIAL, OUTSIDE]})
    ]


def test_without_a_name_all_links_are_given(server: LocalPubMed) -> None:
    ((_, found),) = links(server, f"id={TRIAL}")
    assert list(found) == ["pubmed_pubmed", "pubmed_pubmed_citedin"]


def test_an_unknown_name_or_record_has_an_empty_set(server: LocalPubMed) -> None:
    assert links(server, f"linkname=pubmed_gene&id={TRIAL}") == [([TRIAL], {})]
    assert links(server, "id=990099999") == [([990099999], {})]


def test_links_of_a_kept_list(server: LocalPubMed) -> None:
    where = place(tree(server, "epost", f"db=pubmed&id={REVIEW},{OLD}"))
    assert links(server, f"linkname=pubmed_pubmed_refs&{where}") == [
        ([REVIEW, OLD], {"pubmed_pubmed_refs": [TRIAL, OUTSIDE]})
    ]


def test_links_in_json(server: LocalPubMed) -> None:
    answer = ask(
        server, "elink", f"retmode=json&linkname=pubmed_pubmed_refs&id={REVIEW}&id={TRIAL}"
    )
    assert json.loads(answer.data) == {
        "header": {"type": "elink", "version": "0.3"},
        "linksets": [
            {
                "dbfrom": "pubmed",
                "ids": [str(REVIEW)],
                "linksetdbs": [
                    {
                        "dbto": "pubmed",
                        "linkname": "pubmed_pubmed_refs",
                        "links": [str(TRIAL), str(OUTSIDE)],
                    }
                ],
            },
            {"dbfrom": "pubmed", "ids": [str(TRIAL)]},
        ],
    }


def test_the_xml_is_in_the_form_of_ncbi(server: LocalPubMed) -> None:
    answer = ask(server, "elink", f"linkname=pubmed_pubmed_refs&id={NOTICE}")
    assert answer.data.decode() == (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        '<!DOCTYPE eLinkResult PUBLIC "-//NLM//DTD elink 20101123//EN"'
        ' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20101123/elink.dtd">\n'
        "<eLinkResult>\n\n  <LinkSet>\n    <DbFrom>pubmed</DbFrom>\n    <IdList>\n"
        f"      <Id>{NOTICE}</Id>\n    </IdList>\n    <LinkSetDb>\n      <DbTo>pubmed</DbTo>\n"
        "      <LinkName>pubmed_pubmed_refs</LinkName>\n      <Link>\n"
        f"        <Id>{TRIAL}</Id>\n      </Link>\n    </LinkSetDb>\n  </LinkSet>\n"
        "</eLinkResult>\n"
    )


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("id=", "Empty id list - nothing todo"),
        ("id=abc", "Empty id list - nothing todo"),
        ("dbfrom=gene&id=5", "Invalid db name specified: gene"),
        ("cmd=acheck&id=5", "The local PubMed has no cmd=acheck"),
        ("WebEnv=MCID_x&query_key=1", "Unable to obtain query #1"),
    ],
)
def test_what_elink_declines(server: LocalPubMed, query: str, error: str) -> None:
    assert tree(server, "elink", query).findtext("ERROR") == error


def test_epost_takes_10_000_ids_and_pages_of_a_kept_list(server: LocalPubMed) -> None:
    def post(count: int) -> urllib3.BaseHTTPResponse:
        fields: Mapping[str, str] = {"id": ",".join(map(str, range(FIRST, FIRST + count)))}
        with urllib3.PoolManager() as pool:
            return pool.request(
                "POST", f"{server.url}epost.fcgi", fields=fields, encode_multipart=False
            )

    assert post(10_001).status == 400
    where = place(ET.fromstring(post(10_000).data))  # noqa: S314 - of our own server
    uids = "rettype=uilist&retmode=text"
    pages = [ask(server, "efetch", f"{uids}&{where}&retstart={at}&retmax=2") for at in (0, 2, 4)]
    assert [page.data.split() for page in pages] == [
        [b"%d" % pmid for pmid in pair] for pair in ((REVIEW, TRIAL), (NOTICE, OLD), (BOOK,))
    ]
    edge = ask(server, "efetch", f"retmode=xml&{where}&retstart=9998&retmax=10")
    assert (edge.status, b"<PMID" in edge.data) == (200, False)
    past = ask(server, "efetch", f"retmode=xml&{where}&retstart=9999&retmax=1")
    assert (past.status, b"cannot be larger than 9998" in past.data) == (400, True)
    small = place(tree(server, "epost", f"id={REVIEW}"))
    outside = ask(server, "efetch", f"retmode=xml&{small}&retstart=1")
    assert outside.status == 400
    assert (
        "<ERROR>Cannot retrieve history data: OUT OF RANGE. Parameter retstart=1 + 1 is greater"
        " than number of records available in history. History includes 1 IDs.</ERROR>"
    ) in outside.data.decode()


def test_epost_knows_one_database(server: LocalPubMed) -> None:
    answer = tree(server, "epost", "db=nothing&id=5")
    assert answer.findtext("ERROR") == "Invalid db name specified: nothing"


def test_a_book_is_found_and_fetched(server: LocalPubMed) -> None:
    query = "term=pubmed+books[sb]+AND+cramps&usehistory=y"
    answer = tree(server, "esearch", query)
    assert numbers(answer, "IdList/Id") == [BOOK]
    fetched = tree(server, "efetch", f"retmode=xml&{place(answer)}")
    assert [each.tag for each in fetched] == ["PubmedBookArticle"]
    others = tree(server, "esearch", "term=all[sb]+NOT+pubmed+books[sb]")
    assert sorted(numbers(others, "IdList/Id")) == [REVIEW, TRIAL, NOTICE, OLD]


@pytest.mark.parametrize(
    ("recorded", "endpoint", "query"),
    [
        ("elink/*elink1.xml", "elink", f"linkname=pubmed_pubmed_refs&id={REVIEW}"),
        ("elink/*elink3.xml", "elink", f"id={REVIEW},{TRIAL}"),
        ("epost/*epost1.xml", "epost", f"id={REVIEW}"),
        ("epost/*epost2.xml", "epost", "db=nothing&id=5"),
    ],
)
def test_the_elements_are_those_of_recorded_answers(
    server: LocalPubMed, shared_data: Path, recorded: str, endpoint: str, query: str
) -> None:
    (path,) = (shared_data / "eutils").glob(recorded)
    theirs = path.read_bytes()
    ours = ask(server, endpoint, query).data
    assert paths(ours) == paths(theirs)
    declared = b"<!DOCTYPE"
    assert ours.split(declared)[1].split(b">")[0] == theirs.split(declared)[1].split(b">")[0]


def test_a_summary_has_elements_that_recorded_ones_have(
    server: LocalPubMed, shared_data: Path
) -> None:
    (path,) = (shared_data / "eutils/esummary").glob("Klortho*esummary.pubmed.xml")
    ours = paths(ask(server, "esummary", f"version=2.0&id={REVIEW},{TRIAL}").data)
    assert ours <= paths(path.read_bytes())
    assert "/eSummaryResult/DocumentSummarySet/DocumentSummary/Title" in ours


def paths(answer: bytes) -> set[str]:
    """The paths of all elements."""

    def below(element: ET.Element, path: str) -> Iterator[str]:
        yield f"{path}/{element.tag}"
        for child in element:
            yield from below(child, f"{path}/{element.tag}")

    return set(below(ET.fromstring(answer), ""))  # noqa: S314 - ours, or recorded


def test_espell_corrects_nothing(server: LocalPubMed) -> None:
    answer = tree(server, "espell", "db=pubmed&term=cramsp+%26+pains")
    assert [(each.tag, each.text) for each in answer] == [
        ("Database", "pubmed"),
        ("Query", "cramsp & pains"),
        ("CorrectedQuery", None),
        ("SpelledQuery", None),
        ("ERROR", None),
    ]
