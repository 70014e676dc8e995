"""A query in words, and as the lines of a search strategy with their hits."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.__main__ import run
from evidence.query.batch import Batch
from evidence.query.describe import describe
from evidence.query.evaluate import evaluate
from evidence.query.explain import explain
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.planning import Context
from evidence.query.strategy import counts, strategy
from evidence.query.syntax import parse, read
from evidence.query.tree import Line, Query
from evidence.record import MeshHeading, Record
from evidence.shipped import samples

TODAY = date(2026, 1, 1)
MESH = Mesh(
    (
        Descriptor("D1", "Spinal Diseases", (), ("C05.116.900",)),
        Descriptor("D2", "Spinal Stenosis", ("Stenosis, Spinal",), ("C05.116.900.825",)),
        Descriptor("D3", "Muscle Cramp", ("Leg Cramps",), ("C10.597.613.550",)),
    )
)
CONTEXT = Context(MESH, TODAY)
WORDS = ("cramp", "legs", "gout", "pain")
RECORD = Record(990000001, title="ab a12 1 2")
BATCH = Batch(
    [
        Record(
            990000001 + number,
            title=" ".join(word for bit, word in enumerate(WORDS) if number >> bit & 1),
            mesh=(MeshHeading("", "Spinal Stenosis", major=False),) if number % 3 else (),
        )
        for number in range(16)
    ]
)


def lines_of(text: str) -> list[str]:
    return [line.text for line in strategy(parse(text)).lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("cramp[ti]", ["cramp[ti]"]),
        ("cramp[ti] OR legs[ti]", ["cramp[ti] OR legs[ti]"]),
        ("cramp[ti] AND legs[ti]", ["cramp[ti]", "legs[ti]", "#1 AND #2"]),
        (
            "(gout[ti] OR spinal stenosis[mh]) AND legs[ti] NOT (cramp[ti] NOT pain[ti])",
            [
                "gout[ti] OR spinal stenosis[mh]",
                "legs[ti]",
                "#1 AND #2",
                "cramp[ti] NOT pain[ti]",
                "#3 NOT #4",
            ],
        ),
        (
            "gout[ti] OR spinal stenosis[mh] OR pain[ti] OR review[pt] OR (legs[ti] AND cramp[ti])",
            [
                "spinal stenosis[mh] OR review[pt]",
                "gout[ti] OR pain[ti] OR (legs[ti] AND cramp[ti])",
                "#1 OR #2",
            ],
        ),
        (
            "gout[ti] NOT pain[ti] NOT legs[ti]",
            ["gout[ti]", "pain[ti]", "legs[ti]", "#1 NOT #2 NOT #3"],
        ),
    ],
)
def test_lines_are_what_a_librarian_numbers(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


QUERIES = st.recursive(
    st.sampled_from((*(f"{word}[ti]" for word in WORDS), "spinal diseases[mh]", "loattrfull[sb]")),
    lambda below: st.lists(
        st.tuples(st.sampled_from(("AND", "OR", "NOT")), below), min_size=2, max_size=6
    ).map(lambda parts: "(" + " ".join(f"{op} {text}" for op, text in parts)[3:].lstrip() + ")"),
    max_leaves=30,
)


@given(QUERIES)
def test_the_last_line_is_the_query_and_lines_add_up(text: str) -> None:
    query = read(text)
    made = strategy(query)
    found = counts(made, BATCH, CONTEXT)
    whole = evaluate(query, BATCH, MESH, TODAY)
    assert (found[-1].hits, found[-1].unknowable) == (len(whole.yes), len(whole.unknowable))
    assert [count.number for count in found] == list(range(1, len(made.lines) + 1))
    written: dict[str, str] = {}
    for line, count in zip(made.lines, found, strict=True):
        full = re.sub(r"#\d+", lambda number: f"({written[number[0]]})", line.text)
        written[f"#{line.number}"] = full
        alone = evaluate(parse(full), BATCH, MESH, TODAY)
        assert (count.hits, count.unknowable) == (len(alone.yes), len(alone.unknowable))


def test_a_numbered_list_keeps_its_own_lines() -> None:
    text = "#1 cramp[ti]\n#2 legs[ti] OR gout[ti]\n#3 #1 AND #2\n#7 #3 NOT pain[ti]"
    both = "cramp[ti] AND (legs[ti] OR gout[ti])"
    trees = ("cramp[ti]", "legs[ti] OR gout[ti]", both, f"{both} NOT pain[ti]")
    starts = [text.index(f"#{number} ") for number in (1, 2)] + [text.index("#3 #1")]
    starts.append(text.index("#7"))
    lines = tuple(
        Line(number, start, end, parse(tree).tree)
        for number, start, end, tree in zip(
            (1, 2, 3, 7), starts, (*starts[1:], len(text)), trees, strict=True
        )
    )
    made = strategy(Query(text, lines[-1].tree, (), lines))
    assert [(line.number, line.text) for line in made.lines] == [
        (1, "cramp[ti]"),
        (2, "legs[ti] OR gout[ti]"),
        (3, "#1 AND #2"),
        (7, "#3 NOT pain[ti]"),
    ]
    assert [count.hits for count in counts(made, BATCH, CONTEXT)] == [8, 12, 6, 3]


def test_a_strategy_of_any_depth_has_lines() -> None:
    text = "cramp[ti]"
    for number in range(2_000):
        text = f"({text} {'AND' if number % 2 else 'OR'} legs[ti])"
    made = strategy(parse(text))
    assert len(made.lines) > 2_000
    assert counts(made, BATCH, CONTEXT)[-1].hits == 8
    assert len(describe(parse(text), CONTEXT).words) > 2_000


@given(st.text(alphabet='ab12*"()[]:/#~&|\n AORNDTtimhdp\ud800\u202e', max_size=60))
def test_any_text_that_is_a_query_can_be_described(text: str) -> None:
    query = read(text)
    if query.tree:
        made = describe(query, CONTEXT)
        whole = evaluate(query, BATCH, MESH, TODAY)
        assert counts(made.strategy, BATCH, CONTEXT)[-1].hits == len(whole.yes)
        assert made.words
        found = explain(query, RECORD, MESH, TODAY)
        assert found.verdict == explain(read(str(query)), RECORD, MESH, TODAY).verdict


def test_expert_queries_have_strategies(shared_data: Path) -> None:
    rows = (shared_data / "queries" / "expert.jsonl").read_text(encoding="utf-8").splitlines()
    seen = 0
    for row in map(json.loads, rows):
        query = read(row["query"])
        if not query.tree:
            continue
        found = counts(strategy(query), BATCH, CONTEXT)
        whole = evaluate(query, BATCH, MESH, TODAY)
        assert (found[-1].hits, found[-1].unknowable) == (len(whole.yes), len(whole.unknowable))
        assert describe(query, CONTEXT).words
        seen += 1
    assert seen > 250


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cramp*[ti]", ['Records whose title has "cramp*"']),
        (
            '"leg cramps"[tiab] OR gout[tiab] OR pain[tiab]',
            ['Records whose title, abstract or keywords have "leg cramps", "gout" or "pain"'],
        ),
        (
            "spinal diseases[mh] AND review[pt]",
            [
                (
                    'Records that are indexed under the MeSH heading "spinal diseases" (or its '
                    'narrower heading), and that are of the publication type "review"'
                )
            ],
        ),
        (
            "spinal diseases[mh:noexp]",
            ['Records that are indexed under the MeSH heading "spinal diseases" itself'],
        ),
        ("2010:2020[dp]", ["Records that were published from 2010 to 2020"]),
        ("2010:3000[dp]", ["Records that were published from 2010 on"]),
        ('"last 5 years"[dp]', ["Records that were published in the last 5 years"]),
        (
            "gout[ti] AND pain[ti] NOT review[pt]",
            [
                'Records whose title has "gout" and "pain"',
                'but NOT those that are of the publication type "review"',
            ],
        ),
        (
            "(gout[ti] AND pain[tiab]) OR (legs[ti] NOT cramp[ti])",
            [
                "Records that meet any of these:",
                '  those whose title has "gout", and whose title, abstract or keywords have "pain"',
                '  those whose title has "legs" (except those whose title has "cramp")',
            ],
        ),
        (
            '"gout pain"[tiab:~3]',
            [
                (
                    'Records whose title, abstract or keywords have "gout pain" in any order, '
                    "at most 3 words apart"
                )
            ],
        ),
    ],
)
def test_the_question_in_words(text: str, words: list[str]) -> None:
    made = describe(parse(text), CONTEXT)
    assert ["  " * line.depth + line.text for line in made.words if line.depth < 2] == words


def test_long_lists_are_cut_in_words_only() -> None:
    text = " OR ".join(f"word{number}[ti]" for number in range(100))
    made = describe(parse(text), CONTEXT)
    assert made.words[0].text.endswith('"word10" or 89 more')
    assert made.strategy.lines[0].text == text


def test_headings_and_how_far_it_can_be_answered() -> None:
    text = "spinal diseases[mh] OR gout[mh] OR leg cramps OR free full text[sb] OR pain[ti]"
    made = describe(parse(text), CONTEXT)
    found = {each.name.lower(): each for each in made.headings}
    assert found["spinal diseases"].narrower == ("Spinal Stenosis",)
    assert not found["gout"].known
    assert "muscle cramp" in found
    grades = dict(made.grades)
    assert grades["unknowable"] == grades["mesh"] == 1
    assert sum(grades.values()) == 5


def test_published_filters_are_named() -> None:
    made = describe(parse("gout[ti] AND systematic[sb]"), CONTEXT)
    assert [(each.filter.name, each.whole) for each in made.filters] == [
        ("Systematic Review", True)
    ]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, without a database."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


SHOWN = Path(__file__).parent / "data" / "describe.json"
QUERY = '"leg cramp*"[ti] AND (magnesium[tiab] OR muscle cramp[mh]) AND free full text[sb]'


@pytest.fixture(params=["sqlite_url", "postgresql_url"])
def filled(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented records, in either kind of database."""
    monkeypatch.setenv("EVIDENCE_DATABASE", str(request.getfixturevalue(request.param)))
    assert run(["import", str(samples() / "records.xml")]) == 0
    return home


