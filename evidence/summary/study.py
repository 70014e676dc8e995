"""A record with all that choosing and tabulating need to know of it, worked out once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evidence.appraisal import Design, Level, Notice, level, notices, status
from evidence.findings.facts import facts
from evidence.findings.model import Facts
from evidence.findings.table import plural
from evidence.record import Author, Record
from evidence.store import Judgement

# What a record with each status may be used for here.
QUOTABLE = frozenset({"citable", "corrected"})
REFUSED = frozenset({"retracted", "notice"})
# Designs that hold no finding about patients, or someone's opinion of another's.
NOT_FINDINGS = frozenset({"protocol", "commentary", "laboratory or animal study"})


@dataclass(frozen=True, slots=True)
class Study:
    """One record, appraised; `given` are the levels that people gave it, by question."""

    record: Record
    sha256: str
    short: str
    facts: Facts
    status: str
    notices: tuple[Notice, ...]
    given: Mapping[str, Judgement] = field(default_factory=dict)

    @property
    def design(self) -> Design:
        """Its study design."""
        return self.facts.design

    @property
    def size(self) -> int | None:
        """The number of participants as the abstract states it."""
        return self.facts.size.value if self.facts.size else None

    @property
    def follow_up(self) -> str:
        """The longest follow-up in words, "24 months"; "" where the abstract states none."""
        found = self.facts.follow_up
        return f"{found.value:g} {plural(found.unit, found.value)}" if found else ""

    def level(self, question_type: str) -> Level:
        """Its OCEBM 2011 level for a question; a person's where one was given."""
        scheme = level(question_type, self.design, self.record)
        judged = self.given.get(question_type)
        if judged is None:
            return scheme
        reason = f"{self.changed(question_type)} OCEBM 2011 by itself: {scheme.reason}"
        return Level(judged.level, reason, f"{scheme.rule}/person")

    def changed(self, question_type: str) -> str:
        """Who changed its level for a question, when and why; "" where nobody did."""
        judged = self.given.get(question_type)
        if judged is None:
            return ""
        scheme = level(question_type, self.design, self.record).number
        since = " The record has changed since." if judged.sha256 != self.sha256 else ""
        return (
            f"Changed from {scheme or 'no level'} to {judged.level} by {judged.who} on"
            f" {judged.at.date().isoformat()}: {judged.why.rstrip('.')}.{since}"
        )

    @property
    def kind(self) -> str:
        """Its design in words: "prospective cohort study"."""
        name = _DESIGNS.get(self.design.name, self.design.name)
        detail = self.design.detail
        if detail.startswith("with "):
            return f"{name} {detail}"
        if detail in {"prospective", "retrospective"}:
            return f"{detail} {name}"
        return name

    @property
    def warnings(self) -> tuple[str, ...]:
        """Its notices in words, without repeats."""
        return tuple(dict.fromkeys(notice_words(each.kind) for each in self.notices))


def studies(
    records: Iterable[tuple[Record, Facts]],
    given: Mapping[tuple[int, str], Judgement] | None = None,
) -> tuple[Study, ...]:
    """The records appraised, in PMID order; `given` are people's levels by PMID and question."""
    levels = given or {}
    ordered = sorted(records, key=lambda pair: pair[0].pmid)
    return tuple(study(record, found, levels) for record, found in ordered)


def study(
    record: Record,
    found: Facts | None = None,
    given: Mapping[tuple[int, str], Judgement] | None = None,
) -> Study:
    """One record appraised; its facts are computed where they are not given."""
    own = {
        question: each for (pmid, question), each in (given or {}).items() if pmid == record.pmid
    }
    return Study(
        record=record,
        sha256=record.sha256,
        short=short_citation(record),
        facts=found or facts(record),
        status=status(record),
        notices=notices(record),
        given=own,
    )


def short_citation(record: Record) -> str:
    """First author and year, "Rossi 2019"; a collective's name; else the title's first words."""
    people = [each for each in record.authors if each.role == "author"] or list(record.authors)
    name = _name(people[0]) if people else ""
    if name and len(people) == 2:  # noqa: PLR2004 - both are named
        name = f"{name} and {_name(people[1])}"
    elif name and len(people) > 2:  # noqa: PLR2004
        name = f"{name} et al."
    if not name:
        name = " ".join(record.title.split()[:5]).rstrip(".,:;") or f"PMID {record.pmid}"
    return f"{name} {record.year}" if record.year else f"{name} (no year)"


def notice_words(kind: str) -> str:
    """A notice as a warning on the record: "retraction" is "retracted"."""
    return _NOTICES.get(kind, kind)


def _name(author: Author) -> str:
    return author.collective or " ".join(part for part in (author.last, author.suffix) if part)


_DESIGNS = {
    "cohort": "cohort study",
    "case-control": "case-control study",
    "cross-sectional": "cross-sectional study",
    "qualitative": "qualitative study",
    "not stated": "design not stated",
}
_NOTICES = {
    "retraction": "retracted",
    "partial retraction": "retracted in part",
    "erratum": "corrected (erratum)",
    "update": "superseded by an update",
}
