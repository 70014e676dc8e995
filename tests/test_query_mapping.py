"""Untagged words: PubMed's own translations where they are given, MeSH and our pairs elsewhere."""

import pytest

from evidence.query.batch import Batch
from evidence.query.capabilities import capabilities
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.planning import Context
from evidence.query.syntax import parse
from evidence.query.translation import translation
from evidence.query.translations import Translated
from evidence.query.variants import variants
from evidence.record import Author, Journal, MeshHeading, Qualifier, Record, Section, Term

BASE = 990_000_300
MESH = Mesh(
    (
        Descriptor("D1", "Edema", ("Hydrops",), ("C23.1",)),
        Descriptor("D2", "Muscle Cramp", ("Leg Cramps",), ("C10.1",)),
        Descriptor("D3", "Protein C", (), ("D12.1",)),
        Descriptor("D4", "Spinal Stenosis", (), ("C05.1",)),
        Descriptor("D5", "Therapeutics", ("Therapy",), ("E02",)),
    )
)


def heading(name: str, *qualifiers: str) -> MeshHeading:
    return MeshHeading(
        "", name, major=False, qualifiers=tuple(Qualifier("", q, major=False) for q in qualifiers)
    )


RECORDS = (
    Record(
        BASE + 1,
        title="Hydrops of the legs",
        mesh=(heading("Edema", "drug therapy"),),
        authors=(Author("Smith", "Jo Kim", "JK"),),
    ),
    Record(BASE + 2, title="Oedema and tumours in children", volume="12"),
    Record(
        BASE + 3,
        title="Levels of protein in cell line C",
        abstract=(Section("Cramps of a muscle came at night in the leg."),),
        publication_types=(Term("", "Case Reports"),),
    ),
    Record(
        BASE + 4,
        title="Surgery of the narrow spine",
        journal=Journal("Science", "Science", issn="1059-1524", nlm_id="0404511"),
        mesh=(heading("Spinal Stenosis", "surgery"),),
    ),
    Record(
        BASE + 5,
        title="Reports of a case with a randomised design",
        mesh=(heading("Muscle Cramp"),),
    ),
)
BATCH = Batch(RECORDS)
Pairs = tuple[Translated, ...]


def found(text: str, pairs: Pairs = ()) -> set[int]:
    return {pmid - BASE for pmid in evaluate(parse(text), BATCH, MESH, None, pairs).yes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("edema", {1, 2}),  # the heading, and the other spelling
        ("oedemas", {1, 2}),
        ("hydrops", {1, 2}),  # an entry term searches the heading's words too
        ("tumor", {2}),
        ("tumors child", {2}),
        ("randomized", {5}),
        ("leg cramp", {5}),  # a singular of an entry term
        ("cramps of the leg", {3}),
        ("spinal stenoses", {4}),
        ("protein c", set()),  # a lone letter: no word by itself
        ("case reports", {3}),  # a publication type is no bag of words
        ("surgery", {4}),  # a subheading
        ("edema/drug therapy", {1}),
        ("edema/dt", {1}),
        ("edema/surgery", set()),
        ("smith j", {1}),
        ("smith jk", {1}),
        ("smith a", set()),
        ("1059-1524", {4}),
        ('"12"', {2}),  # a volume
        ("the legs", {1, 3}),
        ("legs[all]", {1, 3}),  # mapped as without a tag
        ('"legs"[all]', {1}),
        ('"legs"', {1}),
        ("legs*", {1}),
        ("the legs*", {1}),  # a stop word is passed over here as well
        ("of the", {1, 4}),  # stop words alone are a phrase
    ],
)
def test_offline(text: str, expected: set[int]) -> None:
    assert found(text) == expected


