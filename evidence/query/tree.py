"""A parsed query: leaves and operators in postfix order, so that no depth needs recursion.

`a AND (b OR c)` is (a, b, c, OR, AND). Every operator takes the two operands before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evidence.query.tags import TAG

Op = Literal["AND", "OR", "NOT"]
HAS = "has"  # the field of an untagged word such as hasabstract
EVERYTHING = "everything"  # the field of all[sb], and of what stands before a leading NOT


Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Message:
    """What there is to say about a part of a query; offsets into its text, end exclusive.

    "error": PubMed would answer another question, or none. "warning": it may be read
    differently from how it was meant. "note": worth knowing. `fix`, where there is one,
    is what to write in place of the part.
    """

    code: str
    severity: Severity
    text: str
    start: int
    end: int
    next_step: str = ""
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A term, or a range where `high` is not None.

    `field` is a tag's name, "" for none, HAS or EVERYTHING. `explode` is False for
    :noexp, `distance` the N of :~N. Offsets into the query's text.
    """

    text: str
    field: str = ""
    quoted: bool = False
    explode: bool = True
    distance: int | None = None
    high: str | None = None
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        if self.field == EVERYTHING:
            return "all[sb]"
        if self.field == HAS:
            return self.text
        tag = f"[{self.field}{self._suffix()}]" if self.field else ""
        if self.high is not None:
            return f"{self.text}:{self.high}{tag}"
        return (f'"{self.text}"' if self.quoted else self.text) + tag

    @property
    def label(self) -> str:
        """The field's full name with its modifier, as PubMed's translations print it."""
        full = TAG[self.field].full if self.field in TAG else "All Fields"
        return full + self._suffix()

    def _suffix(self) -> str:
        if self.distance is not None:
            return f":~{self.distance}"
        return "" if self.explode else ":noexp"


Node = Leaf | Op


@dataclass(frozen=True, slots=True)
class Line:
    """One search of a numbered list: its number, its place in the text, and its tree."""

    number: int
    start: int
    end: int
    tree: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed, its postfix tree, and what there is to say about it.

    The tree is empty where there is nothing to search for. `lines` are those of a numbered
    list; the tree is then that of its last search.
    """

    text: str
    tree: tuple[Node, ...]
    messages: tuple[Message, ...] = ()
    lines: tuple[Line, ...] = ()

    def __str__(self) -> str:
        """The query in full, every operator written: parses to the same meaning."""
        return "".join(printed(self.tree)) if self.tree else ""

    @property
    def errors(self) -> tuple[Message, ...]:
        """The messages for which `parse` refuses the query."""
        return tuple(each for each in self.messages if each.severity == "error")

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The terms in order."""
        return tuple(node for node in self.tree if isinstance(node, Leaf))

    @property
    def positive(self) -> tuple[Leaf, ...]:
        """The terms that can make a record match: not those taken away by a NOT."""
        begins = _beginnings(self.tree)
        found: list[Leaf] = []
        waiting = [(len(self.tree) - 1, True)] if self.tree else []
        while waiting:
            place, wanted = waiting.pop()
            node = self.tree[place]
            if isinstance(node, Leaf):
                if wanted:
                    found.append(node)
                continue
            left = begins[place - 1] - 1
            waiting.append((left, wanted))
            waiting.append((place - 1, wanted is not (node == "NOT")))
        return tuple(sorted(found, key=lambda leaf: leaf.start))


def printed(tree: tuple[Node, ...], leaves: tuple[str, ...] | None = None) -> Iterator[str]:
    """The parts of the tree in infix order; `leaves` replace the terms' own texts."""
    begins = _beginnings(tree)
    texts = list(leaves or (str(node) for node in tree if isinstance(node, Leaf)))
    numbers = _leaf_numbers(tree)
    waiting: list[int | str] = [len(tree) - 1]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            continue
        node = tree[item]
        if isinstance(node, Leaf):
            yield texts[numbers[item]]
            continue
        left = begins[item - 1] - 1
        if isinstance(tree[item - 1], Leaf):
            waiting += [item - 1, f" {node} ", left]
        else:
            waiting += [")", item - 1, f" {node} (", left]


def _beginnings(tree: tuple[Node, ...]) -> list[int]:
    """For every node, where its operands begin."""
    begins: list[int] = []
    open_operands: list[int] = []
    for place, node in enumerate(tree):
        if isinstance(node, Leaf):
            open_operands.append(place)
        else:
            open_operands.pop()
        begins.append(open_operands[-1])
    return begins


def _leaf_numbers(tree: tuple[Node, ...]) -> list[int]:
    numbers, count = [], -1
    for node in tree:
        count += isinstance(node, Leaf)
        numbers.append(count)
    return numbers
