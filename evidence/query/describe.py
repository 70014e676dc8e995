"""A query in words: what it asks for, the headings it takes in, how far we can answer it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.query.capabilities import capabilities, notes_of
from evidence.query.filters import Pasted, recognised
from evidence.query.levels import Level, levels
from evidence.query.lint import lint
from evidence.query.mesh import Mesh
from evidence.query.plan import Note, Plan
from evidence.query.planning import Context, plan
from evidence.query.strategy import Strategy, strategy
from evidence.query.tree import Leaf, Message, Query
from evidence.query.wording import Saying, headings, listed, saying

GRADES = ("exact", "approximate", "mesh", "unknowable")
_START = "Records "
_VALUES = 12  # of one field in a line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the question in words, `depth` levels in."""

    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A MeSH heading the query takes in, with the names of those below it that it takes too.

    `known` is False where the heading is not in the table at hand.
    """

    name: str
    narrower: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Description:
    """What there is to say of a query before it is run."""

    words: tuple[Line, ...]
    headings: tuple[Heading, ...]
    filters: tuple[Pasted, ...]
    grades: tuple[tuple[str, int], ...]  # "exact", "approximate", "mesh", "unknowable": terms
    notes: tuple[Note, ...]
    messages: tuple[Message, ...]
    strategy: Strategy


def describe(query: Query, context: Context) -> Description:
    """Describe `query`, which must have a term, as it is read in `context`."""
    plans = {leaf: plan(leaf, context) for leaf in query.leaves}
    graded = {str(each.leaf): each.grade for each in capabilities(query, context)}
    grades: Counter[str] = Counter(graded.values())
    notes = (note for made in plans.values() for note in notes_of(made, context))
    names = dict.fromkeys(
        (name, _explodes(leaf)) for leaf, made in plans.items() for name in headings(made)
    )
    return Description(
        words=tuple(_Speaker(context).lines(levels(query.tree))),
        headings=tuple(_heading(name, context.mesh, explode=explode) for name, explode in names),
        filters=recognised(query),
        grades=tuple((name, grades[name]) for name in GRADES if grades[name]),
        notes=tuple(dict.fromkeys(notes)),
        messages=lint(query, context.mesh),
        strategy=strategy(query),
    )


def _explodes(leaf: Leaf) -> bool:
    return leaf.explode and "*" not in leaf.text


def _heading(name: str, mesh: Mesh, *, explode: bool) -> Heading:
    found = mesh.lookup(name) or mesh.lookup(name.rpartition("/")[0])
    if found is None:
        return Heading(name, known=False)
    if not explode:
        return Heading(found.name)
    below = (mesh.get(each) for each in mesh.descendants(found.ui) if each != found.ui)
    return Heading(found.name, tuple(sorted(each.name for each in below if each)))


@dataclass(frozen=True, slots=True)
class _Step:
    """A level to put into words, and what stands before it."""

    level: Level
    depth: int
    before: str


class _Speaker:
    """Puts levels into lines, with a stack of its own."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def lines(self, root: Level) -> Iterator[Line]:
        waiting: list[_Step | Line] = [_Step(root, 0, _START)]
        while waiting:
            step = waiting.pop()
            if isinstance(step, Line):
                yield step
                continue
            whole = self.clause(step.level)
            if whole:
                yield Line(step.depth, f"{step.before}{whole}")
                continue
            if step.level.node == "NOT":
                waiting.extend(reversed(list(_kept_and_taken(step))))
                continue
            yield Line(step.depth, f"{step.before}{_TITLES[str(step.level.node)]}:")
            waiting.extend(reversed(list(self.parts(step.level, step.depth + 1))))

    def parts(self, level: Level, depth: int) -> Iterator[_Step | Line]:
        """The lines below AND or OR: terms of one field share theirs."""
        word = "or" if level.node == "OR" else "and"
        terms = [part.node for part in level.parts if isinstance(part.node, Leaf)]
        for text in self.sayings(terms, word):
            yield Line(depth, f"those {text}")
        for part in level.parts:
            if not isinstance(part.node, Leaf):
                yield _Step(part, depth, "those ")

    def clause(self, level: Level) -> str:
        """A level in one clause, where it is short enough for one; else ""."""
        if isinstance(level.node, Leaf):
            return "".join(self.sayings([level.node], "and"))
        terms = [part.node for part in level.parts if isinstance(part.node, Leaf)]
        if len(terms) < len(level.parts):
            return ""
        if level.node == "NOT":
            first, *others = (self.clause(part) for part in level.parts)
            return f"{first} (except those {others[0]})" if len(others) == 1 else ""
        word = "or" if level.node == "OR" else "and"
        said = self.sayings(terms, word)
        return f", {word} ".join(said) if len(said) <= _CLAUSES else ""

    def sayings(self, leaves: Sequence[Leaf], word: str) -> list[str]:
        """The terms in words, joined where they are of one field."""
        values: dict[str, list[str]] = {}
        for leaf in leaves:
            said = self.said(leaf)
            values.setdefault(said.template, []).append(said.value)
        return [
            template.format(listed(list(dict.fromkeys(each)), word, _VALUES))
            for template, each in values.items()
        ]

    def said(self, leaf: Leaf) -> Saying:
        made: Plan = plan(leaf, self.context)
        return saying(leaf, made)


_CLAUSES = 2
_TITLES = {
    "AND": "that meet all of these",
    "OR": "that meet any of these",
}


def _kept_and_taken(step: _Step) -> Iterator[_Step]:
    """What NOT keeps, and under it what it takes away; at the top side by side."""
    first, *others = step.level.parts
    top = step.before == _START
    yield _Step(first, step.depth, step.before)
    for each in others:
        yield _Step(each, step.depth + (not top), "but NOT those " if top else "except those ")
