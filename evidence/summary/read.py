"""Reads statements, addresses and references back from a rendered summary."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Any

from evidence.errors import UsageProblem
from evidence.record import Address
from evidence.summary.marks import unescape_markdown
from evidence.summary.model import Finding


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as printed, and the number of the reference it points to."""

    finding: Finding
    reference: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted sentence as printed, the digest it was printed with, what it counted."""

    text: str
    digest: str
    pmids: tuple[int, ...]


@dataclass(slots=True)
class Rendered:
    """All that a rendered summary says about itself.

    `references`: PMID by number; `pointers`: numbers that the text points to; `stray`:
    what is quoted without an address, or addressed without a quote, in words.
    """

    quotes: list[Quoted] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    references: dict[int, int] = field(default_factory=dict)
    pointers: list[int] = field(default_factory=list)
    manifest: dict[str, int] = field(default_factory=dict)
    stray: list[str] = field(default_factory=list)


def addresses(text: str, form: str) -> Rendered:
    """What a rendered summary ("html", "md", "json") carries; UsageProblem for another form."""
    reader = _READERS.get(form)
    if reader is None:
        raise UsageProblem(
            f"{form!r} files cannot be verified.", "Name a .html, .md or .json file."
        )
    return reader(text)


class _Page(HTMLParser):
    """One walk over a page: blockquotes, counted sentences, links, list of references."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Rendered()
        self._open: tuple[str, dict[str, str]] | None = None
        self._depth = 0
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("name") == "evidence-manifest":
            self.found.manifest = _manifest(values.get("content", ""))
        elif tag == "a" and values.get("role") == "doc-biblioref":
            self.found.pointers.append(_number(values.get("href", "").removeprefix("#ref-")) or 0)
        elif tag == "li" and values.get("id", "").startswith("ref-"):
            number = _number(values["id"].removeprefix("ref-"))
            self.found.references[number or 0] = _number(values.get("data-pmid", "")) or 0
        if self._open and tag == self._open[0]:
            self._depth += 1
        elif tag in {"blockquote", "q"} or "data-counted" in values:
            self._open, self._depth, self._text = (tag, values), 1, []
        elif "data-sha256" in values:
            self.found.stray.append(f"an address stands on <{tag}>, which quotes nothing")

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open is None or tag != self._open[0]:
            return
        self._depth -= 1
        if self._depth:
            return
        values, text = self._open[1], "".join(self._text)
        self._open = None
        if "data-counted" in values:
            pmids = _pmids(values.get("data-pmids", ""))
            self.found.counted.append(Counted(text, values["data-counted"], pmids))
            return
        _add_quote(
            self.found,
            text,
            {name.removeprefix("data-"): value for name, value in values.items()},
            hash_name="sha256",
        )


def _html(text: str) -> Rendered:
    page = _Page()
    page.feed(text)
    page.close()
    return page.found


_COMMENT = re.compile(r"<!-- evidence:(manifest|quote|counted) (.*?) -->\s*$")
_POINTER = re.compile(r"\[\[\d+\]\]\(#ref-(\d+)\)")
_ENTRY = re.compile(r'^(\d+)\. <a id="ref-(\d+)" data-pmid="(\d+)"></a>')


def _markdown(text: str) -> Rendered:
    found = Rendered()
    before = ""
    open_quote = False
    for line in [*text.split("\n"), ""]:
        comment = _COMMENT.match(line)
        kind = comment[1] if comment else ""
        if open_quote and kind != "quote":
            found.stray.append(f"a quote has no address: {_brief(before[2:])}")
        open_quote = line.startswith("> ")
        if comment:
            _comment(found, kind, comment[2], before)
        else:
            found.pointers.extend(int(number) for number in _POINTER.findall(line))
            if entry := _ENTRY.match(line):
                found.references[int(entry[2])] = int(entry[3])
        before = line
    return found


