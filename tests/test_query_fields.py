"""Field by field: what the PubMed User Guide says each search field holds, on invented records."""

from datetime import date

import pytest

from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.syntax import parse
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
    Record,
    Section,
    Substance,
    Term,
)

BASE = 990_000_100
RECORDS = (
    Record(
        BASE + 1,
        status="PubMed-not-MEDLINE",
        owner="NASA",
        title="CO<sub> and β-blockers: Ménière’s ﬂuid",  # noqa: RUF001 -- as printed
        vernacular_title="Ödeme der Beine",
        abstract=(Section("The SPORT trial measured H₂O₂ and Na⁺ in Sjögren's disease."),),
        authors=(
            Author(collective="Spine Study Group"),
            Author("O'Brien", "Jay Carl", "JC", suffix="Jr", orcid="0000-0001-5027-4446"),
            Author("Smith-Jones", "Ana", "A", affiliations=("Hip Clinic, Oslo", "Ward 7, Turku")),
            Author("Wong", "Julia S", "JS"),
            Author("Janes", "Harry", "H", role="investigator"),
            Author("Smith", "John", "J"),
            Author(collective="Trial Writers"),
        ),
        journal=Journal("Science of pain", "Sci Pain", issn="1059-1524", nlm_id="0375267"),
        volume="88",
        issue="4 Suppl",
        pages="3248-52",
        published=Date("2000 Spring", 2000, 4, None, "season"),
        languages=("hrv",),
        corrections=(Correction("ErratumIn", "x", None, "dosage corrected"),),
        subjects=(Author("Varmus", "Harold", "H"),),
        substances=(Substance("", "Quinine", "A7V27PHC7A"), Substance("", "Kinase", "EC 2.7.1.1")),
        data_banks=(DataBank("GENBANK", ("AF001892",)),),
        grants=(Grant("CA101211", "CA", "NCI NIH HHS", "United States"),),
        article_ids=(Identifier("pii", "S0140-6736(20)1"), Identifier("mid", "NIHMS12345")),
        elocations=(Identifier("doi", "10.1000/xyz.1"),),
        conflict_of_interest="None declared.",
        subsets=("N",),
    ),
    Record(
        BASE + 2,
        status="In-Process",
        title="Chapter on gout",
        authors=(Author("Smith", "John Kim", "JK"), Author("Peterson", "Do", "D")),
        journal=Journal("Gene therapy", "Gene Ther"),
        published=Date("1998 Dec-1999 Jan", 1998, 12, None, "range"),
        article_dates=(DatedEvent("Electronic", Date("", 1999, 2, 3, "day")),),
        history=(
            DatedEvent("pubmed", Date("", 1999, 1, 10, "day")),
            DatedEvent("entrez", Date("", 1999, 1, 9, "day")),
        ),
        publication_status="aheadofprint",
        publication_types=(Term("", "Preprint"),),
    ),
    Record(
        BASE + 3,
        title="Preface",
        book=Book(
            "GeneReviews",
            "University of Here",
            "Seattle",
            Date("2011", 2011, None, None, "year"),
            collection="Handbooks of gait",
            isbns=("978-0-12-345678-9",),
        ),
        authors=(Author("Editor", "Max", "M", role="editor"),),
        languages=("eng",),
    ),
)
BATCH = Batch(RECORDS)


