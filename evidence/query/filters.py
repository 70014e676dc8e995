"""Published filters: by name, and found again where one was pasted into a query.

A filter is a query of its own. `systematic[sb]` and `Therapy/Broad[filter]` stand for
theirs; whoever pasted the Cochrane strategy used a filter too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b

from evidence.query import filters_table as table
from evidence.query.patterns import patterns
from evidence.query.syntax import read
from evidence.query.tree import EVERYTHING, Leaf, Query

_SUBSET_FIELDS = {"sb", "filter"}
_PAIR = 2
_OUTSIDE_NAMES = re.compile(r"[^a-z0-9/+]")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its names, its strategy as PubMed takes it, and who published that.

    `exact` is False where PubMed may run another text than the one published. `parts` are
    strategies that people paste without the rest.
    """

    name: str
    aliases: tuple[str, ...]
    text: str
    source: str
    exact: bool
    parts: tuple[str, ...] = ()

    @property
    def query(self) -> Query:
        """The strategy, read."""
        return _read(self.text)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A filter in a query, from `start` to `end` of its text; `whole` unless a part of it."""

    filter: Filter
    start: int
    end: int
    whole: bool = True


def _made() -> Iterator[Filter]:
    yield Filter(
        "Systematic Review",
        ("systematic", "systematicreviews", "systematic reviews"),
        table.SYSTEMATIC,
        table.NLM_SYSTEMATIC,
        exact=False,
    )
    for name, text in (*table.CLINICAL_QUERIES, *table.MEDICAL_GENETICS):
        yield Filter(name, (), text, table.GUIDE, exact=True)
    for name, short, text in table.SIDEBAR:
        yield Filter(name, (short,), text, table.GUIDE, exact=True)
    for name in table.TYPES.split("|"):
        yield Filter(name, (), f'"{name}"[pt]', table.GUIDE, exact=True)
    for name, text in (
        ("Cochrane, sensitivity-maximizing", table.SENSITIVE),
        ("Cochrane, sensitivity- and precision-maximizing", table.PRECISE),
    ):
        whole = f"({text}) NOT ({table.ANIMALS_ALONE})"
        yield Filter(name, (), whole, table.COCHRANE, exact=True, parts=(text,))
    yield Filter("Animals alone", (), table.ANIMALS_ALONE, table.COCHRANE, exact=True)


ALL: tuple[Filter, ...] = tuple(_made())


def filter_named(text: str) -> Filter | None:
    """The filter of this name or of PubMed's short form for it; blanks and case are free."""
    return _by_name().get(_squeezed(text))


def recognised(query: Query) -> tuple[Pasted, ...]:
    """The published filters a query names or holds in full, in the order of its text.

    A strategy counts however its terms are ordered, quoted and tagged; strategies of one
    term are too common to be told from a search for that term.
    """
    return tuple(sorted(_found(query), key=lambda each: (each.start, -each.end)))


def _found(query: Query) -> Iterator[Pasted]:
    for leaf in query.leaves:
        named = filter_named(leaf.text) if leaf.field in _SUBSET_FIELDS else None
        if named:
            yield Pasted(named, leaf.start, leaf.end)
    held = [each for each in _subtrees(query) if each.form in _by_form()]
    for each in held:
        if not any(other.around(each) for other in held):
            found, whole = _by_form()[each.form]
            yield Pasted(found, each.start, each.end, whole=whole)


@dataclass(frozen=True, slots=True)
class _Subtree:
    """A part of a tree: its normal form, and its place in the text and in the tree."""

    form: bytes
    start: int
    end: int
    first: int
    last: int

    def around(self, other: "_Subtree") -> bool:
        """Whether `other` is a part of this one."""
        return self is not other and self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class _Operand:
    """What an operator may still go on with: the forms of a chain of `op`, "" for a term."""

    op: str
    forms: list[bytes]
    place: _Subtree


def _subtrees(query: Query) -> Iterator[_Subtree]:
    """Every subtree with an operator, the whole last; a chain of one operator is unordered."""
    waiting: list[_Operand] = []
    for place, node in enumerate(query.tree):
        if isinstance(node, Leaf):
            form = _leaf_form(node)
            here = _Subtree(form, node.start, node.end, place, place)
            waiting.append(_Operand("", [form], here))
            continue
        right, left = waiting.pop(), waiting.pop()
        forms: list[bytes] = []
        for side in (left, right):
            if side.op == node != "NOT":
                forms = _longer(forms, side.forms)
            else:
                closed = _closed(side)
                if side.op:
                    yield closed
                forms.append(closed.form)
        start = min(left.place.start, right.place.start)
        end = max(left.place.end, right.place.end)
        here = _Subtree(b"", start, end, left.place.first, right.place.last + 1)
        waiting.append(_Operand(node, forms, here))
    if waiting and waiting[-1].op:
        yield _closed(waiting[-1])


def _longer(forms: list[bytes], others: list[bytes]) -> list[bytes]:
    """Both; the longer list is kept, so that a chain costs what it is long."""
    if len(forms) < len(others):
        forms, others = others, forms
    forms.extend(others)
    return forms


def _closed(side: _Operand) -> _Subtree:
    """An operand that no chain goes on from, with its form."""
    if not side.op:
        return side.place
    forms = side.forms if side.op == "NOT" else sorted(set(side.forms))
    return replace(side.place, form=_digest(side.op.encode(), *forms))


def _leaf_form(leaf: Leaf) -> bytes:
    field = "sb" if leaf.field in _SUBSET_FIELDS else leaf.field
    words = () if field == EVERYTHING else patterns(leaf.text).words
    high = leaf.high.strip() if leaf.high is not None else None
    return _digest(repr((field, words, leaf.explode, leaf.distance, high)).encode())


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"\0".join(parts), digest_size=16).digest()


@cache
def _by_name() -> Mapping[str, Filter]:
    found: dict[str, Filter] = {}
    for each in ALL:
        for name in (each.name, *each.aliases):
            found.setdefault(_squeezed(name), each)
    return found


@cache
def _by_form() -> Mapping[bytes, tuple[Filter, bool]]:
    found: dict[bytes, tuple[Filter, bool]] = {}
    for each in ALL:
        for text, whole in ((each.text, True), *((part, False) for part in each.parts)):
            subtrees = tuple(_subtrees(_read(text)))
            if subtrees and _telling(_read(text)):
                found.setdefault(subtrees[-1].form, (each, whole))
    return found


def _telling(query: Query) -> bool:
    """Two words without a tag are anybody's search."""
    leaves = query.leaves
    return len(leaves) > _PAIR or all(leaf.field for leaf in leaves)


@cache
def _read(text: str) -> Query:
    return read(text)


def _squeezed(name: str) -> str:
    return _OUTSIDE_NAMES.sub("", name.lower())
