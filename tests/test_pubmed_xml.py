"""The XML reader on invented records."""

import io
from xml.etree import ElementTree as ET

import pytest

from evidence.pubmed.files import Parsed, Rejected, read_stream
from evidence.pubmed.text import rich
from evidence.pubmed.xml import BadRecord, parse_block
from evidence.record import Author, Date, DatedEvent, Identifier


def article(
    inside: str = "", *, citation: str = "", data: str = "", pmid: str = "990000001"
) -> bytes:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}'
        f"</PMID><Article>{inside}</Article>{citation}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    ).encode()


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
    assert rich(ET.fromstring(f"<t>{inner}</t>")) == (text, markup)  # noqa: S314 -- our own


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<Year>2020</Year>", Date("2020", 2020, None, None, "year")),
        ("<Year>2020</Year><Month>03</Month>", Date("2020 03", 2020, 3, None, "month")),
        (
            "<Year>2020</Year><Month>Feb</Month><Day>29</Day>",
            Date("2020 Feb 29", 2020, 2, 29, "day"),
        ),
        (
            "<Year>2020</Year><Month>Feb</Month><Day>31</Day>",
            Date("2020 Feb 31", 2020, 2, None, "month"),
        ),
        ("<Year>2020</Year><Month>13</Month>", Date("2020 13", 2020, None, None, "year")),
        (
            "<Year>2020</Year><Season>Nov-Dec</Season>",
            Date("2020 Nov-Dec", 2020, 11, None, "range"),
        ),
        ("<MedlineDate>2020 Jan-Feb</MedlineDate>", Date("2020 Jan-Feb", 2020, 1, None, "range")),
        (
            "<MedlineDate>1998 Dec-1999 Jan</MedlineDate>",
            Date("1998 Dec-1999 Jan", 1998, 12, None, "range"),
        ),
        ("<MedlineDate>2000 Aug 23-30</MedlineDate>", Date("2000 Aug 23-30", 2000, 8, 23, "range")),
        ("<MedlineDate>2019 May/June</MedlineDate>", Date("2019 May/June", 2019, 5, None, "range")),
        ("<MedlineDate>1975 Spring</MedlineDate>", Date("1975 Spring", 1975, 4, None, "season")),
        (
            "<MedlineDate>Winter 2010-2011</MedlineDate>",
            Date("Winter 2010-2011", 2010, 1, None, "range"),
        ),
        ("<MedlineDate>2019</MedlineDate>", Date("2019", 2019, None, None, "year")),
        ("<MedlineDate>no date</MedlineDate>", Date("no date")),
        ("<Year>20</Year>", Date("20")),
        ("<Year>²⁰²⁰</Year>", Date("²⁰²⁰")),
    ],
)
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


@pytest.mark.parametrize(
    "citation",
    [
        "<MeshHeadingList></MeshHeadingList>",
        "<MeshHeadingList><MeshHeading><DescriptorName>A</DescriptorName></MeshHeading>",
        "<MeshHeadingList><MeshHeading></MeshHeadingList></MeshHeading>",
        "<MeshHeadingList>x<MeshHeading></MeshHeading></MeshHeadingList>",
        "<MeshHeadingList><MeshHeading><D>A</QualifierName></MeshHeading></MeshHeadingList>",
        "<MeshHeadingList><MeshHeading><QualifierName/></MeshHeading></MeshHeadingList>",
        "<MeshHeadingList><MeshHeading><Oddname>q</Oddname></MeshHeading></MeshHeadingList>",
        "<ChemicalList><Chemical/></ChemicalList>",
        "<DateRevised><Year>2020</DateRevised></Year>",
        "<DateRevised><Year>2020</Year></DateRevised>",
        "<DateRevised><Year>2020</Year></DateRevised></DateRevised>",
    ],
)
def test_a_malformed_list_is_refused_just_where_the_parser_refuses_it(citation: str) -> None:
    raw = article(citation=citation)
    try:
        ET.fromstring(raw)  # noqa: S314 -- our own text
    except ET.ParseError:
        with pytest.raises(BadRecord, match="not well-formed"):
            parse_block(raw)
    else:
        assert parse_block(raw) == parse_block(raw.replace(b"<PMID", b"<!-- --><PMID", 1))


def test_a_rejected_record_leaves_the_others() -> None:
    good = article("<ArticleTitle>Good</ArticleTitle>")
    bad = article("<ArticleTitle>Bad", pmid="990000002")
    text = b"<PubmedArticleSet>" + good + bad + good + b"</PubmedArticleSet>"
    items = list(read_stream(io.BytesIO(text), "f.xml"))
    assert [type(item) for item in items] == [Parsed, Rejected, Parsed]
    assert isinstance(items[1], Rejected)
    assert (items[1].source, items[1].number, items[1].pmid) == ("f.xml", 2, 990000002)
