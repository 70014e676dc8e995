"""A query's levels: the operands between one pair of brackets, and what joins them.

The tree has no brackets any more; what is said about brackets needs their places.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.query.lexer import Piece, pieces
from evidence.query.plain import straightened
from evidence.query.told import Told
from evidence.query.tree import Leaf, Query


@dataclass(frozen=True, slots=True)
class Operand:
    """A term, or a pair of brackets; offsets into the query's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Joint:
    """The operator before an operand; "AND" with start == end where none is written."""

    op: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Level:
    """Operands in order; `joints[n]` stands between the operands n and n + 1."""

    operands: tuple[Operand, ...]
    joints: tuple[Joint, ...]


def levels(query: Query) -> tuple[Level, ...]:
    """The levels with more than one operand, in the order of their ends."""
    found: list[Level] = []
    text = straightened(query.text)
    for start, end in _searches(query):
        found += _Walk().run(pieces(text, start, end, Told()))
    return tuple(found)


def leaves(query: Query) -> tuple[Leaf, ...]:
    """Every term once, those of all lines of a numbered list too."""
    if not query.lines:
        return query.leaves
    held = (node for line in query.lines for node in line.tree if isinstance(node, Leaf))
    return tuple(sorted(dict.fromkeys(held), key=lambda leaf: leaf.start))


def _searches(query: Query) -> list[tuple[int, int]]:
    """Where the text of each search stands: one, or those of a numbered list."""
    return [(line.start, line.end) for line in query.lines] or [(0, len(query.text))]


class _Frame:
    """An open bracket. Slots without a dataclass: a text may hold a million."""

    __slots__ = ("joins", "joints", "op", "operands", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.operands: list[Operand] = []
        self.joints: list[Joint] = []
        self.op: Piece | None = None
        self.joins = ""  # what can still join the last operand: "words", "tag", "range", nothing


class _Walk:
    """Brackets by a stack of our own: no depth of nesting exhausts Python's."""

    def __init__(self) -> None:
        self.frame = _Frame(0)
        self.outer: list[_Frame | int] = []  # a bracket that holds nothing yet is its place
        self.done: list[Level] = []

    def run(self, cut: Iterable[Piece]) -> list[Level]:
        for piece in cut:
            if piece.kind == "(":
                self.begin(piece)
            elif piece.kind == ")":
                self.end(piece)
            elif piece.kind == "op":
                self.frame.op, self.frame.joins = piece, ""
            elif piece.kind == ":":
                self.frame.joins = "range" if self.frame.operands else ""
            else:
                self.part(piece)
        self.level()
        for frame in reversed(self.outer):
            if isinstance(frame, _Frame):
                self.frame = frame
                self.level()
        return self.done

    def level(self) -> None:
        if self.frame.joints:
            self.done.append(Level(tuple(self.frame.operands), tuple(self.frame.joints)))

    def begin(self, piece: Piece) -> None:
        frame = self.frame
        if frame.operands:
            self.outer.append(frame)
            self.frame = _Frame(piece.start)
        else:
            self.outer.append(frame.start)
            frame.start, frame.op, frame.joins = piece.start, None, ""

    def end(self, piece: Piece) -> None:
        if not self.outer:
            return
        self.level()
        inner, outer = self.frame, self.outer.pop()
        self.frame = outer if isinstance(outer, _Frame) else _Frame(outer)
        if inner.operands:
            self.add(Operand(inner.start, piece.end))
            self.frame.joins = ""

    def part(self, piece: Piece) -> None:
        frame = self.frame
        if piece.kind == "tag" and not frame.joins:
            return
        if self.goes_on(piece):
            frame.operands[-1] = Operand(frame.operands[-1].start, piece.end)
        else:
            self.add(Operand(piece.start, piece.end))
        frame.joins = {"word": "words", "#": "words", "quoted": "tag"}.get(piece.kind, "")

    def goes_on(self, piece: Piece) -> bool:
        frame = self.frame
        if frame.op is not None or not frame.joins:
            return False
        if piece.kind == "tag" or frame.joins == "range":
            return True
        if piece.kind == "quoted":
            return False
        return frame.joins == "words" or piece.text.startswith("/")

    def add(self, operand: Operand) -> None:
        frame = self.frame
        if frame.operands:
            before = frame.operands[-1].end
            op = frame.op
            joint = Joint(op.text, op.start, op.end) if op else Joint("AND", before, before)
            frame.joints.append(joint)
        frame.operands.append(operand)
        frame.op = None
