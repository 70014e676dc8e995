"""Why a record matches: verdicts level by level, the words that decided, and the command."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.__main__ import run
from evidence.commands import deep
from evidence.commands.explain_json import as_dict
from evidence.commands.explain_lines import lines
from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.explain import Explanation, Part, explain, explanations, reasons
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.planning import Context
from evidence.query.syntax import parse
from evidence.query.translations import Translated
from evidence.query.tree import Leaf
from evidence.record import Date, Keyword, MeshHeading, Qualifier, Record, Section, Term
from evidence.shipped import samples

MESH = Mesh(
    (
        Descriptor("D1", "Spinal Diseases", (), ("C05.116.900",)),
        Descriptor("D2", "Spinal Stenosis", ("Stenosis, Spinal",), ("C05.116.900.825",)),
        Descriptor("D3", "Muscle Cramp", ("Leg Cramps",), ("C10.597.613.550",)),
    )
)
RECORD = Record(
    990000001,
    status="MEDLINE",
    title="Surgery for lumbar stenosis of the spinal canal",
    abstract=(Section("Leg pain was common.", "BACKGROUND"), Section("Quinine helped cramps.")),
    published=Date("2020 May", 2020, 5, None, "month"),
    languages=("eng",),
    publication_types=(Term("", "Review"),),
    mesh=(
        MeshHeading(
            "", "Spinal Stenosis", major=False, qualifiers=(Qualifier("", "surgery", major=True),)
        ),
        MeshHeading("", "Muscle Cramp", major=False),
    ),
    keywords=(Keyword("walking"),),
)
OTHER = replace(RECORD, pmid=990000002, title="Cramps", abstract=(), mesh=())


def of(text: str, record: Record = RECORD) -> Explanation:
    return explain(parse(text), record, MESH)


def first(text: str) -> Part:
    return next(part for part in of(text).parts if isinstance(part.node, Leaf))


@pytest.mark.parametrize(
    ("text", "verdict", "deciding"),
    [
        ("surgery[ti]", "yes", ["surgery[ti]"]),
        ("surgery[ti] OR magnesium[ti] OR quinine[tiab]", "yes", ["surgery[ti]", "quinine[tiab]"]),
        ("surgery[ti] AND magnesium[ti]", "no", []),
        ("surgery[ti] NOT magnesium[ti]", "yes", ["surgery[ti]"]),
        ("surgery[ti] NOT (magnesium[ti] OR cramps[tiab])", "no", ["cramps[tiab]"]),
        ("magnesium[ti] NOT surgery[ti]", "no", []),
        ("surgery[ti] NOT (magnesium[ti] NOT cramps[tiab])", "yes", ["surgery[ti]"]),
        ("surgery[ti] AND free full text[sb]", "unknowable", []),
        ("surgery[ti] OR free full text[sb]", "yes", ["surgery[ti]"]),
        ("(surgery[ti] AND magnesium[ti]) OR cramps[tiab]", "yes", ["cramps[tiab]"]),
    ],
)
def test_verdict_and_the_terms_it_rests_on(text: str, verdict: str, deciding: list[str]) -> None:
    found = of(text)
    assert found.verdict == verdict
    assert [str(part.node) for part in found.deciding] == deciding
    assert found.took_away == (() if verdict == "yes" else found.deciding)


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("surgery[ti] NOT cramps[tiab] NOT magnesium[ti]", ["cramps[tiab]"]),
        ("magnesium[ti] NOT cramps[tiab]", ["magnesium[ti]"]),
        ("surgery[ti] OR magnesium[ti]", ["surgery[ti]"]),
        ("surgery[ti] AND magnesium[ti] AND gout[ti]", ["magnesium[ti]", "gout[ti]"]),
        ("surgery[ti] NOT gout[ti]", ["surgery[ti]", "gout[ti]"]),
    ],
)
def test_what_matters_is_no_more_than_what_decides(text: str, matter: list[str]) -> None:
    parts = [part for part in of(text).parts if isinstance(part.node, Leaf)]
    assert [str(part.node) for part in parts if part.matters] == matter


def test_one_run_of_an_operator_is_one_level() -> None:
    tree = of("a[ti] OR b[ti] OR (c[ti] OR d[ti]) NOT e[ti] NOT f[ti]").tree
    assert tree.node == "NOT"
    assert [part.node if isinstance(part.node, str) else part.node.text for part in tree.parts] == [
        "OR",
        "e",
        "f",
    ]
    assert [str(part.node) for part in tree.parts[0].parts] == ["a[ti]", "b[ti]", "c[ti]", "d[ti]"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("surger*[tiab]", ["Surgery"]),
        ('"leg pain"[tiab]', ["Leg pain"]),
        ("spinal diseases[mh]", ["Spinal Stenosis"]),
        ("2019:2021[dp]", ["2020-05-01"]),
        ("990000001[pmid]", ["990000001"]),
        ("walking[ot]", ["walking"]),
    ],
)
def test_words_that_fulfil_a_term(text: str, words: list[str]) -> None:
    assert [match.text for match in first(text).words] == words


@pytest.mark.parametrize(
    ("text", "near"),
    [
        (
            '"lumbar spinal stenosis"[ti]',
            "it has lumbar, spinal and stenosis, but not side by side",
        ),
        ('"magnesium for leg pain"[tiab]', "it has for, leg and pain, but not magnesium"),
        ('"magnesium for gout"[tiab]', ""),
        ("magnesium[tiab]", ""),
        ("quinine[ti]", "not in the title, but in the abstract or the keywords"),
        ("review[tiab]", "not in title, abstract or keywords, but elsewhere in it"),
        ("spinal diseases[mh:noexp]", "it has a narrower heading, which :noexp leaves out"),
        ("muscle cramp[majr]", "it has the heading, but not as a major topic"),
        ("muscle cramp/surgery[mh]", "it has the heading, but without /surgery"),
        ('"surgery canal"[ti:~2]', "it has the words, but farther apart"),
        ("randomized controlled trial[pt]", "it is: Review"),
        ("fre[la]", "its language: eng"),
        ("2021[dp]", "its date: 2020-05-01"),
        ("gout[mh]", ""),
    ],
)
def test_what_comes_closest_to_a_term_that_does_not_hold(text: str, near: str) -> None:
    part = first(text)
    assert part.verdict == "no"
    assert part.near == near


def test_a_record_without_headings_says_so() -> None:
    assert of("spinal stenosis[mh]", OTHER).tree.near == (
        "the record has no MeSH headings (status MEDLINE)"
    )


def test_how_a_term_is_read() -> None:
    mapped = first("leg cramps").reading
    assert mapped is not None
    assert '"muscle cramp"[MeSH Terms]' in mapped.text
    assert mapped.headings == 1
    exploded = first("spinal diseases[mh]").reading
    assert exploded is not None
    assert exploded.headings == 2
    unknown = first("free full text[sb]")
    assert [note.grade for note in unknown.notes] == ["unknowable"]


def test_pubmeds_own_translation_decides_and_shows_its_words() -> None:
    pair = Translated("leg trouble", '"muscle cramp"[MeSH Terms] OR "cramps"[All Fields]')
    query = parse("leg trouble")
    assert explain(query, RECORD, MESH).verdict == "no"
    found = explain(query, RECORD, MESH, None, (pair,))
    assert found.verdict == "yes"
    assert {match.text for match in found.tree.words} == {"Muscle Cramp", "cramps"}
    assert found.tree.reading is not None
    assert "MeSH Terms" in found.tree.reading.text


def test_a_published_filter_is_explained_by_the_words_inside_it() -> None:
    found = of("Therapy/Narrow[filter] OR systematic[sb]").tree
    assert found.verdict == "no"
    record = replace(RECORD, title="A randomized controlled trial")
    words = of("Therapy/Narrow[filter]", record).tree.words
    assert {match.text for match in words} == {"randomized", "controlled", "trial"}


TERMS = (
    "surgery[ti]",
    "cramps[tiab]",
    "magnesium[ti]",
    "free full text[sb]",
    "spinal diseases[mh]",
    "2021[dp]",
)
QUERIES = st.recursive(
    st.sampled_from(TERMS),
    lambda below: st.tuples(below, st.sampled_from(("AND", "OR", "NOT")), below).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ),
    max_leaves=24,
)


@given(QUERIES, st.sampled_from((RECORD, OTHER)), st.randoms(use_true_random=False))
def test_the_verdict_rests_on_what_matters_alone(text: str, record: Record, chance: object) -> None:
    query = parse(text)
    found = explain(query, record, MESH)
    whole = evaluate(query, Batch((record,)), MESH)
    expected = "yes" if record.pmid in whole.yes else "no"
    assert found.verdict == ("unknowable" if record.pmid in whole.unknowable else expected)

    def kept(part: Part) -> str:
        return part.verdict

    def drawn(part: Part) -> str:
        return part.verdict if part.matters else chance.choice(list(_RANK))  # type: ignore[attr-defined]

    assert _truth(found.tree, kept) == found.verdict
    if found.verdict != "unknowable":
        assert _truth(found.tree, drawn) == found.verdict


_RANK = {"no": 0, "unknowable": 1, "yes": 2}


def _truth(part: Part, of_term: Callable[[Part], str]) -> str:
    """Kleene's logic, from the terms up."""
    if isinstance(part.node, Leaf):
        return of_term(part)
    ranks = [_RANK[_truth(each, of_term)] for each in part.parts]
    if part.node == "NOT":
        ranks[1:] = [2 - rank for rank in ranks[1:]]
    rank = max(ranks) if part.node == "OR" else min(ranks)
    return next(name for name, each in _RANK.items() if each == rank)


