"""The doctor: every check as it should be, what is damaged is found, nothing crashes it."""

import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from evidence.__main__ import run
from evidence.doctor import Check, Wanted, examine, guarded
from evidence.doctor.clock import clock
from evidence.doctor.machine import room
from evidence.pubmed.files import Parsed, Rejected
from evidence.pubmed.xml import parse_block
from evidence.store import Store, open_store
from evidence.store.health import spoilt
from evidence.store.lock import update_lock
from evidence.tagging import Tagging
from evidence.topic import Tag, Topic, load_tags, load_topics

Article = Callable[..., Parsed]
A = 990000001
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NAMES = (
    *("program", "topics", "disk", "permissions", "database", "schema", "integrity", "index"),
    *("records", "tags", "lock", "runs", "searches", "quarantine", "phrases", "rejected"),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("EVIDENCE_EUTILS_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@cache
def _topics() -> tuple[Topic, ...]:
    return load_topics()[:2]


@cache
def _tags() -> tuple[Tag, ...]:
    return load_tags()


def look(url: str, *, deep: bool = True, fix: bool = False) -> dict[str, Check]:
    wanted = Wanted(url, NOW, _topics, _tags, deep=deep, fix=fix)
    return {check.name: check for check in examine(wanted)}


def trouble(checks: dict[str, Check]) -> dict[str, str]:
    return {name: check.state for name, check in checks.items() if check.state != "ok"}


@pytest.fixture
def healthy(store: Store, article: Article) -> Store:
    """A store in which all is well."""
    store.keep([article(A + n, f"Title {n}", "Night. " * n) for n in range(5)], source="x")
    store.keep([article(A, "Title anew", version=2)], source="y")
    for topic in _topics():
        opened = store.open_search(topic.name, topic.query)
        closed, _ = store.close_search(opened, [A])
        store.save_search(replace(closed, state="complete", finished=NOW - timedelta(days=3)))
    return store


def test_all_is_well(healthy: Store, database_url: str) -> None:
    checks = look(database_url)
    assert tuple(checks) == NAMES
    assert trouble(checks) == {}
    assert checks["searches"].detail == "2 topics were searched to the end, the oldest 3 days ago"
    assert all(check.detail and "\n" not in check.detail for check in checks.values())
    assert healthy.damaged() == ()


def test_looking_changes_nothing(healthy: Store, sqlite_url: str) -> None:
    if healthy.engine.dialect.name != "sqlite":
        look(healthy.engine.url.render_as_string(hide_password=False))
        return
    healthy.close()
    before = Path(sqlite_url).read_bytes()
    look(sqlite_url)
    assert Path(sqlite_url).read_bytes() == before


# --- the database that is not one


def _spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "zero length":
        path.write_bytes(b"")
    elif how == "no database":
        path.write_bytes(b"Dear Sir or Madam, " * 500)
    elif how == "header only":
        path.write_bytes(content[:100])
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "gone":
        path.unlink()
    else:
        statement = {
            "foreign": "DROP TABLE alembic_version",
            "newer": "UPDATE alembic_version SET version_num = '9999'",
            "older": "UPDATE alembic_version SET version_num = '0001'",
            "no table": "DROP TABLE acknowledgement",
        }[how]
        with closing(sqlite3.connect(path)) as database:
            database.execute(statement)
            database.commit()


@pytest.mark.parametrize(
    ("how", "name", "state", "said", "step"),
    [
        ("zero length", "database", "fail", "empty: 0 bytes", "evidence restore"),
        ("no database", "database", "fail", "no SQLite database", "evidence restore"),
        ("header only", "database", "fail", "damaged", "backup"),
        ("cut", "database|integrity", "fail", "damaged", "backup"),
        ("gone", "database", "fail", "no database", "evidence update"),
        ("foreign", "database", "fail", "another program", "--database"),
        ("newer", "database", "fail", "newer version", "pip install"),
        ("older", "schema", "warn", "0001; this program's is 0005", "evidence update"),
        ("no table", "phrases", "fail", "no such table: acknowledgement", "evidence"),
    ],
)
def test_a_database_that_is_not_as_it_should_be(  # noqa: PLR0913, PLR0917 - a row of the table
    how: str, name: str, state: str, said: str, step: str, sqlite_url: str, article: Article
) -> None:
    with open_store(sqlite_url) as store:
        store.keep([article(A + n) for n in range(60)], source="x")
    _spoil(Path(sqlite_url), how)
    (bad,) = [check for check in look(sqlite_url).values() if check.name in name.split("|")][-1:]
    assert bad.state == state
    assert said in bad.detail
    assert step in bad.next


def test_a_database_that_may_only_be_read(sqlite_url: str, article: Article) -> None:
    """In another process, without the rights that root has everywhere."""
    with open_store(sqlite_url) as store:
        store.keep([article(A)], source="x")
    folder = Path(tempfile.mkdtemp(prefix="evidence-readonly-"))
    try:
        path = folder / "x.sqlite"
        shutil.copyfile(sqlite_url, path)
        path.chmod(0o444)
        folder.chmod(0o555)
        found = _as_nobody(str(path))
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert found["database"].state == "fail"
    assert "may be read only" in found["database"].detail or "opened" in found["database"].detail
    assert "writable" in found["database"].next or "permissions" in found["database"].next


def _as_nobody(url: str) -> dict[str, Check]:
    forked = multiprocessing.get_context("fork")
    receiver, sender = forked.Pipe(duplex=False)

    def child() -> None:
        if os.getuid() == 0:
            os.setuid(65534)
        sender.send(look(url))

    process = forked.Process(target=child)
    process.start()
    found: dict[str, Check] = receiver.recv()
    process.join()
    return found


def test_a_wal_that_was_deleted_is_an_older_state_and_no_crash(
    sqlite_url: str, article: Article, tmp_path: Path
) -> None:
    copied = tmp_path / "copied.sqlite"
    with open_store(sqlite_url) as store:
        store.keep([article(A)], source="x")
        store.close()
        store.keep([article(A + 1)], source="x")  # stands in the -wal file alone
        shutil.copyfile(sqlite_url, copied)
    checks = look(str(copied))
    assert checks["index"].detail == "all 1 records are in it"
    assert checks["records"].state == "ok"


def test_a_server_that_does_not_answer() -> None:
    checks = look("postgresql://someone:SECRET@127.0.0.1:1/x")
    assert checks["database"].state == "fail"
    assert "cannot be reached" in checks["database"].detail
    assert "SECRET" not in repr(checks)


def test_a_url_that_is_none() -> None:
    assert look("mysql://x/y")["database"].state == "fail"


def test_whatever_a_check_raises_is_a_failed_check() -> None:
    def probe() -> Check:
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")

    found = guarded("x", probe)
    assert (found.state, found.next) == ("fail", "Restore a backup: evidence restore FILE")


# --- what is wrong in it


def test_an_incomplete_index_is_found_and_mended(healthy: Store, database_url: str) -> None:
    key = "rowid" if healthy.engine.dialect.name == "sqlite" else "pmid"
    with healthy.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM words WHERE {key} = {A}"))  # noqa: S608
        connection.execute(text(f"UPDATE words SET body = ' tx ' WHERE {key} = {A + 1}"))  # noqa: S608
    checks = look(database_url)
    assert trouble(checks) == {"index": "fail", "records": "fail"}
    assert checks["index"].detail == "1 of 5 records are not in it"
    assert checks["index"].next == "Type: evidence doctor --fix"
    assert "its words are not those of the record" in checks["records"].detail
    fixed = look(database_url, fix=True)
    assert trouble(fixed) == {}
    assert fixed["index"].detail == "rebuilt; now: all 5 records are in it"
    assert list(healthy.index().phrase(("ti",), ("anew",))) == [A]
    assert trouble(look(database_url)) == {}


def test_an_index_that_does_not_fit_its_text_is_found_and_mended(
    sqlite_url: str, article: Article
) -> None:
    with open_store(sqlite_url) as store:
        store.keep([article(A + n) for n in range(5)], source="x")
        with store.engine.begin() as connection:
            connection.execute(
                text("UPDATE words_content SET c0 = ' tother ' WHERE id = 990000002")
            )
    checks = look(sqlite_url, deep=False)
    assert "does not fit its text" in checks["index"].detail
    assert look(sqlite_url, fix=True)["index"].state == "ok"
    assert look(sqlite_url)["records"].state == "ok"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE record SET sha256 = 'x'", "its content is not what was stored"),
        ("UPDATE record SET raw = :raw", "its bytes cannot be read"),
        ("UPDATE record SET title = 'Another'", "the title beside it is another"),
        ("UPDATE record SET year = 1999", "the year beside it is another"),
        ("UPDATE record SET year = NULL", "the year beside it is another"),
        ("UPDATE record SET journal = 'Another'", "the journal beside it is another"),
        ("UPDATE record SET version = 9", "the version beside it is another"),
        ("UPDATE record SET revised = '2020'", "the day of revision beside it is another"),
        ("UPDATE revision SET raw = :raw", "in an earlier state, its bytes cannot be read"),
        ("UPDATE revision SET sha256 = 'x'", "in an earlier state, its content is not"),
        ("DELETE FROM date_range", "in the index, its dates are not those of the record"),
    ],
)
def test_a_record_that_is_not_as_it_was_stored(
    change: str, said: str, healthy: Store, database_url: str
) -> None:
    with healthy.engine.begin() as connection:
        connection.execute(
            text(f"{change} WHERE pmid = {A}"), {"raw": b"x"} if ":raw" in change else {}
        )
    found = look(database_url)["records"]
    assert found.state == "fail"
    assert found.detail.startswith(f"1 are damaged: PMID {A}: ")
    assert said in found.detail
    assert "evidence" in found.next
    assert [each.pmid for each in spoilt(healthy.engine)] == [A]


