"""The XML reader against Biopython's parser, field by field, and on invented records."""

import gzip
import io
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from Bio import Entrez

from evidence.pubmed.files import Parsed, Rejected, read_file, read_stream
from evidence.pubmed.text import rich
from evidence.pubmed.xml import ET, BadRecord, parse_block
from evidence.record import Author, Date, DatedEvent, Identifier, Record

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
POOL = DATA / "pubmed/pool.xml.gz"
needs_data = pytest.mark.skipif(not POOL.exists(), reason="real PubMed data are not at hand")


def article(
    inside: str = "", *, citation: str = "", data: str = "", pmid: str = "990000001"
) -> bytes:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}'
        f"</PMID><Article>{inside}</Article>{citation}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    ).encode()


# --- against Biopython -------------------------------------------------------------


def folded(text: object) -> str:
    return re.sub(r"[ \t\r\n]+", " ", str(text)).strip(" ")


def without_tags(text: object) -> str:
    """Biopython's escape=True: markup kept as tags, text escaped."""
    return folded(unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", str(text))))


def attribute(value: Any, name: str) -> str:  # noqa: ANN401 -- Biopython is untyped
    return str(getattr(value, "attributes", {}).get(name, ""))


BLOCK = re.compile(rb"<Pubmed(?:Book)?Article>.*?</Pubmed(?:Book)?Article>", re.DOTALL)
# Biopython holds to a DTD: records of before 2015 need an older one.
NEW, OLD = ("190101",), ("130101", "140101", "100101")


def entrez(blocks: list[bytes], dtd: str) -> list[Any]:
    text = (
        '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-" '
        f'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_{dtd}'
        '.dtd"><PubmedArticleSet>'
    ).encode() + b"".join(blocks)
    found = Entrez.read(  # type: ignore[no-untyped-call]
        io.BytesIO(text + b"</PubmedArticleSet>"), validate=False, escape=True
    )
    if isinstance(found, list):  # the DTDs before 2015
        return found
    return [*found["PubmedArticle"], *found["PubmedBookArticle"]]


def entrez_all(blocks: list[bytes], dtds: tuple[str, ...]) -> Iterator[Any]:
    """Every record that one of the DTDs admits."""
    for dtd in dtds:
        try:
            yield from entrez(blocks, dtd)
        except ValueError:
            continue
        else:
            return
    if len(blocks) > 1:
        half = len(blocks) // 2
        yield from entrez_all(blocks[:half], dtds)
        yield from entrez_all(blocks[half:], dtds)


@pytest.fixture(scope="module")
def pool() -> dict[int, Record]:
    items = list(read_file(POOL))
    assert all(isinstance(item, Parsed) for item in items)
    assert len(items) == 1406
    return {item.record.pmid: item.record for item in items if isinstance(item, Parsed)}


@pytest.fixture(scope="module")
def oracle() -> list[Any]:
    blocks = BLOCK.findall(gzip.decompress(POOL.read_bytes()))
    old = [each for each in blocks if b"<Affiliation>" in each and b"<AffiliationInfo" not in each]
    kept = set(old)
    new = [each for each in blocks if each not in kept and b"<math xmlns" not in each]
    found = [*entrez_all(new, NEW), *entrez_all(old, OLD)]
    assert len(found) >= 1400
    return found


def pairs(
    pool: dict[int, Record], oracle: list[Any], *, book: bool
) -> Iterator[tuple[Record, Any]]:
    """Our record and theirs, by PMID and version."""
    compared = 0
    for theirs in oracle:
        document = theirs.get("BookDocument")
        if (document is not None) is book:
            pmid = (theirs["MedlineCitation"] if document is None else document)["PMID"]
            if attribute(pmid, "Version") == str(pool[int(pmid)].version):
                compared += 1
                yield pool[int(pmid)], theirs
    assert compared >= (10 if book else 1380)


def their_people(listed: Any) -> list[tuple[str, ...]]:  # noqa: ANN401
    return [
                (
                    *(
                        without_tags(person.get(name, ""))
                        for name in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
                    ),
                    *(
                        without_tags(each["Affiliation"])
                        for each in person.get("AffiliationInfo", ())
                    ),
                    *([without_tags(person["Affiliation"])] if "Affiliation" in person else ()),
                )
            )
    return found


def our_people(authors: tuple[Author, ...], *roles: str) -> list[tuple[str, ...]]:
    return [
        (each.last, each.fore, each.initials, each.suffix, each.collective, *each.affiliations)
        for each in authors
        if each.role in roles
    ]


def their_sections(abstract: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401
    return [
        (without_tags(part), attribute(part, "Label"), attribute(part, "NlmCategory"))
        for part in abstract.get("AbstractText", ())
        if without_tags(part) or attribute(part, "Label")
    ]


def their_date(event: Any) -> tuple[str, ...]:  # noqa: ANN401
    numbers = (str(event[name]) for name in ("Year", "Month", "Day"))
    return (
        attribute(event, "PubStatus"),
        *(str(int(each)) if each else "None" for each in numbers),
    )


def their_pages(article: Any) -> str:  # noqa: ANN401
    pagination = article.get("Pagination", {})
    if pagination.get("MedlinePgn"):
        return without_tags(pagination["MedlinePgn"])
    start, end = pagination.get("StartPage", ""), pagination.get("EndPage", "")
    return without_tags(f"{start}-{end}" if end and end != start else start)


@needs_data
def test_text_fields_equal_biopythons(pool: dict[int, Record], oracle: list[Any]) -> None:
    for record, theirs in pairs(pool, oracle, book=False):
        citation = theirs["MedlineCitation"]
        printed = citation["Article"]
        issue = printed["Journal"]["JournalIssue"]
        assert record.pmid == int(citation["PMID"])
        assert record.status == attribute(citation, "Status")
        assert record.title == without_tags(printed.get("ArticleTitle", "")), record.pmid
        assert record.vernacular_title == without_tags(printed.get("VernacularTitle", ""))
        assert [
            (each.text, each.label, each.category) for each in record.abstract
        ] == their_sections(printed.get("Abstract", {})), record.pmid
        assert [
            (each.kind, each.language, [part.text for part in each.sections])
            for each in record.other_abstracts
        ] == [
            (
                attribute(each, "Type"),
                attribute(each, "Language"),
                [part[0] for part in their_sections(each)],
            )
            for each in citation.get("OtherAbstract", ())
        ]
        assert record.volume == without_tags(issue.get("Volume", ""))
        assert record.issue == without_tags(issue.get("Issue", ""))
        assert record.pages == their_pages(printed)
        assert record.journal.title == without_tags(printed["Journal"].get("Title", ""))
        assert record.journal.iso_abbreviation == without_tags(
            printed["Journal"].get("ISOAbbreviation", "")
        )
        assert record.journal.abbreviation == without_tags(
            citation["MedlineJournalInfo"]["MedlineTA"]
        )
        assert record.journal.issn == without_tags(printed["Journal"].get("ISSN", ""))
        assert list(record.languages) == [str(each) for each in printed["Language"]]
        assert record.conflict_of_interest == without_tags(citation.get("CoiStatement", ""))
        assert record.publication_status == without_tags(
            theirs.get("PubmedData", {}).get("PublicationStatus", "")
        )


@needs_data
def test_people_equal_biopythons(pool: dict[int, Record], oracle: list[Any]) -> None:
    for record, theirs in pairs(pool, oracle, book=False):
        citation = theirs["MedlineCitation"]
        printed = citation["Article"]
        people = their_people(printed.get("AuthorList", ()))
        if "Affiliation" in printed and people:  # before 2015: the first author's
            people[0] = (*people[0], without_tags(printed["Affiliation"]))
        assert our_people(record.authors, "author") == people, record.pmid
        assert our_people(record.authors, "investigator") == [
            person
            for listed in citation.get("InvestigatorList", ())
            for person in their_people([listed] if "LastName" in listed else listed)
        ]


@needs_data
def test_terms_equal_biopythons(pool: dict[int, Record], oracle: list[Any]) -> None:
    for record, theirs in pairs(pool, oracle, book=False):
        citation = theirs["MedlineCitation"]
        printed = citation["Article"]
        assert [(each.ui, each.name) for each in record.publication_types] == [
            (attribute(each, "UI"), without_tags(each)) for each in printed["PublicationTypeList"]
        ]
        assert [
            (
                each.ui,
                each.name,
                each.major,
                [(part.ui, part.name, part.major) for part in each.qualifiers],
            )
            for each in record.mesh
        ] == [
            (
                attribute(each["DescriptorName"], "UI"),
                without_tags(each["DescriptorName"]),
                attribute(each["DescriptorName"], "MajorTopicYN") == "Y",
                [
                    (
                        attribute(part, "UI"),
                        without_tags(part),
                        attribute(part, "MajorTopicYN") == "Y",
                    )
                    for part in each.get("QualifierName", ())
                ],
            )
            for each in citation.get("MeshHeadingList", ())
        ]
        assert [(each.text, each.owner, each.major) for each in record.keywords] == [
            (
                without_tags(each),
                attribute(listed, "Owner"),
                attribute(each, "MajorTopicYN") == "Y",
            )
            for listed in citation.get("KeywordList", ())
            for each in listed
        ]
        assert [(each.ui, each.name, each.registry) for each in record.substances] == [
            (
                attribute(each["NameOfSubstance"], "UI"),
                without_tags(each["NameOfSubstance"]),
                without_tags(each["RegistryNumber"]),
            )
            for each in citation.get("ChemicalList", ())
        ]
        assert [(each.ui, each.name, each.kind) for each in record.supplementary] == [
            (attribute(each, "UI"), without_tags(each), attribute(each, "Type"))
            for each in citation.get("SupplMeshList", ())
        ]


@needs_data
def test_lists_equal_biopythons(pool: dict[int, Record], oracle: list[Any]) -> None:
    for record, theirs in pairs(pool, oracle, book=False):
        citation = theirs["MedlineCitation"]
        printed = citation["Article"]
        data = theirs.get("PubmedData", {})
        assert [
            (each.number, each.acronym, each.agency, each.country) for each in record.grants
        ] == [
            tuple(
                without_tags(each.get(k, "")) for k in ("GrantID", "Acronym", "Agency", "Country")
            )
            for each in printed.get("GrantList", ())
        ]
        assert [(each.name, list(each.accessions)) for each in record.data_banks] == [
            (
                without_tags(each["DataBankName"]),
                [without_tags(n) for n in each["AccessionNumberList"]],
            )
            for each in printed.get("DataBankList", ())
        ]
        listed = citation.get("CommentsCorrectionsList", ())
        assert [(each.kind, each.source, each.pmid) for each in record.corrections if listed] == [
            (
                attribute(each, "RefType"),
                without_tags(each.get("RefSource", "")),
                int(each["PMID"]) if "PMID" in each else None,
            )
            for each in listed
        ]
        assert [(each.kind, each.value) for each in record.article_ids] == [
            (attribute(each, "IdType"), without_tags(each))
            for each in data.get("ArticleIdList", ())
        ]
        assert [(each.kind, each.value) for each in record.elocations] == [
            (attribute(each, "EIdType"), without_tags(each))
            for each in printed.get("ELocationID", ())
        ]
        assert [
            (each.kind, str(each.date.year), str(each.date.month), str(each.date.day))
            for each in record.history
        ] == [their_date(each) for each in data.get("History", ())]
        assert len(record.references) == sum(
            len(each.get("Reference", ())) for each in data.get("ReferenceList", ())
        ), record.pmid


@needs_data
def test_books_equal_biopythons(pool: dict[int, Record], oracle: list[Any]) -> None:
    for record, theirs in pairs(pool, oracle, book=True):
        document = theirs["BookDocument"]
        book = document["Book"]
        assert record.book is not None
        assert record.pmid == int(document["PMID"])
        assert record.title == without_tags(document.get("ArticleTitle") or book["BookTitle"])
        assert record.book.title == without_tags(book["BookTitle"])
        assert record.book.publisher == without_tags(book["Publisher"]["PublisherName"])
        assert record.book.place == without_tags(book["Publisher"]["PublisherLocation"])
        assert list(record.book.isbns) == [without_tags(each) for each in book.get("Isbn", ())]
        assert record.book.published.year == int(book["PubDate"]["Year"])
        assert [
            (each.text, each.label, each.category) for each in record.abstract
        ] == their_sections(document.get("Abstract", {}))
        assert [each.text for each in record.keywords] == [
            without_tags(each) for listed in document.get("KeywordList", ()) for each in listed
        ]
        everyone = [
            person
            for listed in (*document.get("AuthorList", ()), *book.get("AuthorList", ()))
            for person in their_people(listed)
        ]
        assert our_people(record.authors, "author", "editor", "book author") == everyone
        assert [(each.ui, each.name) for each in record.publication_types] == [
            (attribute(each, "UI"), without_tags(each))
            for each in document.get("PublicationType", ())
        ]


@needs_data
def test_markup_without_tags_is_the_plain_text(pool: dict[int, Record]) -> None:
    marked = 0
    for record in pool.values():
        for text, markup in (
            (record.title, record.title_markup),
            *((each.text, each.markup) for each in record.abstract),
        ):
            if markup:
                marked += 1
                assert unescape(re.sub(r"</?(?:i|b|u|sup|sub)>", "", markup)) == text
                assert markup != escape(text, quote=False)
    assert marked > 100


# --- invented records ------------------------------------------------------------


def test_every_part_of_an_article() -> None:
    record = parse_block(
        article(
            '<Journal><ISSN IssnType="Print">1234-5678</ISSN><JournalIssue CitedMedium="Internet">'
            "<Volume>12</Volume><Issue>3 Pt 1</Issue><PubDate><Year>2020</Year><Season>Fall"
            "</Season></PubDate></JournalIssue><Title>Invented journal</Title></Journal>"
            "<ArticleTitle>Effect of H<sub>2</sub>O &amp; <i>rest</i></ArticleTitle>"
            "<Pagination><StartPage>10</StartPage><EndPage>19</EndPage></Pagination>"
            '<ELocationID EIdType="doi" ValidYN="Y">10.9999/invented.1</ELocationID>'
            '<AuthorList CompleteYN="N"><Author ValidYN="Y" EqualContrib="Y"><LastName>Doe'
            "</LastName><ForeName>Jane Q</ForeName><Initials>JQ</Initials><Suffix>3rd</Suffix>"
            '<Identifier Source="ORCID">https://orcid.org/0000000218250097</Identifier>'
            "<AffiliationInfo><Affiliation>First</Affiliation></AffiliationInfo><AffiliationInfo>"
            "<Affiliation>Second</Affiliation></AffiliationInfo></Author>"
            '<Author ValidYN="N"><LastName>Wrong</LastName></Author>'
            "<Author><CollectiveName>Invented Group</CollectiveName></Author></AuthorList>",
            data='<ArticleIdList><ArticleId IdType="pubmed">990000001</ArticleId></ArticleIdList>'
            "<ReferenceList><Reference><Citation>One <b>bold</b> reference</Citation>"
            '<ArticleIdList><ArticleId IdType="doi">10.9999/other</ArticleId></ArticleIdList>'
            "</Reference><ReferenceList><Reference><Citation>Nested</Citation></Reference>"
            "</ReferenceList></ReferenceList>",
        )
    )
    assert record.title == "Effect of H2O & rest"
    assert record.title_markup == "Effect of H<sub>2</sub>O &amp; <i>rest</i>"
    assert record.pages == "10-19"
    assert record.doi == "10.9999/invented.1"  # never the reference's
    assert record.article_ids == (Identifier("pubmed", "990000001"),)
    assert [each.citation for each in record.references] == ["One bold reference", "Nested"]
    assert record.published == Date("2020 Fall", 2020, 10, None, "season")
    assert record.authors == (
        Author("Doe", "Jane Q", "JQ", "3rd", "", "0000-0002-1825-0097", ("First", "Second"),
               "author", equal_contribution=True),
        Author(collective="Invented Group"),
    )  # fmt: skip
    assert not record.authors_complete


@pytest.mark.parametrize(
    ("inner", "text", "markup"),
    [
        ("plain", "plain", ""),
        ("a &lt; b", "a < b", ""),
        ("a <b>&lt;i&gt;</b>", "a <i>", "a <b>&lt;i&gt;</b>"),
        ("\n   one\n   <i> two </i>\n  three\n ", "one two three", "one <i>two </i>three"),
        ("<i>end </i>", "end", "<i>end</i>"),
        ("x<sup>2<i>n</i></sup>", "x2n", "x<sup>2<i>n</i></sup>"),
        ("a<s id='1'>struck</s> b", "astruck b", ""),
        ('<script>alert("1")</script>', 'alert("1")', ""),
        ("p\u00a0<i>=</i>\u2009.05", "p\u00a0=\u2009.05", "p\u00a0<i>=</i>\u2009.05"),
        ("", "", ""),
    ],
)
def test_mixed_content(inner: str, text: str, markup: str) -> None:
    assert rich(ET.fromstring(f"<t>{inner}</t>")) == (text, markup)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<Year>2020</Year>", Date("2020", 2020, None, None, "year")),
        ("<Year>2020</Year><Month>03</Month>", Date("2020 03", 2020, 3, None, "month")),
        ("<Year>2020</Year><Month>Feb</Month><Day>29</Day>", Date("2020 Feb 29", 2020, 2, 29, "day")),
        ("<Year>2020</Year><Month>Feb</Month><Day>31</Day>", Date("2020 Feb 31", 2020, 2, None, "month")),
        ("<Year>2020</Year><Month>13</Month>", Date("2020 13", 2020, None, None, "year")),
        ("<Year>2020</Year><Season>Nov-Dec</Season>", Date("2020 Nov-Dec", 2020, 11, None, "range")),
        ("<MedlineDate>2020 Jan-Feb</MedlineDate>", Date("2020 Jan-Feb", 2020, 1, None, "range")),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", Date("1998 Dec-1999 Jan", 1998, 12, None, "range")),
        ("<MedlineDate>2000 Aug 23-30</MedlineDate>", Date("2000 Aug 23-30", 2000, 8, 23, "range")),
        ("<MedlineDate>2019 May/June</MedlineDate>", Date("2019 May/June", 2019, 5, None, "range")),
        ("<MedlineDate>1975 Spring</MedlineDate>", Date("1975 Spring", 1975, 4, None, "season")),
        ("<MedlineDate>Winter 2010-2011</MedlineDate>", Date("Winter 2010-2011", 2010, 1, None, "range")),
        ("<MedlineDate>2019</MedlineDate>", Date("2019", 2019, None, None, "year")),
        ("<MedlineDate>no date</MedlineDate>", Date("no date")),
        ("<Year>20</Year>", Date("20")),
        ("<Year>²⁰²⁰</Year>", Date("²⁰²⁰")),
    ],
)  # fmt: skip
def test_dates(inner: str, expected: Date) -> None:
    record = parse_block(
        article(f"<Journal><JournalIssue><PubDate>{inner}</PubDate></JournalIssue></Journal>")
    )
    assert record.published == expected


