"""Engines: what SQLite and PostgreSQL need so that what was reported is on disk."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from evidence.errors import Busy, ConfigProblem, EvidenceError, StorageProblem

BUSY_MILLISECONDS = 30_000
ATTEMPTS = 5
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
            return create_engine(driven, pool_pre_ping=True)
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


def _sqlite(target: URL) -> Engine:
    engine = create_engine(target, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)
    return engine


def _connected(connection: SqliteConnection, entry: ConnectionPoolEntry) -> None:
    """Settings of every connection; the driver's own transactions are switched off."""
    del entry
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # NORMAL lost reported batches
    connection.execute("PRAGMA foreign_keys = ON")


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
    """Run `work` in a transaction; again from its start where another session got between."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with engine.connect() as connection:
                chosen = connection.execution_options(writing=True)
                with chosen.begin():
                    return work(chosen)
        except DBAPIError as problem:
            if attempt == ATTEMPTS or getattr(problem.orig, "sqlstate", None) not in RETRIED:
                raise explanation(problem, engine.url.database or "in memory") from problem
            time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - no secret
    raise AssertionError("unreachable")


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises into one line for the user, which names the database."""
    try:
        yield
    except DBAPIError as problem:
        raise explanation(problem, engine.url.database or "in memory") from problem


def explanation(problem: DBAPIError, name: str) -> EvidenceError:
    """What happened and what to do; never the statement, which may be long or private."""
    said = str(problem.orig).strip().splitlines()
    what = said[0] if said else type(problem).__name__
    if "database is locked" in what:
        return Busy(
            f"Another program is writing to the database {name}.", "Try again when it has finished."
        )
    if "unable to open database file" in what:
        return StorageProblem(
            f"The database {name} cannot be opened.",
            "Check that its folder exists and is writable.",
        )
    if "is not a database" in what or "malformed" in what:
        return StorageProblem(
            f"{name} is no database of this program, or damaged: {what}.",
            "Restore it from a backup, or name another file with --database.",
        )
    if "disk is full" in what:
        return StorageProblem(
            "The disk is full; what was not reported as kept is not kept.",
            "Make room, then run the command again.",
        )
    return StorageProblem(f"The database {name} refused: {what}")
