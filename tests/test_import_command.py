"""`evidence import` as it is typed: what it prints, its exit codes, its rehearsal."""

import hashlib
import json
from pathlib import Path

import pytest

from evidence.__main__ import run
from evidence.pubmed.local_files import Deleted, UpdateFiles
from tests.conftest import Article

A, B, C = 990000001, 990000002, 990000003
COUNTS = ("read", "new", "changed", "unchanged", "rejected", "deleted", "unmatched")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, with one topic and no tags of our own."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "evidence.db"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def files(home: Path) -> UpdateFiles:
    return UpdateFiles(home / "pubmed", first=1335)


def test_progress_goes_to_standard_error_and_counts_to_standard_output(
    files: UpdateFiles, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    files.update([article(A, "Leg cramps in spinal stenosis.").raw, article(B).raw])
    files.update([article(A, "Leg cramps in spinal stenosis, revised.").raw], [Deleted(C)])
    files.number += 1
    files.update()
    folder = str(files.folder / "updatefiles")
    assert run(["import", folder, "--match-topics", "--jobs", "2"]) == 0
    printed = capsys.readouterr()
    assert printed.out == (
        "4 read, 1 new, 1 changed, 1 unchanged, 0 rejected, 0 deleted, 1 unmatched\n"
        "topic\tfound\tmembers\tnew\tchanged\tjoined\tleft\tnote\n"
        "leg-cramps\t1\t1\t1\t1\t1\t0\t\n"
        "spinal-stenosis\t1\t1\t1\t1\t1\t0\t\n"
        "stenosis-leg-cramps\t1\t1\t1\t1\t1\t0\t\n"
        "surgery-or-conservative\t0\t0\t0\t0\t0\t0\t\n"
    )
    assert printed.err == (
        "pubmed26n1337 is missing: what stands there is not applied, deletions among it.\n"
        "pubmed26n1335.xml.gz (1 of 3): 2 read, 1 new, 0 changed, 0 deleted, 1 not asked for\n"
        "pubmed26n1336.xml.gz (2 of 3): 2 read, 0 new, 1 changed, 0 deleted\n"
        "pubmed26n1338.xml.gz (3 of 3): 0 read, 0 new, 0 changed, 0 deleted\n"
    )


def test_the_json_is_frozen(
    files: UpdateFiles, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    path = files.update([article(A, "Leg cramps.").raw, article(B).raw])
    assert run(["import", str(path), "--match-topics", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert tuple(found) == (*COUNTS, "files", "warnings", "topics")
    assert [found[name] for name in COUNTS] == [2, 1, 0, 0, 0, 0, 1]
    (file,) = found["files"]
    assert tuple(file) == ("name", "state", *COUNTS, "md5_checked", "bytes", "error")
    assert (file["name"], file["state"], file["error"]) == (path.name, "imported", "")
    assert (file["md5_checked"], file["bytes"]) == (True, path.stat().st_size)
    assert {(row["run"], row["state"], row["requests"]) for row in found["topics"]} == {
        (1, "complete", 0)
    }


def test_a_rehearsal_leaves_the_file_as_it_was(
    home: Path, files: UpdateFiles, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    one = files.update([article(A).raw])
    two = files.update([article(A, "Changed.").raw, article(B).raw])
    assert run(["import", "--dry-run", str(one)]) == 0
    assert capsys.readouterr().out.startswith("1 read, 1 new,")
    database = home / "evidence.db"
    assert not database.exists()
    run(["import", str(one)])
    before = {path: _hash(path) for path in home.glob("evidence.db*")}
    capsys.readouterr()
    assert run(["import", "--dry-run", str(two)]) == 0
    assert capsys.readouterr().out.startswith("2 read, 1 new, 1 changed,")
    assert _hash(database) == before[database]
    assert run(["import", str(two)]) == 0
    assert capsys.readouterr().out.startswith("2 read, 1 new, 1 changed,")


def test_a_folder_with_a_strange_name_can_be_rehearsed(
    home: Path, files: UpdateFiles, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "100 % ? #").mkdir()
    monkeypatch.setenv("EVIDENCE_DATABASE", str(home / "100 % ? #" / "e.db"))
    path = files.update([article(A).raw])
    assert run(["import", str(path)]) == 0
    assert run(["import", "--dry-run", str(path)]) == 0


@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [
        (b"other", 74, "speaks of: nothing of it was kept. Fetch both again."),
        (None, 3, "1 of 1 records could not be read; the others are kept."),
    ],
)
def test_exit_codes(
    files: UpdateFiles,
    capsys: pytest.CaptureFixture[str],
    spoil: bytes | None,
    code: int,
    said: str,
) -> None:
    path = files.update([b"<PubmedArticle></PubmedArticle>"])
    if spoil is not None:
        path.write_bytes(spoil)
    assert run(["import", str(path)]) == code
    assert said in capsys.readouterr().err.splitlines()[-1]


def test_a_folder_without_numbered_files_is_a_usage_error(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "folder").mkdir()
    assert run(["import", str(home / "folder")]) == 2
    assert "Name its files: evidence import" in capsys.readouterr().err


def test_help_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "-h"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.strip().startswith("evidence import ") for line in lines) >= 2


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
