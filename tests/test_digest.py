"""What a digest tells, and to whom it has told it: on both databases, all records invented."""

import json
import random
import re
import shlex
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pyroaring import BitMap

from evidence.digest.articles import pmids, read
from evidence.digest.deliver import view
from evidence.digest.gather import Scope
from evidence.digest.page import FORMS, render
from evidence.digest.text import plain
from evidence.digest.window import moment
from evidence.digest.wording import subject
from evidence.errors import ServiceUnavailable, UsageProblem
from evidence.query.mesh import Mesh
from evidence.record import Deletion
from evidence.search import search
from evidence.shipped import program_version
from evidence.store import Acknowledgement, Store, open_store
from tests.digest_clinic import (
    FIRST,
    RETRACTION,
    START,
    TOPIC,
    Clinic,
    Someone,
    record,
    tell,
    trial,
)

DATA = Path(__file__).parent / "data" / "digest"
ERRATUM = ("ErratumIn", "Invented J. 2026 Apr;1(3):12", None)
CONCERN = ("ExpressionOfConcernIn", "Invented J. 2026 May;1(4):1", FIRST + 901)
DOWN = ServiceUnavailable("It is down.")


@pytest.fixture
def clinic(store: Store, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    return Clinic(store, monkeypatch)


@pytest.fixture
def sqlite_clinic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """Where what is tested does not depend on the database."""
    with open_store(sqlite_url) as opened:
        yield Clinic(opened, monkeypatch)


def commands(text: str, form: str) -> list[str]:
    """What a reader copies out of a page, a Markdown file as it is shown, or a mail."""
    if form == "html":
        return [unescape(each) for each in re.findall(r"<code>(.*?)</code>", text)]
    if form == "md":
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        children = [child for token in tokens for child in token.children or ()]
        return [child.content for child in children if child.type == "code_inline"]
    return [f"evidence {each}" for each in re.findall(r": evidence (.*)", text)]


def kinds(clinic: Clinic, since: str = "7d", *topics: str) -> list[tuple[str, int]]:
    made = view(clinic.store, clinic.scope(*topics), since, clinic.now)
    return [(item.kind, item.pmid) for item in made.items]


def test_what_the_first_search_brings_is_a_count(clinic: Clinic) -> None:
    clinic.searched(*(trial(FIRST + number) for number in range(30)))
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert made.items == made.more == ()
    (count,) = made.counts
    assert (count.first_search, count.joined, count.stored) == (30, 0, 30)
    assert subject(made) == "1 topic searched for the first time – evidence digest"  # noqa: RUF001


def test_reviews_and_trials_come_one_by_one_and_the_rest_as_a_count(clinic: Clinic) -> None:
    clinic.searched(record(FIRST))
    clinic.wait()
    clinic.searched(
        trial(FIRST + 1),
        record(FIRST + 2, "Stretching: a systematic review.", "Systematic Review"),
        record(FIRST + 3, "Magnesium: a study protocol for a randomised trial."),
        record(FIRST + 4, "A letter.", "Letter"),
        leaves=[FIRST],
    )
    assert kinds(clinic) == [("systematic review", FIRST + 2), ("randomised trial", FIRST + 1)]
    (count,) = view(clinic.store, clinic.scope(), "7d", clinic.now).counts
    assert (count.joined, count.left, count.first_search) == (2, 1, 1)
    clinic.wait(6.5)
    assert kinds(clinic, "7d") == kinds(clinic, "2w")  # six and a half days ago
    clinic.wait(1)
    assert kinds(clinic, "7d") == []
    assert len(kinds(clinic, "2026-03-01")) == 2


def test_what_left_again_is_no_news(clinic: Clinic) -> None:
    clinic.searched(record(FIRST))
    clinic.wait()
    clinic.searched(trial(FIRST + 1), trial(FIRST + 2))
    clinic.wait()
    clinic.searched(leaves=[FIRST + 1])
    assert kinds(clinic) == [("randomised trial", FIRST + 2)]


def test_a_changed_query_is_a_first_search_again(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST))
    clinic.wait()
    clinic.query = "cramps[tiab] OR spasm[tiab]"
    clinic.searched(trial(FIRST + 1), trial(FIRST + 2))
    made = view(clinic.store, clinic.scope(), "1d", clinic.now + timedelta(hours=1))
    assert made.items == ()
    assert (made.counts[0].first_search, made.counts[0].new_query) == (2, True)
    whole = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert [each.new_query for each in whole.counts] == [True]
    assert subject(made).startswith("1 topic with a changed query")
    clinic.wait()
    clinic.searched(trial(FIRST + 3))
    assert kinds(clinic, "1d") == [("randomised trial", FIRST + 3)]


