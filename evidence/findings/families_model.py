"""Reports of one study as one family: what goes in, what comes out."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from evidence.record import Record

Ground: TypeAlias = Literal[
    "person", "registration", "review version", "PubMed link", "study name", "title", "authors"
]


@dataclass(frozen=True, slots=True)
class Member:
    """A record with what is known of its study: people, and the name of its design."""

    record: Record
    size: int | None = None
    design: str = "not stated"


@dataclass(frozen=True, slots=True)
class Join:
    """Why two records stand in one family, or (a person's word only) in two."""

    pmid_a: int
    pmid_b: int
    ground: Ground
    why: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """The records of one study, in PMID order; `id` is the smallest PMID.

    `reports` are those that give results: no protocols, comments or withdrawn records.
    `main` is the report that stands for the family: of a trial or cohort the first full
    report (it has all who entered), of a review its latest version. `joins` hold the
    family together; `parted` are a person's words that keep others out.
    """

    id: int
    pmids: tuple[int, ...]
    main: int
    reports: tuple[int, ...]
    joins: tuple[Join, ...] = ()
    parted: tuple[Join, ...] = ()
