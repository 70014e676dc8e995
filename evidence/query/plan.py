"""What a term looks up: a plan of atoms that an index or a record can answer.

A plan is an AND of clauses, a clause an OR of alternatives, an alternative an AND of
atoms. `label` is an atom's text in a translation.
"""

from dataclasses import dataclass

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
class Unknown:
    """What no record tells; `reason` is a note for the reader."""

    reason: str
    label: str


Atom = Words | Days | Numbers | Unknown
Alternative = tuple[Atom, ...]
Clause = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Clauses that must all hold, and notes on where the reading is not PubMed's own."""

    clauses: tuple[Clause, ...]
    notes: tuple[str, ...] = ()

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Every atom."""
        return tuple(
            atom for clause in self.clauses for alternative in clause for atom in alternative
        )


def only(*atoms: Atom, notes: tuple[str, ...] = ()) -> Plan:
    """The plan that any of `atoms` fulfils."""
    return Plan((tuple((atom,) for atom in atoms),), notes)