def _comment(found: Rendered, kind: str, body: str, before: str) -> None:
    if kind == "manifest":
        found.manifest = _manifest(body)
    elif kind == "counted":
        mark, _, pmids = body.partition(" ")
        found.counted.append(Counted(unescape_markdown(before), mark, _pmids(pmids)))
    elif not before.startswith("> "):
        found.stray.append(f"an address has no quote: {_brief(body)}")
    else:
        try:
            values = {name: str(value) for name, value in json.loads(body).items()}
        except (ValueError, AttributeError):
            values = {}
        _add_quote(found, unescape_markdown(before[2:]), values, hash_name="record_sha256")


def _json(text: str) -> Rendered:
    try:
        document = json.loads(text)
        return _document(document)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise UsageProblem(f"This is no summary in JSON: {problem}.") from problem


def _document(document: dict[str, Any]) -> Rendered:
    found = Rendered(manifest=_manifest_json(document["manifest"]))
    for entry in document["references"]:
        found.references[_whole(entry["number"])] = _whole(entry["pmid"])
    for section in document["sections"]:
        for statement in section["statements"]:
            _statement(found, statement)
    if "comparison" in document:  # files of schema 1 have none
        _comparison(found, document["comparison"])
    return found


def _comparison(found: Rendered, table: dict[str, Any]) -> None:
    """The comparison table: its own sentences, then each row's findings."""
    for statement in table["statements"]:
        _statement(found, statement)
    for row in table["rows"]:
        found.pointers.extend(row["references"])
        numbers = {each["pmid"]: None for each in row["findings"]}
        by_pmid = dict(zip(numbers, row["references"], strict=False))
        for each in row["findings"]:
            values = {name: str(value) for name, value in each.items()}
            values["reference"] = str(by_pmid.get(each["pmid"], ""))
            _add_quote(found, str(each.get("text", "")), values, hash_name="record_sha256")


def _statement(found: Rendered, statement: dict[str, object]) -> None:
    text, findings, counts = statement["text"], statement["findings"], statement["counts"]
    numbers = statement["references"]
    if (
        not isinstance(findings, list)
        or not isinstance(counts, list)
        or not isinstance(numbers, list)
    ):
        raise TypeError("findings, counts and references are lists")
    found.pointers.extend(numbers)
    if statement["kind"] == "counted":
        pmids = sorted({pmid for count in counts for pmid in count["pmids"]})
        found.counted.append(Counted(str(text), "", tuple(pmids)))
        return
    if not findings:
        found.stray.append(f"a quote has no address: {_brief(str(text))}")
    for each in findings:
        values = {name: str(value) for name, value in each.items()}
        values["reference"] = str(numbers[0]) if numbers else ""
        if each.get("text") != text:
            found.stray.append(f"a statement and its finding differ: {_brief(str(text))}")
        _add_quote(found, str(each.get("text", "")), values, hash_name="record_sha256")


def _add_quote(found: Rendered, text: str, values: dict[str, str], *, hash_name: str) -> None:
    pmid, start, end = (_number(values.get(name, "")) for name in ("pmid", "start", "end"))
    sha256 = values.get(hash_name, "")
    if pmid is None or start is None or end is None or not sha256 or not values.get("section"):
        found.stray.append(f"a quote has no address: {_brief(text)}")
        return
    place = Address(pmid, sha256, values["section"], start, end)
    found.quotes.append(Quoted(Finding(place, text), _number(values.get("reference", ""))))


def _manifest(text: str) -> dict[str, int]:
    parts = (part.partition("=") for part in text.split())
    return {name: number for name, _, value in parts if (number := _number(value)) is not None}


def _manifest_json(values: object) -> dict[str, int]:
    if not isinstance(values, dict):
        raise TypeError("manifest is an object")
    return {str(name): _whole(value) for name, value in values.items()}


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _pmids(text: str) -> tuple[int, ...]:
    return tuple(number for part in text.split(",") if (number := _number(part)) is not None)


def _brief(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - one line


_READERS: MappingProxyType[str, Callable[[str], Rendered]] = MappingProxyType(
    {"html": _html, "md": _markdown, "json": _json}
)
