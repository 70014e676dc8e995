"""Notices in a digest: on what a text quotes, lists, or does not cite; all records invented."""

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from evidence.digest.deliver import view
from evidence.digest.gather import Scope
from evidence.digest.page import FORMS, render
from evidence.digest.usage import changed, step, used
from evidence.digest.wording import headline
from evidence.store import Store
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

CONCERN = ("ExpressionOfConcernIn", "Invented J. 2026 May;1(4):1", FIRST + 901)
PART = ("PartialRetractionIn", "Invented J. 2026 Jun;1(5):2", FIRST + 902)
ERRATUM = ("ErratumIn", "Invented J. 2026 Apr;1(3):12", FIRST + 903)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def clinic(store: Store, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    return Clinic(store, monkeypatch)


def test_a_retraction_of_what_no_text_cites_is_named_everywhere(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST, "Quinine for cramps."), trial(FIRST + 1), trial(FIRST + 2))
    clinic.wait()
    clinic.searched(
        record(FIRST, "Quinine for cramps.", notices=[RETRACTION]),
        record(FIRST + 1, "Heat for cramps.", notices=[CONCERN]),
        record(FIRST + 2, "Cold for cramps.", notices=[PART]),
    )
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert headline(made) == (
        "1 retraction, 1 partial retraction, 1 expression of concern in your topics"
    )
    assert made.urgent == ()
    assert [(item.kind, item.pmid) for item in made.grave] == [
        *(("retraction", FIRST), ("partial retraction", FIRST + 2)),
        ("expression of concern", FIRST + 1),
    ]
    why = (
        "“Quinine for cramps”, Invented J, 2026. It is retracted: Invented J. 2026 Mar;1(2):9, "
        "PMID 990000901. In leg-cramps."
    )
    assert made.grave[0].why == why
    for form in (*FORMS, "txt"):
        text = render(made, form)
        assert all(str(FIRST + number) in text for number in range(3))
        assert "It is retracted: Invented J. 2026 Mar;1(2):9, PMID 990000901" in text
    assert "IN YOUR TOPICS, NOT CITED" in render(made, "txt")
    for form in ("md", "html"):
        assert "In your topics, not cited" in render(made, form)
    assert [each["cited_in"] for each in json.loads(render(made, "json"))["items"]] == [[]] * 3


def test_it_is_told_once_to_each_even_if_it_is_cited_later(clinic: Clinic) -> None:
    ana, ben = Someone("test:ana"), Someone("test:ben")
    clinic.searched(trial(FIRST), trial(FIRST + 1))
    tell(clinic, ana)
    clinic.wait()
    clinic.searched(record(FIRST, notices=[CONCERN]))
    tell(clinic, ana)
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(record(FIRST, "Another title.", notices=[CONCERN]))
    tell(clinic, ana, ben)
    tell(clinic, ana, ben)
    assert ana.items == ben.items == [("expression of concern", FIRST)]
    assert [item.cited_in for item in ben.told[0].items] == [(f"summary {TOPIC}",)]


def test_what_was_cited_comes_first_and_both_are_in_the_headline(clinic: Clinic) -> None:
    clinic.searched(*(trial(FIRST + number) for number in range(4)))
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(
        record(FIRST, notices=[ERRATUM]),
        *(record(FIRST + number, notices=[RETRACTION]) for number in (1, 2)),
        trial(FIRST + 9),
    )
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert [item.pmid for item in made.items] == [FIRST, FIRST + 1, FIRST + 2, FIRST + 9]
    assert headline(made) == "1 cited source corrected; 2 retractions in your topics"


