"""Memory, SQLite, PostgreSQL and a naive referee find the same records by every query.

Real queries on real records: a part of the terms, chosen by their hashes; all of them with
REFEREE=all in the environment (some minutes). A failure tells the term, the PMID, and what
each said of it.
"""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from uuid import uuid4
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from evidence.pubmed.files import Parsed, read_file
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.syntax import read
from evidence.query.tokens import words
from evidence.query.tree import Leaf, Query
from evidence.record import Record
from evidence.store import open_store
from tests.referee import invented
from tests.referee.facts import mesh_file
from tests.referee.queries import query
from tests.referee.sides import REFEREE, Sides, alone, differences, facts

TODAY = date(2026, 11, 25)
EVERYTHING = os.environ.get("REFEREE") == "all"
SHARE = 1 if EVERYTHING else 24  # of how many terms one is asked


def chosen(name: str, share: int = SHARE) -> bool:
    return crc32(name.encode("utf-8", "surrogatepass")) % share == 0


def stored(sides: Sides, server: URL, folder: Path) -> Iterator[Sides]:
    """The same records in a new database of either kind, beside those in memory."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"three_{uuid4().hex}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    items = [Parsed(record, b"<PubmedArticle/>", "xml") for record in sides.records]
    postgresql = server.set(database=name).render_as_string(hide_password=False)
    with open_store(os.fspath(folder / "three.sqlite")) as one, open_store(postgresql) as other:
        for side, store in (("sqlite", one), ("postgresql", other)):
            store.keep(items, source="records of the test")
            sides.add(side, store.index())
        yield sides


@pytest.fixture(scope="module")
def made(postgresql: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """The invented records."""
    mesh = Mesh(
        Descriptor(f"D{number}", name, entries, trees)
        for number, (name, entries, trees) in enumerate(invented.HEADINGS)
    )
    sides = Sides(invented.records(), mesh, facts(invented.table(), mesh), TODAY)
    yield from stored(sides, postgresql, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def real(
    shared_data: Path, postgresql: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sides]:
    """The real records of every kind, and those on the spine."""
    records: dict[int, Record] = {}
    for name in ("pubmed/pool.xml.gz", "topic/records.xml.gz"):
        for item in read_file(shared_data / name):
            if isinstance(item, Parsed):
                records.setdefault(item.record.pmid, item.record)
    table = shared_data / "mesh" / "descriptors.tsv.gz"
    mesh = Mesh.from_table(table)
    sides = Sides(list(records.values()), mesh, facts(mesh_file(table), mesh), TODAY)
    yield from stored(sides, postgresql, tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def experts(shared_data: Path) -> list[Query]:
    rows = (shared_data / "queries" / "expert.jsonl").read_text(encoding="utf-8").splitlines()
    return [read(json.loads(row)["query"]) for row in rows]


def asked(sides: Sides, asking: list[Query]) -> tuple[int, list[str]]:
    """How many of the queries find something, and where not all say the same."""
    found, wrong = 0, []
    for each in asking:
        answers = sides.answers(each)
        found += bool(answers[REFEREE].yes)
        wrong += differences(each, answers)
    return found, wrong


def terms(asking: list[Query]) -> list[Leaf]:
    return list(dict.fromkeys(alone(leaf).leaves[0] for each in asking for leaf in each.leaves))


def test_every_term_of_real_queries(real: Sides, experts: list[Query]) -> None:
    leaves = [leaf for leaf in terms(experts) if chosen(str(leaf))]
    found, wrong = asked(real, [alone(leaf) for leaf in leaves])
    assert not wrong, "\n".join(wrong)
    assert found > len(leaves) // 4


def test_real_queries(real: Sides, experts: list[Query]) -> None:
    asking = [each for each in experts if each.tree and chosen(each.text)]
    found, wrong = asked(real, asking)
    assert not wrong, "\n".join(wrong)
    assert found > len(asking) // 8


def test_words_without_a_tag_are_found_at_least_where_all_stand(
    real: Sides, experts: list[Query]
) -> None:
    """Mapping may find more than its words in all fields, never less (PubMed adds them by OR)."""
    leaves = [leaf for leaf in terms(experts) if not leaf.field and chosen(str(leaf), 4)]
    missed, hits = [], 0
    for leaf in leaves:
        if leaf.quoted or "*" in leaf.text or len(words(leaf.text)) > 1:
            continue
        every = real.answers(alone(Leaf(leaf.text, "all", quoted=True)))[REFEREE].yes
        given_answer = real.answers(alone(leaf))["memory"]
        hits += bool(every)
        missed += [
            f"{leaf}: PMID {pmid}"
            for pmid in sorted(every - given_answer.yes - given_answer.unknowable)
        ]
    assert not missed, "\n".join(missed)
    assert hits


HEADINGS = tuple(name for row in invented.HEADINGS for name in (row[0], *row[1]))
RUNS = tuple(
    tuple(run.split())
    for record in invented.records()
    for run in (record.title, record.abstract_text)
    if run
)


@given(st.integers(0, 2**32))
@settings(max_examples=150)
def test_generated_queries_on_invented_records(made: Sides, seed: int) -> None:
    draw = Random(seed)
    _, wrong = asked(made, [read(query(draw, RUNS, HEADINGS)) for _ in range(3)])
    assert not wrong, "\n".join(wrong)


def test_the_invented_records_answer_most_fields(made: Sides) -> None:
    """The test above cannot pass by finding nothing."""
    fields = set()
    for words_of_field in (*TERMS, *invented.WORDS):
        one = read(words_of_field if "[" in words_of_field else f'"{words_of_field}"[tiab]')
        answers = made.answers(one)
        assert not differences(one, answers)
        if answers[REFEREE].yes:
            fields.add(one.leaves[0].field)
    assert len(fields) >= 40, sorted(fields)


@given(st.integers(0, 2**32))
@settings(max_examples=10)
def test_generated_queries_on_real_records(real: Sides, seed: int) -> None:
    draw = Random(seed)
    some = real.records[:: max(1, len(real.records) // 60)]
    texts = [each for record in some for each in (record.title, record.abstract_text)]
    runs = tuple(tuple(each.split()[:60]) for each in texts if each.strip())
    headings = tuple(sorted({each.name for record in some for each in record.mesh}))
    _, wrong = asked(real, [read(query(draw, runs, headings)) for _ in range(3)])
    assert not wrong, "\n".join(wrong)


TERMS = (
    *("pain[ti]", "pain[tiab]", "pain[tw]", "pain[ot]", "leg[tt]", "oslo[ad]", "stenosis[cn]"),
    *("nci[gr]", "nct00000001[si]", '"pain"[all]', "press[pubn]", "norway[pl]", "pain[cois]"),
    *("humans[mh]", "humans[majr]", "surgery[sh]", "review[pt]", "eng[la]", "quinine[nm]"),
    *("smith[au]", "smith[1au]", "smith[lastau]", "john smith[fau]", "wong[ir]", "wong julia[fir]"),
    *("editor[ed]", "varmus[ps]", "spine[ta]", "100898657[jid]", "1234-5678[is]", "5[vi]"),
    *("2[ip]", "123[pg]", "S01-2[lid]", "PMC123[aid]", "A7V27PHC7A[rn]", "nasa[owner]"),
    *("0000-0001-5027-4446[auid]", "978-0-1-2[isbn]", "990000003[pmid]", "medline[sb]"),
    *("hasabstract", "2018:2022[dp]", "2018:2022[edat]", "2018:2022[crdt]", "2018:2022[lr]"),
    *("2018:2022[mhda]", "2018:2022[dcom]", "2018:2022[epdat]", "2018:2022[ppdat]"),
)
