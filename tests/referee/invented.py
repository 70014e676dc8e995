"""Forty invented records, among them every field, made from small lists so that queries hit."""

from random import Random
from typing import TypeVar

from evidence.record import (
    Author,
    Book,
    Correction,
    DataBank,
    Date,
    DatedEvent,
    Grant,
    Identifier,
    Journal,
    Keyword,
    MeshHeading,
    OtherAbstract,
    Qualifier,
    Record,
    Section,
    Substance,
    Term,
)

from .facts import Mesh, mesh

T = TypeVar("T")
FIRST = 990_000_001
COUNT = 40
WORDS: tuple[str, ...] = (
    *("spinal", "stenosis", "surgery", "for", "the", "leg", "pain", "of", "walking", "cramps"),
    *("β-blocker", "TNF-\u03b1", "in", "adults", "covid-19", "naïve", "randomised", "trial"),
    *("randomized", "trials", "and", "vaccine", "schedule", "vaccination", "schedules"),
    *("organisation", "organization", "Ménière\u2019s", "x²", "5", "mg"),
)
HEADINGS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Spinal Diseases", ("Diseases, Spinal",), ("C05.116.900",)),
    ("Spinal Stenosis", ("Stenosis, Spinal", "Narrow Spine"), ("C05.116.900.825", "C10.1")),
    ("Lumbar Stenosis", (), ("C05.116.900.825.100",)),
    ("Spinal Diseases in Art", (), ("C05.116.9001",)),
    ("Muscle Cramp", ("Leg Cramps",), ("C10.1.550",)),
    ("Benzo(a)pyrene", ("3,4-Benzopyrene",), ("D02.455",)),
    ("Humans", (), ("B01.050",)),
)
QUALIFIERS = ("surgery", "drug therapy", "adverse effects", "poisoning", "toxicity")
TYPES = ("Journal Article", "Clinical Trial", "Randomized Controlled Trial", "Review", "Preprint")
NAMES = (
    Author("Smith", "John Kim", "JK", affiliations=("Hip Clinic, Oslo", "Ward 7, Turku")),
    Author("Smith-Jones", "Ana", "A", orcid="https://orcid.org/0000-0001-5027-4446"),
    Author("O\u2019Brien", "Jay Carl", "JC", suffix="Jr"),
    Author("de la Cruz", "", "A"),
    Author(collective="Stenosis Study Group"),
    Author("Wong", "Julia S", "JS", role="investigator"),
    Author("Editor", "Max", "M", role="editor"),
)
JOURNALS = (
    Journal("The Journal of pain : official", "J Pain", issn="1234-5678", nlm_id="100898657"),
    Journal("Spine", "Spine (Phila Pa 1976)", issn="0362-2436", country="Norway"),
    Journal(),
)
STATUSES = ("MEDLINE", "PubMed-not-MEDLINE", "Publisher", "In-Process", "In-Data-Review", "")
NOTICES = ("RetractionIn", "ErratumFor", "CommentOn", "CorrectedandRepublishedIn", "Cites")


def table() -> Mesh:
    """The referee's own reading of the invented headings."""
    return mesh(list(HEADINGS))


def records() -> list[Record]:
    """The records, the same in every run."""
    draw = Random(20261125)
    return [_record(FIRST + number, draw) for number in range(COUNT)]


def _text(draw: Random, most: int = 14) -> str:
    mark = draw.choice((" ", " ", ", ", "; ", "-"))
    return mark.join(draw.choices(WORDS, k=draw.randint(1, most)))


def _some(draw: Random, options: tuple[T, ...], most: int = 2) -> tuple[T, ...]:
    return tuple(draw.sample(options, draw.randint(0, most)))


def _headings(draw: Random) -> tuple[MeshHeading, ...]:
    return tuple(
        MeshHeading(
            "",
            name,
            draw.random() < 0.4,
            "",
            tuple(Qualifier("", each, draw.random() < 0.3) for each in _some(draw, QUALIFIERS)),
        )
        for name in _some(draw, tuple(name for name, *_ in HEADINGS), 3)
    )


