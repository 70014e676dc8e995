"""The rendered page: whole snapshots, and the rules that any page must keep."""

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from evidence.errors import UsageProblem
from evidence.pubmed.files import Parsed, read_file
from evidence.report import day, json_ld, render
from evidence.shipped import shipped
from evidence.summary import Summary, at_hand, summarise
from evidence.summary.model import SearchNote
from evidence.topic import load_topics

DATA = Path(__file__).parent / "data" / "summary"


def summary(*, invented: bool = True) -> Summary:
    (topic,) = load_topics([DATA])
    kept = [item.record for item in read_file(DATA / "records.xml") if isinstance(item, Parsed)]
    search = SearchNote(
        finished="2026-03-04",
        query='cramps[tiab] AND "stenosis"[tiab]',
        translation='"cramps"[Title/Abstract] AND "stenosis"[Title/Abstract]',
        count=6,
        new=1,
        changed=0,
        warnings=("Quoted phrase not found: <none>",),
    )
    source = at_hand(kept, {990000102: ("stretching", "cramp-frequency")}, search)
    made = summarise(source, topic, today=date(2026, 3, 5), invented=invented)
    return replace(made, program_version="0.0.0")


SUMMARY = summary()
PAGE = render(SUMMARY, "html")


class Elements(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


ELEMENTS = Elements(PAGE).found


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_whole_page_is_as_last_seen(form: str, tmp_path: Path) -> None:
    # The style has a file of its own; without it the snapshot shows what a change changes.
    made = re.sub(r"(?s)<style>.*?</style>", "<style></style>", render(SUMMARY, form))
    made = re.sub(r"evidence-seal-\w+", "evidence-seal", made)  # it changes with the style
    seen = DATA / f"seen.{form}"
    if made != seen.read_text(encoding="utf-8"):
        now = tmp_path / seen.name
        now.write_text(made, encoding="utf-8")
        pytest.fail(f"The page changed: diff {seen} {now}\nIf that is wanted: cp {now} {seen}")


def test_the_page_asks_nothing_of_other_machines() -> None:
    assert "default-src 'none'" in PAGE
    for tag, attributes in ELEMENTS:
        assert tag not in {"link", "img", "iframe", "object", "embed", "form", "base"}
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes)
    style = PAGE[PAGE.index("<style>") : PAGE.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_every_script_is_data() -> None:
    scripts = [attributes for tag, attributes in ELEMENTS if tag == "script"]
    assert scripts == [{"type": "application/ld+json"}]


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in ELEMENTS if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_inner_link_has_its_target() -> None:
    ids = [attributes["id"] for _, attributes in ELEMENTS if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in ELEMENTS:
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(attributes.get(name, "").split()) <= set(ids)


def test_what_readers_with_a_keyboard_or_a_screen_reader_need() -> None:
    assert ("html", {"lang": "en"}) in ELEMENTS
    body = next(number for number, (tag, _) in enumerate(ELEMENTS) if tag == "body")
    first = ELEMENTS[body + 1]
    assert first[0] == "a"
    assert first[1]["href"] == "#content"
    assert any(tag == "caption" for tag, _ in ELEMENTS)
    assert all("scope" in attributes for tag, attributes in ELEMENTS if tag == "th")
    box = next(attributes for _, attributes in ELEMENTS if attributes.get("role") == "region")
    assert box["tabindex"] == "0"
    assert box["aria-labelledby"]


def test_citations_and_references_point_at_each_other() -> None:
    roles = [attributes.get("role", "") for _, attributes in ELEMENTS]
    quotes = sum(each.kind == "quote" for each in SUMMARY.statements)
    assert roles.count("doc-backlink") == quotes
    assert roles.count("doc-bibliography") == 1
    assert "doc-biblioentry" not in PAGE
    labels = [a["aria-label"] for _, a in ELEMENTS if a.get("role") == "doc-backlink"]
    assert labels[0] == "Back to citation 1 of reference 1"
    assert len(labels) == len(set(labels))


def test_records_cannot_break_the_page() -> None:
    assert "with &lt;severe&gt; stenosis" in PAGE
    assert "<severe>" not in PAGE
    assert "&lt;none&gt;" in PAGE


def test_the_machine_readable_page_is_escaped_and_names_no_reviewer() -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', PAGE)
    assert found is not None
    assert not set("<>&") & set(found[1])
    page = json.loads(found[1])
    assert page["@type"] == "MedicalWebPage"
    assert page["name"] == "Leg cramps & lumbar stenosis"
    assert page["about"]["code"]["codeValue"] == "D013130"
    assert not {"lastReviewed", "reviewedBy", "evidenceLevel"} & set(page)


def test_invented_records_are_marked_and_never_linked_to_pubmed() -> None:
    assert "pubmed.ncbi" not in PAGE
    assert "doi.org" not in PAGE
    assert '<meta name="evidence-invented" content="true">' in PAGE
    assert "Invented sample" in render(SUMMARY, "md")
    assert json.loads(render(SUMMARY, "json"))["invented"] is True
    assert all("sameAs" not in each for each in json.loads(json_ld(SUMMARY))["citation"])


def test_real_records_are_linked() -> None:
    made = summary(invented=False)
    page = render(made, "html")
    assert 'cite="https://pubmed.ncbi.nlm.nih.gov/990000104/"' in page
    assert "Invented sample" not in page
    article = json.loads(json_ld(made))["citation"][0]
    assert f"https://pubmed.ncbi.nlm.nih.gov/{made.references[0].pmid}/" in article["sameAs"]


def test_the_table_is_cut_and_says_so() -> None:
    rows = tuple(replace(SUMMARY.rows[0], pmid=n, reference=None) for n in range(1, 101))
    made = replace(SUMMARY, rows=(*SUMMARY.rows, *rows))
    assert "40 further records are not shown" in render(made, "html")
    assert len(json.loads(render(made, "json"))["evidence"]) == len(made.rows)


def test_a_clinics_own_files_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "reports" / "styles"
    own.mkdir(parents=True)
    (own / "summary.css").write_text("body { color: rebeccapurple } /* </style> */", "utf-8")
    monkeypatch.chdir(tmp_path)
    page = render(SUMMARY, "html")
    assert "rebeccapurple" in page
    assert page.count("</style>") == 1


def write_template(folder: Path, text: str) -> list[Path]:
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "summary.html").write_text(text, encoding="utf-8")
    return [folder, shipped("reports")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{ item.statement.findings[0].text }}", "{{ item.statement.findings[0].text | upper }}"),
        ('data-start="{{ place.start }}" ', ""),
        ("{% for section in sections %}\n<section", "{% for section in sections[1:] %}\n<section"),
        ("{{ item.statement.text }}</p>", "Some records.</p>"),
    ],
)
def test_a_template_that_loses_a_word_or_an_address_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    text = (shipped("reports") / "templates/summary.html").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(UsageProblem, match="does not print every statement"):
        render(SUMMARY, "html", write_template(tmp_path, text.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("line one\n{{ summary.title", r"summary\.html:2: "),
        ("{{ summary.nothing }}", "no attribute 'nothing'"),
        ("{{ summary.__class__.__mro__ }}", "unsafe"),
        ("{% include 'other.html' %}", "other.html"),
    ],
)
def test_a_wrong_template_is_one_line_for_its_author(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(UsageProblem, match=message):
        render(SUMMARY, "html", write_template(tmp_path, text))


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(UsageProblem, match="docx"):
        render(SUMMARY, "docx")


def test_dates_in_words() -> None:
    assert day("2026-03-04") == "4 March 2026"
    assert day("soon") == "soon"
