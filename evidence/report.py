"""Fills the templates of reports/: a summary as HTML, Markdown or JSON.

A clinic's own folder `./reports` comes first, file by file, then the shipped one. What a
template made is read back before it is handed out: a page that lost a statement, a word
or an address is refused.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from evidence import templating
from evidence.errors import UsageProblem
from evidence.summary.compose import number_of
from evidence.summary.marks import digest, escape_markdown
from evidence.summary.model import (
    ComparisonRow,
    Finding,
    Reference,
    Row,
    Section,
    Statement,
    Summary,
)
from evidence.summary.read import addresses
from evidence.summary.seal import BLANK, seal
from evidence.summary.serialise import manifest, to_json
from evidence.templating import day

__all__ = ["Entry", "Item", "Part", "day", "json_ld", "render"]

MOST_ROWS = 60  # of the evidence table, beside the records that are cited

_TEMPLATES = {"html": "summary.html", "md": "summary.md"}


@dataclass(frozen=True, slots=True)
class Item:
    """A statement with what a template needs to print its address.

    `anchor` is the id of its citation; `address` its finding as JSON (quotes); `digest`
    and `pmids` (comma-separated) identify a counted statement.
    """

    statement: Statement
    anchor: str
    address: str
    digest: str
    pmids: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section as printed; `anchor` is its id."""

    anchor: str
    title: str
    question_type: str
    items: tuple[Item, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A finding of a comparison row: its reference's number, its address as JSON for Markdown."""

    finding: Finding
    reference: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the comparison table; `cites` are pairs of reference number and anchor."""

    row: ComparisonRow
    cites: tuple[tuple[int, str], ...]
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A reference as printed, with the ids of the citations that point to it."""

    entry: Reference
    html: Markup
    anchors: tuple[str, ...]


def render(summary: Summary, form: str, folders: Sequence[Path] | None = None) -> str:
    """A summary as "html", "md" or "json".

    `folders`: where templates/ and styles/ are looked for, first wins (default: ./reports
    if it is there, then the shipped folder). Raises UsageProblem for an unknown form, a
    template that cannot be filled, or one that leaves out a statement or its address.
    """
    if form == "json":
        return to_json(summary)
    if form not in _TEMPLATES:
        raise UsageProblem(f"A summary cannot be written as {form!r}.", "Use html, md or json.")
    places = templating.folders() if folders is None else tuple(folders)
    text = _fill(summary, form, places)
    _unchanged(summary, form, text)
    return seal(text)


def _fill(summary: Summary, form: str, folders: Sequence[Path]) -> str:
    parts, anchors = _parts(summary)
    lines = tuple(_line(row, anchors) for row in summary.comparison.rows)
    rows = _rows(summary.rows)
    values = {
        "summary": summary,
        "sections": parts,
        "agreement": tuple(_item(each, "") for each in summary.comparison.statements),
        "comparison": lines,
        "comparison_note": _comparison_note(summary),
        "pico": _pico(summary),
        "rows": rows,
        "table_note": _table_note(summary, len(rows)),
        "missing": _missing(summary),
        "references": [
            Entry(each, Markup(each.html), tuple(anchors[each.number]))  # noqa: S704 - nlm_html escapes
            for each in summary.references
        ],
        "manifest": " ".join(f"{key}={value}" for key, value in manifest(summary).items()),
        "seal": BLANK,
        "style": templating.style(folders) if form == "html" else "",
        "json_ld": Markup(json_ld(summary)),  # noqa: S704 - escaped in json_ld
    }
    return templating.fill(_TEMPLATES[form], folders, values, escape=form == "html")


def _unchanged(summary: Summary, form: str, text: str) -> None:
    """Every statement of the summary stands in the text, in order, with its exact address."""
    wanted = list(summary.quoted)
    counted = [digest(each.text) for each in summary.statements if each.kind == "counted"]
    read = addresses(text, form)
    if [each.finding for each in read.quotes] != wanted or [
        each.digest for each in read.counted if digest(each.text) == each.digest
    ] != counted:
        raise UsageProblem(
            f"The template {_TEMPLATES[form]} does not print every statement with its address.",
            "Keep the shipped one's lines with data-sha256 (HTML) or evidence:quote (Markdown).",
        )
    printed = [
        each.html if form == "html" else escape_markdown(each.text) for each in summary.references
    ]
    if text.count(BLANK) != 1 or any(reference not in text for reference in printed):
        raise UsageProblem(
            f"The template {_TEMPLATES[form]} leaves out a reference, or the seal.",
            "Keep the shipped one's list of references and its line with {{ seal }}.",
        )


def _parts(summary: Summary) -> tuple[tuple[Part, ...], dict[int, list[str]]]:
    anchors: dict[int, list[str]] = defaultdict(list)
    parts = tuple(_part(section, anchors) for section in summary.sections)
    return parts, anchors


def _part(section: Section, anchors: dict[int, list[str]]) -> Part:
    items = []
    for statement in section.statements:
        anchor = ""
        for number in statement.references:
            anchor = f"cite-{number}-{len(anchors[number]) + 1}"
            anchors[number].append(anchor)
        items.append(_item(statement, anchor))
    return Part(
        anchor=f"section-{section.name}",
        title=section.title,
        question_type=section.question_type,
        items=tuple(items),
        missing=section.missing,
    )


def _item(statement: Statement, anchor: str) -> Item:
    place = ""
    if statement.kind == "quote":
        place = _address(statement.findings[0], statement.references[0])
    pmids = sorted({pmid for count in statement.counts for pmid in count.pmids})
    return Item(statement, anchor, place, digest(statement.text), ",".join(map(str, pmids)))


def _address(finding: Finding, reference: int) -> str:
    where = finding.address
    return json.dumps(
        {
            "pmid": where.pmid,
            "record_sha256": where.record_sha256,
            "section": where.section,
            "start": where.start,
            "end": where.end,
            "reference": reference,
        }
    )


def _rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Cited records, and the first MOST_ROWS of the others, in the table's own order."""
    others = [row.pmid for row in rows if row.reference is None][:MOST_ROWS]
    shown = frozenset(others)
    return tuple(row for row in rows if row.reference is not None or row.pmid in shown)


def _line(row: ComparisonRow, anchors: dict[int, list[str]]) -> Line:
    cites = []
    for number in row.references:
        anchor = f"cite-{number}-{len(anchors[number]) + 1}"
        anchors[number].append(anchor)
        cites.append((number, anchor))
    pmids = dict.fromkeys(each.address.pmid for each in row.findings)
    numbers = dict(zip(pmids, row.references, strict=True))
    quotes = tuple(
        Quoted(each, number, _address(each, number))
        for each in row.findings
        for number in (numbers[each.address.pmid],)
    )
    return Line(row, tuple(cites), quotes)


def _comparison_note(summary: Summary) -> str:
    found = summary.comparison
    return (
        f"{number_of(found.studies, 'study', 'studies')} in"
        f" {number_of(found.reports, 'report', 'reports')}: one row a study, an outcome and a"
        " point in time. \u25b2 favours the first arm, \u25bc the second, = no difference,"
        " ? unclear; as the abstract says it, judged by what is good for the patient. The sentences"
        " above count trials and other studies, not reviews."
    )


def _table_note(summary: Summary, shown: int) -> str:
    note = (
        "Records by level of evidence (OCEBM 2011) for the question of this page"
        f" ({summary.question_type}), then newest first."
    )
    left = len(summary.rows) - shown
    if left:
        note += (
            f" {number_of(left, 'further record is', 'further records are')} not shown;"
            " the JSON file lists them all."
        )
    return note


def _missing(summary: Summary) -> tuple[str, ...]:
    return (
        *summary.missing,
        *(
            f"{each.title.rstrip('.')}{'' if each.title.endswith('?') else ':'} {each.missing}"
            for each in summary.sections
            if each.missing
        ),
    )


def _pico(summary: Summary) -> tuple[tuple[str, str], ...]:
    pico = summary.pico
    parts = (
        ("Population", pico.population),
        ("Intervention", pico.intervention),
        ("Comparison", pico.comparison),
        ("Outcomes", "; ".join(pico.outcomes)),
    )
    return tuple((name, text) for name, text in parts if text)


def json_ld(summary: Summary) -> str:
    """The page as schema.org MedicalWebPage, safe inside a script element.

    No reviewer and no lastReviewed: nobody reviewed it. Invented records are cited by
    name only, so that no machine takes them for PubMed's.
    """
    about: dict[str, object] = {"@type": "MedicalCondition", "name": summary.condition.name}
    if summary.condition.mesh_ui:
        about["code"] = {
            "@type": "MedicalCode",
            "codeValue": summary.condition.mesh_ui,
            "codingSystem": "MeSH",
        }
    page: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": summary.title,
        "description": summary.question,
        "inLanguage": "en",
        "dateModified": summary.created,
        "medicalAudience": {"@type": "MedicalAudience", "audienceType": "Clinician"},
        "about": about,
        "citation": [_article(each, invented=summary.invented) for each in summary.references],
    }
    if summary.invented:
        page["creativeWorkStatus"] = "Invented sample"
    text = json.dumps(page, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _article(reference: Reference, *, invented: bool) -> dict[str, object]:
    article: dict[str, object] = {"@type": "ScholarlyArticle", "name": reference.title}
    if invented:
        return article
    pages = [f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"]
    names = [{"@type": "PropertyValue", "propertyID": "pmid", "value": str(reference.pmid)}]
    if reference.doi:
        pages.append(f"https://doi.org/{reference.doi}")
        names.append({"@type": "PropertyValue", "propertyID": "doi", "value": reference.doi})
    return {**article, "identifier": names, "sameAs": pages}