def test_searches_left_running_are_found_and_closed(healthy: Store, database_url: str) -> None:
    healthy.open_search("cramps", "x")
    checks = look(database_url)
    assert trouble(checks) == {"runs": "warn"}
    with update_lock(healthy.engine):  # then they do run
        checks = look(database_url, fix=True)
        assert trouble(checks) == {}
        assert checks["runs"].detail == "1 running now"
        assert checks["lock"].detail.startswith(f"an update is running (process {os.getpid()} on ")
    assert "1 marked as interrupted" in look(database_url, fix=True)["runs"].detail
    assert healthy.searches()[0].state == "interrupted"
    assert trouble(look(database_url)) == {}


def test_what_a_harvest_could_not_do_is_told(healthy: Store, database_url: str) -> None:
    topic = _topics()[0].name
    healthy.transact(lambda unit: unit.quarantine([(A + 9, "not sent", "missing")]))
    healthy.keep([Rejected("file.xml", 3, None, "cut", b"<")], source="x")
    opened = healthy.open_search(topic, "x")
    healthy.save_search(
        replace(opened, state="complete", count=1, dropped=("no phrase",), finished=NOW)
    )
    checks = look(database_url)
    assert trouble(checks) == dict.fromkeys(("quarantine", "phrases", "rejected"), "warn")
    assert checks["quarantine"].detail == f"1 could not be had: PMID {A + 9} (not sent, 1 times)"
    assert checks["phrases"].detail == f"PubMed left out of the search: {topic}: 'no phrase'"
    assert f"evidence runs acknowledge {topic} --all" in checks["phrases"].next
    assert checks["rejected"].detail == "1 items could not be read: file.xml, record 3"


