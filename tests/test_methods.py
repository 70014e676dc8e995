"""The search-methods section: a whole week of it, sums that come out, texts word for word."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.__main__ import run
from evidence.commands.methods_json import document
from evidence.commands.methods_markdown import MOST_SEARCHES, fenced, markdown
from evidence.errors import NotFound
from evidence.methods import Methods, Numbers, collect, items
from evidence.methods.flow import rows
from evidence.pubmed.files import Parsed
from evidence.pubmed.local import LocalPubMed
from evidence.shipped import samples
from evidence.store import Store, open_store
from tests.week import LATER, QUERY, TOPIC, Week, whole

Article = Callable[..., Parsed]
DATA = Path(__file__).parent / "data" / "methods"


@pytest.fixture
def week(store: Store, article: Article) -> Week:
    return Week(store, article)


def expected(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def test_a_week_as_markdown_and_json(week: Week) -> None:
    whole(week)
    methods = collect(week.store, TOPIC)
    assert markdown(methods) == expected("week.md")
    assert document(methods) == json.loads(expected("week.json"))


def test_the_day_of_an_outage_says_on_what_it_rests(week: Week) -> None:
    whole(week)
    assert markdown(collect(week.store, TOPIC, run=4)) == expected("week-run4.md")


def assert_sums(numbers: Numbers, *, of_all: bool) -> None:
    departed = numbers.departed if of_all else 0
    assert numbers.identified == numbers.stored + numbers.unretrieved + departed
    assert numbers.left == numbers.unmatched + numbers.deleted + numbers.returned
    if of_all:
        assert numbers.joined - numbers.left == numbers.stored


def both(methods: Methods) -> tuple[Numbers, Numbers]:
    assert methods.this is not None
    assert methods.whole is not None
    return methods.this, methods.whole


def test_sums_come_out_on_every_day(week: Week) -> None:
    whole(week)
    for day in range(7):
        methods = collect(week.store, TOPIC, day + 1)
        this, all_ = both(methods)
        assert methods.doubts == ()
        assert_sums(this, of_all=False)
        assert_sums(all_, of_all=True)
        assert this.stored == all_.stored == (5, 5, 6, 6, 7, 7, 7)[day]
    assert all_.stored == len(week.store.membership("cramps"))


@settings(max_examples=20)  # each makes a database
@given(st.lists(st.sets(st.sampled_from("123456789")), min_size=1, max_size=8))
def test_any_history_adds_up(history: Sequence[set[str]]) -> None:
    with open_store("sqlite://") as store:
        made = Week(store, pytest.fail)
        for day, members in enumerate(history):
            made.searched(day, "".join(sorted(members)))
        methods = collect(store, TOPIC)
        this, all_ = both(methods)
        assert methods.doubts == ()
        assert_sums(all_, of_all=True)
        assert all_.stored == len(history[-1]) == this.identified
        assert all_.identified == len(set().union(*history))
        assert this.left == (len(history[-2] - history[-1]) if len(history) > 1 else 0)


def test_a_sum_that_does_not_come_out_is_said(week: Week) -> None:
    week.searched(0, "12", count=9, quarantined=1, stored=3)
    methods = collect(week.store, TOPIC)
    assert methods.doubts == (
        "The ledger says 3 members; there are 2.",
        "7 records that PubMed counted are not stored, and only 1 are noted as not to be had.",
    )
    assert markdown(methods).count("**Does not add up:**") == 2


def test_more_members_than_pubmed_counted_is_said(week: Week) -> None:
    week.searched(0, "123", count=2)
    [doubt] = collect(week.store, TOPIC).doubts
    assert doubt == "PubMed counted 2 records; 3 are stored."


def test_without_an_ended_search_there_are_no_numbers(week: Week) -> None:
    week.failed(0, error="PubMed did not answer.")
    methods = collect(week.store, TOPIC)
    assert (methods.this, methods.whole, rows(methods)) == (None, None, ())
    assert (
        "2026-03-02 (run 1) failed (PubMed did not answer), and there was no other"
        in methods.problem
    )
    text = markdown(methods)
    assert "No search has ended yet: there are no numbers." in text
    assert document(methods)["numbers"] == {"search": None, "all": None}


@pytest.mark.parametrize(
    ("state", "words"),
    [("running", "has not ended"), ("interrupted", "was interrupted"), ("failed", "failed")],
)
def test_problem_names_the_search_that_counts(week: Week, state: str, words: str) -> None:
    week.searched(0, "1")
    week.failed(1, state=state)
    assert collect(week.store, TOPIC).problem == (
        f"The search of 2026-03-03 (run 2) {words}: all numbers rest on the search of 2026-03-02"
        " (run 1)."
    )


def test_a_topic_without_a_search_is_not_found(week: Week) -> None:
    with pytest.raises(NotFound, match="evidence update cramps"):
        collect(week.store, TOPIC)
    week.searched(0, "1")
    with pytest.raises(NotFound, match="1 to 1"):
        collect(week.store, TOPIC, run=2)


def test_files_are_named_as_a_source(week: Week) -> None:
    week.searched(0, "1", source="pubmed26n0001.xml.gz", sent="", translation="")
    week.searched(1, "1")
    methods = collect(week.store, TOPIC)
    text = markdown(methods)
    assert "PubMed's files, searched on this computer (pubmed26n0001.xml.gz)" in text
    assert items(methods)[1].answer.endswith("through its service and from its files.")


def test_published_filter_and_check_tags(week: Week) -> None:
    query = 'cramp[tiab] AND systematic[sb] AND humans[mh] AND "last 5 years"[dp]'
    week.searched(0, "1", query=query)
    methods = collect(week.store, TOPIC)
    assert [each.name for each in methods.filters] == ["Systematic Review"]
    kinds = {each.text: each.kind for each in methods.limits}
    assert kinds == {
        "systematic[sb]": "subset or filter of PubMed",
        "humans[mh]": "species",
        '"last 5 years"[dp]': "date",
    }
    assert "as published" in items(methods)[9].answer


def test_all_sixteen_items_in_order(week: Week) -> None:
    whole(week)
    found = items(collect(week.store, TOPIC))
    assert [each.number for each in found] == list(range(1, 17))
    assert [each.number for each in found if each.state == "yes"] == [1, 2, 8, 10, 12, 13, 15, 16]
    assert [each.number for each in found if each.state == "in part"] == [9]
    assert all(each.answer.endswith(".") for each in found)


def blocks(text: str) -> list[str]:
    """What Markdown's fenced code blocks show (CommonMark 4.5)."""
    found: list[str] = []
    held: list[str] | None = None
    fence = ""
    for line in text.split("\n"):
        opening = re.fullmatch(r"(`{3,})[^`]*", line)
        if held is None and opening:
            fence, held = opening[1], []
        elif held is not None and re.fullmatch(rf"`{{{len(fence)},}} *", line):
            found.append("\n".join(held))
            held = None
        elif held is not None:
            held.append(line)
    assert held is None
    return found


