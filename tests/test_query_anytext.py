"""Any text at all: a message or a parse, and what is printed means the same."""

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from evidence.query.lint import lint
from evidence.query.mesh import Mesh
from evidence.query.syntax import read, sent
from evidence.query.tree import Leaf, Node

PARTS = (  # noqa: SIM905 -- shorter to read
    """( ) " [ ] [ti] [dp] [mh:noexp] [mh] [au] [tiab:~2] [xyz] [pa] [11C] [mesh: noexp] :
    AND OR NOT and or not & | * # #1 #2 2020 2020/05 3000 pain spin* Pain/therapy /surgery
    hasabstract jsubsetaim 12345678 benzo[a]pyrene leg-cramp β \u201c \u201d \x00 \u202e
    \ud800 é ,"""
).split()
LINES = st.lists(st.lists(st.sampled_from(PARTS), max_size=6).map(" ".join), max_size=5)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text('()[]":*&|# \n1aN'),
    st.lists(st.sampled_from(PARTS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join),
    LINES.map("\n".join),
    LINES.map(lambda lines: "\n".join(f"#{n} {text}" for n, text in enumerate(lines, 1))),
)


def shape(tree: tuple[Node, ...]) -> list[Node]:
    return [replace(node, start=0, end=0) if isinstance(node, Leaf) else node for node in tree]


@given(TEXTS)
@example("NOT")
@example("a OR NOT b")
@example("#1 a\n#2 #1 NOT")
@example("a:b:c[dp]")
def test_reading_never_fails(text: str) -> None:
    query = read(text)
    assert query.tree or "empty" in {each.code for each in query.errors}
    for each in query.messages:
        assert 0 <= each.start <= each.end <= len(text)
        assert each.text
    for leaf in query.leaves:
        assert 0 <= leaf.start <= leaf.end <= len(text)
    assert len(query.positive) <= len(query.leaves)


@given(TEXTS)
def test_what_is_printed_and_sent_means_the_same(text: str) -> None:
    query = read(text)
    if query.tree and not query.errors:
        again = read(str(query))
        assert shape(again.tree) == shape(query.tree)
        assert not again.errors
        assert str(again) == str(query)
        posted = sent(query)
        assert "\n" not in posted
        assert shape(read(posted).tree) == shape(query.tree)


@given(TEXTS)
def test_a_fix_makes_no_new_error(text: str) -> None:
    query = read(text)
    errors = len(query.errors)
    for each in query.messages:
        if each.fix is not None and each.severity != "error":
            fixed = read(text[: each.start] + each.fix + text[each.end :])
            if bool(fixed.lines) == bool(query.lines):  # else it became a list of searches
                assert len(fixed.errors) <= errors


def test_what_fuzzing_found() -> None:
    """The kept corpus of `bench/fuzz_query.py`, grown from invented queries."""
    kept = Path(__file__).parent / "data/fuzz_queries.jsonl"
    texts = [json.loads(line) for line in kept.read_text(encoding="ascii").splitlines()]
    codes = set()
    for text in texts:
        query = read(text)
        messages = (*query.messages, *lint(query, Mesh.shipped()))
        assert all(0 <= each.start <= each.end <= len(text) for each in messages)
        if query.tree and not query.errors:
            assert shape(read(str(query)).tree) == shape(query.tree)
        codes |= {each.code for each in messages}
    assert len(texts) > 100
    assert len(codes) > 30
