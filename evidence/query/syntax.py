"""Reads a query in PubMed's language.

Operators have equal rank and bind from left to right; none between two terms is AND.
The parser keeps its own stack of open brackets, so no depth of nesting can exhaust
Python's. Where PubMed recovers from what is odd, this does too, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evidence.query.leaves import leaves
from evidence.query.lexer import Piece, cut, pieces
from evidence.query.lists import Entry, entries, references
from evidence.query.plain import one_line, plain, straightened
from evidence.query.problem import QueryProblem
from evidence.query.terms import Item, Term, items
from evidence.query.told import Told
from evidence.query.tree import EVERYTHING, Leaf, Line, Message, Node, Op, Query
from evidence.query.values import numbers

__all__ = ["Message", "Query", "QueryProblem", "parse", "read", "sent"]

_MOST_NODES = 100_000  # of a list with its references written out
_MOST_OF_ALL = 1_000_000  # of all the lines together
_TOO_LONG = "written out, this list has too many terms and operators."
_SHORTER = "Search for fewer terms at once."


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
    told = Told()
    held = plain(text, told)
    listed = entries(held, told)
    lines: tuple[Line, ...] = ()
    if listed:
        lines = _lines(held, listed, told)
        tree = lines[-1].tree
    else:
        tree = _tree(held, pieces(held, 0, len(held), told), {}, told)
    if not tree:
        step = 'Write words, for example "leg cramps".'
        told.error("empty", "nothing to search for.", 0, len(text), step)
    return Query(text, tree, told.messages, lines)


def sent(query: Query) -> str:
    """The text as PubMed gets it: on one line, with straight quotes, references written out."""
    return str(query) if query.lines else one_line(straightened(query.text))


def _lines(text: str, listed: Sequence[Entry], told: Told) -> tuple[Line, ...]:
    """The searches of a list; a line can refer to those of lower numbers."""
    known: dict[int, tuple[Node, ...]] = {}
    numbered = frozenset(each.number for each in listed)
    total = 0
    for each in listed:
        found = references(text, each, numbered, told)
        if found is None:
            found = pieces(text, each.start, each.end, told)
        tree = _tree(text, found, known, told)
        if each.limits:
            limit = _tree(each.limits, pieces(each.limits, 0, len(each.limits), told), {}, told)
            limit = tuple(
                replace(node, start=each.start, end=each.end) if isinstance(node, Leaf) else node
                for node in limit
            )
            tree = (*tree, *limit, "AND") if tree else limit
        known[each.number] = tree
        total += len(tree)
        if total > _MOST_OF_ALL:
            told.error("list-too-long", _TOO_LONG, each.start, each.end, _SHORTER)
            break
    return tuple(
        Line(each.number, each.start, each.end, known[each.number])
        for each in listed
        if each.number in known
    )


def _tree(
    text: str, cut_up: list[Piece], known: Mapping[int, tuple[Node, ...]], told: Told
) -> tuple[Node, ...]:
    reader = _Reader(text, known, told)
    for item in items(text, cut_up, told):
        reader.read(item)
    return _pmids(reader.close())


def _pmids(tree: tuple[Node, ...]) -> tuple[Node, ...]:
    """PMIDs alone, separated by blanks or commas, mean those records."""
    only = tree[0] if len(tree) == 1 else None
    if not isinstance(only, Leaf) or only.field or only.quoted:
        return tree
    digits = numbers(only.text)
    if not digits:
        return tree
    return (replace(only, text=" ".join(str(each) for each in digits), field="pmid"),)


class _Frame:
    """An open bracket: whether it holds an operand yet, and the operator that waits."""

    __slots__ = ("filled", "mixed", "op", "op_end", "op_start", "seen", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.filled = False
        self.op: Op | None = None
        self.op_start = self.op_end = 0
        self.seen: tuple[Op, ...] = ()  # the operators met so far, each once
        self.mixed = False  # whether that was told


class _Reader:
    def __init__(self, text: str, known: Mapping[int, tuple[Node, ...]], told: Told) -> None:
        self.text = text
        self.known = known
        self.told = told
        self.tree: list[Node] = []
        self.frames = [_Frame(0)]

    def read(self, item: Item) -> None:
        if isinstance(item, Term):
            self.term(item)
        elif item.kind == "(":
            self.frames.append(_Frame(item.start))
        elif item.kind == ")":
            self.end_bracket(item)
        elif item.kind == "op":
            self.operator(item)
        elif item.kind == "#":
            self.reference(item)

    def term(self, term: Term) -> None:
        found = leaves(term, self.told)
        if found:
            self.tree.append(found[0])
            for each in found[1:]:
                self.tree += [each, "AND"]
            self.operand(term.start)

    def reference(self, item: Piece) -> None:
        """The search that `#n` refers to, in its place."""
        tree = self.known.get(int(item.text[1:]))
        place = (item.start, item.end)
        if tree is None:
            code = "list-missing" if self.known else "history"
            said = f"{item.text} refers to an earlier search, which is not here."
            step = "Write that search out in brackets."
            self.told.error(code, said, *place, step)
            self.tree.append(Leaf(item.text, start=item.start, end=item.end))
            self.operand(item.start)
        elif len(self.tree) + len(tree) > _MOST_NODES:
            self.told.error("list-too-long", _TOO_LONG, *place, _SHORTER)
        elif tree:
            self.tree += tree
            self.operand(item.start)

    def operand(self, place: int) -> None:
        """One more operand stands at the end of the tree: join it to what the frame holds."""
        frame = self.frames[-1]
        if frame.filled:
            op: Op = frame.op or "AND"
            self.tree.append(op)
            if op not in frame.seen:
                frame.seen += (op,)
            if len(frame.seen) > 1 and "OR" in frame.seen and not frame.mixed:
                frame.mixed = True
                said = "AND, OR and NOT without brackets are read from left to right"
                start = frame.op_start if frame.op else place
                self.told.warn("mixed-operators", said, start, frame.op_end if frame.op else place)
        frame.filled, frame.op = True, None

    def operator(self, item: Piece) -> None:
        frame = self.frames[-1]
        name: Op = "AND" if item.text == "AND" else "OR" if item.text == "OR" else "NOT"
        if not frame.filled and name == "NOT":
            self.tree.append(Leaf("all", EVERYTHING, start=item.start, end=item.start))
            frame.filled = True
            said = "NOT at the start means: all but"
            self.told.warn("leading-not", said, item.start, item.end)
        elif not frame.filled:
            self.lone(f"{name} at the start", item.start, item.end)
            return
        elif frame.op == "OR" and name == "NOT":
            said, step = "OR NOT has no settled meaning.", "Write OR (all[sb] NOT ...)."
            self.told.error("or-not", said, frame.op_start, item.end, step)
        elif frame.op:
            self.lone(f"{frame.op} before {name}", frame.op_start, frame.op_end)
        frame.op, frame.op_start, frame.op_end = name, item.start, item.end

    def lone(self, what: str, start: int, end: int) -> None:
        if not self.told.full("lone-operator"):
            fix = cut(self.text, start, end)
            self.told.warn("lone-operator", f"{what} is ignored", start, end, fix)

    def end_bracket(self, item: Piece) -> None:
        if len(self.frames) == 1:
            self.stray(")", item.start)
            return
        frame = self.end_frame()
        if frame.filled:
            self.operand(frame.start)
        elif not self.told.full("empty-brackets"):
            said = "empty brackets are ignored"
            fix = cut(self.text, frame.start, item.end)
            self.told.warn("empty-brackets", said, frame.start, item.end, fix)

    def stray(self, mark: str, place: int) -> None:
        if not self.told.full("stray-bracket"):
            said = f"a {mark} without its partner is ignored"
            fix = cut(self.text, place, place + 1)
            self.told.warn("stray-bracket", said, place, place + 1, fix)

    def end_frame(self) -> _Frame:
        frame = self.frames.pop()
        if frame.op:
            self.lone(f"{frame.op} at the end", frame.op_start, frame.op_end)
            self.drop_everything(frame)
        return frame

    def drop_everything(self, frame: _Frame) -> None:
        """A NOT with nothing after it: what it was to be taken from goes too."""
        last = self.tree[-1]
        untyped = isinstance(last, Leaf) and last.field == EVERYTHING and last.start == last.end
        if untyped and not frame.seen:
            self.tree.pop()
            frame.filled = False

    def close(self) -> tuple[Node, ...]:
        """The tree, with the brackets closed that still are open."""
        while len(self.frames) > 1:
            frame = self.end_frame()
            self.stray("(", frame.start)
            if frame.filled:
                self.operand(frame.start)
        self.end_frame()
        return tuple(self.tree)
