import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import UsageProblem
from evidence.query.syntax import QueryProblem, parse, read
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
        ("Antipruritics[Pharmacological Action]", ["Antipruritics[pa]"]),
        ("pain[MeSH:NoExp]", ["pain[mh:noexp]"]),
        ("pain[mesh: noexp]", ["pain[mh:noexp]"]),
        ("pain[MeSH Major Topic:noexp]", ["pain[majr:noexp]"]),
        ("surgery[subheading:noexp]", ["surgery[sh:noexp]"]),
        ('"leg cramps"[tiab :~3]', ['"leg cramps"[tiab:~3]']),
        ("2020/05[Date - Entrez]", ["2020/05[edat]"]),
        ('("1996"[PDat] : "3000"[PDat])', ["1996:3000[dp]"]),
        ("2010/1[Date - Publication] : 2012[Date - Publication]", ["2010/1:2012[dp]"]),
        ("last 5 years[dp]", ["last 5 years[dp]"]),
        ('"last 90 days"[edat]', ['"last 90 days"[edat]']),
        ("a AND NOT b", ["a", "b", "NOT"]),
        ("a OR b NOT", ["a", "b", "OR"]),
        ("(a OR b", ["a", "b", "OR"]),
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
        ("[11C]raclopride AND (18)[F] AND benzo[a]pyrene", "chemistry-bracket"),
        ("R&D", "ampersand"),
        ("leg\u200f cramps", "invisible-character"),
        ("\u201dleg cramps\u201c[ti]", "smart-quotes"),
        ("risk: benefit", "colon"),
        ("review[pt] not letter[pt]", "lower-case-operator"),
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
        ("2010[dp] : 2012[edat]", 15, "no one field"),
        ("a OR NOT b", 2, "OR NOT"),
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


TABLES = CORPUS.parents[2] / "specs/pubmed_language_tables.json"


def test_every_name_of_the_fields_that_pubmed_lists_is_known() -> None:
    if not TABLES.is_file():
        pytest.skip("the table of PubMed's fields is not at hand")
    held = json.loads(TABLES.read_text(encoding="utf-8"))
    names = {name for names in held["tag_aliases"].values() for name in names}
    names |= {each[key] for each in held["einfo_fields"] for key in ("Name", "FullName")}
    unknown = {name for name in names if tag_named(name) is None}
    assert unknown == {"ab", "abstract"}  # einfo has no such index


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("\u201cleg cramps\u201d[ti]", '"leg cramps"[ti]'),
        ("a AND AND b", "a   AND b"),
        ("gout ) pain[ti]", "gout  AND  pain[ti]"),
        ("gout OR pain NOT", "gout OR pain "),
        ('Serology"[mh]', "Serology[mh]"),
        ("pain[ab]", "pain[tiab]"),
        ("review[pt] or letter[pt]", "review[pt] OR letter[pt]"),
        ("[11C]raclopride", " 11C raclopride"),
        ('"a b"[mh:~3]', '"a b"[tiab:~3]'),
        ("surgery[tiab:noexp]", "surgery[tiab]"),
    ],
)
def test_a_fix_repairs_its_place(text: str, fixed: str) -> None:
    for each in reversed(read(text).messages):
        if each.fix is not None:
            text = text[: each.start] + each.fix + text[each.end :]
    assert text == fixed


@pytest.mark.parametrize("text", ["a AND [dp]", "pain ) [dp]", "pain () [dp]"])
def test_nothing_is_left_out_that_keeps_a_tag_from_the_words_before(text: str) -> None:
    for each in read(text).messages:
        fixed = text[: each.start] + (each.fix or "") + text[each.end :]
        assert each.fix is None or not read(fixed).errors


@pytest.mark.parametrize("opening", ["(", "(a OR ", "(NOT "])
def test_ten_thousand_brackets(opening: str) -> None:
    text = opening * 10_000 + "b" + ")" * 10_000
    query = parse(text)
    assert str(parse(str(query))) == str(query)
    assert query.positive


def test_thirty_thousand_terms() -> None:
    assert len(parse(" OR ".join(f"word{n}[ti]" for n in range(30_000))).leaves) == 30_000


def test_positive_terms_leave_out_what_is_taken_away() -> None:
    query = parse("a NOT (b NOT c) AND d")
    assert [leaf.text for leaf in query.positive] == ["a", "c", "d"]


def test_offsets_point_into_the_text() -> None:
    text = 'x AND "back pain"[tiab]'
    leaf = parse(text).leaves[1]
    assert text[leaf.start : leaf.end] == '"back pain"[tiab]'


def test_expert_queries_are_read_without_an_error() -> None:
    if not CORPUS.is_file():
        pytest.skip("the corpus of expert queries is not at hand")
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        query = parse(json.loads(line)["query"])
        again = parse(str(query))
        assert [str(node) for node in again.tree] == [str(node) for node in query.tree]


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
