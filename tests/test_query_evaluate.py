"""The evaluator over a batch: rule by rule."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pubmed.files import Parsed, read_file
from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.plan import Words
from evidence.query.planning import Context, plan
from evidence.query.syntax import QueryProblem, parse, read
from evidence.query.translation import translation
from evidence.record import (
    Author,
    Correction,
    Date,
    DatedEvent,
    Identifier,
    Journal,
    Keyword,
    MeshHeading,
    OtherAbstract,
    Qualifier,
    Record,
    Section,
    Term,
)

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
BASE = 990_000_000
MESH = Mesh(
    (
        Descriptor("D1", "Spinal Diseases", (), ("C05.116.900",)),
        Descriptor("D2", "Spinal Stenosis", ("Stenosis, Spinal",), ("C05.116.900.825",)),
        Descriptor("D3", "Muscle Cramp", ("Leg Cramps",), ("C10.597.613.550",)),
        Descriptor("D4", "Spinal Diseases in Art", (), ("C05.116.9001",)),
    )
)
RECORDS = (
    Record(
        BASE + 1,
        status="MEDLINE",
        title="Surgery for lumbar spinal stenosis",
        abstract=(Section("Leg pain was common.", "BACKGROUND"), Section("Surgery helped.")),
        authors=(
            Author("Smith", "John Kim", "JK", affiliations=("Dept of Spine, Oslo",)),
            Author("de la Cruz", "Ana", "A"),
        ),
        journal=Journal("The Journal of pain : official", "J Pain", issn="1234-5678"),
        published=Date("2020 May", 2020, 5, None, "month"),
        article_dates=(DatedEvent("Electronic", Date("", 2019, 12, 30, "day")),),
        history=(DatedEvent("entrez", Date("", 2019, 12, 31, "day")),),
        languages=("eng",),
        publication_types=(Term("", "Randomized Controlled Trial"),),
        mesh=(
            MeshHeading(
                "",
                "Spinal Stenosis",
                major=False,
                qualifiers=(Qualifier("", "surgery", major=True),),
            ),
            MeshHeading(
                "",
                "Muscle Cramp",
                major=False,
                qualifiers=(Qualifier("", "drug therapy", major=False),),
            ),
        ),
        article_ids=(Identifier("doi", "10.1/abc"), Identifier("pmc", "PMC99")),
        subsets=("AIM",),
    ),
    Record(
        BASE + 2,
        status="Publisher",
        title="Nocturnal leg cramps: a review",
        other_abstracts=(OtherAbstract("plain", "eng", (Section("Quinine harms."),)),),
        authors=(Author("Smithson", "Jo", "J"), Author(collective="Cramp Study Group")),
        journal=Journal("Spine", "Spine (Phila Pa 1976)"),
        published=Date("2021", 2021, None, None, "year"),
        article_dates=(DatedEvent("Electronic", Date("", 2022, 3, 1, "day")),),
        languages=("fre",),
        publication_types=(Term("", "Review"),),
        keywords=(Keyword("organisational change"), Keyword("muscle")),
        corrections=(Correction("RetractionIn", "x"),),
    ),
    Record(
        BASE + 3,
        title="Spinal canal; stenosis unrelated",
        abstract=(Section("Pain in the leg."),),
        published=Date("1999", 1999, None, None, "year"),
        mesh=(MeshHeading("", "Spinal Diseases", major=True),),
    ),
)
BATCH = Batch(RECORDS)


def found(text: str, today: date | None = None) -> set[int]:
    verdict = evaluate(parse(text), BATCH, MESH, today)
    assert not verdict.unknowable
    return {pmid - BASE for pmid in verdict.yes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spinal[ti]", {1, 3}),
        ('"spinal stenosis"[ti]', {1}),
        ("spinal-stenosis[ti]", {1}),
        ('"canal stenosis"[ti]', {3}),  # punctuation is no barrier inside a title
        ('"stenosis leg"[tiab]', set()),  # title and abstract are
        ('"common surgery"[tiab]', {1}),  # the sections of one abstract are not
        ("quinine[tiab]", {2}),  # other abstract
        ("organi*ation*[tiab]", {2}),  # author keyword
        ('"organi* change"[ot]', {2}),
        ('"change muscle"[ot]', set()),
        ("background[tiab]", set()),
        ("rev*[ti]", set()),  # too short a stem: a word of its own
        ("revi*[ti]", {2}),
        ("cramp[tw]", {1, 2}),  # a heading's word; a collective's
        ("Spinal Diseases[mh]", {1, 3}),
        ("Spinal Diseases[mh:noexp]", {3}),
        ("Spinal Diseases[majr]", {1, 3}),
        ("Muscle Cramp[majr]", set()),
        ("leg cramps[mh]", {1}),  # entry term
        ("Stenosis, Spinal[mh:noexp]", {1}),
        ("spinal sten*[mh]", {1}),
        ("Spinal Stenosis/surgery[mh]", {1}),
        ("Spinal Diseases/SU[majr]", {1}),
        ("Muscle Cramp/surgery[mh]", set()),
        ("Muscle Cramp/therapy[mh]", {1}),  # family of subheadings
        ("Muscle Cramp/therapy[mh:noexp]", set()),
        ("therapy[sh]", {1}),
        ("DT[sh]", {1}),
        ("Clinical Trial[pt]", {1}),
        ("Clinical Trial[pt:noexp]", set()),
        ("french[la]", {2}),
        ("eng[la]", {1}),
        ("smith[au]", {1}),
        ("smith j[au]", {1}),
        ('"smith j"[au]', set()),
        ('"smith jk"[au]', {1}),
        ("de la cruz a[au]", {1}),
        ("cruz a[au]", set()),
        ("smith[1au]", {1}),
        ("smith[lastau]", set()),
        ("de la cruz[lastau]", {1}),
        ("john kim smith[fau]", {1}),
        ("cramp study group[cn]", {2}),
        ('"spine oslo"[ad]', {1}),
        ("journal of pain[ta]", {1}),
        ("J Pain[ta]", {1}),
        ("1234-5678[ta]", {1}),
        ("spine[ta]", {2}),
        ("pain[ta]", set()),
        ("10.1/abc[doi]", {1}),
        ("PMC99", {1}),
        ("2020[dp]", {1}),
        ("2020/05/01[dp]", {1}),
        ("2019[dp]", {1}),  # electronic before print counts
        ("2022[dp]", set()),  # electronic after print does not, for a single date
        ("2022:2023[dp]", {2}),  # but in a range it does
        ("2019/12/31[crdt]", {1}),
        (f"{BASE + 1}:{BASE + 2}[pmid]", {1, 2}),
        (f"{BASE + 1} {BASE + 3}", {1, 3}),
        (f"{BASE + 3}:1[uid]", set()),
        ("hasabstract", {1, 3}),
        ("hasretractionin", {2}),
        ("medline[sb]", {1}),
        ("jsubsetaim", {1}),
        ('"pubmed pmc"[sb]', {1}),
        ("all[sb]", {1, 2, 3}),
        ("NOT review[pt]", {1, 3}),
        ('"pain leg"[tiab:~2]', {1, 3}),
        ('"pain leg"[tiab:~1]', {1}),
        ("spinal stenosis", {1, 3}),  # untagged: heading, or both words anywhere
        ("leg cramps", {1, 2}),
        ("the pain", {1, 3}),
        ("spinal[ti] OR cramps[ti] NOT surgery[ti]", {2, 3}),
        ("spinal[ti] OR (cramps[ti] NOT surgery[ti])", {1, 2, 3}),
    ],
)
def test_rules(text: str, expected: set[int]) -> None:
    assert found(text) == expected


def test_a_batch_read_once_gives_the_same() -> None:
    streamed = Batch(iter(RECORDS))
    for text in ("spinal[ti]", "Spinal Diseases[mh]", '"pain leg"[tiab:~2]', "2022:2023[dp]"):
        assert evaluate(parse(text), streamed, MESH).yes == evaluate(parse(text), BATCH, MESH).yes


def test_relative_dates_need_a_day() -> None:
    text = '"last 2 years"[dp]'
    assert found(text, date(2022, 5, 1)) == {1, 2}
    assert found(text, date(2024, 2, 29)) == {2}
    verdict = evaluate(parse(text), BATCH, MESH)
    assert not verdict.yes
    assert len(verdict.unknowable) == len(RECORDS)
    assert any("day" in note.text for note in verdict.notes)


@pytest.mark.parametrize(
    ("text", "yes", "unknowable"),
    [
        ("free full text[sb]", set(), {1, 2, 3}),
        ("spinal[ti] AND free full text[sb]", set(), {1, 3}),
        ("spinal[ti] OR free full text[sb]", {1, 3}, {2}),
        ("spinal[ti] NOT free full text[sb]", set(), {1, 3}),
        ("free full text[sb] NOT spinal[ti]", set(), {2}),
        ("all[sb] NOT (free full text[sb] AND spinal[ti])", {2}, {1, 3}),
    ],
)
def test_what_no_record_tells_is_never_a_no(text: str, yes: set[int], unknowable: set[int]) -> None:
    verdict = evaluate(parse(text), BATCH, MESH)
    assert {pmid - BASE for pmid in verdict.yes} == yes
    assert {pmid - BASE for pmid in verdict.unknowable} == unknowable
    assert verdict.notes


def test_notes_say_where_the_reading_falls_short() -> None:
    for text in ("Unheard Of[mh]", '"leg cramps"[mh]', "unheard of[sh]", "leg cramps"):
        assert evaluate(parse(text), BATCH, MESH).notes
    assert not evaluate(parse("Spinal Diseases[mh] AND pain[ti]"), BATCH, MESH).notes


def test_proximity_of_many_words() -> None:
    assert found('"lumbar for spinal surgery stenosis"[ti:~1]') == {1}
    assert found('"leg helped surgery was pain common"[tiab:~0]') == {1}
    many = " ".join(f"word{number}" for number in range(13))
    assert len(evaluate(parse(f'"{many}"[tiab:~1]'), BATCH, MESH).unknowable) == len(RECORDS)


def test_translation_names_the_fields() -> None:
    assert translation(parse("leg cramps AND pain[tiab]"), MESH) == (
        '("muscle cramp"[MeSH Terms] OR ("leg"[All Fields] AND "cramps"[All Fields])'
        ' OR ("muscle"[All Fields] AND "cramp"[All Fields])) AND "pain"[Title/Abstract]'
    )


def test_ten_thousand_levels() -> None:
    text = "(spinal[ti] AND " * 10_000 + "stenosis[ti]" + ")" * 10_000
    assert found(text) == {1, 3}


def test_a_translation_finds_the_same_records() -> None:
    for text in (
        "leg cramps AND smith j[au]",
        "surgery OR tumour NOT 2021[dp]",
        "2019:2020[dp] OR 2022[dp] OR hasabstract OR medline[sb]",
        "Clinical Trial[pt] OR french[la] OR J Pain[ta] OR 10.1/abc[doi]",
        "Muscle Cramp/therapy[mh] OR therapy[sh] OR Spinal Diseases[mh:noexp]",
        '"pain leg"[tiab:~2] OR organi*ation*[tiab] OR rev*[ti]',
        "smith, john[fau] OR john smith[fau] OR cramp group[cn]",
        "systematic[sb] OR therapy/narrow[filter] OR Spinal Stenosis/surgery",
        "covid-19 OR PMC99 OR 990000001",
    ):
        again = translation(parse(text), MESH)
        assert found(again) == found(text), again


TERMS = st.sampled_from(
    """spinal[ti]|pain[tiab]|cramp*[tw]|"leg pain"[tiab]|Spinal Diseases[mh]|review[pt]|leg cramps
    |2019:2021[dp]|2021[dp]|hasabstract|free full text[sb]|smith[au]|all[sb]|surgery[sh]
    |"pain leg"[tiab:~2]|990000001|"quoted phrase"|stenosis|tumours of the leg|smith jk|PMC99
    |"last 2 years"[dp]|2022[dp]|systematic[sb]|Therapy/Broad[filter]|smith j[au]|"smith jk"[au]
    |john smith[fau]|J Pain[ta]|fre[la]|the|leg pain[all]|Spinal Stenosis/surgery|10.1/abc[doi]
    |Muscle Cramp/therapy[majr]|data[sb]|quinine[nm]""".replace("\n", "").split("|")
).map(str.strip)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.lists(
        st.tuples(st.sampled_from([" AND ", " OR ", " NOT ", " & "]), inner),
        min_size=1,
        max_size=4,
    ).map(lambda parts: "(" + "".join(op + text for op, text in parts).partition(" ")[2] + ")"),
    max_leaves=12,
)


@given(QUERIES)
def test_printed_queries_mean_the_same(text: str) -> None:
    try:
        query = parse(text)
    except QueryProblem:
        return
    again = parse(str(query))
    first, second = evaluate(query, BATCH, MESH), evaluate(again, BATCH, MESH)
    assert (first.yes, first.unknowable) == (second.yes, second.unknowable)


@given(QUERIES)
def test_translations_mean_the_same(text: str) -> None:
    try:
        query = parse(text)
    except QueryProblem:
        return
    today = date(2021, 6, 1)
    again = parse(translation(query, MESH, today))
    first = evaluate(query, BATCH, MESH, today)
    second = evaluate(again, BATCH, MESH, today)
    assert (first.yes, first.unknowable) == (second.yes, second.unknowable)


def test_translations_of_expert_queries_find_the_same_real_records() -> None:
    pool, queries = DATA / "pubmed/pool.xml.gz", DATA / "queries/expert.jsonl"
    table = DATA / "mesh/descriptors.tsv.gz"
    if not (pool.is_file() and queries.is_file() and table.is_file()):
        pytest.skip("the pool of real records and the expert queries are not at hand")
    records = [item.record for item in read_file(pool) if isinstance(item, Parsed)]
    mesh, batch, today = Mesh.from_table(table), Batch(records), date(2026, 1, 1)
    found_by = 0
    for row in queries.read_text(encoding="utf-8").splitlines():
        query = read(json.loads(row)["query"])
        again = read(translation(query, mesh, today))
        first = evaluate(query, batch, mesh, today)
        second = evaluate(again, batch, mesh, today)
        assert (first.yes, first.unknowable) == (second.yes, second.unknowable), query
        found_by += bool(first.yes)
    assert found_by > 60


def test_an_early_wildcard_in_a_language_is_a_space() -> None:
    (early,), (plain,) = parse("c * [la]").leaves, parse("c[la]").leaves
    (atom,), (same,) = (plan(leaf, Context(MESH)).atoms for leaf in (early, plain))
    assert isinstance(atom, Words)
    assert isinstance(same, Words)
    assert atom.phrases == same.phrases == (("c",),)