def test_old_and_missing_searches_are_told(store: Store, database_url: str) -> None:
    first, second = (topic.name for topic in _topics())
    opened = store.open_search(first, "x")
    store.save_search(replace(opened, state="complete", finished=NOW - timedelta(days=40)))
    found = look(database_url)["searches"]
    assert found.state == "warn"
    assert found.detail == f"never complete: {second}; long ago: {first} (40 days ago)"
    assert found.next == f"Type: evidence update {second}"


def test_tags_of_other_rules_are_told(healthy: Store, database_url: str) -> None:
    healthy.set_tags({A: [Tagging(A, "cramps", ())]}, "of yesterday")
    assert look(database_url)["tags"].next == "Type: evidence retag"


# --- the machine


def test_permissions_that_are_too_wide_are_found_and_narrowed(
    sqlite_url: str, article: Article
) -> None:
    with open_store(sqlite_url) as store:
        store.keep([article(A)], source="x")
    Path(sqlite_url).chmod(0o644)
    found = look(sqlite_url)["permissions"]
    assert (found.state, sqlite_url in found.detail) == ("warn", True)
    assert look(sqlite_url, fix=True)["permissions"].state == "ok"
    assert stat.S_IMODE(Path(sqlite_url).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("free", "state"), [(10 << 20, "fail"), (500 << 20, "warn"), (100 << 30, "ok")]
)
def test_room_on_the_disk(
    free: int, state: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert room(tmp_path / "not" / "yet", 1000).state == state


@pytest.fixture
def dated(request: pytest.FixtureRequest) -> Iterator[str]:
    """A service that says a time of our choice."""
    said = request.param

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(200)
            if said is not None:
                self.send_header("Date", format_datetime(datetime.now(UTC) + said, usegmt=True))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("dated", "state", "said"),
    [
        (timedelta(0), "ok", "same time"),
        (timedelta(hours=3), "warn", "behind"),
        (timedelta(days=-2000), "warn", "ahead of"),
        (None, "ok", "without a date"),
    ],
    indirect=["dated"],
)
def test_the_clock_beside_pubmeds(dated: str, state: str, said: str) -> None:
    found = clock(dated)
    assert found.state == state
    assert said in found.detail


