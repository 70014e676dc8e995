"""F17: databases of every released schema are brought up to date, also when that is cut off."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from evidence.store.engine import make_engine, writing
from evidence.store.schema import configuration, newest

from . import check, strace
from .child import run
from .conftest import Counted
from .dump import dump
from .scene import DATABASE, Scene
from .tally import count

# What a downgrade takes away for good: there was no place for it then.
LOST = ("quarantine", "acknowledged", "searches")
Tables = Mapping[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Old:
    """A database of an older schema."""

    revision: str
    path: Path
    tables: Tables


@pytest.fixture(scope="module")
def olds(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> tuple[Old, ...]:
    """One of each revision, with the records of the second state."""
    folder = tmp_path_factory.mktemp("old")
    script = ScriptDirectory.from_config(configuration())
    revisions = [each.revision for each in script.walk_revisions()][1:]
    made = []
    for revision in revisions:
        path = folder / f"{revision}.sqlite"
        shutil.copy(scene.ended("later") / DATABASE, path)
        engine = make_engine(str(path))
        with writing(engine) as connection:
            config = configuration()
            config.attributes["connection"] = connection
            command.downgrade(config, revision)
        engine.dispose()
        made.append(Old(revision, path, _tables(path)))
    return tuple(made)


def _tables(path: Path) -> Tables:
    """Everything in a SQLite file but the index of words."""
    with closing(sqlite3.connect(path)) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("words", "sqlite_"))
        ]
        return {
            name: sorted(map(tuple, database.execute(f"SELECT * FROM {name}")), key=repr)  # noqa: S608 - our own names
            for name in sorted(names)
        }


def _revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _backups(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.backup*") if not path.name.startswith("."))


def _upgraded(scene: Scene, folder: Path) -> None:
    """Open it once more: it is new, says what it said, and has a whole backup of the old."""
    ended = run(scene.job(folder, "search", "night[tiab]", "--pmids"))
    assert ended.code == 0, f"exit {ended.code}: {ended.err}"
    assert _revision(folder / DATABASE) == newest()
    check.sound(folder / DATABASE)
    scene.reached(folder, "later", but=LOST)


def _backed_up(folder: Path, old: Old) -> None:
    backups = _backups(folder)
    assert backups, "no backup was made before the schema changed"
    assert any(_tables(path) == old.tables for path in backups), "the backup is not what was"


def test_every_released_schema(scene: Scene, counted: Counted, olds: tuple[Old, ...]) -> None:
    tally = counted("F17", "databases of every earlier schema brought up to date")
    for number, old in enumerate(olds, 1):
        with tally.case(number, old.revision), scene.begin("first") as folder:
            shutil.copy(old.path, folder / DATABASE)
            _upgraded(scene, folder)
            _backed_up(folder, old)
            assert dump(str(folder / DATABASE))["words"]
    tally.note = ", ".join(old.revision for old in olds)


def test_killed_while_upgrading(scene: Scene, counted: Counted, olds: tuple[Old, ...]) -> None:
    """Old or new, never between, and the backup is there before anything changes."""
    strace.needed()
    tally = counted("F17", "kill at the k-th call while a schema is upgraded")
    most = count(6, 60, 10**9)
    cases = []
    for old in olds:
        with scene.begin("first") as folder:
            shutil.copy(old.path, folder / DATABASE)
            found = strace.places(scene.job(folder, "search", "night[tiab]", "--pmids"))
        cases += [(old, place) for place in strace.spread(found, max(2, most // len(olds)))]
    for number in tally.numbers(len(cases)):
        old, place = cases[number - 1]
        with tally.case(number, f"{old.revision}, {place}"), scene.begin("first") as folder:
            shutil.copy(old.path, folder / DATABASE)
            job = scene.job(folder, "search", "night[tiab]", "--pmids")
            ended = strace.killed(job, place)
            assert ended.code == -9, f"not killed: {ended}"
            found_revision = _revision(folder / DATABASE)
            assert found_revision in {old.revision, newest()}, found_revision
            if found_revision == old.revision:
                assert _tables(folder / DATABASE) == old.tables, "old, and not as it was"
            else:
                _backed_up(folder, old)
            _upgraded(scene, folder)
            _backed_up(folder, old)
