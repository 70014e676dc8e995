"""Published filters: each can be read, is found by its names, and is known again when pasted."""

import random

import pytest

from evidence.query import filters, filters_table
from evidence.query.batch import Batch
from evidence.query.capabilities import capabilities
from evidence.query.evaluate import evaluate
from evidence.query.filters import filter_named, recognised
from evidence.query.mesh import Mesh
from evidence.query.planning import Context
from evidence.query.spans import matched
from evidence.query.syntax import parse
from evidence.query.translation import translation
from evidence.query.tree import printed
from evidence.record import Journal, MeshHeading, Qualifier, Record, Section, Term

BASE = 990_000_200


def heading(name: str, *qualifiers: str) -> MeshHeading:
    return MeshHeading(
        "", name, major=False, qualifiers=tuple(Qualifier("", q, major=False) for q in qualifiers)
    )


RECORDS = (
    Record(
        BASE + 1,
        status="MEDLINE",
        title="Quinine for cramps",
        abstract=(Section("Patients were randomly assigned in two groups."),),
        publication_types=(Term("", "Randomized Controlled Trial"),),
        mesh=(heading("Humans"), heading("Quinine", "therapeutic use")),
    ),
    Record(
        BASE + 2,
        status="MEDLINE",
        title="Placebo in the rat",
        mesh=(heading("Animals"), heading("Rats")),
    ),
    Record(
        BASE + 3,
        status="Publisher",
        title="Stretching for cramps: a systematic review",
        abstract=(Section("The prognosis was fair."),),
    ),
    Record(
        BASE + 4,
        status="MEDLINE",
        title="A systematic review of walking",
        abstract=(Section("A validation cohort."),),
        publication_types=(Term("", "Comment"),),
    ),
    Record(
        BASE + 5,
        title="Exercise",
        journal=Journal("", "Cochrane Database Syst Rev"),
        publication_types=(Term("", "Review"),),
        mesh=(heading("Humans"), heading("Animals"), heading("Aged")),
    ),
    Record(
        BASE + 6,
        status="Publisher",
        title="Drugs: a systematic review protocol",
        publication_types=(Term("", "Preprint"),),
    ),
)
BATCH = Batch(RECORDS)
MESH = Mesh()


def found(text: str) -> set[int]:
    return {pmid - BASE for pmid in evaluate(parse(text), BATCH, MESH).yes}


def test_every_filter_is_read_without_a_fault() -> None:
    assert len(filters.ALL) > 150
    for each in filters.ALL:
        assert not each.query.errors, each.name
        assert each.query.tree, each.name
        assert each.source, each.name


@pytest.mark.parametrize("name", ["Therapy", "Diagnosis", "Etiology", "Prognosis"])
def test_clinical_queries_have_two_scopes(name: str) -> None:
    broad, narrow = filter_named(f"{name.lower()}/broad"), filter_named(f" {name}/ Narrow")
    assert broad
    assert narrow
    assert len(broad.query.leaves) > 1
    assert broad.exact
    assert broad != narrow


def test_names_and_pubmeds_short_forms_are_the_same_filter() -> None:
    for first, second in (
        ("systematic", "Systematic Reviews"),
        ("allchild", "Child: birth-18 years"),
        ("y_5", "5 years"),
        ("randomizedcontrolledtrial", "Randomized Controlled Trial"),
        ("meta-analysis", "metaanalysis"),
        ("excludepreprints", "Exclude preprints"),
    ):
        assert filter_named(first) == filter_named(second) is not None
    assert filter_named("free full text") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("systematic[sb]", {3, 5}),  # no comment, no protocol, nothing indexed otherwise
        ("systematic review[filter]", {3, 5}),
        ("systematic[sb] AND stretching[ti]", {3}),
        ("therapy/broad[filter]", {1}),
        ("therapy/narrow[filter]", {1}),
        ("prognosis/narrow[filter]", {3, 4}),
        ("clinical prediction guides/narrow[filter]", {4}),
        ("Humans[filter]", {1, 5}),
        ("animal[filter]", {2, 5}),
        ("aged[filter]", {5}),
        ("review[filter]", {5}),
        ("cramps[ti] NOT therapy/narrow[filter]", {3}),
    ],
)
def test_a_named_filter_stands_for_its_strategy(text: str, expected: set[int]) -> None:
    assert found(text) == expected


def test_the_cochrane_strategies() -> None:
    sensitive = filter_named("Cochrane, sensitivity-maximizing")
    precise = filter_named("Cochrane, sensitivity- and precision-maximizing")
    assert sensitive
    assert precise
    assert found(sensitive.text) == {1}  # the rats are left out
    assert found(filters_table.PRECISE) == {1, 2}
    assert found(filters_table.ANIMALS_ALONE) == {2}