def test_a_service_that_is_not_there() -> None:
    assert clock("http://127.0.0.1:1/").state == "fail"


# --- the command


def test_the_json_is_what_others_build_on(
    healthy: Store, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    healthy.transact(lambda unit: unit.quarantine([(A + 9, "not sent", "missing")]))
    assert run(["--database", database_url, "doctor", "--deep", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["checks"]
    assert all(list(check) == ["name", "state", "detail", "next"] for check in said["checks"])
    assert [check["name"] for check in said["checks"]] == [
        *("program", "topics", "settings", "templates", "disk", "permissions", "database"),
        *("schema", "integrity", "index", "records", "tags", "lock", "runs", "searches"),
        *("quarantine", "phrases", "rejected"),
    ]
    assert said["checks"][15] == {
        "name": "quarantine",
        "state": "warn",
        "detail": f"1 could not be had: PMID {A + 9} (not sent, 1 times)",
        "next": "Nothing to type: each update asks for them again.",
    }


def test_a_table_and_its_exit_code(
    sqlite_url: str, article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(sqlite_url) as store:
        store.keep([article(A)], source="x")
        with store.engine.begin() as connection:
            connection.execute(text("DELETE FROM words"))
    assert run(["--database", sqlite_url, "doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "state\tcheck\tseen\tnext"
    line = "FAIL\tindex\t1 of 1 records are not in it\tType: evidence doctor --fix"
    assert line in lines
    assert run(["--database", sqlite_url, "doctor", "--fix"]) == 0
    assert "OK\tindex\trebuilt; now: all 1 records are in it\t" in capsys.readouterr().out


def test_a_template_of_the_clinics_own_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "reports" / "templates" / "summary.md"
    own.parent.mkdir(parents=True)
    own.write_text("{% if %}")
    assert run(["--database", str(tmp_path / "x.db"), "doctor", "--json"]) == 1
    checks = {each["name"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["templates"]["state"] == "fail"
    assert f"{own}:1" in checks["templates"]["detail"]
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize("dated", [timedelta(0)], indirect=True)
def test_nobody_is_asked_unless_it_is_wished(
    dated: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    names = []
    for online in ((), ("--online",)):
        database = ("--database", str(tmp_path / "x.db"))
        run([*database, "doctor", "--json", "--eutils-url", dated, *online])
        checks = json.loads(capsys.readouterr().out)["checks"]
        names.append({each["name"]: each["state"] for each in checks})
    assert "clock" not in names[0]
    assert names[1]["clock"] == "ok"


# --- corrupt files: 60 of them


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of 60 invented records, ten of them with an earlier state, in one file."""
    path = tmp_path_factory.mktemp("sound") / "sound.sqlite"
    words = ("cramps", "night", "legs", "stenosis", "walking", "quinine")
    with open_store(str(path)) as store:
        for version in (1, 2):
            items = [
                _record(
                    A + n,
                    f"{words[n % 6]} {n} of {version}",
                    f"{words[n % 5]} " * (n + 9),
                    version=version,
                )
                for n in range(60 if version == 1 else 10)
            ]
            store.keep(items, source="invented")
        store.close_search(store.open_search("topic", "cramps"), range(A, A + 60))
    return path


def _record(pmid: int, title: str, abstract: str, version: int) -> Parsed:
    raw = _BLOCK.format(pmid=pmid, title=title, abstract=abstract, version=version).encode()
    return Parsed(parse_block(raw), raw, "xml")


_BLOCK = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="{version}">{pmid}</PMID><Article PubModel="Print"><Journal>
<JournalIssue CitedMedium="Print"><PubDate><Year>2020</Year></PubDate></JournalIssue>
<Title>Invented Journal</Title></Journal><ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText>{abstract}</AbstractText></Abstract><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
</PublicationTypeList></Article></MedlineCitation></PubmedArticle>"""


def _stored(path: Path) -> list[tuple[object, ...]] | None:
    """Every record and earlier state, as bytes; None where SQLite cannot read them."""
    columns = "pmid, version, number, sha256, form, raw, {}"
    statements = (
        f"SELECT {columns.format('title, year, journal, revised, state')} FROM record",  # noqa: S608
        f"SELECT {columns.format('seen_at')} FROM revision",  # noqa: S608
    )
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
            database.text_factory = bytes
            return [row for each in statements for row in database.execute(each + " ORDER BY 1, 3")]
    except (sqlite3.Error, UnicodeDecodeError):  # the second: of SQLite's own words
        return None


def _flipped(content: bytes, seed: int) -> bytes:
    drawn = random.Random(seed)
    changed = bytearray(content)
    for _ in range(8):
        changed[drawn.randrange(len(changed))] ^= 1 << drawn.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(60))
def test_eight_flipped_bits_are_found_and_never_shown(
    seed: int, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "flipped.sqlite"
    path.write_bytes(_flipped(sound.read_bytes(), seed))
    changed = _stored(path) != _stored(sound)
    code = run(["--database", str(path), "doctor", "--deep", "--json"])
    checks = json.loads(capsys.readouterr().out)["checks"]
    failed = [check["name"] for check in checks if check["state"] == "fail"]
    assert code == (1 if failed else 0)
    assert failed or not changed
    assert all(check["next"] for check in checks if check["state"] != "ok")
    for arguments in _QUESTIONS:
        name = arguments[0]
        if name not in _SOUND:
            _SOUND[name], _ = _asked(capsys, sound, (name, *_ALL[name], "--json"))
        given, error = _asked(capsys, path, arguments)
        assert "This should not happen" not in error, arguments
        assert given <= _SOUND[name], arguments


def _asked(
    capsys: pytest.CaptureFixture[str], path: Path, arguments: Sequence[str]
) -> tuple[set[str], str]:
    """The records that a command shows, each as one text, and what it says beside."""
    run(["--database", str(path), *arguments])
    printed = capsys.readouterr()
    document = json.loads(printed.out or "[]")
    rows = document["records"] if isinstance(document, dict) else document
    kept = [{name: row[name] for name in row.keys() - {"tags", "revisions"}} for row in rows]
    return {json.dumps(row, sort_keys=True) for row in kept}, printed.err


# A damaged index may find others or fewer, of which the doctor tells: what is shown is true.
_PMIDS = tuple(str(A + n) for n in range(60))
_ALL = {"show": _PMIDS, "search": ("cramps OR night OR legs OR stenosis OR walking OR quinine",)}
_SOUND: dict[str, set[str]] = {}  # what is shown of the sound database, by command
_QUESTIONS = (
    ("show", *_PMIDS[::7], "--json"),
    ("search", "cramps[ti]", "--json"),
    ("search", "night", "--json"),
)
