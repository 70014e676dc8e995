"""A PubmedBookArticle to a Record: a whole book, or a chapter of one.

A chapter has an ArticleTitle of its own; a whole book's title is its BookTitle. The names
of the book around a chapter stand after the chapter's: editors as "editor", authors of the
book as "book author".
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from evidence.pubmed import xml_parts as parts
from evidence.pubmed.dates import element_date
from evidence.pubmed.text import child, plain, rich
from evidence.record import Author, Book, DatedEvent, Identifier, Record


def book_record(document: Element | None, data: Element | None) -> Record:
    """Raises ValueError, its text a rejected record's reason."""
    if document is None:
        raise ValueError("has no BookDocument")
    pmid, version = parts.read_pmid(document.find("PMID"))
    printed = document.find("Book")
    book = Element("Book") if printed is None else printed
    chapter = document.find("ArticleTitle")
    title, title_markup = rich(book.find("BookTitle") if chapter is None else chapter)
    abstract = document.find("Abstract")
    grants = document.find("GrantList")
    contributed = document.find("ContributionDate")
    authors = tuple(_authors(document, book))
    return Record(
        pmid=pmid,
        version=version,
        title=title,
        title_markup=title_markup,
        vernacular_title=child(document, "VernacularTitle"),
        abstract=parts.sections(abstract),
        copyright="" if abstract is None else child(abstract, "CopyrightInformation"),
        authors=authors,
        authors_complete=all(
            each.get("CompleteYN", "Y") != "N" for each in document.iter("AuthorList")
        ),
        volume=child(book, "Volume"),
        pages=parts.pages(document.find("Pagination")),
        elocations=parts.elocations(book),
        published=element_date(book.find("PubDate")),
        article_dates=(
            () if contributed is None else (DatedEvent("Contribution", element_date(contributed)),)
        ),
        history=parts.history(data),
        revised=element_date(document.find("DateRevised")),
        publication_status="" if data is None else child(data, "PublicationStatus"),
        languages=tuple(plain(part) for part in document.findall("Language")),
        publication_types=parts.publication_types(document.findall("PublicationType")),
        keywords=parts.keywords(document.findall("KeywordList")),
        grants=parts.grants(grants),
        references=tuple(parts.references(document)),
        article_ids=_identifiers(document, data),
        book=_book(document, book),
    )


def _identifiers(document: Element, data: Element | None) -> tuple[Identifier, ...]:
    """Both lists, each identifier once."""
    both = (*parts.identifiers(document), *parts.identifiers(data))
    return tuple(dict.fromkeys(both))


def _authors(document: Element, book: Element) -> Iterator[Author]:
    own_authors = False
    for listed in document.findall("AuthorList"):
        role = _role(listed)
        own_authors = own_authors or role == "author"
        yield from parts.people(listed, role)
    for listed in book.findall("AuthorList"):
        role = _role(listed)
        around = own_authors and role == "author"
        yield from parts.people(listed, "book author" if around else role)
    for holder in (document, book):
        for listed in holder.findall("InvestigatorList"):
            yield from parts.people(listed, "investigator")


def _role(listed: Element) -> str:
    return "editor" if listed.get("Type", "").lower().startswith("editor") else "author"


def _book(document: Element, book: Element) -> Book:
    publisher = book.find("Publisher")
    section_titles = document.findall("Sections//SectionTitle")
    return Book(
        title=child(book, "BookTitle"),
        publisher="" if publisher is None else child(publisher, "PublisherName"),
        place="" if publisher is None else child(publisher, "PublisherLocation"),
        published=element_date(book.find("PubDate")),
        begins=element_date(book.find("BeginningDate")),
        ends=element_date(book.find("EndingDate")),
        edition=child(book, "Edition"),
        volume=child(book, "Volume"),
        medium=child(book, "Medium"),
        report_number=child(book, "ReportNumber"),
        collection=child(book, "CollectionTitle"),
        isbns=tuple(plain(part) for part in book.findall("Isbn")),
        location_label=child(document, "LocationLabel"),
        sections=tuple(plain(part) for part in section_titles),
    )