def test_offline_readings_are_marked() -> None:
    for text in ("edema", "qwertz", "smith jk", "edema of the leg", "legs[all]"):
        (note,) = evaluate(parse(text), BATCH, MESH).notes
        assert note.grade == "approximate"
        assert "PubMed" in note.text
        (known,) = capabilities(parse(text), Context(MESH))
        assert known.grade == "approximate"
    for text in ('"edema"', "edemas*", "edema/drug therapy", f"{BASE + 1}"):
        assert not evaluate(parse(text), BATCH, MESH).notes, text


EDEMA = Translated("edema", '"edema"[MeSH Terms] OR "edema"[All Fields] OR "oedema"[All Fields]')
LEGS = Translated("Leg  Swelling", '"legs"[All Fields] OR "edema"[MeSH Terms]')
LEG = Translated("leg", '"leg"[MeSH Terms] OR "leg"[All Fields]')
JOURNAL = Translated("science", '"Science"[Journal:__jid0404511]')


@pytest.mark.parametrize(
    ("text", "pairs", "expected"),
    [
        ("edema", (EDEMA,), {1, 2}),
        ("EDEMA", (EDEMA,), {1, 2}),
        ("tumor", (EDEMA,), set()),  # what PubMed did not map is a word as it stands
        ("tumours edema", (EDEMA,), {2}),
        ("leg swelling", (LEG, LEGS), {1}),  # the longest source
        ("leg cramps", (LEG, LEGS), {3}),
        ("cramps of the leg", (LEG,), {3}),
        ("edema NOT tumours", (EDEMA,), {1}),
        ('"edema"', (EDEMA,), {1}),  # quotes turn mapping off: the heading's own word
        ("edema[ti]", (EDEMA,), set()),
        ("science", (JOURNAL,), {4}),
        ("protein c", (EDEMA,), {3}),
    ],
)
def test_pubmeds_own_translations_decide(text: str, pairs: Pairs, expected: set[int]) -> None:
    assert found(text, pairs) == expected
    assert not [
        note
        for note in evaluate(parse(text), BATCH, MESH, None, pairs).notes
        if note.grade == "approximate"
    ]


def test_a_translation_by_pairs_reads_back() -> None:
    pairs = (EDEMA, LEGS)
    text = translation(parse("edema AND (leg swelling OR tumours)"), MESH, None, pairs)
    assert text == f'({EDEMA.target}) AND (({LEGS.target}) OR "tumours"[All Fields])'
    assert found(text) == found("edema AND (leg swelling OR tumours)", pairs)


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("stenosis", {"stenoses"}),
        ("metastases", {"metastasis"}),
        ("vertebra", {"vertebrae"}),
        ("children", {"child"}),
        ("therapies", {"therapy"}),
        ("virus", {"viruses"}),
        ("boxes", {"box"}),
        ("organisation", {"organization", "organisations", "organizations"}),
        ("haemorrhage", {"hemorrhage", "haemorrhages", "hemorrhages"}),
        ("paediatric", {"pediatric"}),
        ("oesophagus", {"esophagus", "oesophaguses", "esophaguses"}),
        ("fibre", {"fiber", "fibres", "fibers"}),
        ("center", {"centre", "centers", "centres"}),
        ("exercise", {"exercises"}),
        ("diabetes", set()),
        ("pain", {"pains"}),
        ("leg", set()),
        ("il6", set()),
        ("covid19", set()),
    ],
)
def test_other_forms_of_a_word(word: str, others: set[str]) -> None:
    assert set(variants(word)) == others


def test_spellings_lead_both_ways() -> None:
    for first, second in (
        ("tumour", "tumor"),
        ("oedema", "edema"),
        ("anaesthesia", "anesthesia"),
        ("randomised", "randomized"),
        ("gynaecology", "gynecology"),
        ("diarrhoea", "diarrhea"),
        ("leukaemia", "leukemia"),
        ("sulphate", "sulfate"),
        ("behaviour", "behavior"),
        ("titre", "titer"),
        ("stenosis", "stenoses"),
    ):
        assert second in variants(first)
        assert first in variants(second)
