"""A record with all that choosing and tabulating need to know of it, worked out once."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.appraisal import Design, Level, Notice, design, level, notices, status
from evidence.extraction.numbers import sample_size
from evidence.record import Author, Record

# What a record with each status may be used for here.
QUOTABLE = frozenset({"citable", "corrected"})
REFUSED = frozenset({"retracted", "notice"})
# Designs that hold no finding about patients, or someone's opinion of another's.
NOT_FINDINGS = frozenset({"protocol", "commentary", "laboratory or animal study"})


@dataclass(frozen=True, slots=True)
class Study:
    """One record, appraised; `size` is the number of participants the abstract states."""

    record: Record
    sha256: str
    short: str
    design: Design
    status: str
    notices: tuple[Notice, ...]
    size: int | None

    def level(self, question_type: str) -> Level:
        """Its OCEBM 2011 level for a question."""
        return level(question_type, self.design, self.record)

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


def studies(records: Iterable[Record]) -> tuple[Study, ...]:
    """The records appraised, in PMID order."""
    return tuple(study(record) for record in sorted(records, key=lambda record: record.pmid))


def study(record: Record) -> Study:
    """One record appraised."""
    size = sample_size(record)
    return Study(
        record=record,
        sha256=record.sha256,
        short=short_citation(record),
        design=design(record),
        status=status(record),
        notices=notices(record),
        size=size.value if size else None,
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
