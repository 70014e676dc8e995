"""Stored records carry the tags as they are written now."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from evidence.commands.group import evidence
from evidence.errors import Busy, StorageProblem
from evidence.keeping import Keeper, TagChange, _Retagger, retag
from evidence.pubmed.files import Parsed
from evidence.query.mesh import Descriptor, Mesh
from evidence.store import Store, Tagged, open_store
from evidence.store.models import RecordRow
from evidence.tagging import rules_version
from evidence.topic import Tag

Article = Callable[..., Parsed]
FIRST = 990000001
MESH = Mesh()


def tag(name: str, query: str) -> Tag:
    return Tag(name, "group", name, "", query, Path("tags.toml"))


CRAMPS = tag("cramps", "cramp*[tiab]")
WIDER = tag("cramps", "cramp*[tiab] OR spasm*[tiab]")
QUININE = tag("quinine", "quinine[ti]")
TITLES = ("Night cramps.", "Muscle spasms.", "Quinine for cramps.", "Nothing of the kind.")


@pytest.fixture
def filled(store: Store, article: Article) -> Store:
    items = [article(FIRST + n, title) for n, title in enumerate(TITLES)]
    store.transact(lambda unit: Keeper("x", [CRAMPS], MESH).keep(unit, items))
    return store


def held(store: Store) -> dict[int, list[str]]:
    return {pmid: [each.name for each in store.tags(pmid)] for pmid in store.pmids()}


def test_tags_follow_their_queries(filled: Store) -> None:
    done = retag(filled, [WIDER, QUININE], MESH)
    assert (done.records, done.changed) == (4, 2)
    assert done.tags == (TagChange("cramps", 1, 0), TagChange("quinine", 1, 0))
    assert list(held(filled).values()) == [["cramps"], ["cramps"], ["cramps", "quinine"], []]
    rules = rules_version([WIDER, QUININE], MESH)
    for pmid in filled.pmids():
        assert all(each.rules == rules for each in filled.tags(pmid))


def test_a_tag_that_is_gone_is_taken_away(filled: Store) -> None:
    done = retag(filled, [], MESH)
    assert (done.changed, done.tags) == (2, (TagChange("cramps", 0, 2),))
    assert not filled.tag_counts()


def test_again_changes_nothing_and_looks_at_nothing(filled: Store) -> None:
    retag(filled, [WIDER], MESH)
    again = retag(filled, [WIDER], MESH)
    assert (again.records, again.changed, again.tags) == (0, 0, ())
    every = retag(filled, [WIDER], MESH, every=True)
    assert (every.records, every.changed, every.tags) == (4, 0, ())


def test_other_words_for_the_same_tag_are_a_change(filled: Store) -> None:
    done = retag(filled, [tag("cramps", "cramps[tiab] OR night[ti]")], MESH)
    assert (done.changed, done.tags) == (1, ())
    assert [match.text for match in filled.tags(FIRST)[0].matched] == ["Night", "cramps"]


def test_what_was_done_before_an_interruption_is_done(filled: Store) -> None:
    whole = set_raw(filled, FIRST + 2, b"damaged")
    with pytest.raises(StorageProblem):
        retag(filled, [WIDER], MESH, batch=1)
    rules = [[each.rules for each in filled.tags(pmid)] for pmid in filled.pmids()]
    assert rules[:2] == [[rules_version([WIDER], MESH)]] * 2
    assert rules[2:] == [[rules_version([CRAMPS], MESH)], []]
    set_raw(filled, FIRST + 2, whole)
    rest = retag(filled, [WIDER], MESH, batch=1)
    assert (rest.records, rest.changed) == (2, 0)
    assert retag(filled, [WIDER], MESH).records == 0


def set_raw(store: Store, pmid: int, raw: bytes) -> bytes:
    """Overwrite the bytes of a record; those before."""
    with store.engine.begin() as connection:
        held = select(RecordRow.raw).where(RecordRow.pmid == pmid)
        before: bytes = connection.execute(held).scalar_one()
        connection.execute(update(RecordRow).where(RecordRow.pmid == pmid).values(raw=raw))
    return before


def test_records_kept_since_by_other_tags_are_looked_at(filled: Store, article: Article) -> None:
    retag(filled, [WIDER], MESH)
    later = article(FIRST + 9, "Spasms at night.")
    filled.transact(lambda unit: Keeper("x", [WIDER], MESH).keep(unit, [later]))
    assert retag(filled, [WIDER], MESH).records == 0
    other = article(FIRST + 10, "More spasms.")
    filled.transact(lambda unit: Keeper("x", [QUININE], MESH).keep(unit, [other]))
    done = retag(filled, [WIDER], MESH)
    assert (done.records, done.changed, done.tags) == (6, 1, (TagChange("cramps", 1, 0),))


def test_other_headings_are_other_rules(filled: Store) -> None:
    imported = Mesh([Descriptor("D009120", "Muscle Cramp")])
    shipped = Mesh.shipped()
    assert rules_version([CRAMPS], shipped) == rules_version([CRAMPS], shipped)
    if shipped.version != imported.version:
        assert rules_version([CRAMPS], shipped) != rules_version([CRAMPS], imported)
    retag(filled, [CRAMPS], shipped)
    assert retag(filled, [CRAMPS], shipped).records == 0


def test_how_far_the_records_are_tagged(filled: Store) -> None:
    with filled.unit_of_work() as unit:
        assert unit.tagged() is None
        assert [each.pmid for each in unit.records_after(FIRST, 2)] == [FIRST + 1, FIRST + 2]
        unit.set_tagged(Tagged("rules", 7))
        assert unit.tagged() == Tagged("rules", 7)


def test_an_empty_database(store: Store) -> None:
    assert retag(store, [CRAMPS], MESH).records == 0


def run(database: Path, queries: Path, *words: str) -> str:
    arguments = ["--database", str(database), "--queries", str(queries), "retag", *words]
    done = CliRunner().invoke(evidence, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_command(tmp_path: Path, article: Article) -> None:
    database, queries = tmp_path / "x.db", tmp_path / "queries"
    (queries / "tags").mkdir(parents=True)
    text = '[zebra]\nlabel = "Zebra"\nmeaning = "Stripes."\nquery = "zebra[ti]"\n'
    (queries / "tags" / "animal.toml").write_text(text)
    with open_store(str(database)) as store:
        store.keep([article(title="A zebra."), article(FIRST + 1)], source="x")
    first = json.loads(run(database, queries, "--json"))
    assert (first["records"], {"tag": "zebra", "added": 1, "removed": 0} in first["tags"]) == (
        2,
        True,
    )
    assert json.loads(run(database, queries, "--json")) == {"records": 0, "changed": 0, "tags": []}
    (queries / "tags" / "animal.toml").write_text(text.replace("zebra[ti]", "okapi[ti]"))
    lines = run(database, queries).splitlines()
    assert "zebra\t0\t1" in lines


def test_a_retag_stops_where_another_has_begun(store: Store) -> None:
    worker = _Retagger((), Mesh(), "mine", 10)
    store.transact(lambda unit: unit.set_tagged(Tagged("mine", 0)))
    store.transact(lambda unit: unit.set_tagged(Tagged("theirs")))
    with pytest.raises(Busy, match="evidence retag"):
        store.transact(lambda unit: worker.step(unit, 0))
    assert store.transact(lambda unit: unit.tagged()) == Tagged("theirs")
