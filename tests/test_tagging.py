import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pubmed.files import Parsed, read_file
from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.spans import matched
from evidence.query.syntax import parse
from evidence.record import Keyword, MeshHeading, Qualifier, Record, Section
from evidence.tagging import RULES_VERSION, Tagging, rules_version, tag_records
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


ASKED = (
    '"leg cramps"[tiab] OR "nocturnal* cramp*"[tiab] OR cramp*[ti]',
    'quinine[tiab] NOT "no harm"[tiab]',
    '"harm cramps"[tiab:~3] OR "leg leg"[tiab:~5]',
    "Muscle Cramp[mh] OR muscle cramp[majr] OR therapy[sh]",
    "randomized controlled trial[pt] AND 2020[dp]",
    "eng[la] OR invented j[ta] OR 1234-5678[is]",
    "smith j[au] OR hasabstract",
    '"last 5 years"[dp] OR free full text[sb]',
    "leg cramps",
    "systematic[sb] OR magnesium",
    "990000001:990000002[uid]",
    '"* cramps"[ti]',
)
LEXICON = ("leg", "cramps", "cramp", "nocturnal", "no", "harm", "quinine", "magnesium", "the", "β")


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    def phrase() -> str:
        words = draw(st.lists(st.sampled_from(LEXICON), max_size=7))
        return draw(st.sampled_from((" ", "-", ". "))).join(words)

    heading = MeshHeading(
        "D009120",
        "Muscle Cramp",
        major=draw(st.booleans()),
        qualifiers=(Qualifier("", "therapy", major=False),),
    )
    return [
        Record(
            pmid=990000001 + number,
            title=phrase(),
            abstract=tuple(Section(phrase()) for _ in range(draw(st.integers(0, 2)))),
            keywords=tuple(Keyword(phrase()) for _ in range(draw(st.integers(0, 2)))),
            mesh=(heading,) if draw(st.booleans()) else (),
            languages=("eng",) if draw(st.booleans()) else (),
        )
        for number in range(draw(st.integers(1, 4)))
    ]


def slowly(
    held: Sequence[Record], tags: Sequence[Tag], mesh: Mesh
) -> dict[int, tuple[Tagging, ...]]:
    """Every record alone, every query anew, in an index of everything."""
    found = {}
    for record in held:
        queries = [(tag.name, parse(tag.query)) for tag in tags]
        found[record.pmid] = tuple(
            Tagging(record.pmid, name, matched(query, record, mesh))
            for name, query in queries
            if evaluate(query, Batch([record]), mesh).yes
        )
    return found


@given(records())
def test_the_quick_way_gives_what_the_slow_way_gives(held: list[Record]) -> None:
    tags = [tag(f"t{number}", query) for number, query in enumerate(ASKED)]
    mesh = Mesh.shipped()
    assert tag_records(held, tags, mesh) == slowly(held, tags, mesh)


def test_the_same_for_real_records_and_all_shipped_tags(shared_data: Path, mesh: Mesh) -> None:
    items = read_file(shared_data / "pubmed" / "pool.xml.gz")
    held = [item.record for item in items if isinstance(item, Parsed)]
    sample = random.Random(20261125).sample(held, 60)
    tags = load_tags()
    assert tag_records(sample, tags, mesh) == slowly(sample, tags, mesh)
