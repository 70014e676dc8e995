"""What the store does where the disk, the server or another program refuses."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from evidence.errors import Busy, EvidenceError, StorageProblem
from evidence.pubmed.files import Parsed
from evidence.store import Store, open_store
from evidence.store.engine import make_engine, reading, transact, writing
from evidence.store.lock import lock_owner, update_lock
from evidence.store.refused import explanation

Article = Callable[..., Parsed]
A = 990000001
_KILL = text(  # each is waited for: until then a connection may still answer
    "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def server(postgresql_url: str) -> str:
    """A PostgreSQL database with the schema."""
    open_store(postgresql_url).close()
    return postgresql_url


def terminate(url: str) -> None:
    """End every other connection to the database, as a restart of the server does."""
    engine = make_engine(url)
    with engine.connect() as connection:
        connection.execute(_KILL)
    engine.dispose()


def test_a_connection_lost_between_two_batches_is_made_anew(server: str, article: Article) -> None:
    with open_store(server) as store:
        store.keep([article(A)], source="x")
        terminate(server)
        assert store.keep([article(A + 1)], source="x").new == 1
        assert list(store.pmids()) == [A, A + 1]


def test_a_batch_whose_connection_is_lost_is_run_again(server: str, article: Article) -> None:
    times = 0
    with open_store(server) as store:

        def work(connection: Connection) -> int:
            nonlocal times
            times += 1
            connection.execute(text("INSERT INTO setting VALUES ('x', 'y')"))
            if times == 1:
                terminate(server)
            return int(connection.execute(text("SELECT count(*) FROM setting")).scalar_one())

        assert transact(store.engine, work) == 2
        assert times == 2
        assert store.keep([article(A)], source="x").new == 1


def test_a_commit_whose_connection_is_lost_is_not_run_again(server: str) -> None:
    """Here the row is not kept; but the store cannot know it, and says that it was lost."""
    times = 0
    with open_store(server) as store:

        def work(connection: Connection) -> None:
            nonlocal times
            times += 1
            connection.execute(text("INSERT INTO setting VALUES ('x', 'y')"))
            terminate(server)

        with pytest.raises(StorageProblem) as caught:
            transact(store.engine, work)
    assert times == 1
    assert "The connection to the server of the database" in caught.value.what
    assert "run the command again" in caught.value.next_step


def test_a_lock_that_the_server_forgot_is_taken_again(server: str, article: Article) -> None:
    with open_store(server) as store:
        with update_lock(store.engine):
            terminate(server)
            assert lock_owner(store.engine) is None
            assert store.keep([article(A)], source="x").new == 1
            assert lock_owner(store.engine) is not None
        assert lock_owner(store.engine) is None


def test_nothing_is_written_where_another_has_the_lock_meanwhile(
    server: str, article: Article
) -> None:
    other = make_engine(server)
    with open_store(server) as store:
        with update_lock(store.engine):
            terminate(server)
            with update_lock(other), pytest.raises(Busy):
                store.keep([article(A)], source="x")
        assert not store.pmids()
        assert store.keep([article(A)], source="x").new == 1  # nobody's lock is asked for now
    other.dispose()


def test_a_reader_that_loses_its_connection_says_so_in_one_line(server: str) -> None:
    def read(store: Store) -> None:
        with reading(store.engine) as connection:
            terminate(server)
            connection.execute(text("SELECT 1"))

    with open_store(server) as store, pytest.raises(StorageProblem) as caught:
        read(store)
    assert caught.value.exit_code == 74
    assert "was lost" in caught.value.what
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_what_the_server_asks_to_repeat_is_repeated(server: str, state: str) -> None:
    times = 0
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '{state}'; END $$"
    with open_store(server) as store:

        def work(connection: Connection) -> None:
            nonlocal times
            times += 1
            if times < 3:
                connection.execute(text(raised))

        transact(store.engine, work)
    assert times == 3


def test_a_database_that_the_server_does_not_have(server: str) -> None:
    with pytest.raises(StorageProblem) as caught:
        open_store(server.replace("/test_", "/none_", 1))
    assert "The server has no database" in caught.value.what
    assert "createdb" in caught.value.next_step


def test_a_server_that_only_reads(server: str) -> None:
    engine = create_engine(
        make_engine(server).url, connect_args={"options": "-c default_transaction_read_only=on"}
    )
    store = Store(engine)
    with pytest.raises(StorageProblem, match="may be read only"):
        store.open_search("t", "x")
    store.close()


@pytest.mark.parametrize(
    ("said", "what", "step"),
    [
        ("disk I/O error", "The disk failed to read or write", "evidence doctor"),
        ("database or disk is full", "The disk is full", "Make room"),
        ("attempt to write a readonly database", "may be read only", "permissions"),
        ("database disk image is malformed", "damaged", "backup"),
        ("file is not a database", "no database of this program", "--database"),
        ("unable to open database file", "cannot be opened", "folder"),
        ("Could not decode to UTF-8 column 'title'", "damaged", "doctor --deep"),
        ("no such table: record", "lacks what this program made", "evidence doctor"),
        ("something never heard of", "refused: something never heard of", "evidence doctor"),
    ],
)
def test_what_sqlite_says_becomes_one_line(said: str, what: str, step: str) -> None:
    found = explanation(
        OperationalError("SELECT secret", None, sqlite3.OperationalError(said)), "x"
    )
    assert isinstance(found, StorageProblem)
    assert found.exit_code == 74
    assert what in found.what
    assert step in found.next_step
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    ("said", "kind", "what"),
    [
        (
            'connection to server at "h" failed: FATAL:  database "x" does not exist',
            74,
            "no database x",
        ),
        (
            'connection failed: FATAL:  password authentication failed for user "u"',
            4,
            "lets nobody in",
        ),
        ("connection failed: Connection refused", 74, "cannot be reached"),
        ("terminating connection due to administrator command", 74, "was lost"),
        ("could not extend file: No space left on device", 74, "The disk is full"),
        ("cannot execute INSERT in a read-only transaction", 74, "may be read only"),
    ],
)
def test_what_postgresql_says_becomes_one_line(said: str, kind: int, what: str) -> None:
    found = explanation(OperationalError("SELECT 1", None, psycopg.OperationalError(said)), "x")
    assert isinstance(found, EvidenceError)
    assert found.exit_code == kind
    assert what in found.what
    assert found.next_step


def test_a_lock_that_another_program_holds_is_busy(sqlite_url: str) -> None:
    open_store(sqlite_url).close()
    engine = make_engine(sqlite_url)
    with reading(engine) as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(sqlite_url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy), writing(engine):
        pass
    other.close()
    engine.dispose()


def test_another_programs_file_is_not_changed_by_looking_at_it(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE theirs (id integer)")
    theirs.close()
    before = path.read_bytes()
    with pytest.raises(EvidenceError, match="another program"):
        open_store(str(path))
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["theirs.db"]