def test_history_keeps_the_time() -> None:
    data = (
        '<History><PubMedPubDate PubStatus="entrez"><Year>2020</Year><Month>1</Month><Day>5</Day>'
        "<Hour>6</Hour><Minute>0</Minute></PubMedPubDate></History>"
    )
    assert parse_block(article(data=data)).history == (
        DatedEvent("entrez", Date("2020 1 5 6:00", 2020, 1, 5, "day")),
    )


def test_correction_kinds_old_and_new() -> None:
    new = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>Inv J'
        '</RefSource><PMID Version="1">990000002</PMID><Note>n</Note></CommentsCorrections>'
        "</CommentsCorrectionsList>"
    )
    old = (
        "<CommentsCorrections><ErratumIn><RefSource>Inv J 2</RefSource></ErratumIn>"
        "</CommentsCorrections>"
    )
    found = parse_block(article(citation=new + old)).corrections
    assert [(each.kind, each.source, each.pmid, each.note) for each in found] == [
        ("RetractionIn", "Inv J", 990000002, "n"),
        ("ErratumIn", "Inv J 2", None, ""),
    ]


def test_mathml_with_the_dtds_default_prefix() -> None:
    record = parse_block(
        article("<ArticleTitle>a <mml:math><mml:mi>x</mml:mi></mml:math></ArticleTitle>")
    )
    assert (record.title, record.title_markup) == ("a x", "")


