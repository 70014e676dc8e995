"""NLM's files of MeSH, read into memory: every form, and everything that is none."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import ConfigProblem
from evidence.query.mesh import Action, Descriptor, Qualifier, Substance
from evidence.query.mesh.files import recognise
from tests.mesh_forms import ASCII, XML

FORMS = {**XML, **ASCII}
DISORDERS = [
    Descriptor("D990001", "Invented Disorders", ("Disorders, Invented",), ("C99",), (), ("MN",)),
    Descriptor(
        "D990002", "Narrow Disorder (Grade 2), Left & Right", ("Narrowness",), ("C99.100", "F98")
    ),
    Descriptor("D990003", "Soothing Agents", (), ("D97.100",)),
    Descriptor("D990004", "Deeply Soothing Agents", (), ("D97.100.500",)),
    Descriptor("D990005", "Placatol", (), ("D02.900",), ("Deeply Soothing Agents",)),
]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_is_told_by_its_content_and_read_whole(
    tmp_path: Path, name: str, *, zipped: bool
) -> None:
    data = FORMS[name].encode()
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(data) if zipped else data)
    file = recognise(path)
    entries = list(file.entries())
    assert file.year == 2031
    expected = {
        "descriptor": DISORDERS,
        "substance": [
            Substance("C990001", "calmidine", ("CLM-7",), ("Placatol",), ("Soothing Agents",))
        ],
        "action": [Action("Soothing Agents", "D990003", "lullamine")],
    }
    if file.kind != "qualifier":
        assert entries == expected[file.kind]
        return
    trees = [("Y99",), ("Y99.010",)] if file.form == "xml" else [(), ()]
    assert entries == [
        Qualifier("Q990001", "mending", "MN", ("repair",), trees[0]),
        Qualifier("Q990002", "glue & tape", "GT", (), trees[1]),
    ]


def test_the_year_is_told_by_the_dtd_where_the_name_has_none(tmp_path: Path) -> None:
    path = tmp_path / "headings.xml"
    path.write_text(XML["desc2031.xml"])
    assert recognise(path).year == 2031
    path.write_text(XML["qual2031.xml"])
    assert recognise(path).year is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"<PubmedArticleSet></PubmedArticleSet>",
        b"*NEWRECORD\nRECTYPE = X\nUI = 1\n",
        b'<!DOCTYPE x [<!ENTITY a "b">]><DescriptorRecordSet></DescriptorRecordSet>',
        b"\x1f\x8bnot gzip",
        b"D1\tTop\n",
    ],
)
def test_what_is_no_file_of_mesh_is_refused_in_a_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ConfigProblem) as caught:
        recognise(path)
    assert "\n" not in str(caught.value)
    assert "descYYYY.xml" in str(caught.value)


@pytest.mark.parametrize("name", sorted(XML))
def test_a_cut_xml_file_is_refused_after_what_it_held(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(XML[name][:-12])
    with pytest.raises(ConfigProblem, match="not a whole MeSH file"):
        list(recognise(path).entries())


def test_a_cut_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desc2031.xml.gz"
    path.write_bytes(gzip.compress(XML["desc2031.xml"].encode() * 1)[:-20])
    with pytest.raises(ConfigProblem, match=r"not a whole MeSH file|cannot be read"):
        list(recognise(path).entries())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("*NEWRECORD\nRECTYPE = D\nMH = Top\n", "without MH or UI"),
        ("*NEWRECORD\nRECTYPE = D\nMH = T\nUI = D1\n*NEWRECORD\nRECTYPE = Q\nSH = s\n", "'Q'"),
        ("*NEWRECORD\nRECTYPE = D\nMH = T\nUI = D1\nhello\n", "a line that is none"),
        ("<DescriptorRecordSet></DescriptorRecordSet>", "no descriptor at all"),
        (
            "<DescriptorRecordSet><DescriptorRecord/></DescriptorRecordSet>",
            "without DescriptorUI or DescriptorName",
        ),
        ("D1\tTop\t\tA01\nD2\tLow\n", "line 2 has 2 columns"),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "x"
    path.write_text(content)
    with pytest.raises(ConfigProblem, match=said):
        list(recognise(path).entries())


@given(
    data=st.binary(max_size=200), start=st.sampled_from(["", *(f[:150] for f in FORMS.values())])
)
def test_any_bytes_are_read_or_refused(
    data: bytes, start: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(start.encode() + data)
    assert "\n" not in _refusal(path)


def _refusal(path: Path) -> str:
    try:
        list(recognise(path).entries())
    except ConfigProblem as problem:
        return str(problem)
    return ""
