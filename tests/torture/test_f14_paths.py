"""F14: names of topics and places of files that would lead out of the folder, or nowhere."""

import os
from pathlib import Path

import pytest

from .child import Ended, run
from .conftest import Counted
from .scene import Scene

NAMES = (
    *("../../x", "..", ".", "/etc/passwd", "a/b", "a\\b", "con", "nul.toml", "aux", "COM1"),
    *("x" * 300, " ", "-", "--", "~root", "$HOME", "`id`", "%2e%2e%2fx", "a\nb", "a\x1b[2Jb"),
    *("\u202egpj.exe", "\ud800", "walking/../walking", "walking\x00", "*"),
)
REFUSED = frozenset({2, 5})  # not understood; not found


def _tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _in_one_line(ended: Ended) -> None:
    assert ended.code in REFUSED, f"exit {ended.code}: {ended.err}"
    assert "Traceback" not in ended.err, ended.err
    assert "should not happen" not in ended.err, ended.err
    assert not any(ord(char) < 32 and char != "\n" for char in ended.err), repr(ended.err)
    assert len(ended.err) < 2000, "a long name is said in full"


@pytest.mark.parametrize("command", ["update", "summary", "methods"])
def test_odd_names_of_topics(scene: Scene, counted: Counted, command: str) -> None:
    tally = counted("F14", f"odd names of topics ({command})")
    with scene.begin("later") as folder:
        place = folder / "inner"
        place.mkdir()
        run(scene.job(place, command, "nosuchtopic"))
        before = _tree(folder)
        for number in tally.numbers(len(NAMES)):
            name = NAMES[number - 1]
            with tally.case(number, repr(name[:30])):
                _in_one_line(run(scene.job(place, command, "--", name)))
                assert _tree(folder) == before, _tree(folder) - before


def test_odd_files_of_topics(scene: Scene, counted: Counted, tmp_path: Path) -> None:
    """A file whose name is no name, a link that leads out, a folder with a file's name."""
    tally = counted("F14", "odd files among the topics")
    secret = tmp_path / "secret"
    secret.write_text("TOPSECRET = not toml at all\n")
    kinds = ("link out", "link to nothing", "folder", "fifo", "name", "unreadable bytes")
    for number, kind in enumerate(kinds, 1):
        with tally.case(number, kind), scene.begin("later") as folder:
            topics = folder / "queries" / "topics"
            topics.mkdir(parents=True)
            _place(topics, kind, secret)
            job = scene.job(folder, "topics")
            own = ("--queries", str(folder / "queries"))
            where = job.arguments.index("--queries")
            arguments = (*job.arguments[:where], *own, *job.arguments[where + 2 :])
            ended = run(type(job)(job.folder, arguments, job.environ))
            assert ended.code in {0, 2, 74}, f"exit {ended.code}: {ended.err}"
            assert "Traceback" not in ended.err, ended.err
            assert "should not happen" not in ended.err, ended.err
            assert "TOPSECRET" not in ended.out + ended.err, "the file behind the link is shown"


def _place(topics: Path, kind: str, secret: Path) -> None:
    if kind == "link out":
        (topics / "x.toml").symlink_to(secret)
    elif kind == "link to nothing":
        (topics / "x.toml").symlink_to(topics / "none")
    elif kind == "folder":
        (topics / "x.toml").mkdir()
    elif kind == "fifo":
        os.mkfifo(topics / "x.toml")
    elif kind == "name":
        (topics / "A B;rm -rf.toml").write_text("title = 1\n")
    else:
        (topics / "x.toml").write_bytes(b"\xff\xfe\x00title")
