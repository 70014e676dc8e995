import gzip
from pathlib import Path

import pytest

from evidence.errors import ConfigProblem
from evidence.query.mesh import Mesh
from evidence.query.tokens import joined
from evidence.query.vocabulary import types_below

TABLE = Path(__file__).resolve().parents[1].parent / "shared/data/mesh/descriptors.tsv.gz"
ROWS = "D1\tTop\tSummit|Peak\tA01\nD2\tLow, Inner\t\tA01.1|B02.5\nD3\tOther\tTop\tA012\n"


@pytest.mark.parametrize("name", ["mesh.tsv", "mesh.tsv.gz"])
def test_names_entries_and_trees(tmp_path: Path, name: str) -> None:
    data = ROWS.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    mesh = Mesh.from_table(tmp_path / name)
    assert len(mesh) == 3
    assert [found.ui for text in ("top", "PEAK", "low inner") if (found := mesh.lookup(text))] == [
        "D1",
        "D1",
        "D2",
    ]
    assert mesh.heading("peak") is None
    assert mesh.lookup("nothing") is None
    assert mesh.descendants("D1") == {"D1", "D2"}
    assert mesh.tokens_below("D2") == {joined("Low, Inner")}
    assert mesh.descendants("D9") == frozenset()


@pytest.mark.parametrize("content", [b"D1\tTop\n", b"\xff\xfe"])
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mesh.tsv"
    path.write_bytes(content)
    with pytest.raises(ConfigProblem, match="tab-separated"):
        Mesh.from_table(path)


def test_the_publication_types_are_those_of_the_tree() -> None:
    if not TABLE.is_file():
        pytest.skip("the table of all descriptors is not at hand")
    mesh = Mesh.from_table(TABLE)
    for name in ("Clinical Study", "Clinical Trial", "Review", "Guideline", "Journal Article"):
        top = mesh.heading(name)
        assert top is not None
        assert types_below(joined(name)) == mesh.tokens_below(top.ui)


def test_the_shipped_table_is_read_once() -> None:
    assert Mesh.shipped() is Mesh.shipped()
