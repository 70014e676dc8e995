"""A query as the numbered lines of a search strategy, as PRISMA-S wants it reported.

`(a[mh] OR b[tiab]) AND c[ti]` is #1 a[mh], #2 b[tiab], #3 #1 OR #2, #4 c[ti],
#5 #3 AND #4. Of an OR the headings make one line and the words another; brackets with few
terms stay whole. A numbered list keeps its own lines.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.query.evaluate import verdicts
from evidence.query.index import Index
from evidence.query.levels import Level, levels, postfix, walk
from evidence.query.planning import Context
from evidence.query.tags import TAG
from evidence.query.tree import Leaf, Node, Op, Query

_FEW = 4  # terms that stay together in their brackets
_CONTROLLED = {"mesh", "subheading", "type", "term"}
_NUMBER = re.compile(r"\s*#?\s*(\d+)\s*[.):#]?\s+")


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """One line: its number, its text, and the index in `Strategy.tree` that stands for it."""

    number: int
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Strategy:
    """The lines, and one postfix tree that holds them all."""

    tree: tuple[Node, ...]
    lines: tuple[StrategyLine, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Records that a line finds, and those that only PubMed can decide."""

    number: int
    hits: int
    unknowable: int


def strategy(query: Query) -> Strategy:
    """The lines of `query`, which must have a term."""
    return _listed(query) if query.lines else _Writer().written(levels(query.tree))


def counts(made: Strategy, index: Index, context: Context) -> tuple[Count, ...]:
    """What every line finds, in one evaluation of them all."""
    numbers = {line.place: line.number for line in made.lines}
    query = Query("", made.tree)
    found = verdicts(query, index, context.mesh, context.today, context.translations)
    counted = {
        numbers[place]: Count(numbers[place], len(each.yes), len(each.unknowable))
        for place, each in enumerate(found)
        if place in numbers
    }
    return tuple(counted[line.number] for line in made.lines)


def _listed(query: Query) -> Strategy:
    tree: list[Node] = []
    lines: list[StrategyLine] = []
    for line in query.lines:
        tree.extend(line.tree)
        text = query.text[line.start : line.end]
        number = _NUMBER.match(text)
        if number and int(number[1]) == line.number:  # not a reference to another line
            text = text[number.end() :]
        lines.append(StrategyLine(line.number, " ".join(text.split()), len(tree) - 1))
        if len(lines) > 1:
            tree.append("OR")  # only to have one tree
    return Strategy(tuple(tree), tuple(lines))


@dataclass(frozen=True, slots=True)
class _Combine:
    """The last `count` lines become one."""

    op: Op
    count: int


_Step = Level | Op | _Combine | tuple[Level, ...]


class _Writer:
    """Writes lines from the terms up, with a stack of its own."""

    def __init__(self) -> None:
        self.tree: list[Node] = []
        self.lines: list[StrategyLine] = []
        self.open: list[int] = []  # numbers of the lines not yet combined
        self.sizes: dict[int, int] = {}

    def written(self, root: Level) -> Strategy:
        for level in reversed(list(walk(root))):
            self.sizes[level.place] = sum(self.sizes[p.place] for p in level.parts) or 1
        waiting = self.steps(root, top=True)
        while waiting:
            step = waiting.pop()
            if isinstance(step, Level):
                few = self.sizes[step.place] <= _FEW
                waiting.extend([(step,)] if few else self.steps(step))
            elif isinstance(step, tuple):
                self.line(step)
            elif isinstance(step, _Combine):
                self.combine(step)
            else:
                self.tree.append(step)
        return Strategy(tuple(self.tree), tuple(self.lines))

    def steps(self, level: Level, *, top: bool = False) -> list[_Step]:
        """What to write for a level, the last first; at the top a NOT opens what it keeps."""
        if isinstance(level.node, Leaf):
            return [(level,)]
        groups = _grouped(level, self.sizes)
        if len(groups) == 1:
            return [groups[0]]
        first = groups[0]
        steps: list[_Step] = [first]
        if top and level.node == "NOT" and isinstance(first, Level):
            steps = self.steps(first)[::-1]
        for group in groups[1:]:
            steps += [group, level.node]
        steps.append(_Combine(level.node, len(groups)))
        return steps[::-1]

    def line(self, parts: Sequence[Level]) -> None:
        for number, part in enumerate(parts):
            self.tree.extend(postfix(part))
            if number:
                self.tree.append("OR")
        alone = len(parts) == 1
        self.add(" OR ".join(_text(part) if alone else _operand(part) for part in parts))

    def combine(self, step: _Combine) -> None:
        numbers = self.open[-step.count :]
        del self.open[-step.count :]
        self.add(f" {step.op} ".join(f"#{number}" for number in numbers))

    def add(self, text: str) -> None:
        number = len(self.lines) + 1
        self.lines.append(StrategyLine(number, text, len(self.tree) - 1))
        self.open.append(number)


def _text(level: Level) -> str:
    """The few terms of a level, every bracket written."""
    if isinstance(level.node, Leaf):
        return str(level.node)
    return f" {level.node} ".join(_operand(part) for part in level.parts)


def _operand(level: Level) -> str:
    return _text(level) if isinstance(level.node, Leaf) else f"({_text(level)})"


def _grouped(level: Level, sizes: dict[int, int]) -> list[Level | tuple[Level, ...]]:
    """The parts of a level that get lines: of an OR the headings together, then the words."""
    if level.node != "OR":
        return list(level.parts)
    small = [part for part in level.parts if sizes[part.place] <= _FEW]
    headings = tuple(part for part in small if _is_controlled(part))
    words = tuple(part for part in small if not _is_controlled(part))
    large = [part for part in level.parts if sizes[part.place] > _FEW]
    return [*(group for group in (headings, words) if group), *large]


def _is_controlled(level: Level) -> bool:
    leaf = level.node
    return isinstance(leaf, Leaf) and leaf.field in TAG and TAG[leaf.field].kind in _CONTROLLED
