"""Why a record matches a query, or does not: the verdict of every part, and the words.

The tree is the query's own, level by level (`levels.py`). A part *matters* where the
verdict of the whole rests on it: of an OR that holds, the parts that hold; of an AND that
fails, the parts that fail.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence.query.almost import almost
from evidence.query.batch import Batch
from evidence.query.evaluate import Verdict, verdicts
from evidence.query.index import Index
from evidence.query.levels import Level, levels, walk
from evidence.query.mesh import Mesh
from evidence.query.plan import Nested, Note
from evidence.query.planning import Context, plan
from evidence.query.reading import Reading, dates_of, read_as
from evidence.query.spans import Match, Places
from evidence.query.translations import Translated
from evidence.query.tree import Leaf, Node, Query
from evidence.record import Record

Truth = Literal["yes", "no", "unknowable"]
_CHUNK = 200  # records evaluated together


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Part:
    """A part of the query as one record answers it.

    A term has `words` of the record where it holds, `near` (what comes closest) where it
    does not, `notes` and its `reading`; an operator has `parts`, of which NOT keeps the
    first and takes away the others.
    """

    node: Node
    verdict: Truth
    matters: bool
    parts: tuple["Part", ...] = ()
    words: tuple[Match, ...] = ()
    near: str = ""
    notes: tuple[Note, ...] = ()
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Explanation:
    """The verdict on one record, and the tree that shows why."""

    pmid: int
    verdict: Truth
    tree: Part

    @property
    def parts(self) -> Iterator[Part]:
        """Every part, each before its own, in the order of the text."""
        waiting = [self.tree]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))

    @property
    def deciding(self) -> tuple[Part, ...]:
        """The terms that hold and on which the verdict rests.

        They made a record match; where it does not match, they are what a NOT names.
        """
        return tuple(
            part
            for part in self.parts
            if isinstance(part.node, Leaf) and part.matters and part.verdict == "yes"
        )

    @property
    def took_away(self) -> tuple[Part, ...]:
        """The terms under a NOT that keep this record from matching."""
        return () if self.verdict == "yes" else self.deciding


def explain(
    query: Query,
    record: Record,
    mesh: Mesh,
    today: date | None = None,
    translations: tuple[Translated, ...] = (),
) -> Explanation:
    """Explain `query`, which must have a term, on one record.

    Without `today`, "last 5 years" is unknowable; `translations` are PubMed's own for this
    query, where it has answered it.
    """
    return next(explanations(query, (record,), Context(mesh, today, translations)))


def explanations(
    query: Query, records: Sequence[Record], context: Context
) -> Iterator[Explanation]:
    """As `explain`, for each of `records`, in their order."""
    explainer = _Explainer(query, context)
    for judged in explainer.judge(records):
        yield explainer.explained(judged)


def reasons(
    query: Query, records: Sequence[Record], context: Context
) -> Iterator[tuple[Match, ...]]:
    """The words that made each of `records` match, in the order of its text; () where none did.

    Fewer than the words that fulfil any term: those of a part that failed are no reason.
    """
    explainer = _Explainer(query, context)
    for judged in explainer.judge(records):
        yield explainer.reason(judged)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A record with the truth of every level of the query, by its place."""

    record: Record
    truths: Mapping[int, Truth]
    matter: frozenset[int]