def test_a_cited_record_that_is_retracted_comes_first_and_once(clinic: Clinic) -> None:
    ana, ben = Someone("test:ana"), Someone("test:ben")
    clinic.searched(trial(FIRST, "Quinine for cramps."), trial(FIRST + 1))
    clinic.cite(FIRST)
    clinic.wait(400)  # nobody looked for a year
    clinic.searched(record(FIRST, "Quinine for cramps.", notices=[RETRACTION]), trial(FIRST + 2))
    tell(clinic, ana)
    assert ana.items == [("retraction", FIRST), ("randomised trial", FIRST + 2)]
    (item, _) = ana.told[0].items
    assert item.why == (
        "“Quinine for cramps”, Invented J, 2026. It is retracted: Invented J. 2026 Mar;1(2):9, "
        "PMID 990000901. Quoted in summary leg-cramps."
    )
    assert str(item.step) == "Write the text anew without it: evidence summary leg-cramps"
    assert (item.topics, item.cited_in) == ((TOPIC,), ("summary leg-cramps",))
    assert item.first_seen == clinic.now
    assert subject(ana.told[0]) == "1 cited source retracted – evidence digest"  # noqa: RUF001
    tell(clinic, ana, ben)
    assert len(ana.told) == 1
    assert ben.items == ana.items
    clinic.wait(400)
    clinic.searched()
    tell(clinic, ana, ben)
    assert (len(ana.told), len(ben.told)) == (1, 1)


