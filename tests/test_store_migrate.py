"""Schemas: upgrades on both engines, no drift, refusals, backups, SQLite's settings."""

import json
import multiprocessing
import os
import signal
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, event, inspect, text

from evidence.errors import ConfigProblem, StorageProblem
from evidence.pubmed.files import Parsed
from evidence.store import Store, open_store
from evidence.store.backup import examine
from evidence.store.copying import tables
from evidence.store.engine import file_engine, make_engine, reading, writing
from evidence.store.migrate import back_up, migrate
from evidence.store.models import Base
from evidence.store.schema import configuration, current, newest

Article = Callable[..., Parsed]
A = 990000001
RELEASED = ("0001", "0002", "0003")  # every schema that a user may still have


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of our own: the backups of a PostgreSQL database go there."""
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


def _run(engine: Engine, action: Callable[..., None], *arguments: str) -> None:
    with writing(engine) as connection:
        config = configuration()
        config.attributes["connection"] = connection
        action(config, *arguments)


def test_the_models_and_the_migrations_agree(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    drift = [each for each in found if "words" not in repr(each)]
    assert drift == []
    _run(store.engine, command.check)


def test_down_and_up_again(store: Store, article: Article) -> None:
    _run(store.engine, command.downgrade, "base")
    assert inspect(store.engine).get_table_names() == ["alembic_version"]
    _run(store.engine, command.upgrade, "head")
    assert store.keep([article(A)], source="x").new == 1


def test_opening_again_keeps_everything(database_url: str, article: Article) -> None:
    with open_store(database_url) as first:
        first.keep([article(A)], source="x")
    with open_store(database_url) as again, open_store(database_url, readonly=True) as reader:
        assert again.record(A) == reader.record(A) == article(A).record


def test_a_newer_schema_is_refused(store: Store, database_url: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'fromthefuture'"))
    for readonly in (False, True):
        with pytest.raises(ConfigProblem, match=r"newer version.*fromthefuture.*pip install"):
            open_store(database_url, readonly=readonly)


def test_another_programs_tables_are_refused(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id integer)"))
    with pytest.raises(ConfigProblem, match="another program"):
        open_store(database_url)
    assert inspect(engine).get_table_names() == ["theirs"]
    engine.dispose()


def test_a_reader_never_creates_the_schema(database_url: str) -> None:
    with pytest.raises(ConfigProblem, match="older schema"):
        open_store(database_url, readonly=True)


def test_an_index_of_other_rules_is_rebuilt(
    store: Store, database_url: str, article: Article
) -> None:
    store.keep([article(A, title="Cramps."), article(A + 1, title="Pain.")], source="x")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE setting SET value = 'other' WHERE name = 'index'"))
        connection.execute(text("DELETE FROM words"))
        connection.execute(text("DELETE FROM date_range"))
    assert not store.index().phrase(("ti",), ("cramps",))
    with open_store(database_url) as again:
        assert list(again.index().phrase(("ti",), ("cramps",))) == [A]
        assert list(again.index().dates("dp", "2020-01-01", "2020-12-31")) == [A, A + 1]


def test_a_database_is_copied_before_it_is_migrated(sqlite_url: str, article: Article) -> None:
    with open_store(sqlite_url) as store:
        store.keep([article(A)], source="x")
        assert list(Path(sqlite_url).parent.glob("*.backup")) == []
        first, second = back_up(store.engine, newest()), back_up(store.engine, newest())
    assert first is not None
    assert first != second
    with open_store(str(first)) as copy:
        assert copy.record(A) == article(A).record


def test_sqlite_is_set_up_so_that_nothing_reported_is_lost(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, store.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_a_writing_transaction_locks_from_its_start(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, store.unit_of_work():
        other = sqlite3.connect(sqlite_url, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"not a database at all " * 100)
    with pytest.raises(StorageProblem, match="damaged"):
        open_store(str(path))
    with pytest.raises(StorageProblem, match="cannot be opened"):
        open_store(str(tmp_path / "missing" / "x.sqlite"))


@pytest.mark.parametrize("url", ["mysql://u@h/x", "oracle://x", "://", "nonsense://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ConfigProblem, match="SQLite file"):
        open_store(url)


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StorageProblem) as caught:
        open_store("postgresql://someone:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_searches_from_before_translations_were_kept_are_still_there(
    store: Store, database_url: str
) -> None:
    closed, moves = store.close_search(store.open_search("t", "cramps"), [A])
    assert moves.joined == (A,)
    _run(store.engine, command.downgrade, "0003")
    _run(store.engine, command.downgrade, "-1")
    columns = {each["name"] for each in inspect(store.engine).get_columns("search")}
    assert "translations" not in columns
    with open_store(database_url) as again:
        assert again.searches("t") == (replace(closed, run=closed.id),)  # a run of its own
        assert list(again.membership("t")) == [A]


def _of_release(url: str, revision: str, item: Parsed) -> None:
    """A database as that release made it, with rows written by SQL alone."""
    engine = make_engine(url)
    _run(engine, command.upgrade, revision)
    moment = "2026-01-02 03:04:05.678901+00:00"
    if engine.dialect.name == "sqlite":
        moment = moment.removesuffix("+00:00")
    values = {
        "pmid": item.record.pmid,
        "sha": item.record.sha256,
        "raw": zlib.compress(item.raw),
        "at": moment,
    }
    with writing(engine) as connection:
        for statement in _ROWS:
            connection.execute(text(statement), values)
        if revision > "0001":
            connection.execute(text(_MESH))
        if revision > "0002":
            pairs = {"pairs": json.dumps([["cramps", "cramps[tiab]"]])}
            connection.execute(text("UPDATE search SET translations = :pairs"), pairs)
    engine.dispose()


_SEARCH = """
    INSERT INTO search (topic, query, sent, translation, warnings, count, new, changed, joined,
        "left", requests, bytes, started, finished, state, error, program_version)
    VALUES ('t', 'cramps', 'cramps', '', '["w"]', 1, 1, 0, 1,
        0, 2, 3, :at, :at, 'complete', '', '0.0')