def test_a_chapter_and_its_book() -> None:
    record = parse_block(
        b"<PubmedBookArticle><BookDocument><PMID>990000003</PMID><Book><Publisher><PublisherName>"
        b"Inv Press</PublisherName></Publisher><BookTitle>The book</BookTitle><AuthorList "
        b'Type="editors"><Author><LastName>Ed</LastName></Author></AuthorList><AuthorList '
        b'Type="authors"><Author><LastName>Whole</LastName></Author></AuthorList></Book>'
        b'<ArticleTitle>The chapter</ArticleTitle><AuthorList Type="authors"><Author><LastName>'
        b"Own</LastName></Author></AuthorList></BookDocument></PubmedBookArticle>"
    )
    assert record.title == "The chapter"
    assert record.book is not None
    assert record.book.title == "The book"
    assert [(each.last, each.role) for each in record.authors] == [
        ("Own", "author"),
        ("Ed", "editor"),
        ("Whole", "book author"),
    ]


@pytest.mark.parametrize(
    ("raw", "reason", "pmid"),
    [
        (article(pmid="x"), "no number", None),
        (article(pmid=""), "no PMID", None),
        (article(pmid="0"), "no number", 0),
        (article(pmid="4294967296"), "no number", 4294967296),
        (article("<ArticleTitle>"), "not well-formed", 990000001),
        (article("&nbsp;"), "not well-formed", 990000001),
        (article("&#xD800;"), "not well-formed", 990000001),
        (article().replace(b"MEDLINE", b"\xff"), "not well-formed", 990000001),
        (b'<!DOCTYPE a [<!ENTITY e "x">]>' + article("&e;"), "entities", 990000001),
        (b"<PubmedArticle/>", "no MedlineCitation", None),
        (b"<PubmedBookArticle/>", "no BookDocument", None),
        (b"<html/>", "html", None),
        (b"", "not well-formed", None),
    ],
)
def test_what_is_refused_and_why(raw: bytes, reason: str, pmid: int | None) -> None:
    with pytest.raises(BadRecord, match=reason) as caught:
        parse_block(raw)
    assert caught.value.pmid == pmid


