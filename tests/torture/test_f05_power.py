"""F5: the power goes at any moment, and the disk keeps what was synced and some of the rest."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from . import check, power, strace
from .child import LOG, run
from .conftest import Counted
from .scene import DATABASE, KINDS, Scene
from .tally import count


@pytest.fixture(autouse=True)
def _strace() -> None:
    strace.needed()


@pytest.mark.parametrize("kind", KINDS)
def test_the_power_goes(scene: Scene, counted: Counted, tmp_path: Path, kind: str) -> None:
    tally = counted("F5", f"power cut, replayed ({kind} run)")
    with scene.begin(kind) as folder:
        start = {path.name: path.read_bytes() for path in folder.glob(f"{DATABASE}*")}
        log = tmp_path / "calls"
        ended = strace.data_of(scene.update(folder), log)
        assert ended.code == 0, ended.err
        calls = power.read(log, LOG)
        raws = check.contents(folder / DATABASE)
        earlier = check.contents(scene.early / DATABASE) if kind == "later" else {}
    log.unlink()
    before = scene.before(kind)
    tally.note = f"{len(calls)} calls"
    for number in tally.numbers(count(50, 500, 25_000)):
        chance = tally.chance(number)
        moment = chance.randint(1, len(calls))
        with tally.case(number, f"{number}: {kind}, after {moment} calls"):
            place = tmp_path / str(number)
            place.mkdir()
            for name, data in power.cut(calls, start, moment, chance).items():
                if name.startswith(DATABASE):
                    (place / name).write_bytes(data)
            told = check.follow(before, power.said(calls, moment))
            _stands(place / DATABASE, told, (raws, earlier), deep=number % 25 == 0)
            for path in place.iterdir():
                path.unlink()
            place.rmdir()


def _stands(
    path: Path, told: check.Promised, known: tuple[dict[int, str], dict[int, str]], *, deep: bool
) -> None:
    """Not corrupt, nothing told is lost, and every record's bytes are ones that were written."""
    if not path.exists():
        assert told.transactions == 0, "the database is gone"
        return
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'record'")
        if tables.fetchone() == (0,):
            assert told.transactions == 0, "the schema is gone"
            return
    check.atomic(path, told)
    for pmid, digest in check.contents(path).items():
        assert digest in {each.get(pmid) for each in known}, f"PMID {pmid} holds other bytes"
    if deep:
        check.sound(path)


def test_nothing_takes_its_name_before_it_is_on_disk(
    scene: Scene, counted: Counted, tmp_path: Path
) -> None:
    """A file that is renamed into place was synced before: a power cut leaves old or new."""
    tally = counted("F5", "files synced before they take their names")
    for number, (name, harm) in enumerate(COMMANDS.items(), 1):
        with tally.case(number, " ".join(name)), scene.begin("later") as folder:
            run(scene.job(folder, "backup", str(folder / "first.backup")))
            harm(folder / DATABASE)
            log = tmp_path / "names"
            ended = strace.data_of(scene.job(folder, *name), log)
            assert ended.code == 0, ended.err
            unsynced, named = power.unsynced_names(log.read_text(errors="replace"), str(folder))
            assert named, "no file was renamed into place"
            assert not unsynced, f"renamed before they were synced: {unsynced}"


def _nothing(path: Path) -> None:
    del path


def _no_head(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(b"\x5a" * 100 + data[100:])


COMMANDS: dict[tuple[str, ...], Callable[[Path], None]] = {
    ("backup", "second.backup"): _nothing,
    ("summary", "walking", "-o", "page.html"): _nothing,
    ("methods", "walking", "-o", "methods.md"): _nothing,
    ("digest", "--atom", "feed.atom"): _nothing,
    ("restore", "first.backup", "--yes"): _no_head,
}
