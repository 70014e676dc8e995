from evidence.query.mesh import Descriptor, Mesh
from evidence.query.spans import Match, matched
from evidence.query.syntax import parse
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
