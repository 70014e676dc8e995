"""F18: backup, wipe, restore; and both cut off at any call, on a whole database and a harmed."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from . import check, strace
from .child import run
from .conftest import Counted
from .dump import differences, dump
from .scene import DATABASE, Scene
from .tally import count

BACKUP = "safe.backup"


def _backup(scene: Scene, folder: Path) -> None:
    ended = run(scene.job(folder, "backup", str(folder / BACKUP)))
    assert ended.code == 0, f"backup exits {ended.code}: {ended.err}"


def _with_backup(scene: Scene, folder: Path) -> None:
    """A backup of the first state beside a database of the second."""
    _backup(scene, folder)
    shutil.copy(scene.ended("later") / DATABASE, folder / DATABASE)


def test_the_drill(scene: Scene, counted: Counted) -> None:
    tally = counted("F18", "backup, wipe, restore, compare")
    with tally.case(1), scene.begin("later") as folder:
        before = dump(str(folder / DATABASE))
        _backup(scene, folder)
        for path in folder.glob(f"{DATABASE}*"):
            path.unlink()
        ended = run(scene.job(folder, "restore", str(folder / BACKUP), "--yes"))
        assert ended.code == 0, f"restore exits {ended.code}: {ended.err}"
        check.sound(folder / DATABASE)
        assert not differences(before, dump(str(folder / DATABASE)))
        scene.settle(folder, "later")
        scene.reached(folder, "later")


def test_a_database_of_bits_is_restored(scene: Scene, counted: Counted) -> None:
    tally = counted("F18", "a harmed database, restored")
    harms = {"head": slice(0, 100), "middle": slice(40_000, 90_000), "everything": slice(0, None)}
    for number, (name, part) in enumerate(harms.items(), 1):
        with tally.case(number, name), scene.begin("later") as folder:
            before = dump(str(folder / DATABASE))
            _backup(scene, folder)
            _spoil(folder / DATABASE, part)
            ended = run(scene.job(folder, "restore", str(folder / BACKUP), "--yes"))
            assert ended.code == 0, f"restore exits {ended.code}: {ended.err}"
            check.sound(folder / DATABASE)
            assert not differences(before, dump(str(folder / DATABASE)))


def _spoil(path: Path, part: slice) -> None:
    data = bytearray(path.read_bytes())
    data[part] = b"\x5a" * len(data[part])
    path.write_bytes(data)


def test_killed_while_backing_up(scene: Scene, counted: Counted) -> None:
    """The backup is whole or not there, and the database is untouched."""
    strace.needed()
    tally = counted("F2", "kill at the k-th call of a backup")
    with scene.begin("later") as folder:
        found = strace.places(scene.job(folder, "backup", str(folder / BACKUP)))
        before = dump(str(folder / DATABASE))
    places = strace.spread(found, count(4, 30, 10**9))
    tally.note = f"{len(found)} calls"
    for number in tally.numbers(len(places)):
        place = places[number - 1]
        with tally.case(number, str(place)), scene.begin("later") as folder:
            ended = strace.killed(scene.job(folder, "backup", str(folder / BACKUP)), place)
            assert ended.code == -9, f"not killed: {ended}"
            if (folder / BACKUP).exists():
                assert not differences(before, dump(str(folder / BACKUP)))
                (folder / BACKUP).unlink()
            assert not differences(before, dump(str(folder / DATABASE)))
            _backup(scene, folder)
            assert not differences(before, dump(str(folder / BACKUP)))


def test_killed_while_restoring(scene: Scene, counted: Counted) -> None:
    """The database is the old one or the restored one, and restoring again ends well."""
    strace.needed()
    tally = counted("F2", "kill at the k-th call of a restore")
    old, new = scene.reference("later"), scene.reference("first")
    with scene.begin("later") as folder:
        _with_backup(scene, folder)
        job = scene.job(folder, "restore", str(folder / BACKUP), "--yes")
        found = strace.places(job)
    places = strace.spread(found, count(4, 40, 10**9))
    tally.note = f"{len(found)} calls"
    for number in tally.numbers(len(places)):
        place = places[number - 1]
        with tally.case(number, str(place)), scene.begin("later") as folder:
            _with_backup(scene, folder)
            job = scene.job(folder, "restore", str(folder / BACKUP), "--yes")
            ended = strace.killed(job, place)
            assert ended.code == -9, f"not killed: {ended}"
            check.sound(folder / DATABASE)
            held = dump(str(folder / DATABASE))
            told = [differences(each, held) for each in (old, new)]
            assert "" in told, f"neither the old database nor the restored: {told}"
            assert run(job).code == 0
            assert not differences(new, dump(str(folder / DATABASE)))


def test_killed_while_restoring_over_a_harmed_one(scene: Scene, counted: Counted) -> None:
    """What lies beside the harmed file must not be mixed into the restored one."""
    strace.needed()
    tally = counted("F2", "kill at the k-th call of a restore over a harmed file")
    new = scene.reference("first")
    with scene.begin("later") as folder:
        _harmed(scene, folder)
        job = scene.job(folder, "restore", str(folder / BACKUP), "--yes")
        found = strace.places(job)
    places = strace.spread(found, count(6, 100, 10**9))
    tally.note = f"{len(found)} calls"
    for number in tally.numbers(len(places)):
        place = places[number - 1]
        with tally.case(number, str(place)), scene.begin("later") as folder:
            _harmed(scene, folder)
            spoilt = (folder / DATABASE).read_bytes()
            job = scene.job(folder, "restore", str(folder / BACKUP), "--yes")
            ended = strace.killed(job, place)
            assert ended.code == -9, f"not killed: {ended}"
            if (folder / DATABASE).read_bytes() != spoilt:
                check.sound(folder / DATABASE)
                assert not differences(new, dump(str(folder / DATABASE)))
            again = run(job)
            assert again.code == 0, f"restore exits {again.code}: {again.err}"
            check.sound(folder / DATABASE)
            assert not differences(new, dump(str(folder / DATABASE)))


def _harmed(scene: Scene, folder: Path) -> None:
    """A harmed database that a killed program has left with its log (-wal)."""
    _with_backup(scene, folder)
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("UPDATE record SET title = title || ' again'")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        log = (folder / f"{DATABASE}-wal").read_bytes()
    (folder / f"{DATABASE}-wal").write_bytes(log)
    _spoil(folder / DATABASE, slice(0, 100))
