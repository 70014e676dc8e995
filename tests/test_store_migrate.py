"""Schemas: upgrades on both engines, no drift, refusals, backups, SQLite's settings."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from evidence.errors import ConfigProblem, StorageProblem
from evidence.pubmed.files import Parsed
from evidence.store import Store, open_store
from evidence.store.engine import make_engine, writing
from evidence.store.migrate import back_up, configuration, newest
from evidence.store.models import Base

Article = Callable[..., Parsed]
A = 990000001


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