def test_a_notice_is_told_though_a_page_was_rendered_with_it_meanwhile(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(trial(FIRST))
    clinic.cite(FIRST)
    tell(clinic, ana)
    clinic.wait()
    clinic.searched(trial(FIRST), record(FIRST, notices=[CONCERN]))
    clinic.cite(FIRST)  # a concern may be quoted, with the notice shown
    tell(clinic, ana)
    assert ana.items == [("expression of concern", FIRST)]


def test_what_was_cited_with_its_notice_is_no_news(clinic: Clinic) -> None:
    clinic.searched(record(FIRST, notices=[ERRATUM]))
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(record(FIRST, "With another title.", notices=[ERRATUM]))
    assert kinds(clinic) == []


def test_an_erratum_that_gets_its_pmid_later_is_one(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(trial(FIRST))
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(record(FIRST, notices=[ERRATUM]))
    tell(clinic, ana)
    clinic.wait()
    later = (*ERRATUM[:2], FIRST + 77)
    clinic.searched(record(FIRST, notices=[later]))
    tell(clinic, ana)
    clinic.searched(record(FIRST, notices=[later, ("ErratumIn", "Invented J. 2027", None)]))
    tell(clinic, ana)
    assert ana.items == [("erratum", FIRST), ("erratum", FIRST)]  # the second is another one


def test_a_retraction_is_one_in_whatever_field_it_comes(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(trial(FIRST))
    clinic.cite(FIRST)
    for state in (
        record(FIRST, "RETRACTED: An invented trial."),
        record(FIRST, "RETRACTED: An invented trial.", "Retracted Publication"),
        record(FIRST, notices=[RETRACTION]),
    ):
        clinic.wait()
        clinic.searched(state)
        tell(clinic, ana)
    assert ana.items == [("retraction", FIRST)]


def test_a_cited_record_that_pubmed_deleted(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST), trial(FIRST + 1))
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(Deletion(FIRST), Deletion(FIRST + 1))
    assert kinds(clinic) == [("deleted", FIRST)]
    assert "**Deleted by PubMed**" in render(
        view(clinic.store, clinic.scope(), "7d", clinic.now), "md"
    )
    (count,) = view(clinic.store, clinic.scope(), "7d", clinic.now).counts
    assert (count.left, count.gone) == (2, 2)


def test_the_gravest_comes_first(clinic: Clinic) -> None:
    clinic.searched(*(trial(FIRST + number) for number in range(3)))
    clinic.cite(FIRST, FIRST + 1, FIRST + 2)
    clinic.wait()
    clinic.searched(
        record(FIRST, notices=[ERRATUM]),
        record(FIRST + 1, notices=[CONCERN]),
        record(FIRST + 2, notices=[RETRACTION]),
        trial(FIRST + 3),
    )
    assert [kind for kind, _ in kinds(clinic)] == [
        *("retraction", "expression of concern", "erratum", "randomised trial"),
    ]
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert subject(made).startswith("1 cited source retracted, 2 other notices")


def test_an_erratum_of_what_nobody_cites_is_counted_once(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(trial(FIRST), trial(FIRST + 1))
    tell(clinic, ana)
    clinic.wait()
    clinic.searched(record(FIRST, notices=[ERRATUM]))
    tell(clinic, ana)
    assert ana.items == []
    assert [(each.notices, each.noticed) for each in ana.told[-1].counts] == [(1, (FIRST,))]
    assert subject(ana.told[-1]).startswith("1 record corrected or updated")
    clinic.wait()
    clinic.searched(record(FIRST, "A new title.", notices=[ERRATUM]))
    tell(clinic, ana)
    assert len(ana.told) == 2  # that it merely changed is worth no message


def test_twenty_items_and_the_rest_counted(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(*(trial(FIRST + number) for number in range(25)))
    clinic.cite(*range(FIRST, FIRST + 25))
    clinic.wait()
    clinic.searched(
        *(record(FIRST + number, notices=[RETRACTION]) for number in range(25)),
        *(trial(FIRST + 100 + number) for number in range(30)),
    )
    tell(clinic, ana)
    (first,) = ana.told
    assert (len(first.items), len(first.more)) == (20, 35)
    assert f"And 35 more (the first 30): evidence search '{FIRST + 20}[uid] OR " in render(
        first, "txt"
    )
    for form in ("txt", "md", "html"):
        (typed,) = (each for each in commands(render(first, form), form) if "[uid]" in each)
        program, name, query = shlex.split(typed)
        assert (program, name) == ("evidence", "search")
        assert len(search(clinic.store, query, Mesh.shipped(), START.date()).pmids) == 30
    tell(clinic, ana)  # the five that were cited come one by one, the trials were counted
    assert ana.items == [("retraction", FIRST + number) for number in range(25)]
    tell(clinic, ana)
    assert len(ana.told) == 2


def test_nothing_to_say_is_not_said(clinic: Clinic) -> None:
    ana = Someone()
    tell(clinic, ana)
    assert ana.told == []
    clinic.searched(trial(FIRST))
    tell(clinic, ana)
    assert len(ana.told) == 1
    for _ in range(3):
        clinic.wait()
        clinic.searched()
        tell(clinic, ana)
    assert len(ana.told) == 1


def test_a_recipient_that_is_down_for_long_misses_nothing(clinic: Clinic) -> None:
    ana, ben = Someone("test:ana", down=DOWN), Someone("test:ben")
    clinic.searched(record(FIRST))
    clinic.wait()
    clinic.searched(trial(FIRST + 1))
    for _ in range(30):
        tell(clinic, ana, ben)
        clinic.wait()
        clinic.searched()
    ana.down = None
    tell(clinic, ana, ben)
    tell(clinic, ana, ben)
    assert ana.items == ben.items == [("randomised trial", FIRST + 1)]


def test_a_clock_that_is_set_back_hides_no_search(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(record(FIRST))
    tell(clinic, ana)
    clinic.wait(-30)
    clinic.searched(trial(FIRST + 1))
    tell(clinic, ana)
    assert ana.items == [("randomised trial", FIRST + 1)]


def test_the_digest_of_one_topic_takes_nothing_from_another(clinic: Clinic) -> None:
    ana = Someone()
    for topic in (TOPIC, "stenosis"):
        clinic.searched(record(FIRST), topic=topic)
    tell(clinic, ana)
    clinic.wait()
    clinic.searched(trial(FIRST + 1))
    clinic.searched(trial(FIRST + 2), topic="stenosis")
    tell(clinic, ana, topics=(TOPIC,))
    assert ana.items == [("randomised trial", FIRST + 1)]
    tell(clinic, ana)
    assert ana.items == [("randomised trial", FIRST + 1), ("randomised trial", FIRST + 2)]


def test_a_record_of_two_topics_is_counted_once_in_all(clinic: Clinic) -> None:
    for topic in (TOPIC, "stenosis"):
        clinic.searched(record(FIRST), topic=topic)
    clinic.wait()
    for topic in (TOPIC, "stenosis"):
        clinic.searched(record(FIRST + 1), topic=topic)
    made = view(clinic.store, clinic.scope(), "1d", clinic.now + timedelta(hours=1))
    assert [each.joined for each in made.counts] == [1, 1]
    assert subject(made) == "1 new record – evidence digest"  # noqa: RUF001


def test_a_record_of_two_topics_is_one_item(clinic: Clinic) -> None:
    for topic in (TOPIC, "stenosis"):
        clinic.searched(record(FIRST), topic=topic)
    clinic.wait()
    clinic.searched(trial(FIRST + 1))
    clinic.searched(trial(FIRST + 1), topic="stenosis")
    (item,) = view(clinic.store, clinic.scope(), "7d", clinic.now).items
    assert item.topics == (TOPIC, "stenosis")


def test_a_trial_that_arrives_after_its_number_is_told_then(clinic: Clinic) -> None:
    ana = Someone()
    late = FIRST + 1
    clinic.searched(record(FIRST))
    clinic.wait()
    clinic.members[TOPIC].add(late)  # PubMed lists it and does not send it
    clinic.store.transact(lambda unit: unit.quarantine([(late, "not sent", "not sent")]))
    clinic.searched(state="partial")
    tell(clinic, ana)
    assert ana.items == []
    clinic.wait()
    clinic.store.transact(lambda unit: unit.release([late]))
    clinic.searched(trial(late))
    tell(clinic, ana)
    tell(clinic, ana)
    assert ana.items == [("randomised trial", late)]


def test_failures_are_told_at_the_first_the_third_then_daily_and_the_recovery(
    clinic: Clinic,
) -> None:
    ana = Someone()
    clinic.searched(record(FIRST))
    tell(clinic, ana)
    told = []
    for _ in range(5):
        clinic.wait()
        clinic.failed()
        before = len(ana.told)
        tell(clinic, ana)
        clinic.wait(0.1)  # a second failure on the same day
        clinic.failed()
        tell(clinic, ana)
        told.append(len(ana.told) - before)
    assert told == [1, 1, 1, 1, 1]
    assert [each.what for each in ana.told[1].trouble] == [
        "The search of leg-cramps on 3 March 2026 failed: PubMed did not answer."
    ]
    clinic.wait()
    clinic.searched()
    tell(clinic, ana, Someone("test:ben"))
    assert [each.what for each in ana.told[-1].trouble] == [
        "The search of leg-cramps works again since 8 March 2026."
    ]
    tell(clinic, ana)
    assert len(ana.told) == 7
    assert view(clinic.store, clinic.scope(), "7d", clinic.now).trouble == ()


def test_trouble_is_shown_while_it_lasts_and_told_once(clinic: Clinic) -> None:
    ana = Someone()
    opened = clinic.searched(record(FIRST))
    dropped = ("nocturnal leg crampz",)
    clinic.store.save_search(replace(opened, dropped=dropped))
    for _ in range(2):  # in two runs
        clinic.store.transact(
            lambda unit: unit.quarantine([(FIRST + 5, "unreadable", "No title <b>here</b>.")])
        )
    for _ in range(3):
        tell(clinic, ana)
    (made,) = ana.told
    assert [each.what for each in made.trouble] == [
        "PubMed leaves the phrase “nocturnal leg crampz” out of the search of leg-cramps.",
        "1 record could not be had from PubMed: 990000006. The first: No title <b>here</b>.",
    ]
    assert len(view(clinic.store, clinic.scope(), "7d", clinic.now).trouble) == 2
    clinic.store.transact(lambda unit: unit.quarantine([(FIRST + 6, "not sent", "It may come")]))
    tell(clinic, ana)
    assert len(ana.told) == 1
    clinic.store.transact(lambda unit: unit.release([FIRST + 6]))
    clinic.store.ledger.acknowledge(
        Acknowledgement(TOPIC, dropped[0], "A", "a typo", clinic.now, clinic.query)
    )
    clinic.wait(9)
    tell(clinic, ana)
    assert [each.what for each in ana.told[-1].trouble] == [
        "leg-cramps was last searched on 2 March 2026, 9 days ago.",
        "1 record could not be had from PubMed: 990000006. The first: No title <b>here</b>.",
    ]


def test_articles_of_the_clinic_are_watched(clinic: Clinic, tmp_path: Path) -> None:
    article = tmp_path / "Leg cramps.md"
    article.write_text("Cramps are common (PMID: 990000001; PMID 990000002, 990000003).", "utf-8")
    ana = Someone()
    clinic.searched(record(FIRST, notices=[RETRACTION]), record(FIRST + 1))
    scope = Scope((TOPIC,), articles={article.name: read(article)})
    made = view(clinic.store, scope, "7d", clinic.now)
    assert [(item.kind, item.pmid, item.cited_in) for item in made.items] == [
        ("retraction", FIRST, ("Leg cramps.md",))
    ]
    assert [each.what for each in made.trouble] == [
        "1 record that Leg cramps.md cites cannot be watched, being in no search: 990000003."
    ]
    assert ana.told == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PMID: 990000001", {1}),
        ("pmid 990000001.", {1}),
        ("PMIDs 990000001, 990000002 and 990000003 agree", {1, 2, 3}),
        ("PMID:990000001;990000002", {1, 2}),
        ("[PMID 990000001](https://pubmed.ncbi.nlm.nih.gov/990000002/)", {1, 2}),
        ("http://www.ncbi.nlm.nih.gov/pubmed/990000001?x=990000002", {1}),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=990000001", {1}),
        ('<li data-pmid="990000001">', {1}),
        ("<p data-pmids='990000001,990000002'>", {1, 2}),
        ("PMID</b>:&nbsp;990000001", set()),
        ("<b>PMID:</b> 990000001", set()),
        ("PMID:&nbsp;990000001", {1}),
        ("**PMID:** 990000001", {1}),
        ("info:pmid/990000001", {1}),
        ("In 990000001 people, 12 (PMID unknown).", set()),
        ("PMCID: PMC990000001", set()),
        ("PMID: 0, PMID: 99999999999999", set()),
    ],
)
def test_pmids_as_people_write_them(text: str, found: set[int]) -> None:
    assert {pmid - 990_000_000 for pmid in pmids(text)} == found


@given(st.text())
def test_no_text_stops_the_reader(text: str) -> None:
    assert isinstance(pmids(text), BitMap)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "article.docx").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(UsageProblem, match="not a text in UTF-8"):
        read(tmp_path / "article.docx")


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("7d", datetime(2026, 2, 23, 4, 17, tzinfo=UTC)),
        ("2W", datetime(2026, 2, 16, 4, 17, tzinfo=UTC)),
        ("1m", datetime(2026, 1, 31, 4, 17, tzinfo=UTC)),
        ("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_since(since: str, found: datetime) -> None:
    assert moment(since, START) == found


@pytest.mark.parametrize(
    "since", ["", "0d", "yesterday", "2026-13-01", "7", "d", "99999d", "2026-03-03"]
)
def test_since_what(since: str) -> None:
    with pytest.raises(UsageProblem, match="--since"):
        moment(since, START)


def scene(clinic: Clinic) -> None:
    """One of each: for whole outputs."""
    clinic.searched(trial(FIRST, "Quinine for cramps."), record(FIRST + 1), record(FIRST + 2))
    clinic.searched(record(FIRST + 1), topic="stenosis")
    clinic.cite(FIRST, FIRST + 1)
    clinic.wait()
    clinic.searched(
        record(FIRST, "Quinine for cramps.", notices=[RETRACTION]),
        record(FIRST + 1, notices=[ERRATUM]),
        record(FIRST + 2, "Massage for cramps.", notices=[CONCERN]),
        record(FIRST + 3, "Stretching: a systematic review.", "Systematic Review"),
        record(FIRST + 6, "How to write a systematic review."),
        trial(FIRST + 4, "Pickle juice for cramps: a randomised trial."),
        record(FIRST + 5, "A letter.", "Letter"),
    )
    clinic.failed("PubMed answered 502", topic="stenosis")
    clinic.wait(0.2)


@pytest.mark.parametrize("form", [*FORMS, "txt"])
def test_the_whole_digest_is_as_last_seen(form: str, clinic: Clinic, tmp_path: Path) -> None:
    scene(clinic)
    made = render(view(clinic.store, clinic.scope(), "7d", clinic.now), form)
    if form == "html":
        made = made[: made.index("<style>")] + made[made.index("</style>") :]
    made = made.replace(program_version(), "0.0.0")
    seen = DATA / f"seen.{form}"
    if not seen.is_file() or made != seen.read_text(encoding="utf-8"):
        now = tmp_path / seen.name
        now.write_text(made, encoding="utf-8")
        pytest.fail(f"The digest changed: diff {seen} {now}\nIf that is wanted: cp {now} {seen}")


def test_the_keys_that_others_build_on(sqlite_clinic: Clinic) -> None:
    scene(sqlite_clinic)
    made = json.loads(
        render(view(sqlite_clinic.store, sqlite_clinic.scope(), "7d", sqlite_clinic.now), "json")
    )
    assert {"generated", "since", "items", "counts", "trouble"} <= set(made)
    assert all({"pmid", "kind", "why", "first_seen"} <= set(item) for item in made["items"])


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    return (token.content for token in tokens if token.type in {"text", "text_special"})


HOSTILE = (
    "<script>alert(1)</script>",
    '"onmouseover="alert(1)',
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "<http://evil.example>",
    "{{ 7*7 }} {% raw %}",
    "=cmd|' /C calc'!A0",
    "\x1b[2J\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "\u202egnp.exe\u2066 hidden\u2069 \u200fright",
    "Subject\r\nBcc: everybody@evil.example\r\n\r\nbody",
    "a\u2028b\u2029c\x00d\x85e",
    "---\n# heading\n- list\n1. one\n```\ncode",
    "]]> <![CDATA[ &lt; &amp; &#0; &nbsp;",
    "</title></style><svg onload=alert(1)>",
    "**bold** `code` ~~gone~~ | a | b |",
    "\ud800 lone \ufffe \U000e0041",
    "\\input{/etc/passwd} $x^2$",
)


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(clinic: Clinic, title: str) -> Callable[[str], str]:
    clinic.searched(record(FIRST))
    clinic.wait()
    clinic.searched(trial(FIRST + 1, "A trial."))
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    (item,) = made.items
    # As a record would: what an item says is made by the same functions, see below.
    shown = replace(
        item,
        title=plain(title),
        why=item.why.replace("A trial", plain(title)),
        cited_in=(plain(title),),
    )
    whole = replace(made, items=(shown,))
    return lambda form: render(whole, form)


@pytest.mark.parametrize("title", HOSTILE)
def test_text_of_pubmed_is_never_markup(title: str, sqlite_clinic: Clinic) -> None:
    shown = hostile(sqlite_clinic, title)
    page = Elements(shown("html"))
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "div", "aside", "p", "strong"),
        *("header", "h1", "h2", "time", "main", "section", "ul", "li", "span", "dl", "dt", "dd"),
        *("footer", "a", "code"),
    }
    assert not {name for name in page.attributes if name.startswith("on")}
    assert plain(title) in " ".join(page.text.split())
    tokens = [
        child
        for token in MarkdownIt("gfm-like", {"linkify": False}).parse(shown("md"))
        for child in (token, *(token.children or ()))
    ]
    assert not {token.type for token in tokens} & {
        *("link_open", "image", "html_inline", "html_block", "code_inline", "fence", "table_open"),
        *("s_open", "em_open"),
    }
    words = ["".join(_words(token.children or ())) for token in tokens if token.type == "inline"]
    assert any(plain(title) in line for line in words)
    feed = ET.fromstring(shown("atom"))  # noqa: S314 - our own
    entry = "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}"
    assert plain(title) in (feed.findtext(f"{entry}content") or "")
    for form in (*FORMS, "txt"):
        assert not set(shown(form)) & set("\x00\x07\x1b\x85\u202e\u2066\u2069\u200f\ufffe")


def test_hostile_titles_come_clean_out_of_the_database(clinic: Clinic) -> None:
    titles = [each for each in HOSTILE if each.isprintable() or "\u202e" in each]
    clinic.searched(record(FIRST))
    clinic.wait()
    clinic.searched(*(trial(FIRST + 1 + at, title) for at, title in enumerate(titles)))
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert len(made.items) == len(titles)
    assert "\u202e" not in render(made, "json")
    assert "<script>" not in render(made, "html")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("join", "cite", "retract", "correct", "retitle", "tell", "down", "up")),
        st.integers(0, 4),
    ),
    max_size=25,
)


