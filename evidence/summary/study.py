"""A record with all that choosing and tabulating need to know of it, worked out once."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.appraisal import Design, Level, Notice, design, level, notices, status
from evidence.extraction.numbers import sample_size
from evidence.record import Author, Record

# What a record with each status may be used for here.
QUOTABLE = frozenset({"citable", "corrected"})
REFUSED = frozenset({"retracted", "withdrawn"})

NOT_FINDINGS = frozenset({"protocol", "animal study", "editorial", "letter", "comment", "news"})


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
        return level(question_type, self.design.name, self.record)

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
    """A notice's kind as printed to a reader: "ErratumIn" is "erratum published"."""
    return _NOTICES.get(kind, kind.replace("_", " ").strip())


def _name(author: Author) -> str:
    return author.collective or " ".join(part for part in (author.last, author.suffix) if part)


# RefType values of the PubMed DTD that say something about a record itself.
_NOTICES = {
    "RetractionIn": "retracted",
    "PartialRetractionIn": "retracted in part",
    "ExpressionOfConcernIn": "expression of concern",
    "ErratumIn": "erratum published",
    "CorrectedandRepublishedIn": "corrected and republished",
    "RetractedandRepublishedIn": "retracted and republished",
    "UpdateIn": "updated by a newer version",
}
