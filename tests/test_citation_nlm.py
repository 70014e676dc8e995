import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citation.nlm import nlm, nlm_html
from evidence.citation.source import source
from evidence.record import (
    Author,
    Book,
    Correction,
    Date,
    DatedEvent,
    Identifier,
    Journal,
    Record,
)

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
GOLD, MEDLINE = DATA / "citations/gold.json", DATA / "medline.nbib"
MONTHS = [
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
]


def day(text: str) -> Date:
    year, *rest = text.split()
    if not rest:
        return Date(text, int(year), precision="year")
    if rest[0] not in MONTHS:
        return Date(text, int(year), precision="range")
    month = MONTHS.index(rest[0]) + 1
    number = int(rest[1]) if rest[1:] else None
    return Date(text, int(year), month, number, "day" if number else "month")


PAPER = Record(
    pmid=990000001,
    title="Stretching for night cramps.",
    authors=(Author(last="Doe", initials="JA", suffix="Jr"), Author(last="Roe", initials="B")),
    journal=Journal(abbreviation="J Test (Phila)"),
    published=day("2020 Oct 3"),
    volume="12",
    issue="4 Suppl 1",
    pages="S93-9",
    publication_status="ppublish",
    languages=("eng",),
)


def test_a_plain_article() -> None:
    assert nlm(PAPER) == (
        "Doe JA Jr, Roe B. Stretching for night cramps. J Test (Phila)."
        " 2020 Oct 3;12(4 Suppl 1):S93-9. PMID: 990000001."
    )


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"authors": ()}, "Stretching for night cramps. J Test"),
        ({"authors_complete": False}, "Roe B, et al. Stretching"),
        ({"title": "Do cramps matter?"}, "Roe B. Do cramps matter? J Test"),
        ({"title": "Cramps"}, "Roe B. Cramps. J Test"),
        ({"title": "[Cramps]."}, "Roe B. [Cramps]. J Test"),
        ({"title": "[Cramps].", "vernacular_title": "Krämpfe."}, "Krämpfe [Cramps]. J Test"),
        ({"title": "Cramps.", "vernacular_title": "Krämpfe."}, "Krämpfe [Cramps]. J Test"),
        ({"volume": ""}, "2020 Oct 3;(4 Suppl 1):S93-9. PMID"),
        ({"volume": "", "issue": ""}, "2020 Oct 3:S93-9. PMID"),
        ({"volume": "", "issue": "", "pages": ""}, "2020 Oct 3. PMID"),
        ({"published": Date("2022 Jan-Mar 01", 2022, 1, None, "range")}, "2022 Jan-Mar 01;12"),
        ({"published": Date("1991 Spring", 1991, 4, None, "season")}, "1991 Spring;12"),
        ({"languages": ("ger",)}, "S93-9. German. PMID"),
        ({"languages": ("eng", "spa")}, "S93-9. English, Spanish. PMID"),
        ({"languages": ("xyz",)}, "S93-9. xyz. PMID"),
        ({"pages": "", "elocations": (Identifier("pii", "e17"),)}, "(4 Suppl 1):e17. PMID"),
        ({"article_ids": (Identifier("doi", "10.1/x"),)}, "S93-9. doi: 10.1/x. PMID"),
        ({"article_ids": (Identifier("pmc", "PMC9"),)}, "PMID: 990000001; PMCID: PMC9."),
    ],
)
def test_the_rules_one_by_one(changes: Mapping[str, object], part: str) -> None:
    assert part in nlm(replace(PAPER, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "published", "electronic", "part"),
    [
        ("ppublish", "2020 Oct", "2020 Feb 4", "2020 Oct;12(4 Suppl 1):S93-9. Epub 2020 Feb 4."),
        ("aheadofprint", "2020 Feb 4", "2020 Feb 4", "S93-9. Epub ahead of print. PMID"),
        ("epublish", "2020 Feb 4", "2020 Feb 4", "2020 Feb 4;12(4 Suppl 1):S93-9. PMID"),
        ("epublish", "2020", "2020 Feb 4", "2020 Feb 4;12(4 Suppl 1):S93-9. eCollection 2020."),
    ],
)
def test_electronic_dates(status: str, published: str, electronic: str, part: str) -> None:
    kept = replace(
        PAPER,
        publication_status=status,
        published=day(published),
        article_dates=(DatedEvent("Electronic", day(electronic)),),
    )
    assert part in nlm(kept)


def test_semicolons_stand_on_both_sides_of_a_collective() -> None:
    group = Author(collective="Cramp Group")
    people = PAPER.authors
    assert "Doe JA Jr; Cramp Group; Roe B. S" in nlm(
        replace(PAPER, authors=(people[0], group, people[1]))
    )
    assert nlm(replace(PAPER, authors=(group, *people))).startswith("Cramp Group; Doe JA Jr, Roe")


def test_notices_stand_before_the_pmid_and_comments_do_not() -> None:
    kept = replace(
        PAPER,
        corrections=(
            Correction("ErratumIn", "J Test. 2021;1:2. doi: 10.1/y"),
            Correction("CommentIn", "J Other. 2021"),
            Correction("RetractionIn", "J Test. 2022;1:3."),
        ),
    )
    assert nlm(kept).endswith(
        "S93-9. Erratum in: J Test. 2021;1:2. doi: 10.1/y. Retraction in: J Test. 2022;1:3."
        " PMID: 990000001."
    )
    assert "Other" not in nlm(kept)


