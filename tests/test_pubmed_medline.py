"""The MEDLINE reader: invented records, and the same real records as XML."""

import re
from pathlib import Path

import pytest

from evidence.pubmed.files import Parsed, load, read_file
from evidence.pubmed.medline import parse_medline
from evidence.pubmed.xml import BadRecord
from evidence.record import (
    Author,
    Correction,
    DataBank,
    Date,
    DatedEvent,
    Grant,
    Identifier,
    Keyword,
    MeshHeading,
    OtherAbstract,
    Qualifier,
    Record,
    Section,
    Substance,
    Term,
)

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
NBIB = DATA / "medline.nbib"
needs_data = pytest.mark.skipif(not NBIB.exists(), reason="real PubMed data are not at hand")

SAMPLE = """\
PMID- 990000001
OWN - NLM
STAT- MEDLINE
DCOM- 20200131
LR  - 20210201
IS  - 1234-5678 (Print)
IS  - 1234-5679 (Linking)
VI  - 12
IP  - 3
DP  - 2020 Jan-Feb
TI  - An invented title that goes
      on.
PG  - 10-9
LID - 10.9999/invented.1 [doi]
LID - e12 [pii]
AB  - BACKGROUND: Why it was
      done. MATERIALS AND METHODS: How: so. RESULTS: DNA: found (P=.05). CONCLUSION(S): What.
CI  - (c) 2020.
FAU - van der Berg, Jan W 3rd
AU  - van der Berg JW 3rd
AUID- ORCID: 0000-0002-1825-0097
AD  - First institute, Nowhere,
      Land.
AD  - Second institute.
FAU - Doe, Jane
AU  - Doe J
CN  - Invented Study Group
LA  - eng
LA  - fre
SI  - ClinicalTrials.gov/NCT99999999
SI  - ClinicalTrials.gov/NCT99999998
GR  - MR/1/2/MRC_/Medical Research Council/United Kingdom
GR  - HL/NHLBI NIH HHS/United States
GR  - Wellcome Trust/United Kingdom
PT  - Journal Article
PT  - Retracted Publication
DEP - 20191231
PL  - Land
TA  - Inv J
JT  - Invented journal
JID - 9999999
RN  - 0 (azabicyclo(3.2.1)octane)
RN  - EC 1.1.1.1 (Enzyme, Invented)
SB  - IM
RIN - Inv J. 2021 Jan;13(1):1. doi: 10.9999/notice. PMID: 990000002
EIN - Inv J. 2020;12(4):99
MH  - *Back Pain/drug therapy/*surgery
MH  - Humans
OTO - NOTNLM
OT  - *a keyword that is so long that it goes on in the
      next line
OAB - Publisher: Autre texte.
OABL- fre
COIS- None.
FIR - Smith, Ann
IR  - Smith A
IRAD- Third institute.
EDAT- 2020/01/31 06:00
MHDA- 2020/02/01 06:00
CRDT- 2020/01/30 06:00
PHST- 2019/10/01 00:00 [received]
PHST- 2020/01/31 06:00 [pubmed]
AID - 10.9999/invented.1 [doi]
PMC - PMC9999999
MID - NIHMS99999
PST - ppublish
SO  - Inv J. 2020 Jan-Feb;12(3):10-9.
"""


@pytest.fixture(scope="module")
def record() -> Record:
    return parse_medline(SAMPLE)


def test_names_keep_what_stands_after_them(record: Record) -> None:
    assert record.authors == (
        Author("van der Berg", "Jan W", "JW", "3rd", "", "0000-0002-1825-0097",
               ("First institute, Nowhere, Land.", "Second institute.")),
        Author("Doe", "Jane", "J"),
        Author(collective="Invented Study Group"),
        Author("Smith", "Ann", "A", affiliations=("Third institute.",), role="investigator"),
    )  # fmt: skip


def test_abstract_is_split_at_its_labels(record: Record) -> None:
    assert record.abstract == (
        Section("Why it was done.", "BACKGROUND"),
        Section("How: so.", "MATERIALS AND METHODS"),
        Section("DNA: found (P=.05).", "RESULTS"),
        Section("What.", "CONCLUSION(S)"),
    )
    assert record.other_abstracts == (
        OtherAbstract("Publisher", "fre", (Section("Autre texte."),)),
    )


def test_simple_fields(record: Record) -> None:
    assert (record.pmid, record.status, record.owner) == (990000001, "MEDLINE", "NLM")
    assert record.title == "An invented title that goes on."
    assert (record.volume, record.issue, record.pages) == ("12", "3", "10-9")
    assert (record.journal.abbreviation, record.journal.title) == ("Inv J", "Invented journal")
    assert (record.journal.issn, record.journal.issn_linking) == ("1234-5678", "1234-5679")
    assert record.languages == ("eng", "fre")
    assert record.publication_status == "ppublish"
    assert record.copyright == "(c) 2020."
    assert record.conflict_of_interest == "None."


def test_dates(record: Record) -> None:
    assert record.published == Date("2020 Jan-Feb", 2020, 1, None, "range")
    assert record.article_dates == (
        DatedEvent("Electronic", Date("20191231", 2019, 12, 31, "day")),
    )
    assert record.completed.first_day == "2020-01-31"
    assert record.revised.first_day == "2021-02-01"
    assert {each.kind: each.date.first_day for each in record.history} == {
        "received": "2019-10-01",
        "pubmed": "2020-01-31",
        "medline": "2020-02-01",
        "entrez": "2020-01-30",
    }


