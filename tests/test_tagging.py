from pathlib import Path

import pytest

from evidence.query.mesh import Mesh
from evidence.record import MeshHeading, Record, Section
from evidence.tagging import RULES_VERSION, rules_version, tag_records
from evidence.topic import Tag, load_tags


def tag(name: str, query: str, meaning: str = "") -> Tag:
    return Tag(name, "group", name, meaning, query, Path("tags.toml"))


CRAMPS = tag("cramps", '"Muscle Cramp"[mh] OR cramp*[tiab]')
QUININE = tag("quinine", "quinine[tiab] NOT magnesium[tiab]")
PRIMARY = Record(
    pmid=990000001,
    title="Quinine for nocturnal leg cramps.",
    abstract=(Section("Cramps were fewer."), Section("No harm was seen.")),
)
OTHER = Record(pmid=990000002, title="Magnesium and quinine.")
HEADED = Record(
    pmid=990000003,
    title="Painful calves.",
    mesh=(MeshHeading("D009120", "Muscle Cramp", major=True),),
)


@pytest.fixture(scope="module")
def mesh() -> Mesh:
    return Mesh.shipped()


def test_records_earn_the_tags_whose_query_holds(mesh: Mesh) -> None:
    found = tag_records([PRIMARY, OTHER, HEADED], [CRAMPS, QUININE], mesh)
    assert {pmid: [each.tag for each in given] for pmid, given in found.items()} == {
        990000001: ["cramps", "quinine"],
        990000002: [],
        990000003: ["cramps"],
    }


def test_a_tag_comes_with_the_words_that_earned_it_and_where_they_stand(mesh: Mesh) -> None:
    (given, *_) = tag_records([PRIMARY], [CRAMPS], mesh)[990000001]
    assert given.pmid == 990000001
    places = {(word.section, word.text) for word in given.matched}
    assert places == {("title", "cramps"), ("abstract/0", "Cramps")}
    for word in given.matched:
        assert PRIMARY.section_text(word.section)[word.start : word.end] == word.text


def test_a_heading_that_earned_the_tag_is_named(mesh: Mesh) -> None:
    (given,) = tag_records([HEADED], [CRAMPS], mesh)[990000003]
    assert [word.text for word in given.matched] == ["Muscle Cramp"]


def test_a_record_earns_the_same_alone_as_among_others(mesh: Mesh) -> None:
    together = tag_records([PRIMARY, OTHER, HEADED], [CRAMPS, QUININE], mesh)
    for record in (PRIMARY, OTHER, HEADED):
        alone = tag_records([record], [CRAMPS, QUININE], mesh)
        assert alone[record.pmid] == together[record.pmid]


def test_what_cannot_be_known_gives_no_tag(mesh: Mesh) -> None:
    free = tag("free", "free full text[sb]")
    paid = tag("paid", "cramps[ti] NOT free full text[sb]")
    assert tag_records([PRIMARY], [free, paid], mesh) == {990000001: ()}


def test_no_records_and_no_tags(mesh: Mesh) -> None:
    assert tag_records([], [CRAMPS], mesh) == {}
    assert tag_records([PRIMARY], [], mesh) == {990000001: ()}


def test_the_version_follows_names_and_queries_but_not_wording_or_order() -> None:
    version = rules_version([CRAMPS, QUININE])
    assert version.startswith(f"{RULES_VERSION}.")
    assert rules_version([QUININE, CRAMPS]) == version
    reworded = tag("cramps", '"Muscle Cramp"[mh]\n  OR cramp*[tiab]', meaning="Other words.")
    assert rules_version([reworded, QUININE]) == version
    assert rules_version([tag("cramps", "cramp[tiab]"), QUININE]) != version
    assert rules_version([tag("cramp", CRAMPS.query), QUININE]) != version
    assert rules_version([CRAMPS]) != version


INVENTED = {
    "Decompression or physiotherapy for lumbar spinal stenosis: a randomised controlled trial.": {
        "spinal-stenosis",
        "surgical-versus-conservative",
        "randomised-trial",
        "exercise-physiotherapy",
    },
    "Quinine for nocturnal leg cramps in older adults: a systematic review.": {
        "leg-cramps",
        "quinine",
        "older-adults",
        "systematic-review",
    },
    "Menaquinone (vitamin K2) against muscle cramps in haemodialysis.": {
        "leg-cramps",
        "vitamin-k2",
        "dialysis",
    },
    "Magnesium oxide v placebo: cramp frequency, sleep quality and quality of life.": {
        "magnesium",
        "placebo-controlled",
        "cramp-frequency",
        "sleep",
        "quality-of-life",
    },
    "Erratum: walking distance after laminotomy.": {"erratum", "walking", "decompression"},
    "Surgical versus nonsurgical treatment: reoperation, adverse events and cost-effectiveness.": {
        "surgical-versus-conservative",
        "reoperation",
        "harms",
        "cost",
    },
    # near misses: a shipped tag must leave them alone
    "Decompression sickness in divers.": set(),
    "Nuclear fusion and cold fusion.": set(),
    "Writer's hand and painful wrists.": set(),
    "Anal canal stenosis.": set(),
    "Patients were pleased.": set(),
    "Epidural anaesthesia for hip replacement.": set(),
}


@pytest.mark.parametrize("title", INVENTED)
def test_shipped_tags_on_invented_titles(title: str, mesh: Mesh) -> None:
    found = tag_records([Record(pmid=990000009, title=title)], load_tags(), mesh)
    assert {each.tag for each in found[990000009]} == INVENTED[title]
