"""The update's lock, held by real second processes: busy, freed by a kill, waited for."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from evidence.errors import Busy, StorageProblem
from evidence.store import Store
from evidence.store.engine import make_engine
from evidence.store.lock import lock_owner, update_lock
from evidence.store.owner import Owner, lives

ROOT = Path(__file__).resolve().parents[1]
HOLDER = """
import sys
from evidence.store.engine import make_engine
from evidence.store.lock import update_lock
with update_lock(make_engine(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdin=pipe, stdout=pipe, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_update_is_told_who_runs(store: Store, database_url: str) -> None:
    with held(database_url) as other:
        with pytest.raises(Busy) as caught, update_lock(store.engine):
            pass
        found = lock_owner(store.engine)
    assert caught.value.exit_code == 75
    who = f"process {other.pid} on {socket.gethostname()}, since "
    assert f"Another update of this database is running ({who}" in caught.value.what
    assert caught.value.next_step == "Wait until it has ended, or add --wait 600."
    assert found is not None
    assert (found.pid, found.host) == (other.pid, socket.gethostname())
    assert found.started is not None


def test_a_killed_holder_frees_it_at_once(store: Store, database_url: str) -> None:
    with held(database_url) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with update_lock(store.engine):
            pass
        assert lock_owner(store.engine) is None


def test_a_holder_that_ends_frees_it(store: Store, database_url: str) -> None:
    with held(database_url) as other:
        assert other.stdin is not None
        other.stdin.close()
        assert other.wait() == 0
        assert lock_owner(store.engine) is None
        with update_lock(store.engine):
            assert lock_owner(store.engine) is not None
    assert lock_owner(store.engine) is None


def test_it_is_waited_for_and_the_owner_told_once(store: Store, database_url: str) -> None:
    said: list[str] = []
    with held(database_url) as other:

        def heard(line: str) -> None:
            said.append(line)
            assert other.stdin is not None
            other.stdin.close()

        with update_lock(store.engine, wait=60, say=heard):
            assert other.wait() == 0
    assert len(said) == 1
    assert f"Waiting: another update of this database is running (process {other.pid}" in said[0]


def test_a_wait_that_is_too_short_ends_busy(store: Store, database_url: str) -> None:
    said: list[str] = []
    with (
        held(database_url),
        pytest.raises(Busy),
        update_lock(store.engine, wait=0.4, say=said.append),
    ):
        pass
    assert len(said) == 1


def test_an_update_holds_it_against_itself(store: Store) -> None:
    with update_lock(store.engine), pytest.raises(Busy), update_lock(store.engine):
        pass
    with update_lock(store.engine):
        pass


def test_it_ends_with_an_error_inside(store: Store) -> None:
    with pytest.raises(RuntimeError), update_lock(store.engine):
        raise RuntimeError
    with update_lock(store.engine):
        pass


def test_other_databases_have_their_own(store: Store, tmp_path: Path) -> None:
    other = make_engine(str(tmp_path / "other.sqlite"))
    with update_lock(store.engine), update_lock(other):
        pass


def _owner_file(engine: Engine) -> Path:
    return Path(f"{engine.url.database}.update-owner")


def test_what_a_dead_process_left_says_nothing(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with held(sqlite_url) as other:
        left = _owner_file(engine).read_text()
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert _owner_file(engine).exists()
    assert lock_owner(engine) is None
    with held(sqlite_url):
        _owner_file(engine).write_text(left)  # the new holder has not yet named itself
        with pytest.raises(Busy) as caught, update_lock(engine):
            pass
    assert caught.value.what == "Another update of this database is running."


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}', "null"])
def test_an_owner_file_that_cannot_be_read_says_nothing(sqlite_url: str, text: str) -> None:
    engine = make_engine(sqlite_url)
    with update_lock(engine):
        _owner_file(engine).write_text(text)
        assert lock_owner(engine) == Owner()
        with pytest.raises(Busy) as caught, update_lock(engine):
            pass
    assert caught.value.what == "Another update of this database is running."


def test_lock_files_are_for_their_user_alone(sqlite_url: str) -> None:
    with update_lock(make_engine(sqlite_url)):
        for name in ("update-lock", "update-owner"):
            mode = Path(f"{sqlite_url}.{name}").stat().st_mode
            assert stat.S_IMODE(mode) == 0o600


def test_a_password_among_the_arguments_is_not_written(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql://u:SECRET@KEY@host/x"
    monkeypatch.setattr(sys, "argv", ["/usr/bin/evidence", "--database", url, "update"])
    engine = make_engine(sqlite_url)
    with update_lock(engine):
        found = lock_owner(engine)
        assert "SECRET" not in _owner_file(engine).read_text()
    assert found is not None
    assert found.command == "evidence --database postgresql://***@host/x update"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    engine = make_engine(str(tmp_path / "missing" / "x.sqlite"))
    with pytest.raises(StorageProblem) as caught, update_lock(engine):
        pass
    assert caught.value.exit_code == 74
    assert "x.sqlite.update-lock" in caught.value.what


def test_a_database_in_memory_has_no_lock() -> None:
    engine = make_engine("sqlite://")
    with update_lock(engine), update_lock(engine):
        assert lock_owner(engine) is None
    engine.dispose()


def test_a_process_of_this_machine_lives_or_not() -> None:
    here = socket.gethostname()
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    assert lives(Owner(os.getpid(), here))
    assert not lives(Owner(ended.pid, here))
    assert lives(Owner(ended.pid, f"{here}-other"))
    assert lives(Owner(1, here))