@given(st.lists(QUERIES, min_size=1, max_size=1))
def test_reasons_are_words_of_the_record(texts: list[str]) -> None:
    query = parse(texts[0])
    records = (RECORD, OTHER)
    found = list(reasons(query, records, Context(MESH)))
    for record, words, why in zip(
        records, found, explanations(query, records, Context(MESH)), strict=True
    ):
        decided = {match for part in why.deciding for match in part.words}
        assert set(words) == (decided if why.verdict == "yes" else set())
        for match in words:
            if match.section:
                text = record.section_text(match.section)
                assert text[match.start : match.end] == match.text


def test_ten_thousand_levels_are_explained_and_printed() -> None:
    text = "surgery[ti]"
    for number in range(10_000):
        text = f"({text} {'AND' if number % 2 else 'OR'} cramps[tiab])"
    found = of(text)
    assert found.verdict == "yes"
    printed = "".join(deep.encoded(as_dict(found)))
    assert printed.count('"op"') == 10_000
    assert sum(1 for _ in lines(found, RECORD, full=True, bold=False)) > 20_000


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    )
)
def test_deep_json_is_json(value: object) -> None:
    assert json.loads("".join(deep.encoded(value))) == value


def test_printed_tree_folds_what_decides_nothing() -> None:
    text = "(surgery[ti] OR magnesium[ti] OR gout[ti]) NOT (review[tw] OR gout[ti])"
    found = of(text)
    printed = list(lines(found, RECORD, full=False, bold=False))
    assert printed[0] == ("PMID 990000001: NO - Surgery for lumbar stenosis of the spinal canal")
    assert printed[1] == "NOT takes it away, for it has: review[tw]"
    assert "    . 2 more parts of this OR did not match" not in printed
    assert any(line.startswith("  - NOT any of these") for line in printed)
    assert "    + review[tw]" in printed
    everything = "\n".join(lines(found, RECORD, full=True, bold=False))
    assert everything.count("gout[ti]") == 2
    shown = "\n".join(lines(of("surgery[ti] OR gout[ti]"), RECORD, full=False, bold=False))
    assert "title: «Surgery» for lumbar stenosis of the..." in shown
    assert ". 1 more part of this OR did not match" in shown


