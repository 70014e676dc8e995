import gzip
import random
from pathlib import Path

import pytest

from evidence.errors import ConfigProblem
from evidence.query.codes import MARK, subheading
from evidence.query.headings import (
    action_plan,
    mesh_plan,
    subheading_plan,
    substance_plan,
    type_plan,
)
from evidence.query.mesh import Action, Descriptor, Edition, Mesh, Qualifier, Substance
from evidence.query.mesh.subheadings import INCOMPLETE, SHIPPED_QUALIFIERS
from evidence.query.plan import Plan, Unknown, Words
from evidence.query.tokens import joined
from evidence.query.tree import Leaf
from evidence.query.vocabulary import TYPE_NAMES, types_below

TABLE = Path(__file__).resolve().parents[1].parent / "shared/data/mesh/descriptors.tsv.gz"
ROWS = "D1\tTop\tSummit|Peak\tA01\nD2\tLow, Inner\t\tA01.1|B02.5\nD3\tOther\tTop\tA012\n"
DISEASE = (
    Descriptor("D1", "Vertigo", ("Spinning Sensation",), ("C10",)),
    Descriptor("D2", "Vertigo (Left), Inner", (), ("C10.1",)),
    Descriptor("D3", "Soothing Agents", ("Soothers",), ("D27.1",)),
    Descriptor("D4", "Deeply Soothing Agents", (), ("D27.1.5",)),
    Descriptor("D5", "Placatol", ("PLC",), ("D02",), ("Deeply Soothing Agents",)),
    Descriptor("D6", "Ivy/Wall Syndrome", (), ("C11",)),
)
MESH = Mesh(DISEASE)
CALMIDINE = Substance("C1", "calmidine", ("CLM-7",), ("Placatol",), ("Soothing Agents",))
WITH_SUBSTANCES = Mesh(
    DISEASE, substances=[CALMIDINE], actions=[Action("Soothing Agents", "D3", "lullamine")]
)


def phrases(plan: Plan) -> set[tuple[str, ...]]:
    return {phrase for atom in plan.atoms if isinstance(atom, Words) for phrase in atom.phrases}


def tokens(plan: Plan) -> set[str]:
    found = phrases(plan)
    assert all(len(each) == 1 for each in found)
    return {each for (each,) in found}


def told(plan: Plan) -> str:
    return " ".join(note.text for note in plan.notes)


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
    assert mesh.parents("D2") == (("A01.1", "Top"), ("B02.5", ""))
    assert (mesh.year, mesh.source, mesh.whole) == (None, name, False)


@pytest.mark.parametrize("content", [b"D1\tTop\n", b"\xff\xfe"])
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mesh.tsv"
    path.write_bytes(content)
    with pytest.raises(ConfigProblem, match="tab-separated"):
        Mesh.from_table(path)


def test_the_version_tells_files_apart() -> None:
    first = Edition("descriptor", 2030, "a.xml", "0" * 64, 1)
    other = Edition("descriptor", 2030, "a.xml", "1" * 64, 1)
    versions = {Mesh(editions=each).version for each in ((), (first,), (other,), (first, other))}
    assert len(versions) == 4
    assert Mesh(editions=(first,)).version == Mesh(editions=(first,)).version
    assert Mesh(editions=(first,)).version.startswith("2030-")


def test_names_that_differ_in_punctuation_alone_give_the_lower_ui() -> None:
    rows = [Descriptor("D2", "Cyto c'"), Descriptor("D1", "Cyto c")]
    for order in (rows, rows[::-1]):
        found = Mesh(order).heading("cyto c")
        assert found is not None
        assert found.ui == "D1"


@pytest.mark.parametrize(
    ("name", "near"),
    [("vertigoe", ("Vertigo",)), ("agents, soothing", ("Soothing Agents",)), ("xyzzy", ())],
)
def test_the_nearest_headings(name: str, near: tuple[str, ...]) -> None:
    assert MESH.nearest(name, 1) == near


def test_a_heading_and_its_subheading_both_explode() -> None:
    plan = mesh_plan(Leaf("Vertigo /therapy", "mh"), MESH)
    headings = {"vertigo", "vertigo·left·inner"}
    below = {"therapy", "diet·therapy", "surgery", "transplantation", "prevention·control"}
    assert {(each, MARK + part) for each in headings for part in below} <= phrases(plan)
    assert {each for each, _ in phrases(plan)} == headings
    assert not plan.notes