def test_a_filter_is_evaluated_as_its_text_is() -> None:
    for name in ("systematic", "therapy/broad", "etiology/broad", "diagnosis/broad"):
        each = filter_named(name)
        assert each
        assert found(f"{name}[filter]") == found(each.text)


def test_a_filter_that_pubmed_may_have_changed_is_noted() -> None:
    notes = evaluate(parse("systematic[sb]"), BATCH, MESH).notes
    assert [note.text for note in notes if "December 2018" in note.text]
    assert {note.grade for note in notes} >= {"approximate"}
    notes = evaluate(parse("therapy/narrow[filter]"), BATCH, MESH).notes
    assert not [note for note in notes if note.grade == "approximate"]
    (known,) = capabilities(parse("therapy/narrow[filter]"), Context(MESH))
    assert known.grade == "exact"
    (known,) = capabilities(parse("systematic[sb]"), Context(MESH))
    assert known.grade == "approximate"


def test_the_words_that_fulfilled_a_filter() -> None:
    places = matched(parse("systematic[sb]"), RECORDS[2], MESH)
    assert [(each.section, each.text) for each in places] == [("title", "systematic review")]


def test_a_translation_names_the_filter() -> None:
    text = translation(parse("Systematic[SB] AND cramps[ti]"), MESH)
    assert text == '"systematic"[Subset] AND "cramps"[Title]'


def names(text: str) -> list[tuple[str, bool, str]]:
    return [
        (each.filter.name, each.whole, text[each.start : each.end])
        for each in recognised(parse(text))
    ]


def test_a_pasted_strategy_is_known_again() -> None:
    text = f"(cramp*[ti]) AND ({filters_table.SENSITIVE}) NOT (animals [mh] NOT humans [mh])"
    assert [(name, whole) for name, whole, _ in names(text)] == [
        ("Cochrane, sensitivity-maximizing", False),
        ("Animals alone", True),
    ]
    whole = f"cramp*[ti] AND (({filters_table.SENSITIVE}) NOT ({filters_table.ANIMALS_ALONE}))"
    ((name, complete, part),) = names(whole)
    assert (name, complete) == ("Cochrane, sensitivity-maximizing", True)
    assert part.startswith("randomized controlled trial[pt]")
    assert part.endswith("humans[mh]")


def test_order_quotes_tags_and_brackets_do_not_hide_a_strategy() -> None:
    text = (
        '((trial[Title] OR "randomly"[tiab]) OR PLACEBO[Title/Abstract]'
        ' OR "Randomized Controlled Trial"[Publication Type] OR randomized[tiab]'
        ' OR (controlled clinical trial[ptyp] OR "Clinical Trials as Topic"[Mesh:NoExp]))'
    )
    assert [name for name, _, _ in names(text)] == [
        "Cochrane, sensitivity- and precision-maximizing"
    ]


def test_a_term_more_or_less_is_another_strategy() -> None:
    assert not names(f"({filters_table.SENSITIVE} OR trials[tiab]) AND cramp[ti]")
    assert not names(filters_table.SENSITIVE.rpartition(" OR ")[0])
    assert not names("humans[mh] NOT animals[mh]")
    assert not names("humans[mh]")


def test_named_filters_are_reported_where_they_stand() -> None:
    text = "cramps[ti] AND Therapy/Broad[filter] NOT systematic[sb]"
    assert names(text) == [
        ("Therapy/Broad", True, "Therapy/Broad[filter]"),
        ("Systematic Review", True, "systematic[sb]"),
    ]


def test_every_strategy_of_several_terms_is_known_in_any_order() -> None:
    random_ = random.Random(3)
    for each in filters.ALL:
        tree = each.query.tree
        if len(each.query.leaves) < 2 or "NOT" in tree or "AND" in tree:
            continue
        texts = [str(leaf) for leaf in each.query.leaves]
        random_.shuffle(texts)
        pasted = f"cramps[ti] AND ({' OR '.join(texts)})"
        assert [name for name, _, _ in names(pasted)] == [each.name]
        assert [name for name, _, _ in names("".join(printed(tree)))] == [each.name]


def test_long_and_deep_queries_are_searched_for_filters() -> None:
    chain = " OR ".join(f"w{number}[ti]" for number in range(8_000))
    assert not recognised(parse(chain))
    deep = "(a[ti] NOT " * 5_000 + f"({filters_table.ANIMALS_ALONE})" + ")" * 5_000
    assert [each.filter.name for each in recognised(parse(deep))] == ["Animals alone"]