"""
_RECORD = """
    INSERT INTO record VALUES (:pmid, 1, 2, :sha, 'xml', :raw, 'T', 2020, 'J', '', 'present',
        'old', :at, :at, '["title"]')
"""
_ROWS = (
    _RECORD,
    "INSERT INTO revision VALUES (:pmid, 1, 1, :sha, 'xml', :raw, :at, '[]')",
    "INSERT INTO tag VALUES (:pmid, 'cramps', 'r', '[]')",
    "INSERT INTO rejected VALUES ('k', 'old', 3, NULL, 'cut', :raw, :at)",
    _SEARCH,
    "INSERT INTO membership VALUES ('t', :pmid, 1, NULL)",
    "INSERT INTO setting VALUES ('index', 'of other rules')",
)
_MESH = "INSERT INTO mesh_action (id, kind, token, substance) VALUES (5, 'pa', 'x', 'X')"


def _rows(connection: Connection) -> dict[str, list[dict[str, object]]]:
    return {
        table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
        for table in tables(connection)
        if table.name not in {"setting", "date_range"}  # made anew with the index
    }


def _subset(
    old: dict[str, list[dict[str, object]]], new: dict[str, list[dict[str, object]]]
) -> bool:
    """Whether every old value is in the new rows; there may be new columns."""
    return all(
        [{name: row[name] for name in before} for before, row in zip(rows, new[table], strict=True)]
        == rows
        for table, rows in old.items()
    )


@pytest.mark.parametrize("revision", RELEASED)
def test_every_released_schema_is_upgraded_with_all_its_rows(
    revision: str,
    database_url: str,
    article: Article,
    home: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    item = article(A, "Cramps.")
    _of_release(database_url, revision, item)
    engine = make_engine(database_url)
    with reading(engine) as connection:
        before = _rows(connection)
    assert len(before["record"]) == 1
    with open_store(database_url) as store:
        assert store.record(A) == item.record
        assert [each.number for each in store.revisions(A)] == [1, 2]
        assert list(store.membership("t")) == [A]
        assert list(store.index().phrase(("ti",), ("cramps",))) == [A]
        assert (store.searches()[0].run, store.searches()[0].warnings) == (1, ("w",))
        assert store.open_search("t", "x").id == 2
        with reading(engine) as connection:
            after = _rows(connection)
        after["search"] = after["search"][:1]
        assert _subset(before, after)
    engine.dispose()
    (backup,) = _backups(database_url, home, revision)
    assert str(backup) in caplog.text
    assert examine(backup).schema == revision
    kept = file_engine(backup, readonly=True)
    with reading(kept) as connection:
        assert {name: len(rows) for name, rows in _rows(connection).items()} == {
            name: len(rows) for name, rows in before.items()
        }
    kept.dispose()


def _backups(url: str, home: Path, revision: str) -> list[Path]:
    folder = home / "evidence-tracker" if "://" in url else Path(url).parent
    return list(folder.glob(f"*.schema-{revision}.backup"))


def _killed_at(
    url: str, statement: int, sent: "multiprocessing.connection.Connection[int, int]"
) -> None:
    """Migrate, and die before that statement is run; a write is counted, a read is not."""
    engine = make_engine(url)
    seen = 0

    def before(_: object, __: object, sql: str, *___: object) -> None:
        nonlocal seen
        word = sql.split(maxsplit=1)[0].upper()
        if word in {"CREATE", "ALTER", "UPDATE", "INSERT", "DROP", "BEGIN"}:
            seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", before)
    migrate(engine)
    sent.send(seen)


@pytest.mark.parametrize("point", ["first", "second", "middle", "last"])
def test_a_kill_during_an_upgrade_leaves_the_old_schema_or_the_new(
    point: str, database_url: str, article: Article, home: Path
) -> None:
    item = article(A, "Cramps.")
    _of_release(database_url, "0001", item)
    statement = {"first": 1, "second": 3, "middle": 12, "last": 24}[point]
    forked = multiprocessing.get_context("fork")
    receiver, sender = forked.Pipe(duplex=False)
    child = forked.Process(target=_killed_at, args=(database_url, statement, sender))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL, receiver.poll() and receiver.recv()
    engine = make_engine(database_url)
    with reading(engine) as connection:
        assert current(connection) == "0001"
        before = _rows(connection)
        assert set(before) == {
            *("record", "revision", "tag", "rejected", "search", "membership"),
        }
    engine.dispose()
    with open_store(database_url) as store:
        assert store.record(A) == item.record
        assert [each.run for each in store.searches()] == [1]
    assert all(examine(path).rows["record"] == 1 for path in _backups(database_url, home, "0001"))
    assert _backups(database_url, home, "0001")


def test_no_upgrade_without_its_backup(
    sqlite_url: str, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    _of_release(sqlite_url, "0002", article(A))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageProblem, match="No space left"):
            open_store(sqlite_url)
    engine = make_engine(sqlite_url)
    with reading(engine) as connection:
        assert current(connection) == "0002"
    engine.dispose()
    assert [path.name for path in Path(sqlite_url).parent.glob("*.part*")] == []


def test_files_are_for_their_user_alone(sqlite_url: str, article: Article) -> None:
    before = os.umask(0)
    try:
        with open_store(sqlite_url) as store:
            store.keep([article(A)], source="x")
            modes = {
                path.name: path.stat().st_mode & 0o777
                for path in Path(sqlite_url).parent.glob("evidence.sqlite*")
            }
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ("evidence.sqlite", "evidence.sqlite-wal", "evidence.sqlite-shm"), 0o600
    )