def test_describe_json_is_frozen(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["query", "describe", QUERY, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    document["database"]["searched"] = document["program_version"] = "(of the day)"
    for note in document["notes"]:
        note["text"] = "..."  # what a note says may change
    now = filled / "describe.json"
    now.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    assert now.read_text(encoding="utf-8") == SHOWN.read_text(encoding="utf-8"), (
        f"If the change is wanted: cp {now} {SHOWN}"
    )


def test_tables_for_a_methods_section(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del filled
    capsys.readouterr()
    assert run(["query", "describe", QUERY, "--csv"]) == 0
    printed = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(printed.out)))
    assert [row["line"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["search"] == '"leg cramp*"[ti]'
    assert int(rows[0]["hits"]) > 0 == int(rows[2]["hits"])
    assert int(rows[2]["only_pubmed_can_tell"]) == 69
    assert "among the 69 records of the local database" in printed.err
    assert run(["query", "describe", QUERY, "--markdown"]) == 0
    printed = capsys.readouterr()
    assert f'| #1 | `"leg cramp*"[ti]` | {rows[0]["hits"]} | 0 |' in printed.out.splitlines()
    assert "they are not PubMed's counts" in printed.out


@pytest.mark.usefixtures("home")
def test_without_a_database_there_are_no_hits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "describe", "--topic", "spinal-stenosis"]) == 0
    printed = capsys.readouterr()
    assert "Line\tSearch\n" in printed.out
    assert "no hits are counted" in printed.err
    assert not Path("evidence.db").exists()
    assert run(["query", "describe", "--tag", "magnesium", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["database"] is None
    assert {line["hits"] for line in document["lines"]} == {None}


@pytest.mark.usefixtures("home")
def test_the_words_for_people_end_with_the_strategy(capsys: pytest.CaptureFixture[str]) -> None:
    Path("search.txt").write_text("spinal diseases[mh] a|b OR a[ti", encoding="utf-8")
    assert run(["query", "describe", "--query-file", "search.txt"]) in {0, 2}
    capsys.readouterr()
    assert run(["query", "describe", "spinal diseases[mh] AND (gout OR xyz[ti])"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Records that meet all of these:")
    assert "Spinal Diseases, with 29 narrower: " in printed
    assert " more" in printed
    assert printed.index("How far it can be answered here") < printed.index("Search strategy")
