"""F16: keys and passwords are in the environment, and nowhere else, whatever command or fault."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from evidence.commands.group import GROUPS
from evidence.pubmed import local_faults as faults
from evidence.pubmed.local_faults import Fault
from evidence.pubmed.local_http import Reply, Request

from . import world
from .child import ROOT, Child, Job, run
from .conftest import Counted
from .scene import DATABASE, Scene
from .tally import count

SECRETS = {
    "NCBI_API_KEY": "SECRETKEY123",
    "EVIDENCE_SMTP_PASSWORD": "SECRETMAIL456",
    "EVIDENCE_DIGEST_WEBHOOK": "http://127.0.0.1:9/SECRETHOOK789",
}
WORDS = ("SECRETKEY123", "SECRETMAIL456", "SECRETHOOK789", "SECRETSERVER0")
SERVER = "postgresql://clinic:SECRETSERVER0@127.0.0.1:1/evidence"  # nobody listens there
SETTINGS = """[mail]
host = "127.0.0.1"
port = 9
security = "starttls"
user = "clinic"
from = "clinic@clinic.example"
to = ["ana@clinic.example"]
[digest]
atom = "feed.atom"
"""
PMID = str(world.FIRST)
# Every command has its lines here; a new one fails the test until it has.
LINES: dict[str, Sequence[Sequence[str]]] = {
    "update": [["update"], ["update", "walking", "--json", "--log-format", "json"]],
    "import": [["import", "records.xml"], ["import", "broken.xml"]],
    "local-pubmed": [],  # it serves until it is stopped; see below
    "search": [["search", "night[tiab]"], ["search", "night[tiab", "--json"]],
    "show": [["show", PMID], ["show", "1"]],
    "query": [["query", "check", "night[x]"], ["query", "explain", "night[ti]", PMID]],
    "mesh": [["mesh"], ["mesh", "import", "broken.xml"]],
    "topics": [["topics"]],
    "tags": [["tags"]],
    "retag": [["retag", "--all"]],
    "extract": [["extract", "--jsonl", "records.xml"]],
    "audit": [["audit"], ["audit", "--topic", "walking", "--json"]],
    "appraise": [
        *(["appraise", PMID], ["appraise", "1"], ["appraise", PMID, "--question", "harm"]),
        ["appraise", PMID, "--question", "prognosis", "--level", "4", "--why", "a reason"],
    ],
    "findings": [["findings"], ["findings", "--topic", "walking", "--csv"], ["findings", "1"]],
    "families": [["families", "--json"], ["families", "part", PMID, "1", "--why", "a reason"]],
    "rebuild": [["rebuild"], ["rebuild", "--all", "--json"]],
    "summary": [["summary", "walking"], ["summary", "walking", "-o", "page.html"]],
    "methods": [["methods", "walking"], ["methods", "walking", "--format", "json"]],
    "verify": [["verify", "page.html"], ["verify", "records.xml"]],
    "runs": [["runs", "--json"], ["runs", "show", "1"]],
    "status": [["status", "--json"]],
    "digest": [
        *(["digest"], ["digest", "--format", "json"], ["digest", "--atom", "feed.atom"]),
        *(["digest", "--send"], ["digest", "--send", "--dry-run"]),
    ],
    "schedule": [
        ["schedule", "print", "--as", kind, "--digest"]
        for kind in ("cron", "systemd", "launchd", "windows", "github")
    ],
    "doctor": [["doctor"], ["doctor", "--deep", "--json"], ["doctor", "--online"]],
    "backup": [["backup"], ["backup", "--json"]],
    "restore": [["restore", "records.xml", "--yes"]],
    "demo": [["demo", "--folder", "demo"]],
}


def _job(scene: Scene, folder: Path, *arguments: str, url: str = "") -> Job:
    job = scene.job(folder, *arguments)
    start = job.arguments.index("--queries")
    environ = {**job.environ, **SECRETS, "EVIDENCE_DATABASE": url or str(folder / DATABASE)}
    return replace(job, arguments=job.arguments[start:], environ=environ)


def _folder(folder: Path) -> Path:
    """What the command lines above name."""
    (folder / "evidence.toml").write_text(SETTINGS)
    (folder / "records.xml").write_bytes(world.wrapped(world.record(world.FIRST, "Night")))
    (folder / "broken.xml").write_bytes(b"<PubmedArticleSet><PubmedArticle>")
    return folder


def _nowhere(folder: Path, scene: Scene) -> None:
    """No secret in what was printed, in any file, or in an address that was asked."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found = [word for word in WORDS if word.encode() in data]
            assert not found, f"{path.name} holds {found}"
    for request in scene.server.log:
        assert not any(word in request.address for word in WORDS), "a key in an address"


