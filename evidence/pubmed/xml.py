"""One PubmedArticle or PubmedBookArticle element to a Record.

One block, one C ElementTree, one walk. A block carries no DTD, so no entity can expand;
a block that declares one is refused all the same. Unknown elements are passed over, so a
newer DTD does not stop the reader.
"""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from evidence.pubmed import xml_parts as parts
from evidence.pubmed.dates import element_date
from evidence.pubmed.repeated import Repeated, cut
from evidence.pubmed.text import child, plain, rich
from evidence.pubmed.xml_book import book_record
from evidence.record import Author, DatedEvent, Record, Term

_PMID = re.compile(rb"<PMID[^>]*>\s*(\d{1,10})\s*<")
_UNBOUND_PREFIX = 27  # pyexpat's XML_ERROR_UNBOUND_PREFIX
_ROOT_TAG = re.compile(rb"<([A-Za-z]+)")
_MATHML = rb'<\1 xmlns:mml="http://www.w3.org/1998/Math/MathML"'


class BadRecord(Exception):
    """One record that cannot be read: why, and its PMID where that can be seen."""

    def __init__(self, reason: str, pmid: int | None = None) -> None:
        """`reason`: the rest of a sentence that begins "record N"."""
        super().__init__(reason)
        self.reason = reason
        self.pmid = pmid


def parse_block(raw: bytes) -> Record:
    """Read one PubmedArticle, PubmedBookArticle or bare MedlineCitation element.

    Raises BadRecord where it is not well-formed, declares entities, or has no PMID.
    """
    if b"\0" in raw:
        raw = raw.replace(b"\0", b"")
    rest, repeated = cut(raw)
    root = _tree(rest)
    try:
        return _record(root, repeated)
    except ValueError as error:
        raise BadRecord(str(error), find_pmid(raw)) from error


def _record(root: Element, repeated: Repeated) -> Record:
    if root.tag == "PubmedArticle":
        return _article(root.find("MedlineCitation"), root.find("PubmedData"), repeated)
    if root.tag == "MedlineCitation":
        return _article(root, None, repeated)
    if root.tag == "PubmedBookArticle":
        return book_record(root.find("BookDocument"), root.find("PubmedBookData"))
    raise ValueError(f"is a {root.tag} element, not a PubMed record")


def find_pmid(raw: bytes) -> int | None:
    """The first PMID in the bytes of a record, however broken the rest is."""
    found = _PMID.search(raw)
    return int(found[1]) if found else None


def _tree(raw: bytes) -> Element:
    if b"!" in raw and b"<!ENTITY" in raw:
        raise BadRecord("declares XML entities, which PubMed never does", find_pmid(raw))
    try:
        return ET.fromstring(raw)  # noqa: S314 -- no DTD, so no entity but the five of XML
    except ET.ParseError as error:
        if error.code == _UNBOUND_PREFIX and b"xmlns:mml" not in raw[:200]:
            # The DTD gives mml: its namespace by default; a block alone has no DTD.
            return _tree(_ROOT_TAG.sub(_MATHML, raw, count=1))
        raise BadRecord(f"is not well-formed XML ({error})", find_pmid(raw)) from error


def _article(citation: Element | None, data: Element | None, known: Repeated) -> Record:
    """Raises ValueError, its text a BadRecord's reason."""
    if citation is None:
        raise ValueError("has no MedlineCitation")
    of_citation = {part.tag: part for part in citation}.get
    article = of_citation("Article")
    if article is None:
        raise ValueError("has no Article")
    of_article = {part.tag: part for part in article}.get
    pmid, version = parts.read_pmid(citation.find("PMID"))
    title, title_markup = rich(of_article("ArticleTitle"))
    abstract, listed = of_article("Abstract"), of_article("AuthorList")
    journal = of_article("Journal")
    issue = None if journal is None else journal.find("JournalIssue")
    info = known.journal_info or parts.journal_info(of_citation("MedlineJournalInfo"))
    keywords = of_citation("KeywordList")
    others = of_citation("OtherAbstract")
    return Record(
        pmid=pmid,
        version=version,
        status=citation.get("Status", ""),
        owner=citation.get("Owner", ""),
        indexing=citation.get("IndexingMethod", ""),
        title=title,
        title_markup=title_markup,
        vernacular_title=plain(of_article("VernacularTitle")),
        abstract=parts.sections(abstract),
        other_abstracts=() if others is None else parts.other_abstracts(citation),
        copyright="" if abstract is None else child(abstract, "CopyrightInformation"),
        authors=_authors(citation, of_article("Affiliation"), listed),
        authors_complete=listed is None or listed.get("CompleteYN", "Y") != "N",
        journal=parts.journal(journal, issue, info),
        volume="" if issue is None else child(issue, "Volume"),
        issue="" if issue is None else child(issue, "Issue"),
        pages=parts.pages(of_article("Pagination")),
        elocations=parts.elocations(article),
        published=element_date(None if issue is None else issue.find("PubDate")),
        article_dates=tuple(
            [
                DatedEvent(part.get("DateType", "Electronic"), element_date(part))
                for part in article.findall("ArticleDate")
            ]
        ),
        history=parts.history(data) if known.history is None else known.history,
        completed=known.completed or element_date(of_citation("DateCompleted")),
        revised=known.revised or element_date(of_citation("DateRevised")),
        publication_status="" if data is None else child(data, "PublicationStatus"),
        languages=tuple([plain(part) for part in article.findall("Language")]),
        publication_types=(
            _types(of_article("PublicationTypeList"))
            if known.publication_types is None
            else known.publication_types
        ),
        mesh=parts.mesh(of_citation("MeshHeadingList")) if known.mesh is None else known.mesh,
        supplementary=parts.supplementary(of_citation("SupplMeshList")),
        keywords=() if keywords is None else parts.keywords(citation.findall("KeywordList")),
        substances=(
            parts.substances(of_citation("ChemicalList"))
            if known.substances is None
            else known.substances
        ),
        grants=parts.grants(of_article("GrantList")),
        data_banks=parts.data_banks(of_article("DataBankList")),
        corrections=parts.corrections(citation),
        references=() if data is None else tuple(parts.references(data)),
        article_ids=parts.identifiers(data),
        subsets=tuple([plain(part) for part in citation.findall("CitationSubset")]),
        subjects=tuple(parts.people(of_citation("PersonalNameSubjectList"), "subject")),
        conflict_of_interest=plain(of_citation("CoiStatement")),
        notes=tuple([plain(part) for part in citation.findall("GeneralNote")]),
    )


def _types(listed: Element | None) -> tuple[Term, ...]:
    return () if listed is None else parts.publication_types(listed)


def _authors(
    citation: Element, affiliation: Element | None, listed: Element | None
) -> tuple[Author, ...]:
    """Authors, then investigators; before 2015 the one affiliation was the first author's."""
    found = list(parts.people(listed, "author"))
    for investigators in citation.findall("InvestigatorList"):
        found.extend(parts.people(investigators, "investigator"))
    old_affiliation = plain(affiliation)
    if old_affiliation and found and not found[0].affiliations:
        found[0] = replace(found[0], affiliations=(old_affiliation,))
    return tuple(found)
