"""What a digest says needs a hand, and what it says to type; all records invented."""

import shlex
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from sqlalchemy import event

from evidence.__main__ import run
from evidence.digest.deliver import view
from evidence.digest.errand import dropped, split
from evidence.digest.gather import Scope
from evidence.digest.model import Step
from evidence.digest.page import FORMS, code, render
from evidence.digest.wording import headline
from evidence.errors import StorageProblem
from evidence.store import Store, open_store
from evidence.store.lock import update_lock
from tests.digest_clinic import (
    FIRST,
    RETRACTION,
    TOPIC,
    Clinic,
    Someone,
    record,
    tell,
    trial,
)

AGAIN = "PubMed answered with HTTP 503. Run the same command again later."
SHRUNK = (
    "PubMed lists 2 records for 'leg-cramps' and listed 9 before, for the same query; the topic"
    " was left as it is. If that is right, type: evidence update leg-cramps --accept-fewer"
)
WRONG = (
    "PubMed does not know [xyz] and answered a wider question for 'leg-cramps'."
    " Correct the query in queries/topics/leg-cramps.toml"
)


@pytest.fixture
def clinic(store: Store, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    return Clinic(store, monkeypatch)


@pytest.fixture
def sqlite_clinic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    with open_store(sqlite_url) as opened:
        yield Clinic(opened, monkeypatch)


def said(clinic: Clinic, *topics: str) -> list[tuple[str, str]]:
    made = view(clinic.store, Scope(topics or (TOPIC,)), "7d", clinic.now)
    return [(each.what, str(each.step)) for each in made.trouble]


def test_a_topic_that_was_never_searched_is_trouble(clinic: Clinic) -> None:
    assert said(clinic) == [
        (f"{TOPIC} has never been searched to the end.", f"Type: evidence update {TOPIC}")
    ]
    what = "2 topics have never been searched to the end: a, leg-cramps."
    assert said(clinic, "a", TOPIC) == [(what, "Type: evidence update a leg-cramps")]
    many = [f"topic-{number}" for number in range(12)]
    ((what, step),) = said(clinic, *many)
    assert what.endswith("topic-9 and 2 more.")
    assert step == "Type: evidence update"
    made = view(clinic.store, Scope((TOPIC,)), "7d", clinic.now)
    assert (headline(made), made.fresh) == ("1 problem", True)
    assert all("Nothing new" not in render(made, form) for form in (*FORMS, "txt"))


def test_a_first_run_that_was_killed_is_told_once(clinic: Clinic) -> None:
    ana = Someone()
    clinic.members[TOPIC] = set()
    opened = clinic.store.open_search(TOPIC, clinic.query)
    day = f"{opened.started.day} {opened.started:%B} {opened.started.year}"
    interrupted = (
        f"The search of {TOPIC} on {day} was interrupted. {TOPIC} has never been searched to the"
        " end."
    )
    with update_lock(clinic.store.engine):
        ((running, step),) = said(clinic)
        assert running == f"{TOPIC} has never been searched to the end. An update is running."
        assert step == "Type: evidence status"
        tell(clinic, ana)
        assert ana.told == []
    assert said(clinic) == [(interrupted, f"Type: evidence update {TOPIC}")]
    tell(clinic, ana)
    clinic.store.interrupt_searches()  # as the next update does
    tell(clinic, ana)
    assert [[each.what for each in made.trouble] for made in ana.told] == [[interrupted]]


def test_a_later_run_that_was_killed_is_trouble_too(clinic: Clinic) -> None:
    clinic.searched(record(FIRST))
    opened = clinic.store.open_search(TOPIC, clinic.query)
    assert ["was interrupted." in what for what, _ in said(clinic)] == [True]
    with update_lock(clinic.store.engine):
        assert said(clinic) == []
    clinic.store.save_search(replace(opened, state="complete", count=1, finished=clinic.now))
    assert said(clinic) == []


@pytest.mark.parametrize(
    ("error", "what", "step"),
    [
        (AGAIN, "PubMed answered with HTTP 503.", None),
        (
            SHRUNK,
            SHRUNK.partition(" If that")[0],
            Step("If that is right, type:", "evidence update leg-cramps --accept-fewer"),
        ),
        (
            WRONG,
            WRONG.partition(" Correct")[0],
            Step("Correct the query in queries/topics/leg-cramps.toml"),
        ),
        ("PubMed did not answer", "PubMed did not answer", None),
        ("It broke. Nobody knows why.", "It broke. Nobody knows why.", None),
        ("", "", None),
    ],
)
def test_a_failure_ends_with_one_next_step(
    error: str, what: str, step: Step | None, sqlite_clinic: Clinic
) -> None:
    assert split(error) == (what, step)
    sqlite_clinic.searched(record(FIRST))
    sqlite_clinic.wait()
    sqlite_clinic.failed(error)
    ((told, next_step),) = said(sqlite_clinic)
    assert next_step == str(step or Step("Type:", f"evidence update {TOPIC}"))
    assert f"{told} {next_step}".count("evidence update") == (0 if error == WRONG else 1)
    assert what.rstrip(".") in told


@pytest.mark.parametrize("phrase", ["it's a phrase", 'a "b" $(c) `d`', "zebra\\fish", "x; y & z"])
def test_a_phrase_left_out_can_be_acknowledged_as_the_digest_says(
    phrase: str,
    clinic: Clinic,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EVIDENCE_DATABASE", database_url)
    monkeypatch.chdir(tmp_path)
    opened = clinic.searched(record(FIRST))
    clinic.store.save_search(replace(opened, dropped=(phrase,)))
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    (trouble,) = made.trouble
    assert trouble.step.command in render(made, "txt")
    assert trouble.step.command in unescape(render(made, "html"))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(render(made, "md"))
    spans = [child for token in tokens for child in token.children or ()]
    (typed,) = (each.content for each in spans if each.type == "code_inline")
    assert typed == trouble.step.command
    assert run(shlex.split(typed)[1:]) == 0
    assert clinic.store.ledger.unacknowledged(TOPIC) == ()


@pytest.mark.parametrize("phrase", ["-rf", "two\nlines", "\u202eturned", "long " * 60])
def test_a_phrase_that_cannot_be_pasted_is_meant_by_all(phrase: str) -> None:
    assert dropped(TOPIC, phrase).command == (
        "evidence runs acknowledge leg-cramps --all --why 'YOUR REASON'"
    )


@pytest.mark.parametrize("text", ["`", "a ` b", "``", "`a`", " a ", "a``b`c", "evidence x 'y'"])
def test_a_code_span_shows_a_command_as_it_is(text: str) -> None:
    (token,) = (each for each in MarkdownIt().parse(f"- {code(text)}\n") if each.type == "inline")
    spans = [(each.type, each.content) for each in token.children or ()]
    assert spans == [("code_inline", text)]


def test_a_view_only_reads(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST), trial(FIRST + 1))
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(*(record(FIRST + number, notices=[RETRACTION]) for number in (0, 1)))
    clinic.store.open_search("stenosis", "stenosis")  # killed
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(clinic.store.engine, "before_cursor_execute", note)
    made = view(clinic.store, Scope((TOPIC, "stenosis", "never")), "7d", clinic.now)
    event.remove(clinic.store.engine, "before_cursor_execute", note)
    assert (len(made.items), len(made.trouble)) == (2, 2)
    first_words = {each.split()[0].upper() for each in statements}
    assert "SELECT" in first_words
    assert first_words <= {"SELECT", "WITH", "PRAGMA", "SET", "BEGIN", "SHOW"}


def test_where_nothing_can_be_written_down_nothing_is_sent(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(trial(FIRST))
    with clinic.store.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON sent BEGIN SELECT RAISE(ABORT, 'no'); END"
            if sqlite
            else "ALTER TABLE sent ADD CONSTRAINT refuse CHECK (recipient = '')"
        )
    with pytest.raises(StorageProblem) as found:
        tell(clinic, ana)
    assert "\n" not in str(found.value)
    assert ana.told == []
