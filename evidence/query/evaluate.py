"""Which records of an index a query finds: three-valued, by set algebra over PMIDs.

A record can be in, out, or unknowable: PubMed has filters that no record tells (free
full text, say), and such a filter is never taken for "no". Every step keeps two sets,
what is surely in and what is possibly in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pyroaring import BitMap

from evidence.query.index import Index
from evidence.query.mesh import Mesh
from evidence.query.plan import Atom, Days, Near, Nested, Note, Numbers, Plan, Unknown, Words
from evidence.query.planning import Context, plan
from evidence.query.translations import Translated
from evidence.query.tree import Leaf, Node, Op, Query


@dataclass(frozen=True, slots=True)
class Verdict:
    """PMIDs that match, PMIDs nobody can tell from their records, and notes on the reading."""

    yes: BitMap
    unknowable: BitMap
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sets:
    """What is surely in, and what is possibly in (a superset)."""

    sure: BitMap
    possible: BitMap


_Found = tuple[_Sets, tuple[Note, ...]]


def evaluate(
    query: Query,
    index: Index,
    mesh: Mesh,
    today: date | None = None,
    translations: tuple[Translated, ...] = (),
) -> Verdict:
    """Evaluate `query`; without `today`, "last 5 years" is unknowable.

    `translations` are PubMed's own for this query, where it has answered it.
    """
    *_, last = verdicts(query, index, mesh, today, translations)
    return last


def verdicts(
    query: Query,
    index: Index,
    mesh: Mesh,
    today: date | None = None,
    translations: tuple[Translated, ...] = (),
) -> Iterator[Verdict]:
    """The verdict of every node of `query.tree`, in its order; the last is the query's own.

    A term's notes are its own, an operator's are those of all its terms.
    """
    evaluator = _Evaluator(index, Context(mesh, today, translations))
    for found, notes in evaluator.walk(query.tree):
        yield Verdict(found.sure, found.possible - found.sure, tuple(dict.fromkeys(notes)))


def _combine(op: Op, left: _Sets, right: _Sets) -> _Sets:
    if op == "AND":
        return _Sets(left.sure & right.sure, left.possible & right.possible)
    if op == "OR":
        return _Sets(left.sure | right.sure, left.possible | right.possible)
    return _Sets(left.sure - right.possible, left.possible - right.sure)


class _Evaluator:
    def __init__(self, index: Index, context: Context) -> None:
        self.index = index
        self.context = context
        self.known: dict[Atom, _Sets] = {}
        self.nested: dict[str, _Found] = {}

    @cached_property
    def universe(self) -> BitMap:
        """Every PMID: only what nobody can tell and ranges of PMIDs need it."""
        return self.index.universe()

    def walk(self, tree: tuple[Node, ...]) -> Iterator[_Found]:
        """What every node finds, operands before their operator."""
        waiting: list[_Found] = []
        for node in tree:
            if isinstance(node, Leaf):
                waiting.append(self.leaf(node))
            else:
                right, after = waiting.pop()
                left, before = waiting.pop()
                waiting.append((_combine(node, left, right), before + after))
            yield waiting[-1]

    def leaf(self, leaf: Leaf) -> _Found:
        made = plan(leaf, self.context)
        notes = list(made.notes)
        for atom in made.atoms:
            if isinstance(atom, Unknown):
                notes.append(Note("unknowable", atom.reason))
            elif isinstance(atom, Nested):
                notes += self.inside(atom)[1]
        return self.plan(made), tuple(notes)

    def inside(self, atom: Nested) -> _Found:
        """What a nested query finds, with the notes on its terms."""
        if atom.label not in self.nested:
            *_, (found, notes) = self.walk(atom.query.tree)
            self.nested[atom.label] = found, tuple(dict.fromkeys(notes))
        return self.nested[atom.label]

    def plan(self, made: Plan) -> _Sets:
        whole: _Sets | None = None
        for clause in made.clauses:
            either: _Sets | None = None
            for alternative in clause:
                every: _Sets | None = None
                for atom in alternative:
                    found = self.atom(atom)
                    every = found if every is None else _combine("AND", every, found)
                if every is not None:
                    either = every if either is None else _combine("OR", either, every)
            if either is not None:
                whole = either if whole is None else _combine("AND", whole, either)
        return whole or _Sets(BitMap(), BitMap())

    def atom(self, atom: Atom) -> _Sets:
        if atom not in self.known:
            self.known[atom] = self.look_up(atom)
        return self.known[atom]

    def look_up(self, atom: Atom) -> _Sets:
        if isinstance(atom, Unknown):
            return _Sets(BitMap(), self.universe)
        if isinstance(atom, Nested):
            return self.inside(atom)[0]
        if isinstance(atom, Words):
            found = self.index.phrases(atom.fields, atom.phrases)
        elif isinstance(atom, Near):
            found = self.index.near(atom.fields, atom.words, atom.distance)
        elif isinstance(atom, Days):
            found = self.index.dates(atom.field, atom.first, atom.last)
        else:
            found = _within(self.universe, atom)
        return _Sets(found, found)


def _within(universe: BitMap, wanted: Numbers) -> BitMap:
    if wanted.low > wanted.high:
        return BitMap()
    below = universe.rank(wanted.low - 1) if wanted.low else 0
    return universe[below : universe.rank(wanted.high)]
