"""How fresh the topics are: for a person, for a monitor, as JSON."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.__main__ import run
from evidence.commands.status_rows import as_dict, caption, row
from evidence.errors import UsageProblem
from evidence.pubmed.files import Parsed
from evidence.pubmed.local import LocalPubMed
from evidence.shipped import samples
from evidence.status import TopicStatus, age, duration, look
from evidence.store import Store, open_store
from evidence.store.lock import update_lock
from evidence.topic import Topic
from tests.week import LATER, MONDAY, TOPIC, Week, whole

Article = Callable[..., Parsed]
DATA = Path(__file__).parent / "data" / "status"
SUNDAY = MONDAY + timedelta(days=6, hours=5, minutes=43)
LIMIT = timedelta(days=2)
OTHER = replace(TOPIC, name="never-asked")


@pytest.fixture
def week(store: Store, article: Article) -> Week:
    return Week(store, article)


def of(week: Week, topic: Topic = TOPIC, now: datetime = SUNDAY) -> TopicStatus:
    [found] = look(week.store, (topic,), now).topics
    return found


def test_whole_json(week: Week) -> None:
    whole(week)
    seen = look(week.store, (TOPIC, OTHER), SUNDAY)
    expected = json.loads((DATA / "week.json").read_text(encoding="utf-8"))
    assert as_dict(seen, LIMIT) == expected
    assert all(each["late"] is None for each in as_dict(seen, None)["topics"])  # type: ignore[attr-defined]


def test_row_of_a_person(week: Week) -> None:
    whole(week)
    cells = row(of(week), SUNDAY)
    left_out = (
        "PubMed left a phrase out: correct that, or: evidence runs acknowledge cramps"
        " 'made of ``` ticks' --why \"...\""
    )
    assert cells == ("cramps", "7", "5 h ago", "complete", "0", "1", left_out)
    assert row(of(week, OTHER), SUNDAY)[2:4] == ("never", "never")


def test_next_steps(week: Week) -> None:
    assert of(week).next_step == "Type: evidence update cramps"
    week.searched(0, "1", query=LATER)
    assert of(week).next_step == ""
    week.searched(1, "1")
    assert of(week).next_step == "The query was changed since: evidence update cramps"
    assert of(week).edited
    week.searched(2, "1", query=f"  {LATER}\n", state="partial", quarantined=2, count=3)
    assert of(week).next_step == "Some records could not be read: evidence update cramps"
    assert of(week).quarantined == 2
    assert of(week).complete == MONDAY + timedelta(days=1)
    assert of(week).closed == MONDAY + timedelta(days=2)
    week.failed(3, error="PubMed did not answer.")
    assert of(week).next_step == "Read: evidence runs show 4; then: evidence update cramps"
    assert of(week).error == "PubMed did not answer."
    assert of(week).quarantined == 2  # of the newest search that PubMed answered
    week.searched(4, "1", query=LATER, dropped=("cramp-ex",))
    assert "left a phrase out" in of(week).next_step
    week.acknowledge("cramp-ex")
    assert of(week).next_step == ""
    week.failed(5, error="PubMed lists 2. If that is right, type: evidence update x --accept-fewer")
    assert of(week).next_step == (
        "If so few records are right: evidence update cramps --accept-fewer"
    )


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        (("zebra",), "a phrase out: correct that, or: evidence runs acknowledge cramps zebra --"),
        (("it's", "a b"), """2 phrases out: correct that, or: {} cramps 'it'"'"'s' 'a b' --why"""),
        (("-x",), "a phrase out: correct that, or: {} cramps --all --why"),
        (("a", "b", "c", "d"), "4 phrases out: correct that, or: {} cramps --all --why"),
    ],
)
def test_the_command_names_the_phrases(week: Week, phrases: tuple[str, ...], expected: str) -> None:
    week.searched(0, "1", query=LATER, dropped=phrases)
    assert expected.format("evidence runs acknowledge") in of(week).next_step


def test_on_windows_the_command_is_for_cmd(week: Week, monkeypatch: pytest.MonkeyPatch) -> None:
    week.searched(0, "1", query=LATER, dropped=("a b",))
    monkeypatch.setattr("evidence.status.os", SimpleNamespace(name="nt"))
    assert 'evidence runs acknowledge cramps "a b" --why "..."' in of(week).next_step


def test_a_search_runs_only_while_an_update_does(week: Week) -> None:
    week.failed(0, state="running")
    assert (of(week).state, look(week.store, (TOPIC,), SUNDAY).running) == ("interrupted", "")
    with update_lock(week.store.engine):
        seen = look(week.store, (TOPIC,), SUNDAY)
        assert seen.topics[0].state == "running"
        assert seen.topics[0].next_step == "Wait for the update to end."
        assert seen.running.startswith("An update is running (process ")
    assert of(week).state == "interrupted"


def test_lateness_is_that_of_the_last_search_to_the_end(week: Week) -> None:
    assert of(week).lateness(SUNDAY) == "not searched to the end yet"
    week.searched(-9, "1")
    week.searched(0, "1", state="partial", quarantined=1, count=2)
    week.failed(5)
    found = of(week)
    assert found.lateness(SUNDAY) == "last searched to the end 6 days ago"
    assert found.late(SUNDAY, timedelta(days=6))
    assert not found.late(SUNDAY, timedelta(days=7))
    assert of(week, OTHER).late(SUNDAY, timedelta(weeks=99))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36h", timedelta(hours=36)),
        ("8d", timedelta(days=8)),
        (" 2W ", timedelta(weeks=2)),
        ("0d", timedelta()),
    ],
)
def test_durations(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "8", "d", "-1d", "1.5d", "8 d", "8m", "1d2h", "9999999d"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(UsageProblem, match="36h, 8d or 2w"):
        duration(text)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-5, "less than a minute"),
        (0, "less than a minute"),
        (1, "1 minute"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (2879, "47 hours"),
        (2880, "2 days"),
        (14400, "10 days"),
    ],
)
def test_ages(minutes: int, expected: str) -> None:
    assert age(timedelta(minutes=minutes)) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "under 1 min"), (1, "1 min"), (119, "119 min"), (120, "2 h"), (2880, "2 d")],
)
def test_short_ages(minutes: int, expected: str) -> None:
    assert age(timedelta(minutes=minutes), short=True) == expected


def test_caption_counts_one_topic(week: Week) -> None:
    assert caption(look(week.store, (TOPIC,), SUNDAY)).startswith("1 topic, ")
    assert caption(look(week.store, (TOPIC, OTHER), SUNDAY)).startswith("2 topics, ")


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=999_999)))
def test_an_age_is_never_said_to_be_more_than_it_is(passed: timedelta) -> None:
    number, unit = age(passed).split(" ")
    units = {"minute": 1, "minutes": 1, "hours": 60, "days": 1440}
    said = timedelta(minutes=int(number.replace(",", "")) * units[unit])
    assert said <= passed < said + timedelta(minutes=units[unit])


# --- the command ---------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("NCBI_EMAIL", "NCBI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "e.db"))
    return tmp_path


def status(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["status", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.usefixtures("home")
def test_no_database_is_not_the_same_as_late(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = status(capsys, "--max-age", "8d")
    assert (code, out) == (5, "")
    assert "evidence update" in err


def test_for_a_monitor(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with LocalPubMed((samples() / "records.xml",)) as server:
        monkeypatch.setenv("EVIDENCE_EUTILS_URL", server.url)
        assert run(["update", "leg-cramps", "spinal-stenosis", "-q"]) == 0
    named = ("leg-cramps", "spinal-stenosis")
    code, out, err = status(capsys, *named, "--max-age", "1h")
    assert (code, err, len(out.splitlines())) == (0, "", 3)
    code, _, err = status(capsys, "--max-age", "1h")
    assert code == 1
    assert err.splitlines() == [
        f"{name}: not searched to the end yet; limit 1h. Type: evidence update {name}"
        for name in ("stenosis-leg-cramps", "surgery-or-conservative")
    ]
    with open_store(str(home / "e.db")) as store:
        [newest] = store.searches("leg-cramps")
        store.save_search(replace(newest, started=datetime.now(UTC) - timedelta(days=9, hours=1)))
    code, out, err = status(capsys, *named, "--max-age", "8d", "--json")
    assert (code, err) == (1, "leg-cramps: last searched to the end 9 days ago; limit 8d.\n")
    assert [each["late"] for each in json.loads(out)["topics"]] == [True, False]
    assert status(capsys, *named, "--max-age", "2w")[0] == 0
    assert status(capsys, *named)[0] == 0
    assert len(status(capsys, "leg-cramps", "leg-cramps")[1].splitlines()) == 2
    assert status(capsys, "--max-age", "soon")[0] == 2
    assert status(capsys, "leg-cramp")[0] == 5


def test_a_run_under_a_wrong_clock_does_not_look_fresh(week: Week) -> None:
    week.searched(0, "1")
    week.searched(400, "1")  # dated a year ahead
    later = MONDAY + timedelta(days=9)
    assert of(week, now=later).closed == of(week, now=MONDAY + timedelta(days=1)).closed
    assert of(week, now=later).late(later, timedelta(days=8))
