"""Every error ends in one line and a documented exit code; pipes and full disks too."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from evidence.__main__ import run
from evidence.commands.group import MODULES, evidence
from evidence.commands.lazy import LazyGroup

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("NCBI_EMAIL", "NCBI_API_KEY", "EVIDENCE_EUTILS_URL", "EVIDENCE_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["update"], 4, "export NCBI_EMAIL="),
        (["show", "990000001"], 5, "evidence update"),
        (["search", ""], 2, "nothing to search for"),
        (["update", "leg-cramp"], 5, "leg-cramps"),
        (["summary", "nothing-like-it"], 5, "leg-cramps"),
        (["import", "missing.xml"], 2, "missing.xml"),
        (["import", "page.html"], 2, "page.html"),
        (["summary", "leg-cramps", "-o", "x.pdf"], 2, ".html"),
        (["local-pubmed", "records.xml", "--host", "0.0.0.0"], 2, "--host 127.0.0.1"),  # noqa: S104 - refused
        (["--database", "page.html", "topics"], 74, "page.html"),
        (["--queries", "nowhere", "topics"], 4, "nowhere"),
        (["demo", "page.html"], 2, "--from"),
        (["updat"], 2, "update"),
        (["--database", "postgresql://u:SECRET@h:x/d", "topics"], 4, "not understood"),
        (["--database", "nowhere/x.db", "import", "records.xml"], 74, "nowhere/x.db"),
    ],
)
def test_one_line(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html><body>no records</body></html>" * 30)
    (tmp_path / "records.xml").write_text("<PubmedArticleSet></PubmedArticleSet>")
    environment = ["--email", "a@b.org", "--eutils-url", "http://127.0.0.1:1/"]
    if arguments[0] == "update" and len(arguments) > 1:
        arguments = [*arguments, *environment]
    assert run(arguments) == code
    printed = capsys.readouterr()
    last = printed.err.strip().splitlines()[-1]
    assert words in printed.err
    assert "Traceback" not in printed.err
    assert "SECRET" not in printed.err
    assert len(last) > len("evidence: ")


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--debug", "show", "990000001"]) == 5
    assert "Traceback" in capsys.readouterr().err


def command(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, str(ROOT / "cli.py"), *arguments)


def test_broken_pipe_is_quiet() -> None:
    script = f"{' '.join(command('topics', '--json'))} | head -1"
    done = subprocess.run(("/bin/sh", "-c", script), check=False, capture_output=True, text=True)
    assert done.stdout == "[\n"
    assert done.stderr == ""


def test_full_output_is_one_line_and_74() -> None:
    if not os.path.exists("/dev/full"):  # noqa: PTH110 - a device
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("topics"), check=False, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 74
    assert done.stderr.startswith("evidence: The system refused")
    assert len(done.stderr.splitlines()) == 1


def paths() -> list[list[str]]:
    """Every command and subcommand, as typed."""
    found = [[name] for name in MODULES]
    for name in MODULES:
        command = evidence.get_command(click.Context(evidence), name)
        if isinstance(command, LazyGroup):
            found += [[name, below] for below in command.modules]
    return found


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    printed = capsys.readouterr().out
    assert max(len(line) for line in printed.splitlines()) <= 80
    assert all(f"\n  {name} " in printed for name in MODULES)


@pytest.mark.parametrize("path", paths(), ids=" ".join)
def test_every_help_has_two_examples(path: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*path, "--help"]) == 0
    text = capsys.readouterr().out
    assert text.count("evidence ") >= 3  # the usage line, and two examples
    assert "Examples:" in text
    assert max(len(line) for line in text.splitlines()) <= 80
