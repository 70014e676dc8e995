"""Reads a query in PubMed's language.

Operators have equal rank and bind from left to right; none between two terms is AND.
The parser keeps its own stack of open brackets, so no depth of nesting can exhaust
Python's. Where PubMed recovers from what is odd, this does too, and says so.
"""

from dataclasses import dataclass, field, replace

from evidence.query.leaves import leaves
from evidence.query.lexer import Piece, pieces
from evidence.query.problem import QueryProblem
from evidence.query.terms import Item, Term, items
from evidence.query.tree import EVERYTHING, Leaf, Message, Node, Op, Query
from evidence.query.values import numbers

__all__ = ["Message", "Query", "QueryProblem", "parse", "read"]


def parse(text: str) -> Query:
    """Read `text`, for use.

    Raises QueryProblem (a UsageProblem) with the first of its errors.
    """
    query = read(text)
    for error in query.errors:
        raise QueryProblem(error.start, error.text, error.next_step)
    return query


def read(text: str) -> Query:
    """Read any `text` as PubMed would, with all there is to say about it; never raises."""
    cut, messages = pieces(text)
    reader = _Reader(messages)
    for item in items(cut, reader.tell):
        reader.read(item)
    tree = _pmids(reader.close(len(text)))
    if not tree:
        step = 'Write words, for example "leg cramps".'
        reader.tell(Message("empty", "error", "nothing to search for.", 0, len(text), step))
    return Query(text, tree, tuple(sorted(reader.messages, key=lambda each: each.start)))


def _pmids(tree: tuple[Node, ...]) -> tuple[Node, ...]:
    """PMIDs alone, separated by blanks or commas, mean those records."""
    only = tree[0] if len(tree) == 1 else None
    if not isinstance(only, Leaf) or only.field or only.quoted:
        return tree
    digits = numbers(only.text)
    if not digits:
        return tree
    return (replace(only, text=" ".join(str(each) for each in digits), field="pmid"),)


@dataclass(slots=True)
class _Frame:
    """An open bracket: whether it holds an operand yet, and the operator that waits."""

    start: int
    filled: bool = False
    op: Op | None = None
    seen: set[str] = field(default_factory=set)


class _Reader:
    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages
        self.tree: list[Node] = []
        self.frames = [_Frame(0)]

    def warn(self, code: str, text: str, start: int, end: int) -> None:
        self.tell(Message(code, "warning", text, start, end))

    def tell(self, message: Message) -> None:
        self.messages.append(message)

    def read(self, item: Item) -> None:
        if isinstance(item, Term):
            self.term(item)
        elif item.kind == "(":
            self.frames.append(_Frame(item.start))
        elif item.kind == ")":
            self.end_bracket(item)
        elif item.kind == "op":
            self.operator(item)
        else:
            self.warn("colon", "a colon outside a range is a space", item.start, item.end)

    def term(self, term: Term) -> None:
        found = leaves(term, self.tell)
        if found:
            self.tree.append(found[0])
            for each in found[1:]:
                self.tree += [each, "AND"]
            self.operand(term.start)

    def operand(self, place: int) -> None:
        """One more operand stands at the end of the tree: join it to what the frame holds."""
        frame = self.frames[-1]
        if frame.filled:
            op: Op = frame.op or "AND"
            self.tree.append(op)
            frame.seen.add(op)
            if frame.seen >= {"AND", "OR"} and "warned" not in frame.seen:
                frame.seen.add("warned")
                self.warn(
                    "mixed-operators",
                    "AND and OR without brackets are read from left to right",
                    place,
                    place,
                )
        frame.filled, frame.op = True, None

    def operator(self, item: Piece) -> None:
        frame = self.frames[-1]
        name: Op = "AND" if item.text == "AND" else "OR" if item.text == "OR" else "NOT"
        if not frame.filled and name == "NOT":
            self.tree.append(Leaf("all", EVERYTHING, start=item.start, end=item.start))
            frame.filled = True
            self.warn("leading-not", "NOT at the start means: all but", item.start, item.end)
        elif not frame.filled:
            self.warn("lone-operator", f"{name} at the start is ignored", item.start, item.end)
            return
        elif frame.op == "OR" and name == "NOT":
            text, step = "OR NOT has no settled meaning.", "Write OR (all[sb] NOT ...)."
            self.tell(Message("or-not", "error", text, item.start, item.end, step))
        elif frame.op:
            self.warn("lone-operator", f"{frame.op} before {name} is ignored", item.start, item.end)
        frame.op = name

    def end_bracket(self, item: Piece) -> None:
        if len(self.frames) == 1:
            self.warn("stray-bracket", "a ) without its ( is ignored", item.start, item.end)
            return
        frame = self.end_frame(item.start)
        if frame.filled:
            self.operand(frame.start)
        else:
            self.warn("empty-brackets", "empty brackets are ignored", frame.start, item.end)

    def end_frame(self, place: int) -> _Frame:
        frame = self.frames.pop()
        if frame.op:
            self.warn("lone-operator", f"{frame.op} at the end is ignored", place, place)
            if isinstance(self.tree[-1], Leaf) and self.tree[-1].field == EVERYTHING:
                self.drop_everything(frame)
        return frame

    def drop_everything(self, frame: _Frame) -> None:
        """A NOT with nothing after it: what it was to be taken from goes too."""
        if frame.op == "NOT" and not frame.seen:
            self.tree.pop()
            frame.filled = False

    def close(self, end: int) -> tuple[Node, ...]:
        while len(self.frames) > 1:
            frame = self.end_frame(end)
            self.warn("stray-bracket", "a ( without its ) is closed", frame.start, frame.start + 1)
            if frame.filled:
                self.operand(frame.start)
        self.end_frame(end)
        return tuple(self.tree)