def test_more_than_fit_are_told_with_the_next_digest(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(*(trial(FIRST + number) for number in range(25)))
    clinic.wait()
    clinic.searched(*(record(FIRST + number, notices=[RETRACTION]) for number in range(25)))
    for _ in range(3):
        tell(clinic, ana)
    assert ana.items == [("retraction", FIRST + number) for number in range(25)]
    assert len(ana.told) == 2


def test_one_that_arrives_retracted_is_named_and_no_new_trial(clinic: Clinic) -> None:
    ana = Someone()
    clinic.searched(record(FIRST, notices=[RETRACTION]))  # the first search brings no news
    clinic.wait()
    kind = "Randomized Controlled Trial"
    clinic.searched(
        record(FIRST + 1, kind=kind, notices=[RETRACTION]),
        record(FIRST + 2, kind=kind, notices=[CONCERN]),
        record(FIRST + 3, kind=kind, notices=[ERRATUM]),
    )
    tell(clinic, ana)
    tell(clinic, ana)
    assert ana.items == [
        *(("retraction", FIRST + 1), ("expression of concern", FIRST + 2)),
        ("randomised trial", FIRST + 3),
    ]
    assert (ana.told[0].joined, ana.told[0].counts[0].joined) == (0, 0)


def test_errata_of_what_nobody_cites_name_ten(clinic: Clinic) -> None:
    clinic.searched(*(trial(FIRST + number) for number in range(12)))
    clinic.wait()
    clinic.searched(*(record(FIRST + number, notices=[ERRATUM]) for number in range(12)))
    made = view(clinic.store, clinic.scope(), "1d", clinic.now + timedelta(hours=1))
    assert made.items == ()
    listed = ", ".join(str(FIRST + number) for number in range(10))
    said = f"12 records that no text cites were corrected or updated (PMID {listed} and 2 more)"
    assert said in render(made, "txt")
    assert json.loads(render(made, "json"))["counts"][0]["notices"] == 12


def test_a_record_that_a_page_only_lists_counts_as_resting_on_it(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST), trial(FIRST + 1), trial(FIRST + 2))
    clinic.cite(FIRST, FIRST + 1, place=f"summary {TOPIC}, table")
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(*(record(FIRST + number, notices=[RETRACTION]) for number in range(3)))
    scope = Scope((TOPIC,), chosen=True, articles={"article.md": clinic.store.pmids()})
    for asked, places in ((clinic.scope(TOPIC), ""), (scope, " Cited in article.md.")):
        made = view(clinic.store, asked, "7d", clinic.now)
        quoted, listed, other = made.items
        assert quoted.why.endswith(f"Quoted in summary leg-cramps.{places}")
        assert listed.why.endswith(f"Listed in summary leg-cramps.{places}")
        assert other.why.endswith(places or "In leg-cramps.")
    both = "Take it out of article.md, and write the text anew without it: evidence summary"
    assert [str(item.step) for item in made.items] == [
        *([f"{both} leg-cramps"] * 2),
        "Take it out of article.md.",
    ]


def test_an_erratum_tells_what_changed_with_it(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST, "One."), trial(FIRST + 1, "Two."))
    clinic.cite(FIRST, FIRST + 1)
    clinic.wait()
    kind = "Randomized Controlled Trial"
    clinic.searched(
        record(FIRST, "One.", kind, [ERRATUM]), record(FIRST + 1, "Three.", kind, [ERRATUM])
    )
    one, two = view(clinic.store, clinic.scope(), "7d", clinic.now).items
    assert "Nothing else in PubMed's record changed with it." in one.why
    assert "Changed with it in PubMed's record: title." in two.why
    assert str(two.step) == (
        "Read the notice and write the text anew, which then shows it: evidence summary leg-cramps"
    )


def test_where_it_is_used_in_words() -> None:
    places = (
        "a.md",
        "summary legs, table",
        "summary legs",
        "summary back-pain, table",
        "summary X",
    )
    assert used(places) == (
        "Quoted in summary legs. Listed in summary back-pain. Cited in a.md, summary X."
    )
    assert step("retraction", places[1:4]).command == (
        "evidence summary legs && evidence summary back-pain"
    )
    assert str(step("erratum", ["a.md"])) == "Read the notice, and see what it means for a.md."
    assert changed(None) == ""
    assert changed(("abstract", "MeSH: + Muscle Cramp", "MeSH: - Leg", "date revised")) == (
        "Changed with it in PubMed's record: abstract, MeSH."
    )


def test_a_review_by_its_title_alone_is_perhaps_one(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST))
    clinic.wait()
    guide = record(FIRST + 1, "How to write a systematic review.")
    clinic.searched(guide, record(FIRST + 2, "Stretching.", "Systematic Review"))
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert [(item.pmid, item.sure) for item in made.items] == [
        (FIRST + 2, True),
        (FIRST + 1, False),
    ]
    assert headline(made) == "1 new systematic review, 1 new record that may be a review or trial"
    assert 'Perhaps a systematic review, by its words alone: The title says "systematic' in (
        render(made, "txt")
    )
    assert "**Perhaps a systematic review**" in render(made, "md")
    clinic.wait(8)
    clinic.searched(record(FIRST + 3, "How to read a systematic review."))
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    assert headline(made) == "1 new record that may be a review or trial"


def test_the_feed_has_what_rfc_4287_asks_for(clinic: Clinic) -> None:
    clinic.searched(trial(FIRST), record(FIRST + 1))
    clinic.cite(FIRST)
    clinic.wait()
    clinic.searched(
        *(record(FIRST + number, notices=[RETRACTION]) for number in (0, 1)),
        record(31_452_104, "A record whose number could be a real one.", "Systematic Review"),
        record(FIRST + 5),
    )
    clinic.failed()
    made = view(clinic.store, clinic.scope(), "7d", clinic.now)
    root = ET.fromstring(render(made, "atom"))  # noqa: S314 - our own
    # 4.1.1: one id, one title, one updated, and an author for all entries.
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 5
    for entry in entries:  # 4.1.2
        for name in ("id", "title", "updated", "content"):
            (found,) = entry.findall(f"{ATOM}{name}")
            assert found.text
        for name in ("published", "summary", "link"):
            assert len(entry.findall(f"{ATOM}{name}")) <= 1
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    (link,) = root.iter(f"{ATOM}link")
    assert link.attrib == {"rel": "alternate", "href": "https://pubmed.ncbi.nlm.nih.gov/31452104/"}
