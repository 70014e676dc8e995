"""Backups: a SQLite file of this program, whatever engine the database has.

A backup is one state of the database. It gets its name only when it is whole on disk and
has been read again.
"""

import os
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import Engine

from evidence.errors import ConfigProblem, StorageProblem
from evidence.store.copying import copy, counts
from evidence.store.engine import PRIVATE, explained, file_engine, reading, writing
from evidence.store.reading import damaged
from evidence.store.refused import DamagedDatabase
from evidence.store.schema import current, upgrade
from evidence.store.values import Damaged

_MAGIC = b"SQLite format 3\0"
_STAMP = r"\d{4}-\d\d-\d\dT\d{6}Z"
_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as it was read again: its schema, rows by table, size in bytes.

    `damaged`: records whose bytes no longer give what was stored; () where nobody looked.
    """

    path: Path
    schema: str
    rows: Mapping[str, int]
    size: int
    damaged: tuple[Damaged, ...] = ()


def default_folder(engine: Engine) -> Path | None:
    """Beside the SQLite file; the user's data folder for PostgreSQL; None for memory."""
    name = engine.url.database
    if engine.dialect.name == "sqlite":
        return None if not name or name == ":memory:" else Path(name).absolute().parent
    return user_data_path("evidence-tracker", appauthor=False)


def name_for(engine: Engine, folder: Path, reason: str = "") -> Path:
    """A name in `folder` that nothing has yet: the database, the moment (UTC), the reason."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    end = f".{reason}.backup" if reason else ".backup"
    number, path = 1, folder / f"{_base(engine)}.{stamp}{end}"
    while path.exists():
        number += 1
        path = folder / f"{_base(engine)}.{stamp}-{number}{end}"
    return path


def write(engine: Engine, path: Path, *, whole: bool = True) -> Backup:
    """Write the database to the new file `path`; all of it, or no file.

    `whole`: every record's hash is taken again too. Raises StorageProblem where there is
    such a file, where the disk refuses, or where the copy is not what was copied.
    """
    if path.exists():
        raise StorageProblem(
            f"{path} is there already.", "Name a new file, or a folder: evidence backup FOLDER"
        )
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _refused(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _tidy(path.parent)
        try:
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
            rows = _from_server(engine, part) if _server(engine) else _from_file(engine, part)
            _on_disk(part)
            made = examine(part, whole=whole)
            if made.rows != rows:
                raise DamagedDatabase(f"The backup {path} does not hold what was copied.")
            part.replace(path)
            _folder_on_disk(path.parent)
        finally:
            for end in ("", "-journal", "-wal", "-shm"):
                with suppress(OSError):
                    part.with_name(part.name + end).unlink()
    return Backup(path, made.schema, made.rows, made.size, made.damaged)


def examine(path: Path, *, whole: bool = True) -> Backup:
    """Read a backup again; nothing beside it may belong to it.

    Raises StorageProblem where it is no backup or is damaged, ConfigProblem where it is of
    another or a newer program. Damaged records are in the answer, if `whole`.
    """
    recognise(path)
    engine = file_engine(path, readonly=True)
    try:
        with reading(engine) as connection:
            check = "integrity_check" if whole else "quick_check"
            said = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar_one()
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if said != "ok" or loose is not None:
                what = said if said != "ok" else "rows refer to others that are not there"
                raise DamagedDatabase(f"{path} is damaged: {what}.", "Take an earlier backup.")
            schema = current(connection)
            if schema is None:
                raise StorageProblem(f"{path} holds no records.", "Name a backup.")
            found = tuple(damaged(connection)) if whole else ()
            return Backup(path, schema, counts(connection), path.stat().st_size, found)
    finally:
        engine.dispose()


def recognise(path: Path) -> None:
    """Raise StorageProblem where the file is not a SQLite database at all."""
    if not is_sqlite(path):
        raise StorageProblem(
            f"{path} is no backup of this program.", "Name a file that `evidence backup` wrote."
        )


def is_sqlite(path: Path) -> bool:
    """Whether the file begins as SQLite's do; StorageProblem where it cannot be read."""
    with _refused(path, "read"), path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def prune(engine: Engine, folder: Path, keep: int) -> tuple[Path, ...]:
    """Delete all but the newest `keep` backups of this database that were made on demand.

    Those from before a restore or a new schema are left, and so is every other file.
    """
    wanted = re.compile(rf"{re.escape(_base(engine))}\.({_STAMP})(?:-(\d+))?\.backup")
    found = sorted(
        (match[1], int(match[2] or 1), path)
        for path in folder.iterdir()
        if (match := wanted.fullmatch(path.name)) and path.is_file()
    )
    old = tuple(path for _, _, path in found[:-keep])
    with _refused(folder):
        for path in old:
            path.unlink()
    return old


def _server(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def _base(engine: Engine) -> str:
    """What the backups of this database begin with."""
    url = engine.url
    if not _server(engine):
        return Path(url.database or "memory").name
    host = url.host or str(url.query.get("host", "local"))
    return re.sub(r"[^\w.]+", "-", f"{url.database}-at-{host}-{url.port or 5432}").strip("-")


def _from_file(engine: Engine, part: Path) -> dict[str, int]:
    """Page by page, in the very transaction in which the rows are counted."""
    with reading(engine) as connection:
        rows = counts(connection)
        source = connection.connection.driver_connection
        target = sqlite3.connect(part, isolation_level=None)
        try:
            if isinstance(source, sqlite3.Connection):
                source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        finally:
            target.close()
    return rows


def _from_server(engine: Engine, part: Path) -> dict[str, int]:
    """Row by row, in one snapshot, into the schema that the server has."""
    file = file_engine(part)
    with explained(engine), engine.connect() as connection:
        source = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with source.begin(), writing(file) as target:
            revision = current(source)
            if revision is None:
                raise ConfigProblem("The database is empty.", "Run `evidence update` once.")
            upgrade(target, revision)
            copy(source, target)
            rows = counts(source)
    file.dispose()
    return rows


def _tidy(folder: Path) -> None:
    """Take away what a killed backup left a day ago or longer."""
    for left in folder.glob(".*.backup.*.part*"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _DAY:
                left.unlink()


def _on_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _folder_on_disk(folder: Path) -> None:
    if os.name == "nt":
        return  # there a folder cannot be opened, and a renamed file is on disk
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _refused(path: Path, done: str = "written") -> Iterator[None]:
    """Turn what the system refuses into one line."""
    try:
        yield
    except OSError as problem:
        raise StorageProblem(
            f"{path} cannot be {done}: {problem.strerror or problem}.",
            "Make room or check its permissions, or name another place.",
        ) from problem