def _date(draw: Random) -> Date:
    # Few days, so that dates are often equal: limits are where rules differ.
    year, month, day = draw.randint(2019, 2021), draw.choice((1, 4, 7)), draw.choice((1, 17))
    return draw.choice(
        (
            Date(str(year), year, None, None, "year"),
            Date("", year, month, None, "month"),
            Date("", year, month, day, "day"),
            Date("Spring", year, 4, None, "season"),
            Date(),
        )
    )


def _events(draw: Random, *kinds: str) -> tuple[DatedEvent, ...]:
    return tuple(DatedEvent(kind, _date(draw)) for kind in _some(draw, kinds, len(kinds)))


def _book(draw: Random) -> Book | None:
    title = _text(draw, 3)
    collection = _text(draw, 3)
    made = Book(
        title, "Pain Press", "Oslo", _date(draw), collection=collection, isbns=("978-0-1-2",)
    )
    return made if draw.random() < 0.15 else None


def _others(draw: Random) -> tuple[OtherAbstract, ...]:
    language = draw.choice(("fre", "eng"))
    made = OtherAbstract("Publisher", language, (Section(_text(draw)), Section(_text(draw))))
    return (made,) if draw.random() < 0.3 else ()


def _record(pmid: int, draw: Random) -> Record:
    labels = draw.choice((("BACKGROUND", "RESULTS"), ("", "")))
    abstract = tuple(Section(_text(draw, 30), label) for label in labels)
    terms = _some(draw, TYPES)
    return Record(
        pmid,
        status=draw.choice(STATUSES),
        owner=draw.choice(("NLM", "NASA", "")),
        indexing=draw.choice(("", "Automated", "Curated")),
        title=_text(draw),
        vernacular_title=_text(draw, 4) if draw.random() < 0.2 else "",
        abstract=abstract if draw.random() < 0.8 else (),
        other_abstracts=_others(draw),
        authors=_some(draw, NAMES, 4),
        journal=draw.choice(JOURNALS),
        volume=draw.choice(("5", "12", "")),
        issue=draw.choice(("4 Suppl", "2", "")),
        pages=draw.choice(("123-30", "e45", "")),
        elocations=_some(draw, (Identifier("doi", "10.1000/xyz.1"), Identifier("pii", "S01-2"))),
        published=_date(draw),
        article_dates=_events(draw, "Electronic"),
        history=_events(draw, "pubmed", "medline", "entrez"),
        completed=_date(draw),
        revised=_date(draw),
        publication_status=draw.choice(("ppublish", "aheadofprint", "")),
        languages=_some(draw, ("eng", "fre", "jpn")),
        publication_types=tuple(Term("", each) for each in terms),
        mesh=_headings(draw),
        supplementary=tuple(Term("", each) for each in _some(draw, ("Gout, Type 2", "Fever"), 1)),
        keywords=tuple(Keyword(_text(draw, 2)) for _ in range(draw.randint(0, 2))),
        substances=tuple(
            Substance("", name, number)
            for name, number in _some(draw, (("Quinine", "A7V27PHC7A"), ("Kinase", "EC 2.7.1.1")))
        ),
        grants=_some(draw, (Grant("CA101211", "CA", "NCI NIH HHS", "United States"),), 1),
        data_banks=_some(draw, (DataBank("ClinicalTrials.gov", ("NCT00000001",)),), 1),
        corrections=tuple(
            Correction(each, "x", note="dose of pain") for each in _some(draw, NOTICES)
        ),
        article_ids=_some(
            draw,
            (
                Identifier("pmc", "PMC123"),
                Identifier("doi", "10.1000/xyz.1"),
                Identifier("mid", "NIHMS1"),
            ),
        ),
        subsets=_some(draw, ("IM", "AIM")),
        subjects=_some(draw, (Author("Varmus", "Harold", "H"),), 1),
        conflict_of_interest=_text(draw, 5) if draw.random() < 0.2 else "",
        book=_book(draw),
    )
