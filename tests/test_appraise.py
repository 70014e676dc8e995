"""A person's word on a level: kept with who, when and why, shown, and never lost."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from evidence.__main__ import run
from evidence.pubmed.files import Parsed
from evidence.report import render
from evidence.store import Judgement, Kinship, Store, open_store
from evidence.summary import at_hand, summarise
from evidence.topic import load_topics

Article = Callable[..., Parsed]
FIRST = 990000001
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
BENEFIT = "treatment benefit"


def judgement(level: int | None, why: str = "half were lost") -> Judgement:
    return Judgement(FIRST, BENEFIT, level, "A. Reader", why, NOON, "0" * 64)


def test_the_last_word_counts_and_none_is_lost(store: Store, article: Article) -> None:
    store.keep([article(FIRST)], source="x")
    decisions = store.decisions
    for given in (judgement(3), judgement(4, "on second thought")):
        decisions.judge(given)
    assert decisions.standing() == {(FIRST, BENEFIT): judgement(4, "on second thought")}
    decisions.judge(judgement(None, "mistaken"))
    assert decisions.standing([FIRST]) == {}
    assert [each.level for each in decisions.judgements()] == [3, 4, None]
    assert decisions.judgements([FIRST + 1]) == ()


def test_a_word_on_two_records_holds_for_the_pair(store: Store) -> None:
    def word(one: int, two: int, *, together: bool | None) -> Kinship:
        return Kinship(one, two, together, "A. Reader", "why", NOON)

    store.decisions.relate(word(FIRST + 1, FIRST, together=True))
    store.decisions.relate(word(FIRST, FIRST + 1, together=False))
    assert store.decisions.related() == (word(FIRST, FIRST + 1, together=False),)
    store.decisions.relate(word(FIRST, FIRST + 1, together=None))
    assert store.decisions.related() == ()
    assert [each.together for each in store.decisions.kinships()] == [True, False, None]


@pytest.fixture
def home(
    tmp_path: Path, database_url: str, article: Article, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", database_url)
    monkeypatch.setenv("EVIDENCE_USER", "A. Reader")
    keep(article(FIRST, "Magnesium against cramps: a randomised trial.", "RESULTS: None."))
    return tmp_path


def keep(item: Parsed) -> None:
    Path("a.xml").write_bytes(b"<PubmedArticleSet>" + item.raw + b"</PubmedArticleSet>")
    assert run(["import", "a.xml"]) == 0


def levels(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert run(["appraise", str(FIRST), *words, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    return {each["question"]: each for each in printed["levels"]}


def test_levels_are_shown_for_every_question(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del home
    found = levels(capsys)
    assert {question: each["counts"] for question, each in found.items()} == {
        "prevalence": None,
        "diagnosis": None,
        "prognosis": 3,
        BENEFIT: 2,
        "common harms": 2,
    }
    assert found[BENEFIT]["rule"] == "ocebm2011/treatment-benefit/2"


def test_a_level_is_lowered_and_taken_back(
    home: Path, capsys: pytest.CaptureFixture[str], article: Article
) -> None:
    del home
    changed = levels(capsys, "--question", BENEFIT, "--lower", "--why", "half were lost")[BENEFIT]
    assert (changed["counts"], changed["by_scheme"]) == (3, 2)
    assert str(changed["person"]).startswith("A. Reader, 20")
    assert str(changed["person"]).endswith(": half were lost")
    run(["show", str(FIRST)])
    assert "3 for treatment benefit" in capsys.readouterr().out
    keep(article(FIRST, "Magnesium against cramps: a randomised trial.", "Other.", version=2))
    since = levels(capsys)[BENEFIT]
    assert str(since["person"]).endswith("; the record has changed since")
    back = levels(capsys, "--question", BENEFIT, "--withdraw", "--why", "mistaken")[BENEFIT]
    assert (back["counts"], back["person"]) == (2, "")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--question", BENEFIT, "--lower"], 2, 'The reason is missing. Type: --why "..."'),
        (["--question", "harm", "--lower", "--why", "x"], 2, 'no question type "harm"'),
        (["--lower", "--why", "x"], 2, "Type --question with one of: prevalence"),
        (["--question", BENEFIT, "--why", "x"], 2, "What is to be done with the level?"),
        (
            ["--question", BENEFIT, "--raise", "--lower", "--why", "x"],
            2,
            "One change at a time.",
        ),
        (["--question", "diagnosis", "--raise", "--why", "x"], 2, "no level for diagnosis"),
        (["--question", BENEFIT, "--withdraw", "--why", "x"], 5, "Nobody has changed the level"),
        (["--question", BENEFIT, "--level", "6", "--why", "x"], 2, "6 is not in the range"),
    ],
)
def test_bad_input_gets_one_line_and_changes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, told: str
) -> None:
    del home
    capsys.readouterr()
    assert run(["appraise", str(FIRST), *words]) == code
    printed = capsys.readouterr()
    assert told in printed.err
    assert printed.out == ""
    assert all(each["person"] == "" for each in levels(capsys).values())


def test_a_record_that_is_not_stored(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del home
    assert run(["appraise", "990000099"]) == 5
    assert "990000099 is not stored" in capsys.readouterr().err


def test_the_summary_shows_that_someone_changed_a_level(
    home: Path, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    del home
    levels(capsys, "--question", BENEFIT, "--level", "4", "--why", "a third were lost")
    topic = next(each for each in load_topics() if each.name == "leg-cramps")
    with open_store(database_url) as store:
        source = at_hand(list(store.records()), judgements=store.decisions.standing())
        made = summarise(source, topic, today=date(2026, 12, 1))
    page = render(made, "html")
    assert "changed by a person" in page
    assert "Changed from 2 to 4 by A. Reader on 20" in page
    assert "a third were lost." in page