class Play:
    """A clinic to which things happen, and who must have been told of what in the end."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.people = Someone("test:ana", days=60), Someone("test:ben", days=60)
        self.titles: dict[int, str] = {}
        self.notices: dict[int, list[tuple[str, str, int | None]]] = {}
        self.due: set[int] = set()

    def join(self, number: int) -> None:
        pmid = FIRST + number
        title = self.titles.setdefault(pmid, "A trial.")
        borne = self.notices.setdefault(pmid, [])
        self.clinic.searched(record(pmid, title, notices=borne))

    def retitle(self, number: int) -> None:
        self.titles[FIRST + number] = self.titles.get(FIRST + number, "A trial") + "!"
        self.join(number)

    def correct(self, number: int) -> None:
        borne = self.notices.setdefault(FIRST + number, [])
        borne.append(("ErratumIn", f"Invented J. {len(borne)}", None))
        self.join(number)

    def retract(self, number: int) -> None:
        borne = self.notices.setdefault(FIRST + number, [])
        if RETRACTION not in borne:
            borne.append(RETRACTION)
            self.due |= {FIRST + number} & self.titles.keys()
        self.join(number)

    def cite(self, number: int) -> None:
        pmid = FIRST + number
        if pmid in self.titles:
            self.clinic.cite(pmid, place=f"page {number % 2}")

    def tell(self, number: int) -> None:
        tell(self.clinic, self.people[number % 2])

    def down(self, number: int) -> None:
        self.people[number % 2].down = DOWN

    def up(self, number: int) -> None:
        self.people[number % 2].down = None


def play(clinic: Clinic, steps: Sequence[tuple[str, int]]) -> None:
    """Every retraction of a known record is told once to each recipient, cited or not."""
    world = Play(clinic)
    last = [(step, number) for step in ("up", "tell", "tell") for number in (0, 1)]
    for step, number in (*steps, *last):
        clinic.wait(0.3)
        getattr(world, step)(number)
    for someone in world.people:
        told = [pmid for kind, pmid in someone.items if kind == "retraction"]
        assert len(told) == len(set(told))
        assert set(told) >= world.due
        keys = [item.keys[0] for each in someone.told for item in each.items]
        assert len(keys) == len(set(keys))


@settings(max_examples=40)
@given(STEPS)
def test_every_retraction_is_told_exactly_once(
    steps: list[tuple[str, int]],
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(f"{folder}/evidence.db") as opened,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        play(Clinic(opened, monkeypatch), steps)


def test_the_same_on_either_database(clinic: Clinic) -> None:
    draw = random.Random(7)
    names = ("join", "cite", "retract", "correct", "retitle", "tell", "tell", "down", "up")
    play(clinic, [(draw.choice(names), draw.randrange(5)) for _ in range(60)])
