"""Verification must fail on every kind of change, and on nothing else."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markupsafe import escape

from evidence.errors import NotFound, UsageProblem
from evidence.pubmed.files import Parsed, read_file
from evidence.record import Correction, Record, Section, Term
from evidence.report import render
from evidence.summary import Summary, at_hand, summarise
from evidence.summary.marks import escape_markdown
from evidence.summary.verify import Verification, verify_file, verify_text
from evidence.topic import load_topics

DATA = Path(__file__).parent / "data" / "summary"
FORMS = ("html", "md", "json")


class Kept:
    """Records as a store answers for them: one now, any number earlier."""

    def __init__(self, records: Iterable[Record], earlier: Iterable[Record] = ()) -> None:
        self.now = {record.pmid: record for record in records}
        self.earlier = tuple(earlier)

    def record(self, pmid: int) -> Record:
        if pmid not in self.now:
            raise NotFound(f"PMID {pmid} is not stored.")
        return self.now[pmid]

    def at_revision(self, pmid: int, sha256: str) -> Record | None:
        known = (*self.now.values(), *self.earlier)
        return next((each for each in known if (each.pmid, each.sha256) == (pmid, sha256)), None)


RECORDS = [item.record for item in read_file(DATA / "records.xml") if isinstance(item, Parsed)]
KEPT = Kept(RECORDS)


def summary() -> Summary:
    (topic,) = load_topics([DATA])
    return summarise(at_hand(RECORDS), topic, today=date(2026, 3, 5), invented=True)


SUMMARY = summary()
QUOTES = [each for each in SUMMARY.statements if each.kind == "quote"]
TEXTS = {form: render(SUMMARY, form) for form in FORMS}


def kinds(found: Verification) -> list[str]:
    return [problem.kind for problem in found.problems]


def changed(form: str, pattern: str, new: str, count: int = 1) -> Verification:
    text, done = re.subn(pattern, new, TEXTS[form], count=count, flags=re.DOTALL)
    assert done, f"nothing in the {form} matches {pattern}"
    return verify_text(text, form, KEPT)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_rendered_holds(form: str) -> None:
    found = verify_text(TEXTS[form], form, KEPT)
    assert found == Verification(len(QUOTES), ())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", range(len(QUOTES)))
def test_one_changed_letter_of_any_quote_is_found(form: str, number: int) -> None:
    quote = QUOTES[number].text
    shown = {"html": str(escape(quote)), "md": escape_markdown(quote), "json": quote}[form]
    spots = [found.start() for found in re.finditer(re.escape(shown), TEXTS[form])]
    assert spots
    for spot in spots:
        for place in (spot, spot + len(shown) // 2, spot + len(shown) - 1):
            text = f"{TEXTS[form][:place]}#{TEXTS[form][place + 1 :]}"
            assert verify_text(text, form, KEPT).problems


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", ["no better than", "may lower", "21 of 64", "0.05"])
def test_a_turned_meaning_is_found(form: str, words: str) -> None:
    found = changed(form, re.escape(words), words.swapcase() if words.isalpha() else "9", count=0)
    assert "words" in kinds(found) or "address" in kinds(found)


@pytest.mark.parametrize(
    ("form", "pattern", "new", "kind"),
    [
        ("html", r' data-start="\d+"', "", "address"),
        ("html", r' data-sha256="\w+"', "", "address"),
        ("html", r' data-start="0"', ' data-start="1"', "words"),
        ("html", r' data-section="abstract/\d"', ' data-section="abstract/77"', "words"),
        ("html", r' data-section="abstract/\d"', ' data-section="nonsense"', "words"),
        ("html", r' data-sha256="....', ' data-sha256="0000', "record"),
        ("html", r'<figure class="quote">.*?</figure>', "", "count"),
        ("html", r"<blockquote [^>]*>", "<blockquote>", "address"),
        ("html", r"</blockquote>", "</blockquote><blockquote>So it is.</blockquote>", "address"),
        ("html", r'<li id="ref-1".*?</li>', "", "reference"),
        ("html", r'<li id="ref-1" data-pmid="\d+"', '<li id="ref-1" data-pmid="1"', "reference"),
        ("html", r'data-reference="1"', 'data-reference="2"', "reference"),
        ("html", r'href="#ref-1" role', 'href="#ref-99" role', "reference"),
        ("html", r"\d records belong", "8 records belong", "words"),
        ("html", r'<div class="counted">.*?</div>', "", "count"),
        ("html", r'data-pmids="', 'data-pmids="5,', "record"),
        ("md", r"<!-- evidence:quote .*?-->\n", "", "address"),
        ("md", r"> Leg cramps were[^\n]*\n", "", "address"),
        ("md", r'"start": 0', '"start": 1', "words"),
        ("md", r'"start": 0', '"begin": 0', "address"),
        ("md", r"> [^\n]*\n<!-- evidence:quote .*?-->\n", "", "count"),
        ("md", r'\n1\. <a id="ref-1"[^\n]*', "", "reference"),
        ("md", r"\d records belong", "8 records belong", "words"),
        ("json", r'"start": 0', '"start": 1', "words"),
        ("json", r'"pmid": 990000104', '"pmid": 990000106', "record"),
    ],
)
def test_every_kind_of_damage_is_found(form: str, pattern: str, new: str, kind: str) -> None:
    assert kind in kinds(changed(form, pattern, new))


def test_a_statement_deleted_from_json_is_found() -> None:
    document = json.loads(TEXTS["json"])
    section = next(each for each in document["sections"] if each["statements"])
    section["statements"].pop()
    assert "count" in kinds(verify_text(json.dumps(document), "json", KEPT))


def test_a_finding_deleted_from_json_is_found() -> None:
    document = json.loads(TEXTS["json"])
    for section in document["sections"]:
        for statement in section["statements"]:
            statement["findings"] = []
    assert kinds(verify_text(json.dumps(document), "json", KEPT)).count("address") == len(QUOTES)


@pytest.mark.parametrize("form", FORMS)
def test_a_newer_version_of_a_record_is_told_apart(form: str) -> None:
    old = RECORDS[0]
    new = replace(old, title=f"{old.title} Corrected.")
    found = verify_text(TEXTS[form], form, Kept([new, *RECORDS[1:]], earlier=[old]))
    assert set(kinds(found)) == {"revised"}
    assert "still has these words" in str(found.problems[0])
    gone = replace(old, abstract=(Section("Nothing of it is left in this abstract."),))
    found = verify_text(TEXTS[form], form, Kept([gone, *RECORDS[1:]], earlier=[old]))
    assert "no longer has these words" in str(found.problems[0])


@pytest.mark.parametrize("form", FORMS)
def test_a_retraction_since_is_found(form: str) -> None:
    old = RECORDS[0]
    new = replace(
        old,
        publication_types=(*old.publication_types, Term("D016441", "Retracted Publication")),
        corrections=(Correction("RetractionIn", "J Invent Results. 2026;1(1):1", 990000190),),
    )
    found = verify_text(TEXTS[form], form, Kept([new, *RECORDS[1:]], earlier=[old]))
    assert "retracted" in kinds(found)


@pytest.mark.parametrize("form", FORMS)
def test_a_record_that_is_not_kept_is_found(form: str) -> None:
    assert "record" in kinds(verify_text(TEXTS[form], form, Kept(RECORDS[1:])))


def test_files_are_read_by_their_ending(tmp_path: Path) -> None:
    for form in FORMS:
        path = tmp_path / f"summary.{form}"
        path.write_bytes(TEXTS[form].replace("\n", "\r\n").encode())
        assert verify_file(path, KEPT) == Verification(len(QUOTES), ())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("page.html", b"<p>Hello</p>", "no summary of this program"),
        ("page.docx", b"", "cannot be verified"),
        ("page.json", b"[1]", "no summary in JSON"),
        ("page.json", b"{", "no summary in JSON"),
        ("page.md", b"\xff\xfe", "not UTF-8"),
    ],
)
def test_what_is_no_summary_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageProblem, match=message):
        verify_file(path, KEPT)


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_any_other_edit_of_the_file_is_found(form: str) -> None:
    text = TEXTS[form]
    assert not verify_text(text.rstrip() + "\r\n\n", form, KEPT).problems
    for place in range(0, len(text), len(text) // 40):
        if text[place].isalpha():
            edited = text[:place] + ("q" if text[place] != "q" else "p") + text[place + 1 :]
            try:
                problems = verify_text(edited, form, KEPT).problems
            except UsageProblem:
                continue  # no longer a summary at all
            assert problems, text[place - 20 : place + 20]