def test_words_in_their_sentence_are_one_clean_line() -> None:
    record = replace(RECORD, title="Odd \x1b[31m cramps\u202e in\nlegs " + "and so on " * 20)
    printed = "\n".join(lines(of("cramps[ti]", record), record, full=False, bold=False))
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "«cramps» in legs and so on" in printed


SHOWN = Path(__file__).parent / "data" / "explain.json"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite database with the invented records; no test here writes to it."""
    url = str(tmp_path_factory.mktemp("stored") / "evidence.sqlite")
    assert run(["--database", url, "import", str(samples() / "records.xml")]) == 0
    return url


@pytest.fixture
def home(stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder and no settings but the database."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", stored)
    return tmp_path


def test_explain_json_is_frozen(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        '("leg cramp*"[ti] OR muscle cramp[mh]) AND (magnesium[tiab] OR quinine[tiab]) '
        "NOT (review[pt] OR free full text[sb])"
    )
    capsys.readouterr()
    assert run(["query", "explain", text, "990000007", "990000001", "--json"]) == 0
    now = home / "explain.json"
    # What a note says may change; where notes stand, and their grades, may not.
    text = re.sub(r'("grade": "\w+",\s+"text": ).*', r'\1"..."', capsys.readouterr().out)
    now.write_text(text, encoding="utf-8")
    assert now.read_text(encoding="utf-8") == SHOWN.read_text(encoding="utf-8"), (
        f"If the change is wanted: cp {now} {SHOWN}"
    )


@pytest.mark.usefixtures("home")
def test_explain_prints_a_tree_and_names_what_is_not_stored(
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    assert run(["query", "explain", "--topic", "leg-cramps", "990000007", "5", "6", "5"]) == 5
    printed = capsys.readouterr()
    assert printed.out.startswith("PMID 990000007: YES")
    assert "«" in printed.out
    assert "Not stored: 5, 6." in printed.err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["leg cramps"], 2, "one PMID or more"),
        (["leg", "cramps", "990000007"], 2, "'cramps' is no PMID"),
        (["--topic", "leg-cramp", "990000007"], 5, "leg-cramps"),
        (["--tag", "no-such-tag", "990000007"], 5, "evidence tags"),
        (["--topic", "leg-cramps", "--tag", "quinine", "990000007"], 2, "Give one query"),
        (["--query-file", "none.txt", "990000007"], 5, "no file none.txt"),
        (["leg-cramps", "990000007"], 0, "--topic leg-cramps"),
        (["--tag", "quinine", "990000007"], 0, "+ yes"),
    ],
)
def test_what_explain_refuses_and_hints(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["query", "explain", *arguments]) == code
    assert said in capsys.readouterr().err