def test_nul_bytes_are_dropped() -> None:
    assert parse_block(article("<ArticleTitle>a\0b</ArticleTitle>")).title == "ab"


def test_the_same_content_has_the_same_hash_however_it_is_printed() -> None:
    flat = article("<ArticleTitle>One two</ArticleTitle>")
    pretty = article("\n  <ArticleTitle>\n   One\n   two </ArticleTitle>\n").replace(b"><", b">\n<")
    assert parse_block(flat).sha256 == parse_block(pretty).sha256
    assert parse_block(flat).sha256 != parse_block(flat.replace(b"two", b"twO")).sha256


@needs_data
def test_looking_up_repeated_parts_changes_nothing(pool: dict[int, Record]) -> None:
    blocks = BLOCK.findall(gzip.decompress(POOL.read_bytes()))
    shorter = 0
    for block in blocks:
        shorter += len(cut(block)[0]) < len(block)
        # With a comment in it, a block goes through the parser whole.
        whole = parse_block(block.replace(b"<PMID", b"<!-- --><PMID", 1))
        assert parse_block(block) == whole
        if whole.version == pool[whole.pmid].version:
            assert pool[whole.pmid] == whole
    assert shorter > 1300


@pytest.mark.parametrize(
    ("citation", "good"),
    [
        ("<MeshHeadingList></MeshHeadingList>", True),
        ("<MeshHeadingList><MeshHeading><DescriptorName>A</DescriptorName></MeshHeading>", False),
        ("<MeshHeadingList><MeshHeading></MeshHeadingList></MeshHeading>", False),
        ("<MeshHeadingList>x<MeshHeading></MeshHeading></MeshHeadingList>", False),
        ("<MeshHeadingList><MeshHeading><DescriptorName>A</Name></MeshHeading></MeshHeadingList>", False),
        ("<DateRevised><Year>2020</DateRevised></Year>", False),
        ("<DateRevised><Year>2020</Year></DateRevised>", True),
        ("<MeshHeadingList><MeshHeading><QualifierName>q</QualifierName></MeshHeading></MeshHeadingList>", True),
    ],
)  # fmt: skip
def test_a_malformed_list_is_refused_as_by_the_parser(citation: str, good: bool) -> None:  # noqa: FBT001
    raw = article(citation=citation)
    assert raw.startswith(b"<PubmedArticle")
    well_formed = True
    try:
        ET.fromstring(raw)  # noqa: S314 -- our own text
    except ET.ParseError:
        well_formed = False
    if well_formed:
        parse_block(raw)
    else:
        with pytest.raises(BadRecord, match="not well-formed"):
            parse_block(raw)
    assert well_formed or not good


def test_a_rejected_record_leaves_the_others() -> None:
    good = article("<ArticleTitle>Good</ArticleTitle>")
    bad = article("<ArticleTitle>Bad", pmid="990000002")
    text = b"<PubmedArticleSet>" + good + bad + good + b"</PubmedArticleSet>"
    items = list(read_stream(io.BytesIO(text), "f.xml"))
    assert [type(item) for item in items] == [Parsed, Rejected, Parsed]
    assert isinstance(items[1], Rejected)
    assert (items[1].source, items[1].number, items[1].pmid) == ("f.xml", 2, 990000002)