def test_every_command(scene: Scene, counted: Counted) -> None:
    tally = counted("F16", "secrets in the environment, every command, with and without --debug")
    named = {name for names in GROUPS.values() for name in names}
    assert named == LINES.keys(), f"commands without a line here: {named ^ LINES.keys()}"
    number = 0
    with scene.begin("later") as folder:
        _folder(folder)
        for lines in LINES.values():
            for line in lines:
                for more in ((), ("--debug",)):
                    number += 1
                    with tally.case(number, " ".join((*more, *line))):
                        ended = run(_job(scene, folder, *more, *line))
                        assert ended.code >= 0, ended
                        _nowhere(folder, scene)


def test_a_server_whose_password_is_in_the_url(scene: Scene, counted: Counted) -> None:
    tally = counted("F16", "the database server's password, every command")
    number = 0
    with scene.begin("later") as folder:
        _folder(folder)
        for lines in LINES.values():
            for line in lines[:1]:
                for more in ((), ("--debug",)):
                    number += 1
                    with tally.case(number, " ".join((*more, *line))):
                        ended = run(_job(scene, folder, *more, *line, url=SERVER))
                        assert ended.code >= 0, ended
                        _nowhere(folder, scene)


def _echoes(key: str) -> Iterator[tuple[str, Fault]]:
    """Faults whose text says the key."""
    yield "429 with the key", faults.rate_limited(key=key)
    yield "429 as 200 with the key", faults.rate_limited(status=200, key=key)
    yield "a key that is none", faults.message(f'{{"error":"API key invalid","api-key":"{key}"}}')
    yield "an error with the key", faults.stated("eSearchResult", f"Backend failed: {key}")
    yield "a refusal with the key", faults.stated("eFetchResult", f"no: {key}", 400)
    yield "a page with the key", faults.message(f"<html>{key}</html>", 500)
    yield "a redirect with the key", faults.redirect(f"http://127.0.0.1:9/?api_key={key}")
    yield from faults.in_the_wild().items()


@pytest.mark.parametrize("debug", [False, True])
def test_faults_that_say_the_key(scene: Scene, counted: Counted, debug: bool) -> None:  # noqa: FBT001 - pytest
    tally = counted("F16", f"faults whose text says the key{', --debug' if debug else ''}")
    found = list(_echoes(SECRETS["NCBI_API_KEY"]))
    more = ("--debug",) if debug else ()
    for number in tally.numbers(count(8, len(found), len(found))):
        name, fault = found[number - 1]
        endpoint = ("esearch", "efetch")[number % 2]
        with tally.case(number, f"{name}, {endpoint}"), scene.begin("later") as folder:
            _folder(folder)
            scene.server.fault = faults.at(endpoint, set(range(1, 9999)), fault)
            ended = run(_job(scene, folder, *more, "update", *world.TOPICS))
            assert ended.code in {0, 3, 4, 69}, f"exit {ended.code}: {ended.err}"
            _nowhere(folder, scene)


def test_the_list_of_processes(scene: Scene, counted: Counted) -> None:
    """What `ps` shows of an update, and what lies on disk while it runs and after a kill."""
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("this system does not show command lines in /proc")
    tally = counted("F16", "the command line of a running update, and its files after a kill")
    inside, release = Event(), Event()

    def hold(request: Request, reply: Reply) -> Reply:
        if request.endpoint == "efetch":
            inside.set()
            release.wait(60)
        return reply

    with tally.case(1), scene.begin("first") as folder:
        job = _job(scene, _folder(folder), "update", *world.TOPICS)
        scene.server.fault = hold
        environ = {**os.environ, **job.environ, "PYTHONPATH": str(ROOT)}
        with (
            (folder / "stdout").open("wb") as out,
            subprocess.Popen(
                [sys.executable, "-m", "evidence", *job.arguments],
                *(-1, None, None, out, out),
                cwd=folder,
                env=environ,
            ) as program,
        ):
            assert inside.wait(60), "the update did not get there"
            shown = Path(f"/proc/{program.pid}/cmdline").read_bytes()
            program.kill()
        release.set()
        assert not any(word.encode() in shown for word in WORDS), shown
        _nowhere(folder, scene)


def test_the_local_pubmed(scene: Scene, counted: Counted) -> None:
    tally = counted("F16", "local-pubmed")
    with tally.case(1), scene.begin("later") as folder:
        job = _job(scene, _folder(folder), "local-pubmed", "--port", "0", "records.xml")
        child = Child(job)
        Event().wait(0.4)
        child.kill()
        child.wait()
        _nowhere(folder, scene)