def test_noexp_switches_off_both() -> None:
    plan = mesh_plan(Leaf("Vertigo/therapy", "majr", explode=False), MESH)
    assert phrases(plan) == {("vertigo", MARK + "therapy")}
    assert plan.atoms[0] == Words(
        ("majr",), (("vertigo", MARK + "therapy"),), '"vertigo/therapy"[MeSH Major Topic:noexp]'
    )


@pytest.mark.parametrize("text", ["Vertigo/RH", "vertigo/ rh", "spinning sensation/rehabilitation"])
def test_codes_and_entry_terms(text: str) -> None:
    plan = mesh_plan(Leaf(text, "mh", explode=False), MESH)
    assert phrases(plan) == {("vertigo", MARK + "rehabilitation")}
    assert plan.atoms[0].label == '"vertigo/rehabilitation"[MeSH Terms:noexp]'


def test_a_heading_that_holds_a_slash_is_not_split() -> None:
    assert tokens(mesh_plan(Leaf("ivy/wall syndrome", "mh"), MESH)) == {"ivy·wall·syndrome"}


def test_brackets_and_commas_in_names_are_free() -> None:
    assert tokens(mesh_plan(Leaf("vertigo left inner", "mh"), MESH)) == {"vertigo·left·inner"}


def test_an_entry_term_in_quotes_is_not_mapped() -> None:
    assert tokens(mesh_plan(Leaf("Spinning Sensation", "mh"), MESH)) >= {"vertigo"}
    plan = mesh_plan(Leaf("Spinning Sensation", "mh", quoted=True), MESH)
    assert tokens(plan) == {"spinning·sensation"}
    assert 'an entry term of "Vertigo"; quoted, it is not mapped' in told(plan)


def test_the_shipped_subheadings_are_all_of_mesh_and_explode() -> None:
    assert len(SHIPPED_QUALIFIERS) == 76
    assert len({each.abbreviation for each in SHIPPED_QUALIFIERS}) == 76
    names = {each.name for each in SHIPPED_QUALIFIERS}
    assert names >= INCOMPLETE
    qualifiers = Mesh().qualifiers
    # NLM's MeSH tutorial: what a search of "therapeutic use" retrieves with it.
    assert qualifiers.below(subheading("therapeutic use")) == {
        subheading(each)
        for each in ("therapeutic use", "administration & dosage", "adverse effects", "poisoning")
    }
    assert qualifiers.below("etiology") >= {"secondary", "virology", "genetics", "congenital"}
    assert "abnormalities" not in qualifiers.below("etiology")
    assert "abnormalities" in qualifiers.below(subheading("anatomy & histology"))
    assert qualifiers.below("toxicity") == {"toxicity"}


def test_a_family_that_could_not_be_confirmed_is_said() -> None:
    plan = subheading_plan(Leaf("metabolism", "sh"), MESH)
    assert tokens(plan) >= {"metabolism", "pharmacokinetics", "urine"}
    assert "evidence mesh import qual20NN.xml" in told(plan)
    assert not subheading_plan(Leaf("therapy", "sh"), MESH).notes
    assert not subheading_plan(Leaf("metabolism", "sh", explode=False), MESH).notes
    assert tokens(subheading_plan(Leaf("SU", "sh"))) == {"surgery", "transplantation"}
    assert 'no subheading "cures"' in told(subheading_plan(Leaf("cures", "sh"), MESH))


def test_imported_subheadings_take_the_place_of_the_shipped() -> None:
    mesh = Mesh(
        qualifiers=[
            Qualifier("Q1", "metabolism", "ME", (), ("Y08.1",)),
            Qualifier("Q2", "glue & tape", "GT", ("sticking",), ("Y08.1.1", "Y09")),
        ],
        editions=[Edition("qualifier", 2031, "qual2031.xml", "0" * 64, 2)],
    )
    plan = subheading_plan(Leaf("metabolism", "sh"), mesh)
    assert (tokens(plan), plan.notes) == ({"metabolism", "glue·tape"}, ())
    assert tokens(subheading_plan(Leaf("sticking", "sh"), mesh)) == {"glue·tape"}


def test_a_subheading_explodes_by_tree_number_not_by_its_beginning() -> None:
    mesh = Mesh(
        qualifiers=[
            Qualifier("Q1", "first", "FF", (), ("Y1",)),
            Qualifier("Q2", "second", "SS", (), ("Y10",)),
        ]
    )
    assert mesh.qualifiers.below("first") == {"first"}