def test_html_keeps_the_titles_markup_and_escapes_the_rest() -> None:
    kept = replace(
        PAPER,
        title="a<b in COL9A2.",
        title_markup="a&lt;b in <i>COL9A2</i>.",
        journal=Journal(abbreviation="J <Test> & Co"),
    )
    html = nlm_html(kept)
    assert "a&lt;b in <i>COL9A2</i>. J &lt;Test&gt; &amp; Co." in html
    hostile = replace(PAPER, title="x.", title_markup="x<script>alert(1)</script>.")
    assert "<script" not in nlm_html(hostile)
    assert "<i on" not in nlm_html(replace(PAPER, title="x", title_markup="<i onclick=x>x</i>"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_html_holds_no_tag_but_the_five(title: str, markup: str) -> None:
    html = nlm_html(replace(PAPER, title=title, title_markup=markup))
    assert "<" not in re.sub(r"</?(?:i|b|u|sup|sub)>", "", html)
    assert "\n" not in nlm(replace(PAPER, title=title))


def test_a_book_and_a_chapter() -> None:
    editor = Author(last="Poe", initials="C", role="editor")
    book = Book(
        title="Cramps",
        publisher="Test Press",
        place="Bern (CH)",
        begins=day("2019"),
        medium="Internet",
        edition="2nd",
    )
    whole = Record(pmid=990000002, authors=(editor,), book=book)
    assert nlm(whole) == (
        "Poe C, editor. Cramps [Internet]. 2nd ed. Bern (CH): Test Press; 2019–."  # noqa: RUF001
        " PMID: 990000002."
    )
    chapter = replace(
        whole,
        title="Night cramps",
        authors=(*PAPER.authors, editor),
        article_dates=(DatedEvent("Contribution", day("2019 May 1")),),
        revised=day("2021 Jun 2"),
        book=replace(book, edition="", begins=Date(), published=day("2019")),
    )
    assert nlm(chapter) == (
        "Doe JA Jr, Roe B. Night cramps. 2019 May 1 [updated 2021 Jun 2]. In: Poe C, editor."
        " Cramps [Internet]. Bern (CH): Test Press; 2019. PMID: 990000002."
    )


def gold_record(case: Mapping[str, object]) -> Record:
    def text(key: str) -> str:
        return str(case.get(key) or "")

    def texts(key: str) -> Sequence[str]:
        return cast("Sequence[str]", case.get(key) or ())

    authors = tuple(
        Author(
            last=each.get("last") or "",
            initials=each.get("initials") or "",
            suffix=each.get("suffix") or "",
            collective=each.get("collective") or "",
        )
        for each in cast("Sequence[Mapping[str, str]]", case["authors"])
    )
    published = day(" ".join(text(key) for key in ("year", "month", "day") if text(key)))
    electronic = day(text("epub")) if text("epub") else published
    ahead = bool(case.get("aheadofprint"))
    return Record(
        pmid=int(text("pmid")),
        title=text("title"),
        vernacular_title=text("vernacular"),
        authors=authors,
        journal=Journal(abbreviation=text("journal")),
        published=published,
        article_dates=(DatedEvent("Electronic", electronic),) if ahead or text("epub") else (),
        publication_status="aheadofprint" if ahead else "ppublish",
        volume=text("volume"),
        issue=text("issue"),
        pages=text("pages"),
        article_ids=(Identifier("doi", text("doi")), Identifier("pmc", text("pmcid"))),
        languages=({"Japanese": "jpn", "German": "ger", "": "eng"}[text("language")],),
        corrections=(
            *(Correction("ErratumIn", each) for each in texts("erratum")),
            *(Correction("RetractionIn", each) for each in texts("retraction")),
        ),
    )


@pytest.mark.skipif(not GOLD.exists(), reason="shared/data/citations/gold.json is not at hand")
def test_gold_references() -> None:
    cases = json.loads(GOLD.read_text("utf-8"))["nlm"]
    assert [nlm(gold_record(case)) for case in cases] == [case["nlm"] for case in cases]


@pytest.mark.skipif(not MEDLINE.exists(), reason="shared/data/medline.nbib is not at hand")
def test_the_source_string_of_real_records() -> None:
    """SO as captured may lack a DOI, and older captures write "pii:"; it has no language."""
    medline = pytest.importorskip("evidence.pubmed.medline")
    exact = but_doi = count = 0
    for raw in re.split(r"\n\s*\n(?=PMID-)", MEDLINE.read_text("utf-8")):
        said = re.search(r"^SO  - (.*(?:\n {6}.*)*)", raw, re.MULTILINE)
        assert said is not None
        want = " ".join(said[1].split())
        parts = source(replace(medline.parse_medline(raw), languages=("eng",)))
        mine = " ".join(part for part in parts if part != "Epub ahead of print.")
        count += 1
        exact += mine == want
        but_doi += re.sub(r" doi: \S+", "", mine) == re.sub(r" doi: \S+", "", want)
    assert count == 821
    assert exact >= 680
    assert but_doi >= 800
