"""How far the reading of each term can be trusted, before anything is searched."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evidence.query.patterns import patterns
from evidence.query.plan import Atom, Days, Grade, Near, Nested, Note, Numbers, Plan, Unknown, Words
from evidence.query.planning import Context, plan
from evidence.query.tree import Leaf, Query

_WORST_FIRST: tuple[Grade, ...] = ("unknowable", "mesh", "approximate")
_WORDS = {"ti", "ab", "ad", "cn", "gr", "book", "pubn", "pl", "cois", "tt"}
_ANSWERS = (
    (Nested, "a query of its own, read term by term"),
    (Near, "words near each other, in any order"),
    (Days, "a date of the record"),
    (Numbers, "the number of the record"),
)


@dataclass(frozen=True, slots=True)
class Capability:
    """A term, the grade of its reading, and what that means.

    "exact": as PubMed reads it; the other grades are those of `plan.Note`, the worst first.
    """

    leaf: Leaf
    grade: Literal["exact", "approximate", "mesh", "unknowable"]
    text: str


def capabilities(query: Query, context: Context) -> tuple[Capability, ...]:
    """The terms of `query` in order, each with the grade of its reading."""
    return tuple(_graded(leaf, context) for leaf in query.leaves)


def notes_of(made: Plan, context: Context) -> Iterator[Note]:
    """All notes of a plan: its own, those of what nobody can tell, those of queries within."""
    yield from made.notes
    for atom in made.atoms:
        if isinstance(atom, Unknown):
            yield Note("unknowable", atom.reason)
        elif isinstance(atom, Nested):
            for leaf in atom.query.leaves:
                yield from notes_of(plan(leaf, context), context)


def _graded(leaf: Leaf, context: Context) -> Capability:
    made = plan(leaf, context)
    notes = tuple(dict.fromkeys(notes_of(made, context)))
    for grade in _WORST_FIRST:
        texts = [note.text for note in notes if note.grade == grade]
        if texts:
            more = f" (and {len(texts) - 1} more)" if len(texts) > 1 else ""
            return Capability(leaf, grade, texts[0] + more)
    return Capability(leaf, "exact", _exact(leaf, made.atoms))


def _exact(leaf: Leaf, atoms: tuple[Atom, ...]) -> str:
    for kind, text in _ANSWERS:
        if any(isinstance(atom, kind) for atom in atoms):
            return f"{leaf}: {text}"
    words = any(isinstance(atom, Words) and _WORDS & {*atom.fields} for atom in atoms)
    if words and len(patterns(leaf.text).words) > 1:
        return f"{leaf}: these words next to each other; PubMed needs the phrase in its index"
    return f"{leaf}: {'words of the record' if words else 'what the record is indexed with'}"
