"""A query with its messages' fixes applied."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from evidence.query.lint.catalogue import lint
from evidence.query.mesh import Mesh
from evidence.query.syntax import read
from evidence.query.tree import Leaf, Message, Node, Query

_TIDYING = frozenset(
    {
        "ampersand",
        "colon",
        "empty-brackets",
        "invisible-character",
        "lone-operator",
        "lone-tag",
        "no-words",
        "smart-quotes",
        "stray-bracket",
        "unbalanced-quote",
    }
)
_ONE_BY_ONE = 50  # fixes that are tried one after the other
LONGEST = 50_000  # characters: over three times the longest strategy in use
_ROUNDS = 6  # brackets around what was itself put right; more never was needed


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def fixed(query: Query, messages: Iterable[Message]) -> str:
    """The query's text with every fix that meets no other; the earlier message wins.

    A fix that only adds brackets, or changes single characters, leaves what it encloses to
    the other fixes.
    """
    chosen = _Chosen()
    for message in sorted(messages, key=lambda each: (each.end - each.start, each.start)):
        edits = _edits(query.text, message)
        if not any(chosen.meets(edit) for edit in edits):
            for edit in edits:
                chosen.add(edit)
    return "".join(_parts(query.text, chosen.edits))


def corrected(query: Query, mesh: Mesh) -> Query:
    """The query fixed until nothing is left that has a fix.

    What only tidies must leave the tree as it is read: such fixes are applied alone, and
    those that would change it together are left out.
    """
    if len(query.text) > LONGEST:
        return query
    query = _tidied(query, lint(query, mesh))
    for _ in range(_ROUNDS):
        rest = tuple(each for each in lint(query, mesh) if each.code not in _TIDYING)
        text = fixed(query, rest)
        if text == query.text:
            break
        query = read(text)
    return query


def _tidied(query: Query, messages: Iterable[Message]) -> Query:
    """The query without what PubMed ignores; each fix that would change its tree left out."""
    tidying = [each for each in messages if each.code in _TIDYING and each.fix is not None]
    once = read(fixed(query, tidying))
    if _shape(once) == _shape(query):
        return once
    kept: list[Message] = []
    for each in tidying[:_ONE_BY_ONE]:
        if _shape(read(fixed(query, [*kept, each]))) == _shape(query):
            kept.append(each)
    return read(fixed(query, kept))


def _shape(query: Query) -> tuple[list[Node], list[int]]:
    tree = [replace(n, start=0, end=0) if isinstance(n, Leaf) else n for n in query.tree]
    return tree, [line.number for line in query.lines]


def _edits(text: str, message: Message) -> list[_Edit]:
    if message.fix is None:
        return []
    held = text[message.start : message.end]
    if len(held) == len(message.fix):
        pairs = enumerate(zip(held, message.fix, strict=True), message.start)
        return [_Edit(place, place + 1, new) for place, (old, new) in pairs if old != new]
    after = text[message.end : message.end + 1]
    if not message.fix and text[message.start - 1 : message.start] == " " and after in " )":
        return [_Edit(message.start - 1, message.end, "")]
    added = _brackets_added(held, message.fix, message.start)
    return added or [_Edit(message.start, message.end, message.fix)]


def _brackets_added(held: str, fix: str, start: int) -> list[_Edit]:
    """The insertions that make `fix` of `held`; none where it is more than brackets."""
    if len(fix) < len(held):
        return []
    found, place = [], 0
    for character in fix:
        if place < len(held) and held[place] == character:
            place += 1
        elif character in "()":
            found.append(_Edit(start + place, start + place, character))
        else:
            return []
    return found if place == len(held) else []


class _Chosen:
    """Edits of which none meets another; insertions may share a place."""

    def __init__(self) -> None:
        self.edits: list[_Edit] = []
        self._starts: list[int] = []  # of those that replace something, in order
        self._ends: list[int] = []
        self._points: list[int] = []  # where something is inserted, in order

    def meets(self, edit: _Edit) -> bool:
        place = bisect_left(self._starts, edit.end)
        if place and self._ends[place - 1] > edit.start:
            return True
        after = bisect_right(self._points, edit.start)
        return after < len(self._points) and self._points[after] < edit.end

    def add(self, edit: _Edit) -> None:
        self.edits.append(edit)
        if edit.start == edit.end:
            insort(self._points, edit.start)
            return
        place = bisect_left(self._starts, edit.start)
        self._starts.insert(place, edit.start)
        self._ends.insert(place, edit.end)


def _parts(text: str, edits: list[_Edit]) -> Iterator[str]:
    place = 0
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end, edit.text != ")"))
    for edit in ordered:
        yield text[place : edit.start]
        yield edit.text
        place = max(place, edit.end)
    yield text[place:]