@given(st.text(st.sampled_from("`~ab \n#|<*"), max_size=40))
def test_any_text_is_shown_word_for_word(text: str) -> None:
    assert blocks(f"x\n\n{fenced(text)}\n\ny") == [text]


def test_queries_are_shown_word_for_word(week: Week) -> None:
    whole(week)
    shown = blocks(markdown(collect(week.store, TOPIC)))
    assert shown[0] == QUERY
    assert shown[3] == LATER


def test_a_long_ledger_is_cut_in_markdown_only(week: Week) -> None:
    for day in range(MOST_SEARCHES + 5):
        week.searched(day, "1")
    methods = collect(week.store, TOPIC)
    table = re.findall(r"^\| 2026-\d\d-\d\d 03:17 ", markdown(methods), re.MULTILINE)
    assert len(table) == MOST_SEARCHES
    first = week.start
    last = first + timedelta(days=MOST_SEARCHES + 4)
    assert table[0] == f"| {first:%Y-%m-%d} 03:17 "
    assert table[-1] == f"| {last:%Y-%m-%d} 03:17 "
    assert "5 searches after the first one not listed here" in markdown(methods)
    searches = document(methods)["searches"]
    assert isinstance(searches, list)
    assert len(searches) == MOST_SEARCHES + 5


def test_a_deletion_that_real_updates_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "e.db"))
    records, changes = samples() / "records.xml", samples() / "changes.xml"
    with LocalPubMed((records,)) as server:
        monkeypatch.setenv("EVIDENCE_EUTILS_URL", server.url)
        assert run(["update", "leg-cramps", "-q"]) == 0
        server.replace((records, changes))
        for _ in range(2):  # a deletion is believed when it is confirmed
            assert run(["update", "leg-cramps", "-q"]) == 0
    capsys.readouterr()
    assert run(["methods", "leg-cramps", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["doubts"] == []
    numbers = found["numbers"]["all"]
    assert numbers["identified"] == 42
    assert (numbers["stored"], numbers["left"], numbers["deleted"]) == (41, 1, 1)
    assert found["notices"]["retracted"] == 1


def test_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "e.db"))
    assert run(["methods", "leg-cramps"]) == 5
    with LocalPubMed((samples() / "records.xml",)) as server:
        monkeypatch.setenv("EVIDENCE_EUTILS_URL", server.url)
        assert run(["update", "leg-cramps", "-q"]) == 0
    capsys.readouterr()
    assert run(["methods", "leg-cramps"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert run(["methods", "leg-cramps", "-o", "m.md"]) == 0
    assert (tmp_path / "m.md").read_text(encoding="utf-8") == printed.out
    capsys.readouterr()
    assert run(["methods", "leg-cramps", "--format", "json", "--run", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["invented"] is True
    assert found["numbers"]["all"]["stored"] == found["numbers"]["search"]["identified"]
    assert run(["methods", "leg-cramps", "--format", "json", "-o", "m.json"]) == 0
    assert json.loads((tmp_path / "m.json").read_text(encoding="utf-8")) == found
    assert run(["methods", "leg-cramps", "--run", "9"]) == 5
    assert run(["methods", "leg-cramp"]) == 5
