"""Engines: what SQLite and PostgreSQL need so that what was reported is on disk."""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from json import JSONDecodeError
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from evidence.errors import ConfigProblem
from evidence.store.refused import DamagedDatabase, explanation, lost

BUSY_MILLISECONDS = 30_000
ATTEMPTS = 5
PRIVATE = 0o600  # records of a clinic are nobody else's business
# A server that is gone without a word is noticed after a minute, on both sides.
KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
Result = TypeVar("Result")
# serialization failure, deadlock, and a key that another session wrote meanwhile: the
# whole batch is right again when it is run again
RETRIED = frozenset({"40001", "40P01", "23505"})


def make_engine(url: str) -> Engine:
    """An engine for a SQLite path, a sqlite: URL or a postgresql: URL.

    Raises ConfigProblem for any other database, or where the driver is missing.
    """
    try:
        target = _target(url)
    except ValueError:
        raise ConfigProblem(  # without the URL: it may hold a password
            "The database URL is not understood.",
            "Give the path of a SQLite file, or postgresql://USER@HOST:PORT/NAME",
        ) from None
    backend = target.get_backend_name()
    try:
        if backend == "sqlite":
            return _sqlite(target)
        if backend == "postgresql":
            driven = target.set(drivername="postgresql+psycopg")
            return create_engine(driven, pool_pre_ping=True, connect_args=KEEPALIVE)
    except ModuleNotFoundError as problem:
        raise ConfigProblem(
            f"The driver of the database is not installed ({problem.name}).",
            "Type: pip install 'evidence-tracker[postgresql]'",
        ) from problem
    raise ConfigProblem(
        f"A database of the kind {backend!r} is not supported.",
        "Give the path of a SQLite file, or postgresql://USER@HOST/NAME",
    )


def _target(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=str(Path(url).expanduser().resolve()))
    try:
        return make_url(url)
    except (ArgumentError, NoSuchModuleError) as problem:
        raise ConfigProblem(
            "The database URL is not understood.",
            "Give the path of a SQLite file, or postgresql://USER@HOST/NAME",
        ) from problem


def file_engine(path: Path, *, readonly: bool = False) -> Engine:
    """An engine for a SQLite file that nobody else uses: no second file beside it.

    `readonly`: a file that does not change, such as a backup.
    """
    query = {"uri": "true", **({"mode": "ro", "immutable": "1"} if readonly else {})}
    target = URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)
    engine = create_engine(target, poolclass=NullPool)
    event.listen(engine, "connect", _file_connected)
    event.listen(engine, "begin", _begin)
    return engine


def unwritable_engine(path: Path) -> Engine:
    """An engine for a database in use, of which SQLite itself refuses to change a byte.

    Beside a database in WAL mode SQLite makes two files even to read it. Where the folder
    does not allow that and nobody has it open, it is read as one that cannot change.
    """
    query = {"uri": "true", "mode": "ro"}
    if not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        query["immutable"] = "1"
    target = URL.create("sqlite", database=f"file:{quote(path.resolve().as_posix())}", query=query)
    engine = create_engine(target, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _file_connected)
    event.listen(engine, "begin", _begin)
    return engine


def _file_connected(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    del entry
    connection.isolation_level = None


def _sqlite(target: URL) -> Engine:
    engine = create_engine(target, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine, "do_connect", lambda *_: _private(target.database))
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)
    return engine


def _private(name: str | None) -> None:
    """Make a new file for its user alone; SQLite gives what it lays beside it the same mode."""
    if name and name != ":memory:" and not name.startswith("file:"):
        with suppress(OSError):  # it is there; or SQLite says why it cannot be
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))


def _connected(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    """Settings of every connection; the driver's own transactions are switched off."""
    del entry
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",) and _ours(connection):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # NORMAL lost reported batches
    connection.execute("PRAGMA foreign_keys = ON")


def _ours(connection: sqlite3.Connection) -> bool:
    """Whether the file is new or this program's; another's is not changed by looking at it."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    return not names or "alembic_version" in names


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A short transaction that only reads: one state of the database, without a lock."""
    with explained(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it, or nothing where anything is raised."""
    with explained(engine), engine.connect() as connection:
        chosen = connection.execution_options(writing=True)
        with chosen.begin():
            yield chosen


def transact(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Run `work` in a transaction; again from its start where another session got between.

    So too where the server was lost before the transaction's end, which undid all of it. One
    that was lost while it committed is not run again: it may have been kept, and a second
    time would count, or number, anew what is there.
    """
    for attempt in range(1, ATTEMPTS + 1):
        committing = False
        try:
            with engine.connect() as connection:
                chosen = connection.execution_options(writing=True)
                with chosen.begin():
                    result = work(chosen)
                    committing = True
                return result
        except DBAPIError as problem:
            state = getattr(problem.orig, "sqlstate", None)
            again = state in RETRIED or (lost(problem) and not committing)
            if attempt == ATTEMPTS or not again:
                raise explanation(problem, name_of(engine)) from problem
            pause = 0.05 if state in RETRIED else 0.2  # a server needs seconds to start again
            time.sleep(random.uniform(0.5, 1) * pause * 2**attempt)  # noqa: S311 - no secret
    raise AssertionError("unreachable")


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises into one line for the user, which names the database."""
    try:
        yield
    except DBAPIError as problem:
        raise explanation(problem, name_of(engine)) from problem
    except sqlite3.Error as problem:  # of a cursor that SQLAlchemy does not watch
        raised = DatabaseError(None, None, problem)
        raise explanation(raised, name_of(engine)) from problem
    except ValueError as problem:
        if not _of_damage(problem):
            raise
        raise DamagedDatabase(
            f"The database {name_of(engine)} is damaged: {problem}.", "Type: evidence doctor --deep"
        ) from problem


def _of_damage(problem: ValueError) -> bool:
    """Whether it is what a column's type raises for a text, JSON or moment it cannot read."""
    return isinstance(problem, UnicodeDecodeError | JSONDecodeError) or str(problem).startswith(
        ("Invalid isoformat string", "Couldn't parse")
    )


def name_of(engine: Engine) -> str:
    """The database as users know it: a file, or its name at the server."""
    name = engine.url.database or "in memory"
    return unquote(name.removeprefix("file:"))


def address_of(engine: Engine) -> str:
    """Where another process finds the database: a path or a URL with its password; "" nowhere."""
    if engine.dialect.name == "sqlite":
        return name_of(engine) if engine.url.database else ""
    return engine.url.render_as_string(hide_password=False)
