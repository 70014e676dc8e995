import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import UsageProblem
from evidence.query.syntax import QueryProblem, parse
from evidence.query.tags import TAGS, tag_named
from evidence.query.tree import Leaf

CORPUS = Path(__file__).resolve().parents[1].parent / "shared/data/queries/expert.jsonl"


def tree(text: str) -> list[str]:
    return [str(node) for node in parse(text).tree]


def codes(text: str) -> set[str]:
    return {each.code for each in parse(text).messages}


@pytest.mark.parametrize(
    ("text", "postfix"),
    [
        ("a[ti] AND b[ti] OR c[ti]", ["a[ti]", "b[ti]", "AND", "c[ti]", "OR"]),
        ("a[ti] OR b[ti] AND c[ti]", ["a[ti]", "b[ti]", "OR", "c[ti]", "AND"]),
        ("a[ti] OR (b[ti] AND c[ti])", ["a[ti]", "b[ti]", "c[ti]", "AND", "OR"]),
        ("a[ti] NOT b[ti]", ["a[ti]", "b[ti]", "NOT"]),
        ("a[ti] b[ti]", ["a[ti]", "b[ti]", "AND"]),
        ("a[ti] & b[ti] | c[ti]", ["a[ti]", "b[ti]", "AND", "c[ti]", "OR"]),
        ("low back pain[tiab]", ["low back pain[tiab]"]),
        ('low "back pain"[tiab]', ["low", '"back pain"[tiab]', "AND"]),
        ('"Pain"/drug therapy[mh]', ['"Pain/drug therapy"[mh]']),
        ("(a)(b)", ["a", "b", "AND"]),
        ("((((a))))", ["a"]),
        ("2010 : 2020[dp]", ["2010:2020[dp]"]),
        ('"2010/01/01"[dp] : "3000"[dp]', ["2010/01/01:3000[dp]"]),
        ("pain 2010:2020[dp]", ["pain", "2010:2020[dp]", "AND"]),
        ("risk: benefit", ["risk benefit"]),
        ("1:99[uid]", ["1:99[pmid]"]),
        ("990000001, 990000002", ["990000001 990000002[pmid]"]),
        ("pain hasabstract", ["hasabstract", "pain", "AND"]),
        ("HasAbstract[tw]", ["hasabstract"]),
        ("NOT preprint[pt]", ["all[sb]", "preprint[pt]", "NOT"]),
        ("Pain [ MeSH Terms : NoExp ]", ["Pain[mh:noexp]"]),
        ('"back pain"[Title/Abstract:~3]', ['"back pain"[tiab:~3]']),
        ("\u201cback pain\u201d[ti]", ['"back pain"[ti]']),
    ],
)
def test_reading(text: str, postfix: list[str]) -> None:
    assert tree(text) == postfix


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"a" and b[ti]', "lower-case-operator"),
        ("ab*[ti]", "short-wildcard"),
        ("a OR b AND c", "mixed-operators"),
        ("low back[ti]", "unquoted-phrase"),
        ('a "b', "unbalanced-quote"),
        ("(a", "stray-bracket"),
        ("a)", "stray-bracket"),
        ("a]", "stray-bracket"),
        ("a ()", "empty-brackets"),
        ("AND a", "lone-operator"),
        ("a AND", "lone-operator"),
        ("a AND OR b", "lone-operator"),
        ("a [ti] [ti]", "lone-tag"),
        ("a AND ---[ti]", "no-words"),
        ('"organi*ation of"[ti:~2]', "proximity"),
    ],
)
def test_what_is_odd_is_read_with_a_warning(text: str, code: str) -> None:
    assert code in codes(text)


def test_what_is_plain_has_no_warning() -> None:
    text = '"spinal stenosis"[mh] AND (surg*[tiab] OR "physical therapy"[tiab]) AND 2010:2020[dp]'
    assert not codes(text.replace("surg*", "surge*"))


def test_lower_case_words_within_a_run_are_words() -> None:
    assert tree("search and rescue") == ["search and rescue"]


@pytest.mark.parametrize(
    ("text", "start", "says"),
    [
        ("pain[titel]", 4, "[ti]"),
        ("pain[ab]", 4, "[tiab]"),
        ("recent[dp]", 0, "2020/05"),
        ("2020/13[dp]", 0, "2020/05"),
        ("abc[pmid]", 0, "digits"),
        ("#1 AND #2", 0, "earlier search"),
        ('"a b"[mh:~3]', 5, "tiab"),
        ("pain[mh:all]", 4, ":noexp"),
        ("aspirin[pa]", 7, "not supported yet"),
        ("a OR NOT b", 5, "OR NOT"),
        ("", 0, "nothing to search for"),
        ("() AND []", 0, "nothing to search for"),
        ("NOT", 0, "nothing to search for"),
    ],
)
def test_what_has_no_answer_is_refused_with_its_place(text: str, start: int, says: str) -> None:
    with pytest.raises(QueryProblem) as caught:
        parse(text)
    assert isinstance(caught.value, UsageProblem)
    assert caught.value.start == start
    assert says in str(caught.value)
    assert f"character {start + 1}" in str(caught.value)


def test_every_tag_and_alias_is_known_in_any_case() -> None:
    for tag in TAGS:
        for name in (tag.name, tag.full, *tag.aliases):
            found = tag_named(f"  {name.upper()} ")
            assert found is not None
            assert found.name == tag.name


@pytest.mark.parametrize("opening", ["(", "(a OR ", "(NOT "])
def test_ten_thousand_brackets(opening: str) -> None:
    text = opening * 10_000 + "b" + ")" * 10_000
    query = parse(text)
    assert str(parse(str(query))) == str(query)
    assert query.positive


def test_a_million_characters() -> None:
    assert len(parse(" OR ".join(f"word{n}[ti]" for n in range(60_000))).leaves) == 60_000


def test_positive_terms_leave_out_what_is_taken_away() -> None:
    query = parse("a NOT (b NOT c) AND d")
    assert [leaf.text for leaf in query.positive] == ["a", "c", "d"]


def test_offsets_point_into_the_text() -> None:
    text = 'x AND "back pain"[tiab]'
    leaf = parse(text).leaves[1]
    assert text[leaf.start : leaf.end] == '"back pain"[tiab]'


def test_expert_queries_parse_or_say_why() -> None:
    if not CORPUS.is_file():
        pytest.skip("the corpus of expert queries is not at hand")
    reasons = []
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    for line in lines:
        text = json.loads(line)["query"]
        try:
            query = parse(text)
        except QueryProblem as problem:
            reasons.append(problem.next_step)
            continue
        assert str(parse(str(query))) == str(query)
    assert all(reasons)
    assert len(reasons) / len(lines) < 0.05


PIECES = """( ) " [ ] [ti] [dp] [mh:noexp] [mh] [au] : AND or NOT & * 2020 "last 5 years" pain spin*
    hasabstract / surgery # OR [tiab:~2] [pmid] 12345678"""
PARTS = st.sampled_from(PIECES.split())


@given(st.one_of(st.text(), st.lists(PARTS, max_size=14).map(" ".join), st.text('()[]":*&| aN')))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        query = parse(text)
    except QueryProblem:
        return
    assert isinstance(query.tree[0], Leaf)
    again = parse(str(query))
    assert str(again) == str(query)
    assert [str(node) for node in again.tree] == [str(node) for node in query.tree]