def test_an_action_is_its_heading_and_what_has_it() -> None:
    plan = action_plan(Leaf("soothers", "pa"), WITH_SUBSTANCES)
    assert tokens(plan) == {"soothing·agents", "calmidine", "lullamine", "placatol"}
    assert all(isinstance(atom, Words) and atom.fields == ("mh", "nm") for atom in plan.atoms)
    assert not plan.notes
    narrow = action_plan(Leaf("deeply soothing agents", "pa"), WITH_SUBSTANCES)
    assert tokens(narrow) == {"deeply·soothing·agents", "placatol"}
    # Headings alone are known: that others may have the action is said.
    assert "pa20NN.xml" in told(action_plan(Leaf("soothing agents", "pa"), MESH))
    assert "no substance" in told(action_plan(Leaf("vertigo", "pa"), WITH_SUBSTANCES))


def test_an_action_without_any_list_is_unknowable_beyond_its_heading() -> None:
    plan = action_plan(Leaf("soothing agents", "pa"), Mesh(DISEASE[:4]))
    assert tokens(plan) == {"soothing·agents"}
    (unknown,) = [atom for atom in plan.atoms if isinstance(atom, Unknown)]
    assert "evidence mesh import desc20NN.xml" in unknown.reason


@pytest.mark.parametrize("text", ["calmidine", "clm 7", "CLM-7"])
def test_a_substance_by_name_or_synonym(text: str) -> None:
    plan = substance_plan(Leaf(text, "nm"), WITH_SUBSTANCES)
    assert (tokens(plan), plan.notes) == ({"calmidine"}, ())


def test_substances_that_are_headings_not_known_or_quoted() -> None:
    assert tokens(substance_plan(Leaf("plc", "nm"), MESH)) == {"placatol"}
    quoted = substance_plan(Leaf("CLM-7", "nm", quoted=True), WITH_SUBSTANCES)
    assert tokens(quoted) == {"clm·7"}
    assert 'a synonym of "calmidine"' in told(quoted)
    assert "supp20NN.xml" in told(substance_plan(Leaf("clm-7", "nm"), MESH))
    assert "no substance of that name" in told(
        substance_plan(Leaf("nothing", "nm"), WITH_SUBSTANCES)
    )


def test_a_publication_type_explodes_and_an_unknown_one_names_the_nearest() -> None:
    plan = type_plan(Leaf("controlled clinical trial", "pt"), MESH)
    assert tokens(plan) >= {"randomized·controlled·trial", "pragmatic·clinical·trial"}
    assert not plan.notes
    assert not type_plan(Leaf("english abstract", "pt"), MESH).notes
    single = type_plan(Leaf("clinical trial", "pt", explode=False), MESH)
    assert tokens(single) == {"clinical·trial"}
    plural = type_plan(Leaf("randomized controlled trials", "pt"), MESH)
    assert tokens(plural) >= {"randomized·controlled·trial", "pragmatic·clinical·trial"}
    assert [note.grade for note in plural.notes] == ["approximate"]
    unknown = type_plan(Leaf("randomised controlled trial", "pt"), MESH)
    assert tokens(unknown) == {"randomised·controlled·trial"}
    assert 'the nearest is "Randomized Controlled Trial"' in told(unknown)
    assert [note.grade for note in unknown.notes] == ["mesh"]
    assert not type_plan(Leaf("clinical trial*", "pt"), MESH).notes


def test_the_publication_types_are_those_of_the_tree() -> None:
    if not TABLE.is_file():
        pytest.skip("the table of all descriptors is not at hand")
    mesh = Mesh.from_table(TABLE)
    types = {
        found.name
        for name in mesh.names()
        if (found := mesh.heading(name)) and any(tree.startswith("V") for tree in found.trees)
    }
    assert set(TYPE_NAMES) == types
    for name in sorted(types):
        top = mesh.heading(name)
        assert top is not None
        # The two roots are no types that a record carries; nothing is searched below them.
        if not name.startswith("Publication "):
            assert types_below(joined(name)) == mesh.tokens_below(top.ui), name
            assert tokens(type_plan(Leaf(name, "pt"), mesh)) == mesh.tokens_below(top.ui)


def test_near_names_are_found_among_all_of_mesh() -> None:
    if not TABLE.is_file():
        pytest.skip("the table of all descriptors is not at hand")
    mesh = Mesh.from_table(TABLE)
    chosen = random.Random(7).sample(sorted(mesh.names()), 20)
    for name in (each for each in chosen if len(each) > 8):
        assert name in mesh.nearest(name[:-1] + "q", 3)


def test_the_shipped_table_is_read_once() -> None:
    assert Mesh.shipped() is Mesh.shipped()
    assert not Mesh.shipped().whole
