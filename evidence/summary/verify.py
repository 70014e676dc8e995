"""Checks that every quoted word of a rendered summary still stands where it says.

Each address is looked up in the database: the record as cited (by its hash), the section,
the characters. One changed character, a missing address, a pointer without its reference
or a lost statement is a problem; so is a record that PubMed has changed or retracted since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evidence.appraisal import status
from evidence.errors import NotFound, UsageProblem
from evidence.record import Record
from evidence.summary.marks import digest
from evidence.summary.model import Finding
from evidence.summary.read import Quoted, Rendered, addresses
from evidence.summary.seal import unbroken
from evidence.summary.study import REFUSED

_FORMS = {".html": "html", ".htm": "html", ".md": "md", ".json": "json"}


class Lookup(Protocol):
    """What verification asks of a store."""

    def record(self, pmid: int) -> Record:
        """The record as it is now; raises NotFound."""
        ...

    def at_revision(self, pmid: int, sha256: str) -> Record | None:
        """The record with that hash, now or earlier; None where it was never kept."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not hold.

    `kind`: "words" (the text differs from the record), "record" (not kept), "revised"
    (words hold, but PubMed has a newer version), "retracted", "address" (a quote or an
    address alone), "reference", "count", "edited" (not the file that was rendered).
    """

    kind: str
    what: str

    def __str__(self) -> str:
        """Kind and what, for one line on a terminal."""
        return f"{self.kind}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """How many addresses were checked, and what does not hold."""

    checked: int
    problems: tuple[Problem, ...]


def verify_file(path: Path, lookup: Lookup) -> Verification:
    """Verify a file; its ending (.html, .md, .json) says what it is."""
    form = _FORMS.get(path.suffix.lower(), path.suffix)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UsageProblem(f"{path} is not UTF-8 text: {problem}.") from problem
    return verify_text(text.replace("\r\n", "\n"), form, lookup)


def verify_text(text: str, form: str, lookup: Lookup) -> Verification:
    """Verify a rendered summary in `form` "html", "md" or "json".

    Raises UsageProblem where the text is no summary of this program.
    """
    read = addresses(text, form)
    if not read.manifest:
        raise UsageProblem(
            "This file carries no evidence manifest: it is no summary of this program.",
            "Render one: evidence summary TOPIC --output FILE",
        )
    problems = [Problem("address", what) for what in read.stray]
    if not unbroken(text):
        what = "something in this file is not as it was rendered, be it in a quote or around it"
        problems.append(Problem("edited", what))
    for quoted in read.quotes:
        problems += _quote(quoted.finding, lookup)
    problems += _counted(read, form, lookup)
    problems += _references(read)
    problems += _totals(read)
    return Verification(len(read.quotes), tuple(dict.fromkeys(problems)))


def _quote(finding: Finding, lookup: Lookup) -> Iterator[Problem]:
    place = finding.address
    try:
        now = lookup.record(place.pmid)
    except NotFound:
        yield Problem("record", f"PMID {place.pmid} is not in the database")
        return
    if status(now) in REFUSED:
        yield Problem("retracted", f"PMID {place.pmid} is retracted and must not be quoted")
    cited = now if now.sha256 == place.record_sha256 else None
    if cited is None:
        cited = lookup.at_revision(place.pmid, place.record_sha256)
        if cited is None:
            yield Problem(
                "record",
                f"PMID {place.pmid} was never kept with hash {place.record_sha256[:12]}",
            )
            return
    if not _stands(cited, finding):
        yield Problem(
            "words",
            f"PMID {place.pmid} {place.section} {place.start}-{place.end} does not read"
            f' "{finding.text}"',
        )
    elif cited is not now:
        yield Problem("revised", _revised(now, finding))


def _stands(record: Record, finding: Finding) -> bool:
    place = finding.address
    try:
        section = record.section_text(place.section)
    except LookupError:
        return False
    return bool(finding.text) and section[place.start : place.end] == finding.text


def _revised(now: Record, finding: Finding) -> str:
    texts = (now.title, *(section.text for section in now.abstract))
    kept = any(finding.text in text for text in texts)
    words = "still has these words" if kept else "no longer has these words"
    return f"PubMed has a newer version of PMID {now.pmid}, which {words}"


def _counted(read: Rendered, form: str, lookup: Lookup) -> Iterator[Problem]:
    for each in read.counted:
        if form != "json" and digest(each.text) != each.digest:
            yield Problem("words", f'a counted sentence was changed: "{each.text}"')
        for pmid in each.pmids:
            try:
                lookup.record(pmid)
            except NotFound:
                yield Problem("record", f"PMID {pmid} was counted and is not in the database")


def _references(read: Rendered) -> Iterator[Problem]:
    for number in sorted(set(read.pointers) - set(read.references)):
        yield Problem("reference", f"the text points to reference {number}, which is not listed")
    for number in sorted(set(read.references) - set(read.pointers)):
        yield Problem("reference", f"nothing points to reference {number}")
    for quoted in read.quotes:
        yield from _reference(read, quoted)


def _reference(read: Rendered, quoted: Quoted) -> Iterator[Problem]:
    pmid = quoted.finding.address.pmid
    if quoted.reference is None:
        yield Problem("reference", f"a quote of PMID {pmid} names no reference")
    elif quoted.reference not in read.references:
        yield Problem("reference", f"a quote of PMID {pmid} names reference {quoted.reference}")
    elif read.references[quoted.reference] != pmid:
        yield Problem(
            "reference",
            f"reference {quoted.reference} is PMID {read.references[quoted.reference]},"
            f" but its quote is of PMID {pmid}",
        )


def _totals(read: Rendered) -> Iterator[Problem]:
    present = {
        "quotes": len(read.quotes),
        "counted": len(read.counted),
        "references": len(read.references),
    }
    for name, count in present.items():
        wanted = read.manifest.get(name)
        if wanted != count:
            yield Problem("count", f"{count} {name} are present, the manifest says {wanted}")
