"""Backups and their restoring: the same content on all pairs of engines, all or nothing."""

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command as alembic
from sqlalchemy import Engine, event, select, text

from evidence.__main__ import run
from evidence.errors import Busy, ConfigProblem, StorageProblem
from evidence.pubmed.files import Parsed, Rejected
from evidence.query.spans import Match
from evidence.record import Deletion
from evidence.store import Acknowledgement, SourceFile, Store, open_store
from evidence.store.backup import Backup, examine, name_for, prune, write
from evidence.store.engine import make_engine, reading, writing
from evidence.store.lock import update_lock
from evidence.store.models import Base
from evidence.store.restore import candidate, replace
from evidence.store.schema import configuration
from evidence.tagging import Tagging

Article = Callable[..., Parsed]
A = 990000001
NOW = datetime(2026, 11, 24, 23, 59, 59, 123456, UTC)
PAIRS = [(one, two) for one in ("sqlite", "postgresql") for two in ("sqlite", "postgresql")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of our own: the backups of a PostgreSQL database go there."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(store: Store, article: Article) -> None:
    """Something in every table that a harvest writes."""
    first = [article(A + n, f"Crämps № {n} \U0001f9b4.", "Night. " * n) for n in range(30)]
    store.keep(first, source="first")
    store.keep([article(A, "Another title.", version=2), Deletion(A + 1, 1)], source="second")
    store.keep([Rejected("third", 7, A + 99, "cut short", b"<Pubmed\xff\0")], source="third")
    match = Match("ti", "title", 0, 6, "Crämps")
    store.set_tags({A + 2: [Tagging(A + 2, "cramps", (match,))]})
    opened = store.open_search("topic", "cramps OR\nnight", sent="cramps OR night")
    store.close_search(opened, range(A, A + 20))
    store.close_search(store.open_search("topic", "cramps"), range(A + 5, A + 25))
    store.save_search(store.open_search("other", "x"))
    store.transact(lambda unit: unit.quarantine([(A + 50, "not sent", "not in the answer")]))
    store.transact(
        lambda unit: unit.save_source_file(
            SourceFile("pubmed26n0001.xml.gz", "0" * 32, 2**40, "", NOW, 1, 2, 3, 4)
        )
    )
    given = Acknowledgement("topic", "no cramps", "A. Nurse", "fine", NOW, "cramps")
    store.ledger.acknowledge(given)
    store.ledger.cite("page.html", {A: "0" * 64}, NOW)
    store.ledger.tell("nurse@example.org", ["item"], NOW)


def dump(engine: Engine) -> list[str]:
    """Every row of every table, as Python values; the full text too."""
    key = "rowid" if engine.dialect.name == "sqlite" else "pmid"
    with reading(engine) as connection:
        lines = [
            f"{table.name} {json.dumps([_plain(value) for value in row], sort_keys=True)}"
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
        words = connection.execute(text(f"SELECT {key}, body FROM words"))  # noqa: S608
        lines += [f"words {pmid} {body}" for pmid, body in words]
    return sorted(lines)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.fixture
def filled(store: Store, article: Article) -> Store:
    fill(store, article)
    return store


def restore(url: str, path: Path) -> Path | None:
    with candidate(path) as found:
        return replace(url, found)


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_what_was_backed_up_is_what_is_restored(
    one: str, two: str, request: pytest.FixtureRequest, article: Article, tmp_path: Path
) -> None:
    source_url = str(request.getfixturevalue(f"{one}_url"))
    with open_store(source_url) as source:
        fill(source, article)
        made = write(source.engine, tmp_path / "x.backup")
        wanted = dump(source.engine)
    assert made.damaged == ()
    assert (made.rows["record"], made.rows["words"]) == (30, 29)
    target_url = str(request.getfixturevalue(f"{two}_url"))
    with open_store(target_url) as target:
        target.keep([article(A + 500, "Not in the backup.")], source="later")
        before = dump(target.engine)
        kept = restore(target_url, tmp_path / "x.backup")
        assert dump(target.engine) == wanted
        assert list(target.index().phrase(("ti",), ("crämps",))) == []  # tokens are folded
        assert A + 2 in target.index().phrase(("ti",), ("cramps",))
        assert target.damaged() == ()
        assert target.open_search("new", "x").id == 4  # numbers go on, none is given twice
        assert target.keep([article(A + 500)], source="again").new == 1
    assert kept is not None
    with open_store(os.fspath(_copied(kept, tmp_path))) as earlier:
        assert dump(earlier.engine) == before


def _copied(path: Path, folder: Path) -> Path:
    return shutil.copyfile(path, folder / "copied.sqlite")


def test_a_backup_is_one_private_file_that_needs_no_other(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "safe"
    path = write(filled.engine, folder / "x.backup").path
    assert list(folder.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with candidate(path) as found:
        assert found.backup.rows == examine(path).rows
        assert list(folder.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_backup_overwrites_nothing(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    with pytest.raises(StorageProblem, match="there already"):
        write(filled.engine, path)
    assert path.read_text() == "mine"


def test_a_backup_of_an_update_that_runs_is_one_state(filled: Store, tmp_path: Path) -> None:
    wanted = dump(filled.engine)
    other = make_engine(filled.engine.url.render_as_string(hide_password=False))
    with update_lock(other), writing(other) as connection:
        connection.execute(text("DELETE FROM tag"))  # not committed while the backup is made
        made = write(filled.engine, tmp_path / "x.backup")
        assert made.rows["tag"] == 1
        connection.rollback()
    other.dispose()
    assert dump(filled.engine) == wanted


def test_names_tell_database_and_moment_and_never_collide(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    names = set()
    for _ in range(3):
        path = name_for(engine, tmp_path)
        path.touch()
        names.add(path.name)
    assert len(names) == 3
    assert all(name.startswith("evidence.sqlite.20") for name in names)


def test_only_our_own_older_backups_are_pruned(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    mine = [
        *(f"evidence.sqlite.2026-01-0{day}T000000Z.backup" for day in range(1, 6)),
        "evidence.sqlite.2026-01-05T000000Z-2.backup",
        "evidence.sqlite.2026-01-05T000000Z-10.backup",
    ]
    others = [
        "evidence.sqlite.2026-01-01T000000Z.before-restore.backup",
        "other.sqlite.2026-01-01T000000Z.backup",
        "evidence.sqlite.mine.backup",
        "evidence.sqlite",
    ]
    for name in (*mine, *others):
        (tmp_path / name).touch()
    removed = prune(engine, tmp_path, 2)
    assert [path.name for path in removed] == mine[:-2]
    assert {path.name for path in tmp_path.iterdir()} - {"home"} == {*others, *mine[-2:]}


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0", b"\x1f\x8b" * 600])
def test_a_file_that_is_no_backup(content: bytes, sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "x.backup"
    path.write_bytes(content)
    with pytest.raises(StorageProblem) as caught, candidate(path) as found:
        replace(sqlite_url, found)
    assert str(path) in str(caught.value) or "copy" in str(caught.value)
    assert not Path(sqlite_url).exists()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("CREATE TABLE theirs (id integer)", "another program"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer version.*9999"),
        ("DROP TABLE alembic_version", "another program"),
    ],
)
def test_a_database_that_is_not_ours_is_no_backup(
    statement: str, message: str, sqlite_url: str, tmp_path: Path, article: Article
) -> None:
    path = tmp_path / "theirs.db"
    if "theirs" not in statement:
        with open_store(sqlite_url) as store:
            fill(store, article)
            write(store.engine, path)
    with sqlite3.connect(path) as theirs:
        theirs.execute(statement)
    theirs.close()
    with pytest.raises(ConfigProblem, match=message), candidate(path):
        pass


def test_a_damaged_record_is_found_and_refused_unless_forced(
    filled: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE record SET sha256 = 'x' WHERE pmid = 990000003"))
    path = tmp_path / "x.backup"
    made = write(filled.engine, path)
    assert [each.pmid for each in made.damaged] == [990000003]
    assert run(["--database", database_url, "restore", str(path), "--yes"]) == 74
    assert "990000003" in capsys.readouterr().err
    assert run(["--database", database_url, "restore", str(path), "--yes", "--force"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "30 records restored\n"
    assert "What was there before is at " in printed.err


@pytest.mark.parametrize("url", ["sqlite_url", "postgresql_url"])
@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_a_backup_of_an_older_schema_is_restored(
    revision: str, url: str, request: pytest.FixtureRequest, article: Article, tmp_path: Path
) -> None:
    old = str(tmp_path / "old.sqlite")
    with open_store(old) as store:
        store.keep([article(A), article(A + 1)], source="x")
        store.close_search(store.open_search("t", "cramps"), [A])
        with writing(store.engine) as connection:
            config = configuration()
            config.attributes["connection"] = connection
            alembic.downgrade(config, revision)
        made = write(store.engine, tmp_path / "old.backup")
    assert made.schema == revision
    target = str(request.getfixturevalue(url))
    assert restore(target, made.path) is None  # there was nothing yet
    with open_store(target) as store:
        assert store.record(A) == article(A).record
        assert list(store.membership("t")) == [A]
        assert store.searches()[0].run == 1
    assert examine(made.path).schema == revision


def test_a_restore_waits_for_no_running_update(
    filled: Store, database_url: str, tmp_path: Path
) -> None:
    made = write(filled.engine, tmp_path / "x.backup")
    wanted = dump(filled.engine)
    with update_lock(filled.engine), pytest.raises(Busy):
        restore(database_url, made.path)
    assert dump(filled.engine) == wanted


def test_another_programs_database_is_not_replaced(
    database_url: str, tmp_path: Path, article: Article
) -> None:
    with open_store(str(tmp_path / "mine.sqlite")) as store:
        store.keep([article(A)], source="x")
        made = write(store.engine, tmp_path / "x.backup")
    engine = make_engine(database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE theirs (id integer)"))
    with pytest.raises(ConfigProblem, match="another program"):
        restore(database_url, made.path)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM theirs")).scalar_one() == 0
    engine.dispose()


@pytest.mark.parametrize("spoilt", ["garbage", "empty", "cut", "pages"])
def test_a_damaged_file_is_set_aside_and_replaced(
    spoilt: str, sqlite_url: str, article: Article, tmp_path: Path
) -> None:
    live = Path(sqlite_url)
    with open_store(sqlite_url) as store:
        fill(store, article)
        made = write(store.engine, tmp_path / "x.backup")
        wanted = dump(store.engine)
    content = live.read_bytes()
    half = len(content) // 2
    changed = {
        "garbage": b"no database " * 1000,
        "empty": b"",
        "cut": content[:half],
        "pages": content[:8192] + os.urandom(half) + content[8192 + half :],
    }[spoilt]
    live.write_bytes(changed)
    kept = restore(sqlite_url, made.path)
    with open_store(sqlite_url) as store:
        assert dump(store.engine) == wanted
        assert store.damaged() == ()
        mode = store.engine.connect().exec_driver_sql("PRAGMA journal_mode").scalar_one()
    assert mode == "wal"
    if spoilt == "empty":
        assert kept is None
    else:
        assert kept is not None
        assert kept.read_bytes()[8192:] == changed[8192:]


def test_a_full_disk_changes_nothing(
    sqlite_url: str, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    live = Path(sqlite_url)
    with open_store(sqlite_url) as store:
        fill(store, article)
        made = write(store.engine, tmp_path / "x.backup")
        store.keep([article(A + 600)], source="later")
        wanted = dump(store.engine)
        names = {path.name for path in tmp_path.iterdir()}
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(StorageProblem, match="No space left"):
                restore(sqlite_url, made.path)
            with pytest.raises(StorageProblem, match="No space left"):
                write(store.engine, tmp_path / "y.backup")
        assert dump(store.engine) == wanted
        assert {path.name for path in tmp_path.iterdir()} - names <= {f"{live.name}.update-lock"}
    live.write_bytes(b"no database")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageProblem, match="nothing was changed"):
            restore(sqlite_url, made.path)
    assert live.read_bytes() == b"no database"


def test_readers_see_the_old_state_or_the_new_one(
    filled: Store, database_url: str, tmp_path: Path, article: Article
) -> None:
    made = write(filled.engine, tmp_path / "x.backup")
    filled.keep([article(A + 600)], source="later")
    count = text("SELECT count(*) FROM record")
    other = make_engine(database_url)
    with filled.engine.connect() as connection:
        isolation = "REPEATABLE READ" if filled.engine.dialect.name == "postgresql" else None
        if isolation:
            connection = connection.execution_options(isolation_level=isolation)  # noqa: PLW2901
        with connection.begin():
            assert connection.execute(count).scalar_one() == 31
            restore(database_url, made.path)
            assert connection.execute(count).scalar_one() == 31
    with reading(other) as connection:
        assert connection.execute(count).scalar_one() == 30
    other.dispose()


# --- killed on the way


def _in_a_child(work: Callable[[], object]) -> int | None:
    """Run it in a process of its own; how that ended."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
    return child.exitcode


@pytest.mark.parametrize("statement", [1, 2, 10, 25, 40])
def test_a_kill_while_rows_are_restored_leaves_what_was_there(
    statement: int, postgresql_url: str, article: Article, tmp_path: Path
) -> None:
    with open_store(postgresql_url) as store:
        fill(store, article)
        made = write(store.engine, tmp_path / "x.backup")
        store.keep([article(A + 600)], source="later")
        wanted = dump(store.engine)

    def die_at_a_statement() -> None:
        seen = 0

        def before(_: object, __: object, sql: str, *___: object) -> None:
            nonlocal seen
            seen += sql.startswith(("DELETE", "INSERT", "SELECT setval"))
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        with candidate(made.path) as found:
            event.listen(Engine, "before_cursor_execute", before)
            replace(postgresql_url, found)

    assert _in_a_child(die_at_a_statement) == -signal.SIGKILL
    with open_store(postgresql_url) as store:
        assert dump(store.engine) == wanted
    restore(postgresql_url, made.path)
    with open_store(postgresql_url) as store:
        assert A + 600 not in store.pmids()


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_killed_backup_has_no_name(
    moment: str, filled: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.close()
    folder = tmp_path / "safe"
    folder.mkdir()

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def killed() -> None:
        monkeypatch.setattr(*((os, "fsync", die) if moment == "fsync" else (Path, "replace", die)))
        write(make_engine(database_url), folder / "x.backup")

    assert _in_a_child(killed) == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.endswith(".part")
    os.utime(left, (0, 0))
    assert write(filled.engine, folder / "x.backup").rows["record"] == 30
    assert [path.name for path in folder.iterdir()] == ["x.backup"]  # what was left is tidied away


# --- the commands


def test_the_command_writes_and_says_where(
    filled: Store, database_url: str, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert run(["--database", database_url, "backup", "--keep", "1"]) == 0
    first = capsys.readouterr()
    path = Path(first.out.strip())
    assert examine(path).rows["record"] == 30
    assert "30 records, " in first.err
    beside = filled.engine.dialect.name == "sqlite"
    folder = Path(database_url).parent if beside else home / "home" / "evidence-tracker"
    assert path.parent == folder
    assert run(["--database", database_url, "backup", "--keep", "1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["removed"] == [str(path)]
    assert not path.exists()
    assert {name: said[name] for name in ("schema", "records", "damaged")} == {
        "schema": "0005",
        "records": 30,
        "damaged": [],
    }
    assert set(said) == {"file", "schema", "records", "size", "damaged", "removed"}
    assert Path(said["file"]).stat().st_size == said["size"]


def test_damage_keeps_the_earlier_backups(
    filled: Store, database_url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "safe"
    folder.mkdir()
    assert run(["--database", database_url, "backup", str(folder)]) == 0
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE record SET sha256 = 'x' WHERE pmid = 990000003"))
    assert run(["--database", database_url, "backup", str(folder), "--keep", "1"]) == 74
    assert "no earlier backup was deleted" in capsys.readouterr().err
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["backup", "x.backup", "--keep", "2"], 2, "Name a folder"),
        (["backup", "--keep", "0"], 2, "--keep"),
        (["backup"], 5, "no database"),
        (["restore", "missing"], 2, "missing"),
        (["restore", "ours", "--yes"], 74, "no backup of this program"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "ours").write_text("no backup")
    there = ["--database", str(tmp_path / "nowhere.db")]
    if "x.backup" in arguments:
        open_store(str(tmp_path / "nowhere.db")).close()
    assert run([*there, *arguments]) == code
    assert said in capsys.readouterr().err


def test_nobody_to_ask(
    filled: Store, database_url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = write(filled.engine, tmp_path / "x.backup").path
    wanted = dump(filled.engine)
    assert run(["--database", database_url, "restore", str(path)]) == 2
    assert "Add --yes." in capsys.readouterr().err
    assert dump(filled.engine) == wanted


def test_a_backup_is_taken_without_changing_an_older_schema(
    sqlite_url: str, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(sqlite_url) as store:
        store.keep([article(A)], source="x")
        with writing(store.engine) as connection:
            config = configuration()
            config.attributes["connection"] = connection
            alembic.downgrade(config, "0002")
    assert run(["--database", sqlite_url, "backup", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "0002"


def test_what_was_found_is_told(sqlite_url: str, article: Article, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store:
        store.keep([article(A)], source="x")
        made = write(store.engine, tmp_path / "x.backup")
    assert made == Backup(made.path, "0005", made.rows, made.path.stat().st_size)
    assert made.rows["record"] == 1
