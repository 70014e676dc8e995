"""A query's tree as people write it: every run of one operator is one level.

`a OR b OR c` is a level with three parts. Built and walked without recursion, so that
10,000 levels are as safe as two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.query.tree import Leaf, Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Level:
    """A term, or an operator with its parts (of NOT: the first is kept, the others go).

    `place` is the index in the postfix tree of the node that stands for the whole level.
    """

    node: Node
    place: int
    parts: tuple["Level", ...] = ()


@dataclass(slots=True)
class _Open:
    """A level that may still grow."""

    node: Node
    place: int
    parts: list[Level]

    def closed(self) -> Level:
        return Level(self.node, self.place, tuple(self.parts))


def levels(tree: Sequence[Node]) -> Level:
    """The level that the postfix `tree`, which must not be empty, stands for."""
    waiting: list[_Open] = []
    for place, node in enumerate(tree):
        if isinstance(node, Leaf):
            waiting.append(_Open(node, place, []))
            continue
        right, left = waiting.pop(), waiting.pop()
        parts = left.parts if left.node == node else [left.closed()]
        if right.node == node and node != "NOT":
            parts.extend(right.parts)
        else:
            parts.append(right.closed())
        waiting.append(_Open(node, place, parts))
    return waiting[-1].closed()


def walk(root: Level) -> Iterator[Level]:
    """Every level, each before its parts, in the order of the text."""
    waiting = [root]
    while waiting:
        level = waiting.pop()
        yield level
        waiting.extend(reversed(level.parts))


def terms(root: Level) -> Iterator[Leaf]:
    """The terms below a level, in order."""
    for level in walk(root):
        if isinstance(level.node, Leaf):
            yield level.node


def postfix(root: Level) -> tuple[Node, ...]:
    """The postfix tree of a level."""
    found: list[Node] = []
    waiting: list[Level | Node] = [root]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Level):
            found.append(item)
        elif isinstance(item.node, Leaf):
            found.append(item.node)
        else:
            first, *others = item.parts
            for part in reversed(others):
                waiting += [item.node, part]
            waiting.append(first)
    return tuple(found)
