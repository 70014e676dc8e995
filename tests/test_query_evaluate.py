"""The evaluator over a batch: rule by rule, and against a naive one that loops over records."""

import json
import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pubmed.files import Parsed, read_file
from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Descriptor, Mesh
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


# A second evaluator, one record at a time, from the rules alone.

Test = Callable[[Record], bool]


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Cf"})
    return f" {' '.join(re.sub(r'[^0-9a-z]+', ' ', kept).split())} "


def texts(record: Record, field: str) -> list[str]:
    title = [record.title] + ([record.book.collection] if record.book else [])
    if field == "ti":
        return title
    others = [" ".join(s.text for s in each.sections) for each in record.other_abstracts]
    abstract = " ".join(section.text for section in record.abstract)
    return [*title, abstract, *others, *(each.text for each in record.keywords)]


def naive_text(phrase: str, field: str) -> Test:
    pattern = " " + re.sub(r"\\\*", "[^ ]*", re.escape(phrase)) + " "
    return lambda record: any(re.search(pattern, plain(t)) for t in texts(record, field))


def naive_heading(name: str, mesh: Mesh, *, explode: bool) -> Test:
    top = mesh.heading(name)
    assert top is not None
    uis = mesh.descendants(top.ui) if explode else {top.ui}
    names = {each.name for ui in uis if (each := mesh.get(ui))}
    return lambda record: any(heading.name in names for heading in record.mesh)


def naive_years(low: int, high: int) -> Test:
    def test(record: Record) -> bool:
        printed = record.published
        if record.book and printed.year is None:
            printed = record.book.published
        dates = [printed, *(event.date for event in record.article_dates)]
        return any(each.year is not None and low <= each.year <= high for each in dates)

    return test


def naive_type(*names: str) -> Test:
    return lambda record: any(term.name in names for term in record.publication_types)


def leaf(random_: random.Random, vocabulary: list[str], mesh: Mesh) -> tuple[str, Test]:
    field = random_.choice(["ti", "tiab"])
    word = random_.choice(vocabulary)
    stem = random_.choice([each for each in vocabulary if len(each) > 4])[:4] + "*"
    pair = f"{word} {random_.choice(['of', 'and', 'in', 'pain', 'patients'])}"
    name = random_.choice(["Humans", "Spine", "Neoplasms", "Adult", "Nervous System Diseases"])
    low = random_.randrange(1970, 2025)
    kinds: list[tuple[str, Test]] = [
        (f"{word}[{field}]", naive_text(word, field)),
        (f"{stem}[{field}]", naive_text(stem, field)),
        (f'"{pair}"[{field}]', naive_text(pair, field)),
        (f'"{name}"[mh]', naive_heading(name, mesh, explode=True)),
        (f'"{name}"[mh:noexp]', naive_heading(name, mesh, explode=False)),
        (f"{low}:{low + 9}[dp]", naive_years(low, low + 9)),
        ("Practice Guideline[pt]", naive_type("Practice Guideline")),
        ("hasabstract", lambda record: bool(record.abstract)),
    ]
    return random_.choice(kinds)


def generated(
    random_: random.Random, vocabulary: list[str], mesh: Mesh, depth: int
) -> tuple[str, Test]:
    if depth == 0:
        return leaf(random_, vocabulary, mesh)
    text, test = generated(random_, vocabulary, mesh, depth - 1)
    for _ in range(random_.randrange(1, 4)):
        right, other = generated(random_, vocabulary, mesh, depth - 1)
        op = random_.choice(["AND", "OR", "NOT"])
        text = f"{text} {op} ({right})" if depth > 1 else f"{text} {op} {right}"
        test = combined(op, test, other)
    return text, test


def combined(op: str, left: Test, right: Test) -> Test:
    if op == "AND":
        return lambda record: left(record) and right(record)
    if op == "OR":
        return lambda record: left(record) or right(record)
    return lambda record: left(record) and not right(record)


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


def test_agrees_with_the_naive_evaluator_on_real_records() -> None:
    pool, table = DATA / "pubmed/pool.xml.gz", DATA / "mesh/descriptors.tsv.gz"
    if not (pool.is_file() and table.is_file()):
        pytest.skip("the pool of real records is not at hand")
    everything = [item.record for item in read_file(pool) if isinstance(item, Parsed)]
    # The naive evaluator knows no letters beyond a-z: it is asked about such records only.
    latin = [r for r in everything if all(t.isascii() for t in texts(r, "tiab"))]
    records = list({record.pmid: record for record in latin[::4]}.values())[:200]
    assert len(records) > 100
    mesh, batch = Mesh.from_table(table), Batch(records)
    vocabulary = sorted({word for r in records for word in plain(r.title).split()})
    random_ = random.Random(8)
    sizes = set()
    for _ in range(150):
        text, test = generated(random_, vocabulary, mesh, random_.randrange(3))
        expected = {record.pmid for record in records if test(record)}
        assert set(evaluate(parse(text), batch, mesh).yes) == expected, text
        sizes.add(len(expected))
    assert len(sizes) > 20
