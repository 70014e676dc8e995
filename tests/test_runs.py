"""`evidence runs`: the ledger as a person reads it, and what a person says of a warning."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from evidence.__main__ import run
from evidence.harvest import update
from evidence.store import Store, open_store
from evidence.topic import Topic
from tests.harvesting import CRAMPS, FIRST, NOW, Article, serving, source
from tests.harvesting import topic as made

TOPIC_FILE = """
title = "Cramps"
question = "What helps against cramps?"
question_type = "treatment benefit"
condition = {{ name = "Muscle Cramp", mesh_ui = "D009120" }}
query = "{query}"

[pico]
population = "adults"
intervention = "any"
comparison = "none"
outcomes = ["cramps"]

[[sections]]
name = "cramps"
title = "Cramps"
query = "cramps"
about = "cramps"
missing = "No stored record says anything of cramps."
question_type = "treatment benefit"
"""
ASKED = made("asked", "cramps[tiab] OR zebrafishes")


@pytest.fixture
def clinic(
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Store]:
    """A folder with two topics, and a database of either kind with two runs."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("EVIDENCE_DATABASE", database_url)
    monkeypatch.setenv("EVIDENCE_USER", "A. Reader")
    monkeypatch.chdir(tmp_path)
    topics = tmp_path / "queries" / "topics"
    topics.mkdir(parents=True)
    for each in (CRAMPS, ASKED):
        (topics / f"{each.name}.toml").write_text(TOPIC_FILE.format(query=each.query))
    capsys.readouterr()
    with open_store(database_url) as store:
        yield store


def two_runs(store: Store, article: Article, asked: Topic = ASKED) -> None:
    with serving(article(FIRST, "Cramps"), article(FIRST + 1, "More cramps")) as (server, client):
        update(store, client, [CRAMPS, asked], now=NOW)
        server.replace([source([article(FIRST, "Cramps"), article(FIRST + 2, "Cramps again")])])
        update(store, client, [CRAMPS, asked], now=NOW + timedelta(days=1))


def test_the_ledger_as_json_has_one_row_a_topic_and_run(
    clinic: Store, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    two_runs(clinic, article)
    assert run(["runs", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    shown = [[row[key] for key in ("run", "topic", "state", "count", "joined")] for row in rows]
    assert shown == [
        [2, "cramps", "complete", 2, 1],
        [2, "asked", "complete", 2, 1],
        [1, "cramps", "complete", 2, 2],
        [1, "asked", "complete", 2, 2],
    ]
    assert run(["runs", "--topic", "asked", "--limit", "1", "--json"]) == 0
    assert [row["run"] for row in json.loads(capsys.readouterr().out)] == [2]


SHOWN = """\
topic                asked
state                complete
searched             PubMed
query as written     cramps[tiab] OR zebrafishes
query as sent        cramps[tiab] OR zebrafishes
warning              PubMed found no record with 'zebrafishes'.
warning              PubMed no longer lists or sends PMID 990000002: the next run asks once more.
PubMed has           2
stored               2
new                  1
changed              0
joined               1
left                 1
gone                 0
quarantined          0
PMIDs that joined    990000003
PMIDs that left      990000002
"""
VARIES = (
    "program",
    "started",
    "finished",
    "query as translated",
    "translation",
    "requests",
    "bytes",
    "seconds",
)


def test_one_run_whole(clinic: Store, article: Article, capsys: pytest.CaptureFixture[str]) -> None:
    two_runs(clinic, article)
    assert run(["runs", "show", "2", "--topic", "asked"]) == 0
    lines = capsys.readouterr().out.splitlines(keepends=True)
    assert "".join(line for line in lines if not line.startswith(VARIES)) == SHOWN
    assert run(["runs", "show", "2", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["pmids_left"] for row in rows] == [[FIRST + 1]] * 2
    assert run(["runs", "show", "7"]) == 5
    assert capsys.readouterr().err == "evidence: There is no run 7. Type: evidence runs\n"


def test_a_warning_is_acknowledged_by_name_and_reason(
    clinic: Store, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    two_runs(clinic, article)
    assert run(["summary", "asked"]) == 0
    assert "zebrafishes'." in capsys.readouterr().out
    for asking in (["search", "--topic", "asked"], ["topics"]):
        assert run(asking) == 0
        assert (
            "asked: PubMed left 'zebrafishes' out of its search. If that is well, type:"
            " evidence runs acknowledge asked --all --why ...\n"
        ) in capsys.readouterr().err
    arguments = ["runs", "acknowledge", "asked"]
    assert run([*arguments, "zebra", "--why", "x"]) == 5
    assert capsys.readouterr().err == (
        "evidence: PubMed did not leave 'zebra' out of the last search of 'asked'. These wait:"
        " zebrafishes\n"
    )
    assert run([*arguments, "--why", "x"]) == 2
    assert "Name one of: zebrafishes" in capsys.readouterr().err
    assert run([*arguments, "zebrafishes", "--why", "a word yet to come"]) == 0
    assert capsys.readouterr().err == "asked: 'zebrafishes' acknowledged by A. Reader\n"
    assert run([*arguments, "--all", "--why", "x"]) == 5
    assert "Nothing waits." in capsys.readouterr().err
    assert run(["runs", "show", "2", "--topic", "asked"]) == 0
    assert "'zebrafishes' by A. Reader" in capsys.readouterr().out
    assert run(["summary", "asked"]) == 0
    assert "zebrafishes'." not in capsys.readouterr().out
    assert run(["topics"]) == 0
    assert capsys.readouterr().err == ""


def test_no_search_yet(clinic: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert clinic.ledger.runs() == ()
    assert run(["runs"]) == 0
    assert capsys.readouterr().err == "No search has been made yet. Type: evidence update\n"
    assert run(["runs", "--topic", "cramp"]) == 5
