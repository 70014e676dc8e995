"""Facts that are kept are of this record and of these rules, or they are computed again."""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.__main__ import run
from evidence.findings import rebuild as rebuilding
from evidence.findings.cached import decode, encode, facts_of
from evidence.findings.facts import RULES_VERSION, facts
from evidence.findings.rebuild import Rebuilt, rebuild
from evidence.pubmed.files import Parsed, read_file
from evidence.record import Record, Section
from evidence.store import Computed, Store

Article = Callable[..., Parsed]
FIRST = 990000001
TRIAL = (
    "METHODS: 80 patients were randomly assigned to surgery or supervised exercise. RESULTS: Pain"
    " was significantly lower in the surgery group than in the exercise group at 2 years (p = .01)."
)


@pytest.fixture
def filled(store: Store, article: Article) -> Store:
    titles = ("Surgery versus exercise for stenosis.", "Cramps at night.", "A letter.")
    items = [article(FIRST + n, title, TRIAL) for n, title in enumerate(titles)]
    store.keep(items, source="invented")
    return store


def test_what_is_missing_is_computed_once(filled: Store) -> None:
    assert rebuild(filled) == Rebuilt(3, 3, 0)
    assert rebuild(filled) == Rebuilt(3, 0, 0)
    held = filled.computed(filled.pmids())
    assert {each.rules for each in held.values()} == {RULES_VERSION}
    assert [decode(held[record.pmid].payload) for record in filled.records()] == [
        facts(record) for record in filled.records()
    ]


def test_only_some_records(filled: Store) -> None:
    assert rebuild(filled, [FIRST, FIRST + 77]) == Rebuilt(1, 1, 0)
    assert list(filled.computed(filled.pmids())) == [FIRST]


def test_all_of_it_anew(filled: Store) -> None:
    rebuild(filled)
    assert rebuild(filled, every=True) == Rebuilt(3, 3, 0)


def test_other_rules_are_computed_again_and_a_change_is_counted(filled: Store) -> None:
    rebuild(filled)
    older = [
        Computed(each.pmid, each.sha256, "0", encode(replace(decode(each.payload), rules="0")))
        for each in filled.computed(filled.pmids()).values()
    ]
    found = decode(older[0].payload)
    other = replace(found, doubts=(), size=None)
    assert other != found
    older[0] = replace(older[0], payload=encode(other))
    with filled.unit_of_work() as unit:
        unit.put_computed(older)
    assert rebuild(filled) == Rebuilt(3, 3, 1)
    assert rebuild(filled) == Rebuilt(3, 0, 0)


def test_what_another_version_kept_in_another_shape_is_computed_again(filled: Store) -> None:
    record = filled.record(FIRST)
    strange = zlib.compress(b'{"pmid": "no number"}')
    with filled.unit_of_work() as unit:
        unit.put_computed([Computed(FIRST, record.sha256, "0", strange)])
    assert rebuild(filled, [FIRST]) == Rebuilt(1, 1, 1)


def test_a_changed_record_never_shows_what_was_found_before(
    filled: Store, article: Article
) -> None:
    rebuild(filled)
    filled.keep([article(FIRST, "Cramps.", "Nothing.", version=2)], source="x", live=True)
    ((record, found),) = facts_of(filled, [filled.record(FIRST)])
    assert found == facts(record)
    assert found.report.comparisons == ()


def test_reading_writes_nothing(filled: Store) -> None:
    assert [pair[1] for pair in facts_of(filled, filled.records())]
    assert filled.computed(filled.pmids()) == {}


def test_what_was_done_before_an_interruption_is_done(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_BATCH", 1)
    told: list[Rebuilt] = []

    def stop(so_far: Rebuilt) -> None:
        told.append(so_far)
        if so_far.records == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(filled, told=stop)
    assert told == [Rebuilt(1, 1, 0), Rebuilt(2, 2, 0)]
    assert rebuild(filled) == Rebuilt(3, 1, 0)


@given(
    title=st.text(max_size=60),
    texts=st.lists(st.text(max_size=200), max_size=3),
)
def test_kept_facts_come_back_as_they_were(title: str, texts: list[str]) -> None:
    sections = tuple(Section(text) for text in texts)
    found = facts(Record(pmid=FIRST, title=title, abstract=sections))
    assert decode(encode(found)) == found


def test_kept_facts_of_real_records_come_back(shared_data: Path) -> None:
    count = 0
    for item in read_file(shared_data / "topic/records.xml.gz"):
        if isinstance(item, Parsed):
            found = facts(item.record)
            assert decode(encode(found)) == found
            for each in found.report.comparisons:
                place = each.place
                words = item.record.section_text(place.section)[place.start : place.end]
                assert words == place.text
            count += 1
    assert count > 300


def test_the_command(
    tmp_path: Path,
    article: Article,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "x.db"))
    Path("a.xml").write_bytes(b"<PubmedArticleSet>" + article().raw + b"</PubmedArticleSet>")
    assert run(["import", "a.xml"]) == 0
    capsys.readouterr()
    assert run(["rebuild"]) == 0
    assert "1 record, 1 read anew, 0 of them with other findings" in capsys.readouterr().err
    assert run(["rebuild", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"records": 1, "computed": 0, "changed": 0, "retagged": 0}
    assert run(["rebuild", "--all", "--topic", "leg-cramps"]) == 2
    assert "Leave out --topic or --all." in capsys.readouterr().err