def test_repeated_fields(record: Record) -> None:
    assert record.elocations == (Identifier("doi", "10.9999/invented.1"), Identifier("pii", "e12"))
    assert record.doi == "10.9999/invented.1"
    assert record.pmcid == "PMC9999999"
    assert record.data_banks == (DataBank("ClinicalTrials.gov", ("NCT99999999", "NCT99999998")),)
    assert record.grants == (
        Grant("MR/1/2", "MRC_", "Medical Research Council", "United Kingdom"),
        Grant("", "HL", "NHLBI NIH HHS", "United States"),
        Grant("", "", "Wellcome Trust", "United Kingdom"),
    )
    assert record.publication_types == (
        Term("", "Journal Article"),
        Term("", "Retracted Publication"),
    )
    assert record.substances == (
        Substance("", "azabicyclo(3.2.1)octane", "0"),
        Substance("", "Enzyme, Invented", "EC 1.1.1.1"),
    )
    assert record.mesh == (
        MeshHeading(
            "",
            "Back Pain",
            major=True,
            qualifiers=(
                Qualifier("", "drug therapy", major=False),
                Qualifier("", "surgery", major=True),
            ),
        ),
        MeshHeading("", "Humans", major=False),
    )
    assert record.keywords == (
        Keyword("a keyword that is so long that it goes on in the next line", "NOTNLM", major=True),
    )
    assert set(record.corrections) == {
        Correction("RetractionIn", "Inv J. 2021 Jan;13(1):1. doi: 10.9999/notice", 990000002),
        Correction("ErratumIn", "Inv J. 2020;12(4):99"),
    }


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("", ()),
        ("No label. RESULTS: none.", (Section("No label. RESULTS: none."),)),
        ("The ratio: 2.", (Section("The ratio: 2."),)),
        ("AIM: One. HR 2.0; CI: 1-3.", (Section("One. HR 2.0; CI: 1-3.", "AIM"),)),
    ],
)
def test_unlabelled_abstracts_stay_whole(text: str, sections: tuple[Section, ...]) -> None:
    assert parse_medline(f"PMID- 990000001\nTI  - T.\nAB  - {text}\n").abstract == sections


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("AU  - Doe J", Author("Doe", "", "J")),
        ("AU  - O'Neil-Smith JA Jr", Author("O'Neil-Smith", "", "JA", "Jr")),
        ("FAU - Madonna\nAU  - Madonna", Author("Madonna")),
        ("FAU - Doe, Victor\nAU  - Doe V", Author("Doe", "Victor", "V")),
        ("FED - Doe, Ed\nED  - Doe E", Author("Doe", "Ed", "E", role="editor")),
    ],
)
def test_names(lines: str, expected: Author) -> None:
    assert parse_medline(f"PMID- 990000001\nTI  - T.\n{lines}\n").authors == (expected,)


def test_a_book_chapter() -> None:
    record = parse_medline(
        "PMID- 990000001\nTI  - Chapter\nBTI - Book\nPB  - Press\nPL  - Town\nDP  - 2020\n"
        "ISBN- 9999999999999 (print)\nFED - Doe, Ed\nED  - Doe E\n"
    )
    assert record.book is not None
    assert (record.title, record.book.title, record.book.publisher) == ("Chapter", "Book", "Press")
    assert record.book.isbns == ("9999999999999",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no PMID"),
        ("TI  - T.", "no PMID"),
        ("PMID- x\nTI  - T.", "no number"),
        ("PMID- 990000001\nOWN - NLM", "no title"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadRecord, match=reason):
        parse_medline(text)


# --- real records ------------------------------------------------------------------


@needs_data
def test_all_real_records_are_read_and_can_be_read_again() -> None:
    items = list(read_file(NBIB))
    assert len(items) == 821
    for item in items:
        assert isinstance(item, Parsed)
        assert item.record.title
        assert load(item.raw, item.form) == item.record


def ascii_spelling(text: str) -> str:
    """PubMed writes .nbib in an older character set: (c) for the sign, beta for the letter."""
    spellings = {"\u00a9": "(c)", "\u03b1": "alpha", "\u03b2": "beta", "\u03b3": "gamma"}
    for sign, spelled in spellings.items():
        text = text.replace(sign, spelled)
    return re.sub(r"[^\x21-\x7e]", "", text)


@needs_data
def test_equal_to_the_same_records_as_xml() -> None:
    xml = {
        item.record.pmid: item.record
        for name in ("pool", "earlier")
        for item in read_file(DATA / f"pubmed/{name}.xml.gz")
        if isinstance(item, Parsed)
    }
    compared = 0
    for item in read_file(NBIB):
        assert isinstance(item, Parsed)
        medline, other = item.record, xml.get(item.record.pmid)
        if other is None:
            continue
        compared += 1
        for name in (
            "volume",
            "issue",
            "pages",
            "doi",
            "pmcid",
            "languages",
            "status",
            "data_banks",
        ):
            assert getattr(medline, name) == getattr(other, name), (medline.pmid, name)
        assert ascii_spelling(medline.title) == ascii_spelling(other.title)
        assert medline.published.first_day == other.published.first_day
        assert [(each.last, each.fore, each.initials, each.suffix) for each in medline.authors] == [
            (each.last, each.fore, each.initials, each.suffix) for each in other.authors
        ]
        assert [(each.name, each.major) for each in medline.mesh] == [
            (each.name, each.major) for each in other.mesh
        ]
        assert set(medline.article_ids) == set(other.article_ids)
        assert {(each.kind, each.pmid) for each in medline.corrections} == {
            (each.kind, each.pmid) for each in other.corrections if each.kind != "Cites"
        }
    assert compared >= 11
