"""Puts a backup in the place of a database of either kind: all of it, or nothing."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from evidence.errors import Busy, ConfigProblem, EvidenceError, StorageProblem
from evidence.store.backup import Backup, default_folder, examine, name_for, recognise, write
from evidence.store.copying import clear, copy, counts
from evidence.store.engine import PRIVATE, explained, file_engine, make_engine, reading, writing
from evidence.store.lock import Say, update_lock
from evidence.store.migrate import migrate
from evidence.store.refused import DamagedDatabase
from evidence.store.schema import newest, revision_of, upgrade

_PATIENCE = 30.0  # seconds for another program's write


@dataclass(frozen=True, slots=True)
class Candidate:
    """A private copy of a backup, examined, and with the schema of this program."""

    backup: Backup
    copy: Path


@contextmanager
def candidate(path: Path) -> Iterator[Candidate]:
    """Copy, examine and upgrade a backup; the file itself is only read.

    A SQLite database that was copied with its -wal file is taken as well. Raises as
    `evidence.store.backup.examine`.
    """
    recognise(path)
    with tempfile.TemporaryDirectory(prefix="evidence-restore-") as folder:
        private = Path(folder) / "copy"
        try:
            shutil.copyfile(path, private)
            private.chmod(PRIVATE)
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}-wal", f"{private}-wal")
        except OSError as problem:
            raise StorageProblem(
                f"{path} cannot be copied to {folder}: {problem.strerror}.",
                "Make room, or set TMPDIR to a folder that has it.",
            ) from problem
        try:
            yield Candidate(_upgraded(path, private), private)
        except sqlite3.Error as problem:
            raise StorageProblem(f"{path} is damaged: {problem}.") from problem


def replace(
    url: str, found: Candidate, *, wait: float = 0.0, say: Say | None = None
) -> Path | None:
    """Replace all that the database `url` holds; where what was there is kept, if anything was.

    Holds the update's lock. Readers see the old state or the new one. Raises ConfigProblem
    for another program's database, Busy and StorageProblem as everywhere: then nothing is
    changed.
    """
    engine = make_engine(url)
    try:
        with update_lock(engine, wait=wait, say=say):
            if engine.dialect.name == "postgresql":
                return _into_server(engine, found)
            return _into_file(engine, found)
    finally:
        engine.dispose()


def _upgraded(path: Path, private: Path) -> Backup:
    """What the backup is; its copy has the newest schema afterwards."""
    database = sqlite3.connect(private)
    try:
        database.execute("PRAGMA journal_mode = DELETE")  # takes in what its -wal holds
    finally:
        database.close()
    found = examine(private)
    if found.schema != newest():
        engine = file_engine(private)
        with writing(engine) as connection:
            upgrade(connection)
        engine.dispose()
    return Backup(path, found.schema, found.rows, found.size, found.damaged)


def _into_server(engine: Engine, found: Candidate) -> Path | None:
    with reading(engine) as connection:
        held = _held(connection)
    kept = _keep(engine) if held else None
    migrate(engine)
    source_engine = file_engine(found.copy, readonly=True)
    with reading(source_engine) as source, writing(engine) as target:
        clear(target)
        copy(source, target)
        if counts(target) != counts(source):
            raise StorageProblem("The server did not take every row; nothing was changed.")
    source_engine.dispose()
    return kept


def _into_file(engine: Engine, found: Candidate) -> Path | None:
    live = Path(engine.url.database or "")
    try:
        with reading(engine) as connection:
            held = _held(connection)
        kept = _keep(engine) if held else None
    except DamagedDatabase:
        kept = _aside(engine, live)
    try:
        _pages(engine, found.copy)
    except DamagedDatabase:
        _instead(engine, live, found.copy)
    return kept


def _held(connection: Connection) -> bool:
    """Whether there is anything to keep; ConfigProblem where it is another program's."""
    if revision_of(connection) is not None:
        return True
    if inspect(connection).get_table_names():
        raise ConfigProblem(
            "The database holds tables of another program; nothing was changed.",
            "Name an empty or new one with --database.",
        )
    return False


def _keep(engine: Engine) -> Path:
    folder = default_folder(engine)
    if folder is None:
        raise ConfigProblem("A database in memory cannot be restored.", "Name a file.")
    return write(engine, name_for(engine, folder, "before-restore"), whole=False).path


def _pages(engine: Engine, copied: Path) -> None:
    """Write every page in one transaction of SQLite's own."""
    begun = time.monotonic()

    def patient(status: int, remaining: int, total: int) -> None:
        del status, total
        if remaining and time.monotonic() - begun > _PATIENCE:
            raise Busy("Another program is writing to the database.", "Try again later.")

    source = sqlite3.connect(copied)
    with explained(engine):
        pooled = engine.raw_connection()
        try:
            target = pooled.driver_connection
            if isinstance(target, sqlite3.Connection):
                target.execute("PRAGMA busy_timeout = 1000")
                source.backup(target, progress=patient)
        finally:
            pooled.close()
            engine.dispose()
            source.close()


def _aside(engine: Engine, live: Path) -> Path:
    """A damaged file as it is, under another name; what belongs to it too."""
    aside = name_for(engine, live.parent, "damaged")
    _copy_file(live, aside)
    with suppress(FileNotFoundError):
        _copy_file(Path(f"{live}-wal"), Path(f"{aside}-wal"))
    return aside


def _instead(engine: Engine, live: Path, copied: Path) -> None:
    """Put a whole file in the place of one that SQLite cannot write to."""
    engine.dispose()
    part = live.with_name(f".{live.name}.restored")
    _copy_file(copied, part)
    try:
        part.replace(live)
    except OSError as problem:
        raise StorageProblem(f"{live} cannot be replaced: {problem.strerror}.") from problem
    for end in ("-wal", "-shm"):
        Path(f"{live}{end}").unlink(missing_ok=True)
    _check(live)


def _copy_file(source: Path, target: Path) -> None:
    """All of a file, on disk and for its user alone; or no file, and StorageProblem."""
    try:
        shutil.copyfile(source, target)
        target.chmod(PRIVATE)
        with target.open("rb+") as file:
            os.fsync(file.fileno())
    except FileNotFoundError:
        raise
    except OSError as problem:
        target.unlink(missing_ok=True)
        raise StorageProblem(
            f"{source} cannot be copied to {target}: {problem.strerror}; nothing was changed.",
            "Make room, then run the command again.",
        ) from problem


def _check(live: Path) -> None:
    try:
        examine(live, whole=False)
    except EvidenceError as problem:
        raise StorageProblem(f"The restored file is not whole: {problem}") from problem
