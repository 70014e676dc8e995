from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from evidence.query.mesh import Descriptor, Mesh
from evidence.query.phrases import Held, in_a_row, segments_in
from evidence.query.spans import Match, matched
from evidence.query.syntax import parse
from evidence.query.tokens import offsets, tokenize
from evidence.record import MeshHeading, Qualifier, Record, Section, Term

MESH = Mesh(
    (
        Descriptor("D1", "Spinal Diseases", (), ("C05.116.900",)),
        Descriptor("D2", "Spinal Stenosis", (), ("C05.116.900.825",)),
    )
)
RECORD = Record(
    990_000_001,
    title="β-Blockers for Müller’s leg cramps",  # noqa: RUF001
    abstract=(Section("Cramps hurt the leg.", "AIM"), Section("Pain eased; cramps did not.")),
    publication_types=(Term("", "Randomized Controlled Trial"),),
    mesh=(
        MeshHeading(
            "",
            "Spinal Stenosis",
            major=True,
            qualifiers=(Qualifier("", "drug therapy", major=False),),
        ),
    ),
)


def places(text: str) -> list[tuple[str, str, str]]:
    found = matched(parse(text), RECORD, MESH)
    for each in found:
        if each.section:
            assert RECORD.section_text(each.section)[each.start : each.end] == each.text
        else:
            assert (each.start, each.end) == (0, 0)
    return [(each.field, each.section, each.text) for each in found]


def test_words_with_their_places() -> None:
    assert places("cramp*[tiab]") == [
        ("ti", "title", "cramps"),
        ("ab", "abstract/0", "Cramps"),
        ("ab", "abstract/1", "cramps"),
    ]
    assert matched(parse('"beta blockers"[ti]'), RECORD, MESH) == (
        Match("ti", "title", 0, 10, "β-Blockers"),
    )
    assert places("muller[ti]") == [("ti", "title", "Müller")]


def test_a_phrase_over_two_sections_is_two_places() -> None:
    assert places('"leg pain"[tiab]') == [
        ("ab", "abstract/0", "leg"),
        ("ab", "abstract/1", "Pain"),
    ]


def test_controlled_terms_by_name() -> None:
    assert places("Spinal Diseases[mh]") == [("mh", "", "Spinal Stenosis")]
    assert places("Spinal Diseases/therapy[mh]") == [("mh", "", "Spinal Stenosis/drug therapy")]
    assert places("clinical trial[pt]") == [("pt", "", "Randomized Controlled Trial")]
    assert places("therapy[sh]") == [("sh", "", "drug therapy")]
    assert places("hasabstract") == [("code", "", "hasabstract")]


def test_only_what_made_the_record_match() -> None:
    assert places("leg[ti] NOT cramps[ti]") == [("ti", "title", "leg")]
    assert places("leg[ti] NOT (x[ti] NOT cramps[ti])") == [
        ("ti", "title", "leg"),
        ("ti", "title", "cramps"),
    ]
    assert places("leg quinine") == []  # both words are wanted
    assert places("quinine[ti] OR free full text[sb]") == []


@given(st.text() | st.text(alphabet="ab-. βéﬁ½\u0301"))
def test_offsets_are_the_tokens_places(text: str) -> None:
    assert offsets(text) == [(token.start, token.end) for token in tokenize(text)]


WORDS = st.sampled_from(("a", "ab", "abc", "b", "bc"))
PATTERNS = st.lists(WORDS | st.sampled_from(("a*", "*c", "*", "a*c")), min_size=1, max_size=3)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=3), PATTERNS)
def test_phrases_are_found_inside_segments(segments: list[list[str]], phrase: list[str]) -> None:
    row = in_a_row(segments)
    expected = [
        begin + start
        for begin, segment in segments_in(row)
        for start in range(len(segment) - len(phrase) + 1)
        if all(map(fnmatchcase, segment[start : start + len(phrase)], phrase))
    ]
    assert [list(segment) for _, segment in segments_in(row)][: len(segments)] == segments
    assert sorted(Held(row).starts(tuple(phrase))) == expected


def test_a_published_filter_shows_the_words_of_its_own_terms() -> None:
    record = Record(990_000_003, title="Leg cramps: a systematic review")
    found = matched(parse("systematic[sb]"), record, MESH)
    assert any("systematic" in each.text for each in found)
