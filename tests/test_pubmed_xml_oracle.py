"""The XML reader against Biopython's parser on real records, field by field."""

import gzip
import io
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez

from evidence.pubmed.files import Parsed, read_file
from evidence.pubmed.repeated import cut
from evidence.pubmed.xml import parse_block
from evidence.record import Author, Record

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
POOL = DATA / "pubmed/pool.xml.gz"
needs_data = pytest.mark.skipif(not POOL.exists(), reason="real PubMed data are not at hand")


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
    names = ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
    return [
        (
            *(without_tags(person.get(name, "")) for name in names),
            *(without_tags(each["Affiliation"]) for each in person.get("AffiliationInfo", ())),
            *([without_tags(person["Affiliation"])] if "Affiliation" in person else ()),
        )
        for person in listed
        if attribute(person, "ValidYN") != "N"
    ]


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
