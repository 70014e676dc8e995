"""Terms of one OR level that add no record: twice the same, under a truncation, under a heading."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evidence.query.lint.brackets import Level, Operand, leaves
from evidence.query.mesh import Mesh
from evidence.query.patterns import SHORTEST_STEM, patterns
from evidence.query.tags import TAG
from evidence.query.tree import Leaf, Message, Query


@dataclass(frozen=True, slots=True)
class _Term:
    leaf: Leaf
    words: tuple[str, ...]
    place: int  # of its operand on the level


def redundant(query: Query, found: Iterable[Level], mesh: Mesh) -> Iterator[Message]:
    """A note for each; `fix` takes the term away with the OR before it."""
    by_place = {(leaf.start, leaf.end): leaf for leaf in leaves(query)}
    for level in found:
        for first, last in _runs(level):
            yield from _run(query, level, _terms(level, first, last, by_place), mesh)


def _runs(level: Level) -> Iterator[tuple[int, int]]:
    """The runs of operands that OR alone joins, from the level's start or after an operator.

    After an AND only its own operand follows: a AND b OR c is (a AND b) OR c, and b stands
    in no run with c.
    """
    first = 0
    for place, joint in enumerate(level.joints):
        if joint.op != "OR":
            if place > first:
                yield first, place
            first = place + 2
    if len(level.joints) > first:
        yield first, len(level.joints)


def _terms(
    level: Level, first: int, last: int, by_place: Mapping[tuple[int, int], Leaf]
) -> list[_Term]:
    found = []
    for place in range(first, last + 1):
        operand = level.operands[place]
        leaf = by_place.get((operand.start, operand.end))
        if leaf is not None and leaf.high is None:
            held = patterns(leaf.text)
            if not held.short:
                found.append(_Term(leaf, held.words, place))
    return found


def _run(query: Query, level: Level, terms: list[_Term], mesh: Mesh) -> Iterator[Message]:
    first_of: dict[tuple[object, ...], _Term] = {}
    stems = _stems(terms)
    exploded = _exploded(terms, mesh)
    for term in terms:
        key = _key(term)
        before = first_of.setdefault(key, term)
        if before is not term:
            yield _note(query, level, term, before, "is here twice: the first is")
            continue
        wider = _truncation(term, stems)
        if wider is not None:
            yield _note(query, level, term, wider, "is already found by")
            continue
        above = exploded.get(_heading(term, mesh), term)
        if above is not term and (above.leaf.field == term.leaf.field):
            yield _note(query, level, term, above, "is already found by")


def _key(term: _Term) -> tuple[object, ...]:
    leaf = term.leaf
    return (leaf.field, term.words, leaf.quoted, leaf.explode, leaf.distance)


def _stems(terms: list[_Term]) -> dict[tuple[str, tuple[str, ...]], _Term]:
    """Terms that end in their only `*`, by field and their words without it."""
    found: dict[tuple[str, tuple[str, ...]], _Term] = {}
    for term in terms:
        if not term.words or term.leaf.distance is not None or not _is_text(term.leaf):
            continue
        *before, last = term.words
        if last.endswith("*") and not any("*" in word for word in (*before, last[:-1])):
            found.setdefault((term.leaf.field, (*before, last[:-1])), term)
    return found


def _truncation(term: _Term, stems: Mapping[tuple[str, tuple[str, ...]], _Term]) -> _Term | None:
    """The term whose truncation finds all that this one finds."""
    if not stems or not term.words or term.leaf.distance is not None or not _is_text(term.leaf):
        return None
    *before, last = term.words
    if len(term.words) > 1 and not term.leaf.quoted:
        return None
    for length in range(SHORTEST_STEM if not before else 1, len(last.rstrip("*")) + 1):
        wider = stems.get((term.leaf.field, (*before, last[:length])))
        if wider is not None and wider is not term:
            return wider
    return None


def _is_text(leaf: Leaf) -> bool:
    return leaf.field in TAG and TAG[leaf.field].kind == "text"


def _heading(term: _Term, mesh: Mesh) -> str:
    leaf = term.leaf
    if leaf.field not in {"mh", "majr"} or "/" in leaf.text:
        return ""
    found = mesh.lookup(leaf.text)
    return found.ui if found else ""


def _exploded(terms: list[_Term], mesh: Mesh) -> dict[str, _Term]:
    """UI of every heading that an exploded one of the level takes in -> that one."""
    found: dict[str, _Term] = {}
    held = [(ui, term) for term in terms if term.leaf.explode and (ui := _heading(term, mesh))]
    for ui, term in held:
        for below in mesh.descendants(ui) - {ui}:
            found.setdefault(below, term)
    for ui, term in held:  # the same heading by another of its names, or with :noexp
        found.setdefault(ui, term)
    return found


def _note(query: Query, level: Level, term: _Term, other: _Term, why: str) -> Message:
    text = query.text
    operand: Operand = level.operands[term.place]
    shown = " ".join(text[operand.start : operand.end].split())
    held = " ".join(text[other.leaf.start : other.leaf.end].split())
    said = f"{shown} {why} {held}"
    start, end = operand.start, operand.end
    if term.place:
        joint = level.joints[term.place - 1]
        return Message("redundant", "note", said, joint.start, end, "", "")
    following = level.operands[1]
    return Message("redundant", "note", said, start, following.start, "", "")
