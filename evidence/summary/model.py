"""What a summary holds: frozen values, ready to be rendered or written as JSON."""

from dataclasses import dataclass
from typing import Literal

from evidence.record import Address
from evidence.topic import Pico

SCHEMA_VERSION = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Verbatim words of a record and where they stand in it."""

    address: Address
    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """One thing counted: what, and the PMIDs that were counted, in ascending order."""

    label: str
    pmids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a reader must know of a quoted record to weigh its words.

    `level` is the OCEBM 2011 level for the section's question (None: no level);
    `size` is the number of participants as the abstract states it.
    """

    pmid: int
    short: str
    title: str
    year: int | None
    design: str
    design_reason: str
    level: int | None
    level_reason: str
    size: int | None
    notices: tuple[str, ...]
    reference: int
    follow_up: str = ""
    level_changed: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the summary.

    A quote rests on one finding and `text` equals its words; a counted statement is the
    program's own sentence and rests on `counts`. `references` are reference numbers.
    """

    kind: Literal["quote", "counted"]
    text: str
    findings: tuple[Finding, ...] = ()
    counts: tuple[Count, ...] = ()
    references: tuple[int, ...] = ()
    source: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One question inside the topic; `missing` is what to print where nothing is quoted."""

    name: str
    title: str
    question_type: str
    records: int
    statements: tuple[Statement, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the evidence table; `reference` is None for a record not cited."""

    pmid: int
    short: str
    title: str
    year: int | None
    design: str
    design_reason: str
    level: int | None
    level_reason: str
    size: int | None
    tags: tuple[str, ...]
    notices: tuple[str, ...]
    reference: int | None
    follow_up: str = ""
    level_changed: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One study, outcome and time between two arms; `findings` are the words it rests on.

    `intention_to_treat`, `as_treated` and `not_stated` hold the direction in words with a
    symbol, by how people were counted; "" where nothing is said that way. `high` tells what
    a high value of the instrument means ("better", "worse", or "").
    """

    study: int
    pmids: tuple[int, ...]
    short: str
    year: int | None
    design: str
    level: int | None
    level_reason: str
    size: int | None
    follow_up: str
    arms: str
    outcome: str
    instrument: str
    high: str
    time: str
    intention_to_treat: str
    as_treated: str
    not_stated: str
    estimate: str
    p: str
    findings: tuple[Finding, ...]
    references: tuple[int, ...]
    notices: tuple[str, ...] = ()
    level_changed: str = ""


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The comparison table, and the program's own sentences on it; `studies` counts families."""

    statements: tuple[Statement, ...] = ()
    rows: tuple[ComparisonRow, ...] = ()
    studies: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """One numbered entry: NLM style, plain and as escaped HTML."""

    number: int
    pmid: int
    record_sha256: str
    doi: str
    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Notices:
    """A record with a notice on it, and what is done with it here."""

    pmid: int
    citation: str
    status: str
    notices: tuple[str, ...]
    handling: str


@dataclass(frozen=True, slots=True)
class SearchNote:
    """The last complete search of the topic (PRISMA-S); `finished` is an ISO date.

    `problem` tells of a later search that did not complete ("" where there is none).
    """

    finished: str
    query: str
    translation: str
    count: int
    new: int
    changed: int
    joined: int = 0
    left: int = 0
    warnings: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition the topic is about: MeSH heading and UI ("" where unknown)."""

    name: str
    mesh_ui: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A topic's evidence on one day. `rows` holds every record; renderers may show fewer."""

    topic: str
    title: str
    question: str
    question_type: str
    created: str
    program_version: str
    invented: bool
    condition: Condition
    pico: Pico
    search: SearchNote | None
    records: int
    red_flags: str
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    notices: tuple[Notices, ...]
    references: tuple[Reference, ...]
    comparison: Comparisons = Comparisons()
    studies: int = 0

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in order: of the sections, then on the comparison table."""
        own = tuple(each for section in self.sections for each in section.statements)
        return (*own, *self.comparison.statements)

    @property
    def quoted(self) -> tuple[Finding, ...]:
        """Every quoted finding in the order it is printed: sections, then comparison rows."""
        quotes = (each.findings[0] for each in self.statements if each.kind == "quote")
        rows = (finding for row in self.comparison.rows for finding in row.findings)
        return (*quotes, *rows)
