"""How a term is read: in PubMed's full names, with the headings it takes in."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidence.query.capabilities import notes_of
from evidence.query.dates import date_ranges
from evidence.query.plan import Note, Plan, Words
from evidence.query.planning import Context, plan
from evidence.query.spans import Match
from evidence.query.tags import TAG
from evidence.query.translation import translation
from evidence.query.tree import Leaf, Query
from evidence.record import Record

_CONTROLLED = {"mh", "majr"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A term as it is looked up.

    `text` has every field written out; `headings` is how many MeSH headings it takes in;
    `notes` say where this is not PubMed's own reading.
    """

    text: str
    headings: int = 0
    notes: tuple[Note, ...] = ()


def read_as(leaf: Leaf, context: Context) -> Reading:
    """How `leaf` is read."""
    made = plan(leaf, context)
    query = Query(str(leaf), (leaf,))
    text = translation(query, context.mesh, context.today, context.translations)
    notes = tuple(dict.fromkeys(notes_of(made, context)))
    return Reading(text, len(set(_headings(made))), notes)


def dates_of(leaf: Leaf, record: Record) -> tuple[Match, ...]:
    """The record's dates of a date term's field, or its number; () for another term."""
    kind = TAG[leaf.field].kind if leaf.field in TAG else ""
    if kind == "number":
        return (Match(leaf.field, "", 0, 0, str(record.pmid)),)
    if kind != "date":
        return ()
    held = date_ranges(record).get(leaf.field, ())
    days = dict.fromkeys(first if first == last else f"{first} to {last}" for first, last in held)
    return tuple(Match(leaf.field, "", 0, 0, day) for day in days)


def _headings(made: Plan) -> Iterator[str]:
    for atom in made.atoms:
        if isinstance(atom, Words) and _CONTROLLED.issuperset(atom.fields):
            yield from (phrase[0] for phrase in atom.phrases)
