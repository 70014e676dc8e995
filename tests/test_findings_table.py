"""The comparison table: rows by study, outcome and time; nothing said without its words."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from evidence.__main__ import run
from evidence.appraisal import level
from evidence.findings.facts import facts
from evidence.findings.families import families
from evidence.findings.families_members import members
from evidence.findings.frame import csv, frame, parquet
from evidence.findings.plain import as_dicts
from evidence.findings.table import Entry, Row, rows
from evidence.record import Author, Record, Section, Term
from evidence.shipped import samples
from evidence.store import Kinship

FIRST = 990000001
TEAM = tuple(Author(last=name, initials="A") for name in ("Inventa", "Fictiva", "Sampler"))
TOGETHER = Kinship(
    FIRST,
    FIRST + 1,
    together=True,
    who="A. Reader",
    why="the same people",
    at=datetime(2026, 1, 1, tzinfo=UTC),
)
SNAPSHOT = Path(__file__).parent / "data" / "findings.json"


def trial(pmid: int, results: str, *, title: str = "") -> Record:
    """An invented trial of surgery against exercise."""
    return Record(
        pmid=pmid,
        title=title or "Surgery versus exercise for lumbar stenosis: a randomised trial.",
        abstract=(
            Section(
                "We randomly assigned 80 patients to surgery or exercise.", "METHODS", "METHODS"
            ),
            Section(results, "RESULTS", "RESULTS"),
        ),
        authors=TEAM,
        publication_types=(Term("D016449", "Randomized Controlled Trial"),),
    )


def table(*records: Record, joined: bool = False) -> tuple[Row, ...]:
    pairs = [(record, facts(record)) for record in records]
    found = families(members(pairs), [TOGETHER] if joined else [])
    entries = [
        Entry(record, each, str(record.pmid), level("treatment benefit", each.design, record))
        for record, each in pairs
    ]
    return rows(entries, found)


BETTER = "Pain was significantly lower in the surgery group than in the exercise group at 2 years."
SAME = "Pain did not differ between surgery and exercise at 2 years."


def test_a_row_has_the_words_it_rests_on() -> None:
    record = trial(FIRST, BETTER)
    (row,) = table(record)
    (said,) = row.said
    place = said.address
    assert (row.domain, row.time, said.direction) == ("pain", "2 years", "favours_a")
    assert record.section_text(place.section)[place.start : place.end] == said.text
    assert row.cell("not stated") == "favours surgery \u25b2"
    assert row.cell("intention to treat") == row.cell("as treated") == ""


def test_analyses_stand_in_columns_of_their_own() -> None:
    text = (
        "By intention to treat, pain at 2 years did not differ between surgery and exercise."
        " In the as-treated analysis pain at 2 years was significantly lower after surgery than"
        " after exercise."
    )
    (row,) = table(trial(FIRST, text))
    assert row.cell("intention to treat") == "no difference ="
    assert row.cell("as treated") == "favours surgery \u25b2"
    assert row.cell("not stated") == ""


def test_each_time_is_a_row() -> None:
    text = "Pain was lower after surgery than after exercise at 3 months and 1 year (p < .01)."
    assert [row.time for row in table(trial(FIRST, text))] == ["3 months", "1 year"]


def test_two_reports_of_one_study_are_one_row_and_their_disagreement_is_shown() -> None:
    one, two = trial(FIRST, BETTER), trial(FIRST + 1, SAME, title="Surgery or exercise again.")
    (row,) = table(one, two, joined=True)
    assert row.pmids == (FIRST, FIRST + 1)
    assert row.cell("not stated") == "favours surgery \u25b2 and also no difference ="
    assert [each.address.pmid for each in row.said] == [FIRST, FIRST + 1]


def test_two_studies_are_two_rows() -> None:
    other = trial(FIRST + 1, SAME, title="Decompression versus physiotherapy: another trial.")
    assert [row.study for row in table(trial(FIRST, BETTER), other)] == [FIRST, FIRST + 1]


def test_a_notice_on_any_report_of_the_row_is_shown() -> None:
    one, two = trial(FIRST, BETTER), trial(FIRST + 1, SAME, title="Surgery or exercise again.")
    pairs = [(record, facts(record)) for record in (one, two)]
    entries = [
        Entry(record, each, "x", level("prognosis", each.design, record), "", notices)
        for (record, each), notices in zip(pairs, ((), ("corrected",)), strict=True)
    ]
    (row,) = rows(entries, families(members(pairs), [TOGETHER]))
    assert row.notices == ("corrected",)


def test_a_frame_has_a_line_a_finding_and_keeps_numbers() -> None:
    text = (
        "The ODI at 1 year was lower after surgery than after exercise (mean difference -9.1,"
        " 95% CI -14.4 to -3.8; p = .001)."
    )
    found = frame(table(trial(FIRST, text)))
    assert len(found) == 1
    assert found.loc[0, "ci_low"] == pytest.approx(-14.4)
    assert found.loc[0, "n"] == 80
    assert ",-14.4," in csv(table(trial(FIRST, text)))


def test_parquet_is_read_back(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra for Parquet, is not installed")
    found = table(trial(FIRST, BETTER))
    path = tmp_path / "x.parquet"
    path.write_bytes(parquet(found))
    assert list(pd.read_parquet(path)["pmid"]) == [FIRST]


def test_what_to_type_where_pyarrow_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "x.db"))
    assert run(["import", str(samples() / "changes.xml")]) == 0
    capsys.readouterr()
    for name in ("pyarrow", "fastparquet"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run(["findings", "--parquet", "-o", "x.parquet"]) == 4
    assert "Type: pip install 'evidence-tracker[parquet]'" in capsys.readouterr().err
    assert not Path("x.parquet").exists()


def test_nothing_gives_a_table_with_its_columns() -> None:
    assert list(frame(()).columns)[:2] == ["study", "pmids"]
    assert as_dicts(()) == []


def test_the_json_is_frozen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "x.db"))
    assert run(["import", str(samples() / "records.xml")]) == 0
    capsys.readouterr()
    assert run(["findings", "990000051", "990000052", "990000054", "--json"]) == 0
    printed = json.dumps(json.loads(capsys.readouterr().out), ensure_ascii=False, indent=1) + "\n"
    now = tmp_path / "findings.json"
    now.write_text(printed, encoding="utf-8")
    assert printed == SNAPSHOT.read_text(encoding="utf-8"), (
        f"If the change is wanted: cp {now} {SNAPSHOT}"
    )


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--parquet"], 2, "Type: -o findings.parquet"),
        (["-o", "x.csv"], 2, "Type one of: --csv, --json, --parquet"),
        (["990000001", "--topic", "leg-cramps"], 2, "Give one or the other."),
        (["990009999"], 5, "990009999 is not stored"),
        (["--topic", "nonsense"], 5, "nonsense"),
    ],
)
def test_bad_input(  # noqa: PLR0913, PLR0917 - fixtures
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "x.db"))
    assert run(["import", str(samples() / "changes.xml")]) == 0
    capsys.readouterr()
    assert run(["findings", *words]) == code
    assert told in capsys.readouterr().err