def found(text: str, today: date | None = None) -> set[int]:
    verdict = evaluate(parse(text), BATCH, Mesh(), today)
    assert not verdict.unknowable, verdict.notes
    return {pmid - BASE for pmid in verdict.yes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # people
        ("o'brien j[au]", {1}),
        ('"o\'brien j"[au]', set()),
        ('"o\'brien jc jr"[au]', {1}),
        ("obrien jc[au]", set()),
        ("smith-jones a[au]", {1}),
        ("smith jones a[au]", {1}),
        ("jones a[au]", set()),
        ("smith jo[au]", set()),  # "jo" begins no initials here, but a last name and a given one
        ("o'brien j jr[au]", set()),
        ("smith john[au]", {1, 2}),  # full names are found by [au] too
        ('"smith j"[au]', {1}),
        ("o'brien[1au]", {1}),  # the first person, not the group before
        ("smith j[lastau]", {1}),
        ("julia wong[fau]", {1}),  # a middle initial may be left out
        ("wong julia[fau]", {1}),
        ("julia s wong[fau]", {1}),
        ("wong, julia[fau]", {1}),
        ("julia, wong[fau]", set()),  # the comma says which is the last name
        ("peterson do[fau]", {2}),
        ("smith jo[fau]", set()),  # whole words only
        ("harry janes[fir]", {1}),
        ("janes h[ir]", {1}),
        ("janes h[au]", set()),
        ("editor m[ed]", {3}),
        ("varmus h[ps]", {1}),
        ("study group[cn]", {1}),
        ("orcid 0000-0001-5027-4446[auid]", {1}),
        ("0000-0001-5027-4446[auid]", {1}),
        ('"clinic oslo"[ad]', {1}),
        ('"oslo ward"[ad]', set()),  # two affiliations
        ('"oslo hip"[ad:~1]', {1}),
        ('"oslo turku"[ad:~1000]', set()),
        # text
        ("handbooks[ti]", {3}),
        ("handbooks[tiab]", {3}),
        ("genereviews[book]", {3}),
        ("genereviews[tiab]", set()),
        ("odeme[tt]", {1}),
        ("odeme[tw]", set()),
        ("odeme[all]", {1}),
        ("varmus[tw]", {1}),
        ("harold[tw]", {1}),
        ('"study group"[tw]', {1}),
        ("genbank[tw]", {1}),
        ("quinine[tw]", {1}),
        ("quinine[tiab]", set()),
        ("preprint[tw]", {2}),
        ('"dosage corrected"[tw]', {1}),
        ("sjogren's[tiab]", {1}),
        ("sjögren[tiab]", {1}),
        ("menieres[ti]", set()),
        ("meniere's[ti]", {1}),
        ("beta blockers[ti]", {1}),
        ("β-blockers[ti]", {1}),
        ("fluid[ti]", {1}),  # a ligature in the title
        ("h2o2[tiab]", {1}),  # subscripts
        ('"na"[tiab]', {1}),
        ("declared[cois]", {1}),
        # identifiers
        ("88[vi]", {1}),
        ("4 suppl[ip]", {1}),
        ("3248[pg]", {1}),
        ("3252[pg]", set()),
        ("0375267[jid]", {1}),
        ("1059-1524[is]", {1}),
        ("1059-1524[ta]", {1}),
        ("science of pain[ta]", {1}),
        ('"sci pain"[ta]', {1}),
        ("science[ta]", set()),
        ("10.1000/xyz.1[aid]", {1}),
        ("10.1000/xyz.1[lid]", {1}),
        ('"S0140-6736(20)1"[aid]', {1}),
        ("978-0-12-345678-9[isbn]", {3}),
        ("9780123456789[isbn]", {3}),
        ("A7V27PHC7A[rn]", {1}),
        ("EC 2.7.1.1[rn]", {1}),
        ("quinine[nm]", {1}),
        ("CA101211[gr]", {1}),
        ("NCI[gr]", {1}),
        ("united states[gr]", {1}),
        ("genbank/AF001892[si]", {1}),
        ("AF001892[si]", {1}),
        ("university[pubn]", {3}),
        ("seattle[pl]", {3}),
        ("seattle[all]", set()),
        ("croatian[la]", {1}),
        ("hrv[la]", {1}),
        ("eng[la]", {3}),
        # all fields have the codes too
        ('"croatian"[all]', {1}),
        ('"af001892"', {1}),
        ('"0375267"', {1}),
        ('"2000"', {1}),
        ('"1998 12"[all]', {2}),
        ('"ward 7"', {1}),
        ('"xyz"', {1}),
        ("ownernasa", {1}),
        ("NIHMS12345", {1}),
        # dates
        ("2000/04/01[dp]", {1}),  # spring is April
        ("2000/05[dp]", set()),
        ("1998/12/01[dp]", {2}),  # a span is its first month
        ("1999[dp]", set()),  # an electronic date after print
        ("1999:1999[dp]", {2}),
        ("1999/02/03[epdat]", {2}),
        ("1998/12[ppdat]", {2}),
        ("1999/01/10[edat]", {2}),
        ("1999/01/10[mhda]", {2}),  # as the entry date until MeSH is added
        ("1999/01/09[crdt]", {2}),
        ("2011[dp]", {3}),
        # subsets
        ("pubmednotmedline[sb]", {1}),
        ("inprocess[sb]", {2}),
        ("publisher[sb]", set()),
        ("nursing journals[filter]", {1}),
        ("jsubsetn[sb]", {1}),
        ("pubmed books[sb]", {3}),
        ("ahead of print[filter]", {2}),
        ("pubstatusaheadofprint", {2}),
        ("pmcbook[sb]", {3}),
        ("fha[filter]", {1}),
        ("preprint[filter]", {2}),
        ("excludepreprints[filter]", {1, 3}),
        ("hascois", {1}),
        ("haserratumin", {1}),
    ],
)
def test_fields(text: str, expected: set[int]) -> None:
    assert found(text) == expected


def test_relative_dates_begin_that_long_ago_and_have_no_end() -> None:
    assert found('"last 60 days"[edat]', date(1999, 3, 11)) == {2}
    assert found('"last 60 days"[edat]', date(1999, 3, 12)) == set()
    assert found('"last 2 months"[crdt]', date(1999, 3, 9)) == {2}
    assert found('"last year"[dp]', date(1998, 1, 1)) == {1, 2, 3}  # what is still to come
    assert found("y_1[filter]", date(2012, 1, 1)) == {3}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("free full text[sb]", "links"),
        ("ffrft[filter]", "links"),
        ("full text[sb]", "links"),
        ("data[sb]", "links"),
        ("loall[sb]", "links"),
        ("loprov1234[sb]", "links"),
        ('"pubmed pmc local"[sb]', "PubMed Central"),
        ("pubmed gene[sb]", "databases"),
        ("cancer[sb]", "strategy"),
        ("pubstatusnihms", "record"),
        ("mystery[filter]", "record"),
    ],
)
def test_what_only_pubmed_knows_is_unknowable_with_its_reason(text: str, reason: str) -> None:
    verdict = evaluate(parse(text), BATCH, Mesh())
    assert len(verdict.unknowable) == len(RECORDS)
    assert not verdict.yes
    assert [reason in note.text for note in verdict.notes] == [True]
