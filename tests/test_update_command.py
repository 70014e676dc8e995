"""`evidence update` as a person, a scheduler and another program meet it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from evidence.pubmed import local_faults as faults
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.local_http import Reply, Request
from evidence.store import open_store
from evidence.store.lock import update_lock
from tests.harvesting import FIRST, Article, source

ROOT = Path(__file__).resolve().parents[1]
KEYS = [
    *("run", "topic", "state", "started", "finished", "query", "translation", "warnings"),
    *("count", "stored", "new", "changed", "joined", "left", "gone", "quarantined"),
    *("requests", "bytes", "error"),
]
TOPIC = """
schema = 1
title = "Cramps"
question = "What helps against cramps?"
question_type = "prognosis"
query = "cramps[tiab]"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A clinic's folder with the shipped topics, and an empty home."""
    (tmp_path / "home").mkdir()
    (tmp_path / "evidence.toml").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def server(article: Article) -> Iterator[LocalPubMed]:
    items = [article(FIRST + each, f"Nocturnal leg cramps {each}") for each in range(2500)]
    with LocalPubMed([source(items)]) as running:
        yield running


def environment(project: Path, url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    home = {"HOME": str(project / "home"), "XDG_DATA_HOME": "", "XDG_CACHE_HOME": ""}
    return {**kept, **home, "EVIDENCE_EUTILS_URL": url, "PYTHONPATH": str(ROOT)}


def begin(project: Path, url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "evidence", "update", *arguments],
        cwd=project,
        env=environment(project, url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_update_keeps_what_is_whole_and_says_how_to_go_on(
    number: signal.Signals, project: Path, server: LocalPubMed
) -> None:
    reached, go_on = Event(), Event()

    def hold(request: Request, reply: Reply) -> Reply:
        del request
        reached.set()
        go_on.wait(30)
        return reply

    server.fault = faults.at("efetch", {3}, hold)
    process = begin(project, server.url, "leg-cramps", "--json")
    assert reached.wait(60)
    process.send_signal(number)
    code, out, err = end(process)
    go_on.set()
    assert (code, out) == (130, "")
    last = err.strip().splitlines()[-1]
    assert last == (
        "evidence: Interrupted; 2,000 of 2,500 records are read and kept; run the same command"
        " to go on from there."
    )
    server.fault = None
    before = server.requests
    code, out, _ = end(begin(project, server.url, "leg-cramps", "--json"))
    assert code == 0
    (row,) = json.loads(out)
    assert (row["count"], row["stored"], row["new"], row["joined"]) == (2500, 2500, 500, 2500)
    assert [entry.endpoint for entry in list(server.log)[before:]] == ["esearch"] * 2 + ["efetch"]


def test_the_documented_json(project: Path, server: LocalPubMed) -> None:
    code, out, err = end(begin(project, server.url, "leg-cramps", "--json", "--log-format=json"))
    assert code == 0
    (row,) = json.loads(out)
    assert list(row) == KEYS
    assert (row["run"], row["state"], row["requests"], row["warnings"]) == (1, "complete", 4, [])
    assert row["bytes"] > 100_000
    steps = [json.loads(line) for line in err.splitlines()]
    assert [step["kind"] for step in steps] == ["asking", "asked", "kept", "kept", "kept", "closed"]
    assert [step["done"] for step in steps if step["kind"] == "kept"] == [1000, 2000, 2500]
    assert {step["run"] for step in steps} == {1}


def test_a_second_update_waits_or_says_who_is_at_work(project: Path, server: LocalPubMed) -> None:
    with open_store(str(project / "evidence.db")) as store:
        with update_lock(store.engine):
            code, _, err = end(begin(project, server.url, "leg-cramps", "-q"))
            assert code == 75
            assert f"process {os.getpid()}" in err
            assert "--wait" in err
            waiting = begin(project, server.url, "leg-cramps", "--wait", "60")
            assert waiting.stderr is not None
            assert f"process {os.getpid()}" in waiting.stderr.readline()
        assert end(waiting)[0] == 0
        assert len(store.membership("leg-cramps")) == 2500


def test_a_dry_run_asks_and_writes_nothing(project: Path, server: LocalPubMed) -> None:
    code, out, _ = end(begin(project, server.url, "leg-cramps", "-n"))
    assert code == 0
    head, row = out.splitlines()
    assert head == "topic\tPubMed has\twould join\twould leave\tquery as sent"
    assert row.startswith('leg-cramps\t2500\t2500\t0\t( "Muscle Cramp"[mh] OR')
    assert not (project / "evidence.db").exists()
    assert [entry.endpoint for entry in server.log] == ["esearch"]
    assert end(begin(project, server.url, "leg-cramps", "-q"))[0] == 0
    before = (project / "evidence.db").read_bytes()
    code, out, _ = end(begin(project, server.url, "leg-cramps", "-n", "--json"))
    (told,) = json.loads(out)
    assert (code, told["count"], told["join"], told["leave"]) == (0, 2500, 0, 0)
    assert (project / "evidence.db").read_bytes() == before


def test_looking_makes_no_database(project: Path) -> None:
    for command in (["topics"], ["tags"], ["status"], ["summary", "leg-cramps"], ["runs"]):
        subprocess.run(
            [sys.executable, "-m", "evidence", *command],
            cwd=project,
            env=environment(project, ""),
            capture_output=True,
            check=False,
        )
        assert not (project / "evidence.db").exists(), command


UNPRIVILEGED = ("--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")


@pytest.mark.skipif(
    sys.platform != "linux" or (os.geteuid() == 0 and shutil.which("setpriv") is None),
    reason="root may write everywhere, and setpriv is not here to take that away",
)
def test_a_monitor_may_look_where_it_may_not_write(project: Path, server: LocalPubMed) -> None:
    assert end(begin(project, server.url, "leg-cramps", "-q"))[0] == 0
    before = ("setpriv", *UNPRIVILEGED) if os.geteuid() == 0 else ()
    (project / "evidence.db").chmod(0o444)
    project.chmod(0o555)
    try:
        for command in ("status", "runs", "topics", "digest"):
            got = subprocess.run(
                [*before, sys.executable, "-m", "evidence", command],
                cwd=project,
                env=environment(project, "") | {"PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert (got.returncode, got.stderr) == (0, ""), command
            assert "leg-cramps" in got.stdout
    finally:
        project.chmod(0o755)
