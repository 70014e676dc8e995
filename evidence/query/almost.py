"""What in a record comes closest to a term that does not hold."""

from collections.abc import Iterator
from dataclasses import replace

from evidence.query.evaluate import evaluate
from evidence.query.index import Index
from evidence.query.mesh import Mesh
from evidence.query.patterns import patterns
from evidence.query.reading import dates_of
from evidence.query.stopwords import STOPWORDS
from evidence.query.tags import TAG
from evidence.query.tree import EVERYTHING, HAS, Leaf, Query
from evidence.record import Record


def almost(leaf: Leaf, record: Record, index: Index, mesh: Mesh) -> str:
    """What the record has instead, in words; "" where there is nothing to say.

    `index` holds this record alone.
    """
    if leaf.field in {HAS, EVERYTHING}:
        return ""
    for wider, text in _wider(leaf):
        if evaluate(Query("", (wider,)), index, mesh).yes:
            return text
    kind = TAG[leaf.field].kind if leaf.field else "text"
    return _words(leaf, index) if kind == "text" else _instead(kind, leaf, record)


def _instead(kind: str, leaf: Leaf, record: Record) -> str:
    """What the record has in a field with values of its own."""
    held = ""
    found: tuple[str, ...] = ()
    if kind == "mesh" and not record.mesh:
        status = f" (status {record.status})" if record.status else ""
        return f"the record has no MeSH headings{status}"
    if kind == "type":
        held, found = "it is", tuple(term.name for term in record.publication_types)
    elif kind == "language":
        held, found = "its language", record.languages
    elif kind == "date":
        held, found = "its date", tuple(match.text for match in dates_of(leaf, record))
    return f"{held}: {'; '.join(found)}" if found else ""


def _wider(leaf: Leaf) -> Iterator[tuple[Leaf, str]]:
    """Terms that hold where this one nearly does, the nearest first, and what that means."""
    kind = TAG[leaf.field].kind if leaf.field else "text"
    if kind == "mesh":
        if not leaf.explode:
            yield replace(leaf, explode=True), "it has a narrower heading, which :noexp leaves out"
        if leaf.field == "majr":
            yield replace(leaf, field="mh"), "it has the heading, but not as a major topic"
        name, _, part = leaf.text.rpartition("/")
        if name:
            yield replace(leaf, text=name), f"it has the heading, but without /{part}"
    if leaf.distance is not None:
        for distance in (leaf.distance * 2 + 3, 1000):
            yield replace(leaf, distance=distance), "it has the words, but farther apart"
    elif leaf.field == "ti":
        yield replace(leaf, field="tiab"), "not in the title, but in the abstract or the keywords"
    elif leaf.field == "tiab":
        yield replace(leaf, field="all"), "not in title, abstract or keywords, but elsewhere in it"


def _words(leaf: Leaf, index: Index) -> str:
    """Which words of a phrase the record has, where it has some."""
    fields = TAG[leaf.field or "all"].fields
    words = tuple(dict.fromkeys(patterns(leaf.text).words))
    held = [word for word in words if index.phrase(fields, (word,))]
    if len(words) == 1 or STOPWORDS.issuperset(held):
        return ""
    missing = [word for word in words if word not in held]
    if missing:
        return f"it has {_listed(held)}, but not {_listed(missing)}"
    return f"it has {_listed(held)}, but not side by side"


def _listed(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"
