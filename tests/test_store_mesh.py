"""MeSH in the database: the same answers as in memory, on both engines; replaced whole or not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from evidence.__main__ import run
from evidence.errors import ConfigProblem
from evidence.pubmed.files import Parsed
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.mesh.files import recognise
from evidence.query.syntax import parse
from evidence.store import Store, open_store
from evidence.store.mesh import key
from evidence.store.mesh_models import KEY, MeshActionRow, MeshEntryRow, MeshTreeRow
from tests.mesh_forms import ASCII, XML

Article = Callable[..., Parsed]
A = 990000001


def bring(store: Store, folder: Path, *names: str) -> None:
    """Import the files of these names."""
    for name in names:
        path = folder / name
        path.write_text({**XML, **ASCII}[name], encoding="utf-8")
        store.import_mesh(recognise(path))


def test_before_any_import_it_is_the_shipped_table(store: Store) -> None:
    assert store.mesh() is Mesh.shipped()
    assert store.mesh_editions() == ()


@pytest.mark.parametrize("name", ["desc2031.xml", "d2031.bin"])
def test_headings_trees_and_entry_terms(store: Store, tmp_path: Path, name: str) -> None:
    bring(store, tmp_path, name)
    mesh = store.mesh()
    assert (len(mesh), mesh.year, mesh.source, mesh.whole) == (5, 2031, name, False)
    found = mesh.lookup("narrowness")
    assert found is not None
    assert found.name == "Narrow Disorder (Grade 2), Left & Right"
    assert mesh.heading("narrowness") is None
    assert mesh.heading("narrow disorder grade 2 left right") == found
    assert mesh.parents("D990002") == (("C99.100", "Invented Disorders"), ("F98", ""))
    assert mesh.descendants("D990001") == {"D990001", "D990002"}
    assert mesh.descendants("D999999") == frozenset()
    assert mesh.longest == 6
    assert mesh.get("D990001") == mesh.lookup("disorders invented")
    assert mesh.nearest("inventet disorder") == ("Invented Disorders",)


def test_each_file_replaces_its_own_kind_only(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "desc2031.xml", "qual2031.xml", "supp2031.xml", "pa2031.xml")
    first = store.mesh()
    kinds = [each.edition.kind for each in store.mesh_editions()]
    assert kinds == ["descriptor", "qualifier", "substance", "action"]
    assert first.acting(["Soothing Agents"]) == {"calmidine", "lullamine"}
    assert first.acting(["Deeply Soothing Agents"]) == {"Placatol"}
    path = tmp_path / "table.tsv"
    path.write_text("D1\tOnly\tSole\tA01\n")
    store.import_mesh(recognise(path))
    second = store.mesh()
    assert second.version != first.version
    assert (len(second), second.year) == (1, None)
    assert second.acting(["Soothing Agents"]) == {"calmidine", "lullamine"}
    assert second.acting(["Deeply Soothing Agents"]) == frozenset()  # the table tells none
    substance = second.substance("clm 7")
    assert substance is not None
    assert substance.name == "calmidine"
    assert len(second.qualifiers) == 2


@pytest.mark.parametrize("name", ["desc2031.xml", "qual2031.xml", "supp2031.xml", "pa2031.xml"])
def test_a_cut_file_leaves_everything_as_it_was(store: Store, tmp_path: Path, name: str) -> None:
    bring(store, tmp_path, *XML)
    before = store.mesh_editions()
    counts = _counts(store)
    path = tmp_path / f"cut-{name}"
    path.write_text(XML[name][:-12])
    with pytest.raises(ConfigProblem, match="nothing was changed"):
        store.import_mesh(recognise(path))
    assert store.mesh_editions() == before
    assert _counts(store) == counts


def test_subheadings_of_the_ascii_file_keep_the_shipped_families(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "q2031.bin"
    path.write_text(
        "*NEWRECORD\nRECTYPE = Q\nSH = surgery\nQA = SU\nUI = Q1\n"
        "*NEWRECORD\nRECTYPE = Q\nSH = transplantation\nQA = TR\nUI = Q2\n"
    )
    store.import_mesh(recognise(path))
    assert store.mesh().qualifiers.below("surgery") == {"surgery", "transplantation"}
    bring(store, tmp_path, "qual2031.xml")
    assert store.mesh().qualifiers.below("mending") == {"mending", "glue·tape"}
    assert store.mesh().qualifiers.get("surgery") is None


def test_a_name_longer_than_the_key_is_found(store: Store, tmp_path: Path) -> None:
    long = "x" * 900
    path = tmp_path / "table.tsv"
    path.write_text(f"D1\t{long}a\t{long}b\tA01\nD2\t{long}c\t{long}d\tA01.1\n")
    store.import_mesh(recognise(path))
    mesh = store.mesh()
    uis = [found.ui for end in "abcd" if (found := mesh.lookup(long + end))]
    assert uis == ["D1", "D1", "D2", "D2"]
    assert len(key(long)) == KEY


PARTS = st.lists(st.sampled_from(["1", "10", "100", "2"]), max_size=3)
TREES = st.lists(PARTS.map(lambda parts: ".".join(["A01", *parts])), max_size=20, unique=True)


@given(trees=TREES, headings=st.integers(1, 12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_the_same_narrower_headings_as_in_memory(
    store: Store, tmp_path: Path, trees: list[str], headings: int
) -> None:
    rows = [trees[number::headings] for number in range(headings)]
    path = tmp_path / "table.tsv"
    lines = (f"D{number}\tName {number}\t\t{'|'.join(row)}\n" for number, row in enumerate(rows))
    path.write_text("".join(lines))
    held = Mesh.from_table(path)
    store.import_mesh(recognise(path))
    stored = store.mesh()
    for number in range(len(rows)):
        assert stored.descendants(f"D{number}") == held.descendants(f"D{number}")
        assert stored.tokens_below(f"D{number}") == held.tokens_below(f"D{number}")


def test_all_of_mesh_answers_as_in_memory(store: Store, shared_data: Path) -> None:
    table = shared_data / "mesh/descriptors.tsv.gz"
    store.import_mesh(recognise(table))
    stored, held = store.mesh(), Mesh.from_table(table)
    assert (len(stored), stored.longest, stored.whole) == (len(held), held.longest, True)
    names = sorted(held.names())[::300]
    assert len(names) > 100
    for name in names:
        found = held.heading(name)
        assert found is not None
        assert stored.heading(name) == found
        assert stored.descendants(found.ui) == held.descendants(found.ui)
        assert stored.parents(found.ui) == held.parents(found.ui)
        for entry in found.entries[:2]:
            assert stored.lookup(entry) == held.lookup(entry)


def test_a_search_uses_what_was_imported(store: Store, tmp_path: Path, article: Article) -> None:
    store.keep([article(A), article(A + 1)], source="x")
    bring(store, tmp_path, "desc2031.xml")
    verdict = evaluate(parse("Invented Disorders[mh]"), store.index(), store.mesh())
    assert not verdict.notes  # without the import: "not in the MeSH table at hand"
    assert not verdict.yes


def test_the_commands(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVIDENCE_DATABASE", database_url)
    for name in ("desc2031.xml", "qual2031.xml"):
        (tmp_path / name).write_text(XML[name])
    assert run(["mesh", "import", str(tmp_path / "desc2031.xml")]) == 0
    assert capsys.readouterr().out == "5 headings of 2031 from desc2031.xml\n"
    assert run(["mesh", "show", "narrowness"]) == 0
    assert "tree: C99.100 under Invented Disorders\n" in capsys.readouterr().out
    assert run(["mesh", "show", "invented", "disorder"]) == 5
    assert "Did you mean Invented Disorders?" in capsys.readouterr().err
    assert run(["mesh", "import", str(tmp_path / "qual2031.xml")]) == 0
    assert run(["mesh", "show", "MN"]) == 0
    shown = capsys.readouterr().out
    assert "subheading: mending (MN)\nsearched with it: glue & tape\n" in shown
    assert run(["mesh"]) == 0
    assert "headings\t5\t2031\t" in capsys.readouterr().out


def test_a_wrong_file_among_others_stops_before_any_is_read(
    sqlite_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVIDENCE_DATABASE", sqlite_url)
    good, bad = tmp_path / "desc2031.xml", tmp_path / "notes.txt"
    good.write_text(XML["desc2031.xml"])
    bad.write_text("shopping list")
    assert run(["mesh", "import", str(good), str(bad)]) == 4
    assert "notes.txt: not a file of MeSH" in capsys.readouterr().err
    with open_store(sqlite_url) as store:
        assert store.mesh_editions() == ()


def test_imported_headings_say_that_tags_are_older(
    sqlite_url: str,
    tmp_path: Path,
    article: Article,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVIDENCE_DATABASE", sqlite_url)
    with open_store(sqlite_url) as store:
        store.keep([article(A, types=("Review",))], source="x")
    (tmp_path / "desc2031.xml").write_text(XML["desc2031.xml"])
    assert run(["mesh", "import", str(tmp_path / "desc2031.xml")]) == 0
    assert "retag" not in capsys.readouterr().out  # no record has tags


def _counts(store: Store) -> list[int]:
    with store.engine.connect() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (MeshEntryRow, MeshActionRow, MeshTreeRow)
        ]
