"""F11: the computer's clock is wrong, jumps, or stands at an odd day: no change is missed."""

import gzip
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence.harvest import update
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.local import LocalPubMed
from evidence.query.mesh import Mesh
from evidence.store import Store, open_store
from evidence.topic import Pico, Topic

from . import world
from .child import run
from .conftest import Counted
from .scene import DATABASE, Scene

SIZE = 60  # PMIDs in a row: the rotating part of a day is a thirtieth of them
DAY = timedelta(days=1)
NIGHT = datetime(2026, 5, 4, 3, 17, tzinfo=UTC)
TOPIC = Topic(
    *("night", "night", "What?", "prognosis", Pico("a", "b", "c", ()), "night[tiab]"),
    *("Muscle Cramp", (), Path("queries/topics/night.toml")),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """What the computer's clock is off by in each of four daily runs."""

    name: str
    start: datetime
    off: tuple[timedelta, timedelta, timedelta, timedelta] = (timedelta(0),) * 4


def _off(*hours: float) -> tuple[timedelta, timedelta, timedelta, timedelta]:
    one, two, three, four = (timedelta(hours=each) for each in hours)
    return one, two, three, four


_YEARS = 5 * 365 * 24.0
CLOCKS = (
    Clock("3 hours slow", NIGHT, _off(-3, -3, -3, -3)),
    Clock("5 years fast in the first run", NIGHT, _off(_YEARS, 0, 0, 0)),
    Clock("5 years fast in the second run", NIGHT, _off(0, _YEARS, 0, 0)),
    Clock("5 years fast for two runs", NIGHT, _off(0, _YEARS, _YEARS, 0)),
    Clock("a day back", NIGHT, _off(0, -24, 0, 0)),
    Clock("two days back, and again", NIGHT, _off(0, -48, 0, -48)),
    Clock("1970 in the first run", NIGHT, _off(-56 * 365 * 24.0, 0, 0, 0)),
    Clock("1970 in the second run", NIGHT, _off(0, -56 * 365 * 24.0, 0, 0)),
    Clock("summer time begins", datetime(2026, 3, 7, 7, tzinfo=UTC)),
    Clock("summer time ends", datetime(2026, 10, 31, 6, tzinfo=UTC)),
    Clock("a leap day", datetime(2028, 2, 28, 23, 59, tzinfo=UTC)),
    Clock("the year ends", datetime(2026, 12, 30, 23, 59, tzinfo=UTC)),
    Clock("a month's end, US evening", datetime(2026, 6, 30, 2, tzinfo=UTC)),
)


def _state(day: datetime, number: int) -> bytes:
    """All records, revised on that day of the US East coast."""
    revised = (day - timedelta(hours=5)).date().isoformat()
    blocks = (
        world.record(world.FIRST + n, f"A night, state {number}", revised=revised)
        for n in range(SIZE)
    )
    return world.wrapped(b"".join(blocks))


def _titles(store: Store) -> set[str]:
    return {row.title for row in store.rows(store.pmids())}


def _run(store: Store, client: Client, now: datetime) -> None:
    (outcome,) = update(store, client, (TOPIC,), mesh=Mesh.shipped(), now=now)
    assert outcome.state == "complete", outcome.error


def _four_days(clock: Clock, database: str) -> None:
    """Every day all records change, then the update runs; each run must bring them all."""
    start = clock.start
    with (
        LocalPubMed([_state(start - DAY, 0)], mesh=Mesh.shipped()) as server,
        Client(Settings(base_url=server.url)) as client,
        open_store(database) as store,
    ):
        for number, off in enumerate(clock.off):
            true = start + number * DAY
            server.replace([_state(true - timedelta(hours=1), number)])
            _run(store, client, true + off)
            held = _titles(store)
            assert held == {f"A night, state {number}"}, f"run {number + 1} has {held}"
            assert len(store.membership(TOPIC.name)) == SIZE


def test_no_change_is_missed(counted: Counted, tmp_path: Path) -> None:
    tally = counted("F11", "clocks: slow, fast, back, 1970, DST, leap day, year's end")
    for number in tally.numbers(len(CLOCKS)):
        with tally.case(number, CLOCKS[number - 1].name):
            _four_days(CLOCKS[number - 1], str(tmp_path / f"{number}.sqlite"))


@pytest.mark.parametrize("days", [1, 29, 400])
def test_any_length_of_downtime_is_made_good(counted: Counted, tmp_path: Path, days: int) -> None:
    tally = counted("F11", f"{days} days without a run")
    with (
        tally.case(1),
        LocalPubMed([_state(NIGHT - DAY, 0)], mesh=Mesh.shipped()) as server,
        Client(Settings(base_url=server.url)) as client,
        open_store(str(tmp_path / "x.sqlite")) as store,
    ):
        _run(store, client, NIGHT)
        server.replace([_state(NIGHT + timedelta(hours=1), 1)])
        _run(store, client, NIGHT + days * DAY)
        assert _titles(store) == {"A night, state 1"}


def test_what_changed_since_a_file_was_made(scene: Scene, counted: Counted, tmp_path: Path) -> None:
    """Members that came from NLM's files: the first update finds what changed since then."""
    tally = counted("F11", "an old file imported, then an update")
    number = 3
    with tally.case(1), scene.begin("first") as folder:
        start = NIGHT - 500 * DAY
        files, own = folder / "files", world.write_topics(tmp_path / "own")
        files.mkdir()
        for state in range(number):
            revised = start + state * DAY
            data = gzip.compress(_state(revised, state))
            (files / f"pubmed26n{state + 1:04}.xml.gz").write_bytes(data)
        (own / "topics" / "night.toml").write_text(_topic("night"), encoding="utf-8")
        job = scene.job(folder, "import", str(files), "--match-topics")
        ended = run(replace(job, arguments=_with_queries(job.arguments, own)))
        assert ended.code == 0, ended.err
        with (
            LocalPubMed([_state(NIGHT - 100 * DAY, number)], mesh=Mesh.shipped()) as server,
            Client(Settings(base_url=server.url)) as client,
            open_store(str(folder / DATABASE)) as store,
        ):
            assert _titles(store) == {f"A night, state {number - 1}"}
            assert len(store.membership("night")) == SIZE
            _run(store, client, NIGHT)
            assert _titles(store) == {f"A night, state {number}"}


def _topic(name: str) -> str:
    return world.topic_text(name, f"{name}[tiab]")


def _with_queries(arguments: tuple[str, ...], own: Path) -> tuple[str, ...]:
    where = arguments.index("--queries") + 1
    return (*arguments[:where], str(own), *arguments[where + 1 :])
