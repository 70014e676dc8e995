"""One update of a database at a time, on whatever engine, and who it is that runs one.

SQLite: the operating system's lock on a file beside the database, and a second file in
which the holder says who it is. PostgreSQL: an advisory lock of a session of its own. Both
end with the process that holds them, however that ends.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from evidence.errors import Busy, StorageProblem
from evidence.store import owner
from evidence.store.engine import KEEPALIVE, PRIVATE, explained, reading
from evidence.store.owner import Owner

Say = Callable[[str], None]
_KEY = 7_208_117  # any number, ours; the schema's own lock is another
_PATIENCE = 0.2  # seconds that are waited in any case: somebody may just be looking
_POLL = 0.1
_APPLICATION = "evidence-tracker "
_NAME_BYTES = 63  # PostgreSQL cuts an application_name here
_OWNERS = text(
    "SELECT a.application_name, a.backend_start FROM pg_locks AS l"
    " JOIN pg_stat_activity AS a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = :key"
    " AND l.objsubid = 1"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextmanager
def update_lock(engine: Engine, *, wait: float = 0.0, say: Say | None = None) -> Iterator[None]:
    """Hold the update's lock of the engine's database.

    Where somebody else holds it, `wait` seconds are waited, of which `say` is told once;
    then Busy, which names the holder. A SQLite database in memory has no lock: nobody else
    sees it. Raises StorageProblem where the lock cannot be had at all.
    """
    if engine.dialect.name == "postgresql":
        with _server_lock(engine, wait, say):
            yield
        return
    path = _file(engine)
    if path is None:
        yield
        return
    with _file_lock(path, wait, say):
        yield


def lock_owner(engine: Engine) -> Owner | None:
    """Who holds the update's lock now; None where nobody does."""
    if engine.dialect.name == "postgresql":
        with reading(engine) as connection:
            return _server_owner(connection)
    path = _file(engine)
    if path is None or not _owner_file(path).exists():
        return None
    lock = _lock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _named(path) or Owner()
    except OSError:
        return _named(path)  # a folder that may only be read: who it was, if it lives
    lock.release()
    return None


def _file(engine: Engine) -> Path | None:
    name = engine.url.database
    return None if not name or name == ":memory:" else Path(name)


def _owner_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.update-owner")


def _lock(path: Path) -> FileLock:
    return FileLock(f"{path}.update-lock", mode=PRIVATE, thread_local=False)


def _named(path: Path) -> Owner | None:
    """Who the file names; None for a program on this machine that has ended."""
    named = owner.read(_owner_file(path))
    return named if named is None or owner.lives(named) else None


@contextmanager
def _file_lock(path: Path, wait: float, say: Say | None) -> Iterator[None]:
    lock = _lock(path)

    def taken() -> bool:
        try:
            path.parent.stat()  # filelock would make a missing folder
            lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as problem:
            raise StorageProblem(
                f"The lock {path.name}.update-lock beside the database cannot be made:"
                f" {problem.strerror or problem}.",
                "Check that the folder exists and is writable.",
            ) from problem
        return True

    _patiently(taken, lambda: _named(path), wait, say)
    try:
        with suppress(OSError):  # the name is for people; the lock holds without it
            owner.write(_owner_file(path))
        yield
    finally:
        with suppress(OSError):
            _owner_file(path).unlink()
        lock.release()


@contextmanager
def _server_lock(engine: Engine, wait: float, say: Say | None) -> Iterator[None]:
    session = _Session(engine)

    def confirm(connection: Connection) -> None:
        if connection.get_execution_options().get("writing", False):
            session.confirm()

    try:
        _patiently(session.taken, session.owner, wait, say)
        event.listen(engine, "begin", confirm)
        try:
            yield
        finally:
            event.remove(engine, "begin", confirm)
    finally:
        session.close()


class _Session:
    """A connection of its own that holds the lock as long as it lives.

    A server that is started again has forgotten the lock. So it is asked for before each
    transaction that writes, and taken again: nothing is written where another update has it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._own = create_engine(
            engine.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={**KEEPALIVE, "application_name": _application()},
        )
        with explained(engine):
            self._connection = self._own.connect()

    def taken(self) -> bool:
        with explained(self._engine):
            statement = text("SELECT pg_try_advisory_lock(:key)")
            return bool(self._connection.execute(statement, {"key": _KEY}).scalar_one())

    def owner(self) -> Owner | None:
        with explained(self._engine):
            return _server_owner(self._connection)

    def confirm(self) -> None:
        """Raises Busy where the lock was lost and is another's now."""
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self._disconnect()
            self._connection = self._own.connect()
            if not self.taken():
                raise _busy(self.owner()) from None

    def close(self) -> None:
        """Give it back at once: a session that ends is seen by the server a moment later."""
        with suppress(DBAPIError):
            self._connection.execute(text("SELECT pg_advisory_unlock_all()"))
        self._disconnect()
        self._own.dispose()

    def _disconnect(self) -> None:
        with suppress(DBAPIError):  # the lock ends with its session, also with a lost one
            self._connection.close()


def _server_owner(connection: Connection) -> Owner | None:
    row = connection.execute(_OWNERS, {"key": _KEY}).first()
    if row is None:
        return None
    pid, _, host = (row.application_name or "").removeprefix(_APPLICATION).partition("@")
    return Owner(int(pid) if pid.isdecimal() else None, host, row.backend_start)


def _application() -> str:
    """Our name in the server's list: `evidence-tracker PID@HOST`."""
    name = f"{_APPLICATION}{os.getpid()}@{socket.gethostname()}"
    return name.encode("ascii", "replace")[:_NAME_BYTES].decode()


def _patiently(
    taken: Callable[[], bool], holder: Callable[[], Owner | None], wait: float, say: Say | None
) -> None:
    """Try until it is ours or the time is over; then Busy."""
    begun = time.monotonic()
    told = False
    while not taken():
        waited = time.monotonic() - begun
        if waited >= max(wait, _PATIENCE):
            raise _busy(holder())
        if waited >= _PATIENCE and not told and say is not None:
            say(f"Waiting: another update of this database is running{_about(holder())}.")
            told = True
        time.sleep(_POLL)


def _busy(holder: Owner | None) -> Busy:
    return Busy(
        f"Another update of this database is running{_about(holder)}.",
        "Wait until it has ended, or add --wait 600.",
    )


def _about(holder: Owner | None) -> str:
    said = str(holder) if holder else ""
    return f" ({said})" if said else ""
