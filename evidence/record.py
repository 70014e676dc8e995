"""What PubMed says of one PMID: frozen values, no behaviour beyond looking things up.

Element names in the docstrings are those of NLM's PubMed DTD (250101). Every text is
kept as printed: no trimming of capitals, brackets or page ranges.
"""

import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Date:
    """A date as printed and as far as it can be parsed.

    `precision` is one of "day", "month", "season", "year", "range" or "" (unparsable);
    for "range" (MedlineDate such as "2020 Jan-Feb") year and month are its start.
    A season keeps PubMed's search month (winter 1, spring 4, summer 7, autumn 10).
    """

    raw: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    precision: str = ""

    @property
    def first_day(self) -> str:
        """The earliest day it can mean, ISO 8601 ("" without a year)."""
        if self.year is None:
            return ""
        return f"{self.year:04}-{self.month or 1:02}-{self.day or 1:02}"


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A dated step: PubMedPubDate@PubStatus in History, or ArticleDate@DateType."""

    kind: str
    date: Date


@dataclass(frozen=True, slots=True)
class Section:
    """One AbstractText: its label and NLM category as printed ("" where unlabelled).

    `text` is plain; `markup` is the same text as escaped HTML with i, b, u, sup and sub,
    and is "" where it would equal the escaped text.
    """

    text: str
    label: str = ""
    category: str = ""
    markup: str = ""


@dataclass(frozen=True, slots=True)
class OtherAbstract:
    """An OtherAbstract element: a translation or a plain-language summary."""

    kind: str
    language: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Author:
    """A person (last, fore, initials, suffix) or a collective; never both."""

    last: str = ""
    fore: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()
    role: str = "author"  # author, editor (books), investigator
    equal_contribution: bool = False


@dataclass(frozen=True, slots=True)
class Journal:
    """Journal and MedlineJournalInfo; `abbreviation` is MedlineTA."""

    title: str = ""
    abbreviation: str = ""
    iso_abbreviation: str = ""
    issn: str = ""
    issn_type: str = ""
    issn_linking: str = ""
    nlm_id: str = ""
    country: str = ""
    medium: str = ""  # JournalIssue@CitedMedium: Print or Internet


@dataclass(frozen=True, slots=True)
class Term:
    """A controlled term with its UI (publication types, supplementary concepts)."""

    ui: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A MeSH subheading on one heading."""

    ui: str
    name: str
    major: bool


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH heading; `major` is the descriptor's own MajorTopicYN."""

    ui: str
    name: str
    major: bool
    kind: str = ""  # DescriptorName@Type, e.g. Geographic
    qualifiers: tuple[Qualifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyword:
    """A Keyword; owner NOTNLM marks the authors' own."""

    text: str
    owner: str = ""
    major: bool = False


@dataclass(frozen=True, slots=True)
class Substance:
    """A Chemical: registry number ("0" where none), UI and name."""

    ui: str
    name: str
    registry: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A Grant, each part as printed."""

    number: str = ""
    acronym: str = ""
    agency: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class DataBank:
    """A DataBank and its accession numbers (ClinicalTrials.gov: NCT numbers)."""

    name: str
    accessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A CommentsCorrections: RefType as in the DTD ("RetractionIn", "ErratumFor" ...)."""

    kind: str
    source: str
    pmid: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """An ArticleId or ELocationID: kind "doi", "pii", "pmc", "mid" ..."""

    kind: str
    value: str
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of PubmedData/ReferenceList."""

    citation: str
    ids: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """Book of a PubmedBookArticle; authors and editors stand in Record.authors."""

    title: str = ""
    publisher: str = ""
    place: str = ""
    published: Date = Date()
    begins: Date = Date()
    ends: Date = Date()
    edition: str = ""
    volume: str = ""
    medium: str = ""
    report_number: str = ""
    collection: str = ""
    isbns: tuple[str, ...] = ()
    location_label: str = ""
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Everything kept of one PMID.

    `pages`, `volume` and `issue` are as printed; `published` is PubDate; `article_dates`
    are ArticleDate elements; `history` is PubmedData/History.
    """

    pmid: int
    version: int = 1
    status: str = ""
    owner: str = ""
    indexing: str = ""
    title: str = ""
    title_markup: str = ""
    vernacular_title: str = ""
    abstract: tuple[Section, ...] = ()
    other_abstracts: tuple[OtherAbstract, ...] = ()
    copyright: str = ""
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    journal: Journal = Journal()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    elocations: tuple[Identifier, ...] = ()
    published: Date = Date()
    article_dates: tuple[DatedEvent, ...] = ()
    history: tuple[DatedEvent, ...] = ()
    completed: Date = Date()
    revised: Date = Date()
    publication_status: str = ""
    languages: tuple[str, ...] = ()
    publication_types: tuple[Term, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    supplementary: tuple[Term, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    substances: tuple[Substance, ...] = ()
    grants: tuple[Grant, ...] = ()
    data_banks: tuple[DataBank, ...] = ()
    corrections: tuple[Correction, ...] = ()
    references: tuple[Reference, ...] = ()
    article_ids: tuple[Identifier, ...] = ()
    subsets: tuple[str, ...] = ()
    subjects: tuple[Author, ...] = ()  # PersonalNameSubjectList
    conflict_of_interest: str = ""
    notes: tuple[str, ...] = ()
    book: Book | None = None

    @property
    def year(self) -> int | None:
        """The year PubMed prints: PubDate, else the earliest electronic date."""
        dates = (self.published, *(event.date for event in self.article_dates))
        return next((date.year for date in dates if date.year is not None), None)

    @property
    def doi(self) -> str:
        """The DOI from ArticleIdList, else a valid ELocationID."""
        return self._identifier("doi")

    @property
    def pmcid(self) -> str:
        """The PMC id ("PMC123"), or ""."""
        return self._identifier("pmc")

    @property
    def registrations(self) -> tuple[str, ...]:
        """Accession numbers of all data banks, as printed (NCT..., ISRCTN...)."""
        return tuple(number for bank in self.data_banks for number in bank.accessions)

    @property
    def abstract_text(self) -> str:
        """The sections' texts, one a line, without labels."""
        return "\n".join(section.text for section in self.abstract)

    @property
    def sha256(self) -> str:
        """Hash of the canonical record: the same content gives the same hash, whatever its file."""
        return hashlib.sha256(canonical(self).encode("utf-8", "surrogatepass")).hexdigest()

    def section_text(self, section: str) -> str:
        """The text an address's section names: "title", "abstract/0", "abstract/1" ...

        Raises LookupError where the record has no such section.
        """
        if section == "title":
            return self.title
        head, _, number = section.partition("/")
        if head != "abstract" or not number.isdecimal():
            raise LookupError(section)
        return self.abstract[int(number)].text

    def _identifier(self, kind: str) -> str:
        for each in (*self.article_ids, *self.elocations):
            if each.kind == kind and each.valid and each.value:
                return each.value
        return ""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A PMID in a DeleteCitation list of an update file."""

    pmid: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a record: `record.section_text(section)[start:end] == text`."""

    section: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where words stand: record as cited, section ("title", "abstract/N"), start, end.

    Offsets count code points of the section's plain text, end exclusive.
    """

    pmid: int
    record_sha256: str
    section: str
    start: int
    end: int


def canonical(record: Record) -> str:
    """A text that is equal for equal records: nested arrays in field order, JSON."""
    return json.dumps(
        record,
        # A slotted dataclass lists its fields, in order, in __slots__.
        default=lambda value: [getattr(value, name) for name in value.__slots__],
        ensure_ascii=False,
        separators=(",", ":"),
    )
