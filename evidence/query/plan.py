"""What a term looks up: a plan of atoms that an index or a record can answer.

A plan is an AND of clauses, a clause an OR of alternatives, an alternative an AND of
atoms. `label` is an atom's text in a translation.
"""

from dataclasses import dataclass, field
from typing import Literal

from evidence.query.tree import Query

Phrases = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Any of `phrases`, each inside one segment of one of the index `fields`."""

    fields: tuple[str, ...]
    phrases: Phrases
    label: str


@dataclass(frozen=True, slots=True)
class Days:
    """A date of `field` from `first` to `last`, ISO days, inclusive."""

    field: str
    first: str
    last: str
    label: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """PMIDs from `low` to `high`, inclusive."""

    low: int
    high: int
    label: str


@dataclass(frozen=True, slots=True)
class Near:
    """`words` in any order, at most `distance` between neighbours, in one segment."""

    fields: tuple[str, ...]
    words: tuple[str, ...]
    distance: int
    label: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What no record tells; `reason` is a text for the reader."""

    reason: str
    label: str


@dataclass(frozen=True, slots=True)
class Nested:
    """A whole query in a term's place: a published filter, or one of PubMed's mappings.

    Compared by its label alone, which names the query: trees of hundreds of terms are
    slow to compare.
    """

    query: Query = field(compare=False)
    label: str


Atom = Words | Near | Days | Numbers | Unknown | Nested
Alternative = tuple[Atom, ...]
Clause = tuple[Alternative, ...]


Grade = Literal["approximate", "mesh", "unknowable"]


@dataclass(frozen=True, slots=True)
class Note:
    """Why the reading of a term is not PubMed's own.

    "approximate": PubMed may find others; "mesh": more of MeSH is needed than is at hand;
    "unknowable": only PubMed can tell.
    """

    grade: Grade
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Clauses that must all hold, and notes on where the reading is not PubMed's own."""

    clauses: tuple[Clause, ...]
    notes: tuple[Note, ...] = ()

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Every atom."""
        return tuple(
            atom for clause in self.clauses for alternative in clause for atom in alternative
        )


def only(*atoms: Atom, notes: tuple[Note, ...] = ()) -> Plan:
    """The plan that any of `atoms` fulfils."""
    return Plan((tuple((atom,) for atom in atoms),), notes)