class _Explainer:
    def __init__(self, query: Query, context: Context) -> None:
        self.query = query
        self.context = context
        self.root = levels(query.tree)
        self.order = tuple(walk(self.root))
        self.readings: dict[Leaf, Reading] = {}

    def judge(self, records: Sequence[Record]) -> Iterator[_Judged]:
        """Evaluate the query on the records, some at a time."""
        places = {level.place for level in self.order}
        for start in range(0, len(records), _CHUNK):
            chunk = records[start : start + _CHUNK]
            found = self.verdicts(Batch(chunk))
            kept = {place: each for place, each in enumerate(found) if place in places}
            for record in chunk:
                truths = {place: _truth(each, record.pmid) for place, each in kept.items()}
                yield _Judged(record, truths, frozenset(_mattering(self.root, truths)))

    def verdicts(self, index: Index) -> Iterator[Verdict]:
        """The verdict of every node of the query's tree."""
        held = self.context
        return verdicts(self.query, index, held.mesh, held.today, held.translations)

    def reason(self, judged: _Judged) -> tuple[Match, ...]:
        """What the terms found that hold and matter."""
        if judged.truths[self.root.place] != "yes":
            return ()
        decided = (
            level.node
            for level in self.order
            if isinstance(level.node, Leaf)
            and level.place in judged.matter
            and judged.truths[level.place] == "yes"
        )
        places = Places(judged.record)
        found = {match for leaf in decided for match in self.words(leaf, places)}
        return tuple(sorted(found, key=_in_order))

    def explained(self, judged: _Judged) -> Explanation:
        """The whole tree, from its terms up."""
        places, batch = Places(judged.record), Batch((judged.record,))
        made: dict[int, Part] = {}
        for level in reversed(self.order):
            place, truth = level.place, judged.truths[level.place]
            matters = place in judged.matter
            if isinstance(level.node, Leaf):
                made[place] = self.term(level.node, truth, places, batch, matters=matters)
            else:
                parts = tuple(made.pop(part.place) for part in level.parts)
                made[place] = Part(level.node, truth, matters, parts)
        whole = made[self.root.place]
        return Explanation(judged.record.pmid, whole.verdict, whole)

    def term(
        self, leaf: Leaf, truth: Truth, places: Places, batch: Batch, *, matters: bool
    ) -> Part:
        """A term with the words that fulfil it, or what comes closest."""
        reading = self.reading(leaf)
        words = self.words(leaf, places) if truth == "yes" else ()
        near = ""
        if truth == "no":
            near = almost(leaf, places.record, batch, self.context.mesh)
        return Part(leaf, truth, matters, (), words, near, reading.notes, reading)

    def words(self, leaf: Leaf, places: Places) -> tuple[Match, ...]:
        """The words of the record that fulfil a term."""
        dates = dates_of(leaf, places.record)
        if dates or not self.context.translations:
            return dates or places.matched(Query("", (leaf,)), self.context.mesh)
        atoms = plan(leaf, self.context).atoms
        nested = [atom.query for atom in atoms if isinstance(atom, Nested)]
        read = nested or [Query("", (leaf,))]
        found = {m for query in read for m in places.matched(query, self.context.mesh)}
        return tuple(sorted(found, key=_in_order))

    def reading(self, leaf: Leaf) -> Reading:
        """How a term is read: the same for every record."""
        if leaf not in self.readings:
            self.readings[leaf] = read_as(leaf, self.context)
        return self.readings[leaf]


def _truth(found: Verdict, pmid: int) -> Truth:
    if pmid in found.yes:
        return "yes"
    return "unknowable" if pmid in found.unknowable else "no"


def _mattering(root: Level, truths: Mapping[int, Truth]) -> Iterator[int]:
    """The places of the levels on which the verdict of the whole rests."""
    waiting = [root]
    while waiting:
        level = waiting.pop()
        yield level.place
        waiting.extend(_deciding(level, truths))


def _deciding(level: Level, truths: Mapping[int, Truth]) -> Sequence[Level]:
    """The parts of a level that give it its verdict."""
    truth = truths[level.place]
    same = [part for part in level.parts if truths[part.place] == truth]
    if level.node != "NOT":
        return same  # all parts of an AND that holds, and of an OR that does not
    if truth == "yes":
        return level.parts
    if truth == "unknowable" or not level.parts:
        return same
    first, *others = level.parts
    if truths[first.place] == "no":
        return (first,)
    return [part for part in others if truths[part.place] == "yes"]


def _in_order(match: Match) -> tuple[int, int, int, int, str, str]:
    """Title, abstract, the rest."""
    kind = 0 if match.section == "title" else 1 if match.section else 2
    number = int(match.section.partition("/")[2] or 0)
    return kind, number, match.start, match.end, match.field, match.text
