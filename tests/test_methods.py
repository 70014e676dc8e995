"""The search-methods section: a whole week of it, sums that come out, texts word for word."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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
from evidence.pubmed.eutils import Client
from evidence.pubmed.eutils import Settings as Service
from evidence.pubmed.files import Parsed
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.local_http import Reply, Request
from evidence.shipped import samples
from evidence.store import Store, open_store
from evidence.topic import find_topic, load_topics
from tests.harvesting import CRAMPS, NOW, serving, source, update_topic
from tests.week import FIRST, LATER, QUERY, TOPIC, Week, whole

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
        (
            "7 of the records that PubMed counted are not stored, and only 1 of them noted as not"
            " to be had."
        ),
    )
    assert markdown(methods).count("**Does not add up:**") == 2


def test_more_members_than_pubmed_counted_is_said(week: Week) -> None:
    week.searched(0, "123", count=2)
    [doubt] = collect(week.store, TOPIC).doubts
    assert doubt == "PubMed counted 2 records; 3 are stored."


def test_a_stored_record_that_could_not_be_read_again_is_not_missing(week: Week) -> None:
    week.searched(0, "12345")
    week.searched(1, "12345", state="partial", quarantined=1)
    methods = collect(week.store, TOPIC)
    this, all_ = both(methods)
    assert (methods.problem, methods.doubts, methods.in_full) == ("", (), 2)
    assert (this.unretrieved, this.unrefreshed, all_.unrefreshed) == (0, 1, 1)
    text = markdown(methods)
    assert "**" not in text.replace("**Invented sample.**", "")
    assert (
        "found 5 records, of which 5 are stored. 1 stored record could not be read again; its"
        " state is that of an earlier search."
    ) in text
    assert "5 identified, 0 not retrieved, 5 stored, 0 of them retracted, 1 of them not" in text
    assert "twice (UTC)" not in text
    assert "2 times" not in text
    assert "| of these, could not be read again | 1 | 1 |" in text


def test_missing_records_and_those_not_read_again_are_told_apart(week: Week) -> None:
    week.searched(0, "12345")
    week.searched(1, "12345", state="partial", quarantined=3, count=6)
    methods = collect(week.store, TOPIC)
    this, _ = both(methods)
    assert (this.unretrieved, this.unrefreshed, methods.in_full) == (1, 2, 1)
    assert methods.problem == (
        "The search of 2026-03-03 (run 2) is not complete: PubMed listed 1 record that could not"
        " be retrieved or read."
    )
    assert "2 stored records could not be read again; their state is that" in markdown(methods)


def test_new_records_of_searches_that_did_not_end_count(week: Week) -> None:
    week.failed(0, state="interrupted", new=3)
    week.failed(1, state="failed", new=1)
    week.searched(2, "12345", new=1)
    week.failed(3, state="interrupted", new=9)  # of no number yet: no member came of them
    this, all_ = both(collect(week.store, TOPIC))
    assert (this.new, all_.new, all_.joined) == (1, 5, 5)


def test_records_that_came_and_that_the_ledger_does_not_know_are_said(week: Week) -> None:
    """As after a kill, if the row of that search knew nothing of what it had kept."""
    week.keep("9")  # with another topic
    begun = datetime.now(UTC)
    week.keep("123")
    killed = datetime.now(UTC)
    week.keep("45")
    week.failed(0, started=begun, finished=killed, state="interrupted")
    closed = week.searched(1, "123459", started=killed, finished=datetime.now(UTC), new=2)
    [doubt] = collect(week.store, TOPIC).doubts
    assert doubt == (
        "5 members came into the database with these searches; their rows of the ledger say 2 new."
    )
    week.store.save_search(replace(closed, new=5))
    assert collect(week.store, TOPIC).doubts == ()


def test_what_files_brought_is_not_asked_of_the_ledger(week: Week) -> None:
    begun = datetime.now(UTC)
    record = week.article(990000001)
    week.store.keep([record], source="mine.xml")
    week.searched(0, "1", started=begun, finished=datetime.now(UTC))
    assert collect(week.store, TOPIC).doubts == ()


def test_files_that_hold_a_part_are_no_doubt(week: Week) -> None:
    week.searched(0, "123")
    week.searched(1, "1234", source="pubmed26n0001.xml.gz", count=2)
    methods = collect(week.store, TOPIC)
    assert (methods.doubts, both(methods)[0].identified) == ((), 4)
    error = "Not read whole: pubmed26n0002.xml.gz."
    week.searched(2, "1234", source="pubmed26n0002.xml.gz", state="partial", error=error)
    assert collect(week.store, TOPIC).problem == (
        f"The search of 2026-03-04 (run 3) is not complete: {error}"
    )


def test_another_service_is_not_pubmed(week: Week) -> None:
    week.searched(0, "1", service="127.0.0.1:8873")
    methods = collect(week.store, TOPIC)
    text = markdown(methods)
    assert "**PubMed itself was not asked: the answers came from the E-utilities service" in text
    assert "We searched the E-utilities service at 127.0.0.1:8873 (not PubMed itself) with" in text
    assert "As sent to the service:" in text
    assert "We searched PubMed" not in text
    assert items(methods)[0].state == "in part"
    assert document(methods)["services"] == ["127.0.0.1:8873"]
    week.searched(1, "1", service="eutils.ncbi.nlm.nih.gov")
    methods = collect(week.store, TOPIC)
    assert "**PubMed itself was not asked in 1 search: " in markdown(methods)
    assert document(methods)["services"] == ["127.0.0.1:8873", "eutils.ncbi.nlm.nih.gov"]


@pytest.mark.parametrize("service", ["", "eutils.ncbi.nlm.nih.gov"])
def test_the_service_of_ncbi_is_pubmed(week: Week, service: str) -> None:
    week.searched(0, "1", service=service)
    text = markdown(collect(week.store, TOPIC))
    assert "We searched PubMed (platform: NCBI E-utilities) with" in text
    assert "not asked" not in text


def test_what_was_accepted_stays_after_the_query_was_changed(week: Week) -> None:
    week.searched(0, "1", dropped=("cramp-ex",))
    week.acknowledge("cramp-ex", QUERY)
    week.searched(1, "1", dropped=("cramp-ex", "crampz"))
    week.searched(2, "1", query=LATER)
    methods = collect(week.store, TOPIC)
    text = markdown(methods)
    assert "- “cramp-ex” (runs 1 to 2): accepted by Anna on 2026-03-02: a brand that" in text
    assert "- “crampz” (run 2): nobody has accepted that." in text
    assert text.count("Left out by PubMed:") == 1
    found = json.loads(json.dumps(document(methods)))
    assert found["dropped"] == []
    first, second = found["strategies"]
    assert [each["phrase"] for each in first["dropped"]] == ["cramp-ex", "crampz"]
    assert second["dropped"] == []
    week.searched(3, "1", query=LATER, dropped=("cramp-ex",))
    methods = collect(week.store, TOPIC)
    said = "“cramp-ex” (run 4): nobody has accepted that here. For another text of the query: Anna"
    assert said in markdown(methods)
    assert document(methods)["dropped"] == [
        {"phrase": "cramp-ex", "who": None, "why": None, "at": None}
    ]


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


def test_a_deletion_that_real_updates_met(store: Store) -> None:
    asked = find_topic("leg-cramps", load_topics(None))
    records, changes = samples() / "records.xml", samples() / "changes.xml"
    with LocalPubMed((records,)) as server, Client(Service(server.url)) as client:
        update_topic(store, client, asked, now=NOW)
        server.replace((records, changes))
        for day in (1, 2):  # a deletion is believed when it is confirmed
            update_topic(store, client, asked, now=NOW + timedelta(days=day))
    methods = collect(store, asked)
    _, all_ = both(methods)
    assert methods.doubts == ()
    assert all_.identified == 42
    assert (all_.stored, all_.left, all_.deleted) == (41, 1, 1)
    assert methods.retracted == 1


def test_a_record_that_real_updates_did_not_get(store: Store, article: Article) -> None:
    first, second, third = (article(FIRST + number, f"Cramps {number}") for number in range(3))

    def fault(request: Request, reply: Reply) -> Reply:
        if request.endpoint != "efetch":
            return reply
        return replace(reply, body=reply.body.replace(second.raw, b"").replace(third.raw, b""))

    with serving(first, second) as (server, client):
        update_topic(store, client, CRAMPS, now=NOW)
        server.replace([source([first, second, third])])
        server.fault = fault
        update_topic(store, client, CRAMPS, now=NOW + timedelta(days=40))
    methods = collect(store, CRAMPS)
    this, all_ = both(methods)
    assert (this.identified, this.stored, this.unretrieved, this.unrefreshed) == (3, 2, 1, 1)
    assert (all_.new, methods.doubts) == (2, ())
    assert "not complete: PubMed listed 1 record that" in methods.problem
    [service] = methods.services
    assert service.startswith("127.0.0.1:")


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
    assert printed.err.startswith("note: PubMed itself was not asked: the answers came from the")
    assert "127.0.0.1:" in printed.err
    assert run(["methods", "leg-cramps", "-o", "m.md"]) == 0
    assert (tmp_path / "m.md").read_text(encoding="utf-8") == printed.out
    capsys.readouterr()
    assert run(["methods", "leg-cramps", "--format", "json", "--run", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["invented"] is True
    assert found["numbers"]["all"]["stored"] == found["numbers"]["search"]["identified"]
    assert run(["methods", "leg-cramps", "--format", "json", "-o", "m.json"]) == 0
    assert json.loads((tmp_path / "m.json").read_text(encoding="utf-8")) == found
    assert capsys.readouterr().out == ""
    assert run(["methods", "leg-cramps", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found
    assert run(["methods", "leg-cramps", "--run", "9"]) == 5
    assert run(["methods", "leg-cramp"]) == 5
