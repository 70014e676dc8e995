"""Names that must be exact: MeSH headings, subheadings, publication types (PRESS 2015, 3)."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from evidence.query.lint.brackets import leaves
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.patterns import patterns
from evidence.query.tags import TAG
from evidence.query.tokens import joined, words
from evidence.query.tree import Leaf, Message, Query
from evidence.query.vocabulary import TYPE_NAMES

_CERTAIN = 0.93  # of difflib's ratio: one letter of fourteen
_NEAR = 0.8  # below it a name is another word
_SHOWN = 3
_TOPIC = " as Topic"
_NAMED = 20  # names looked for among 30,000: each costs a tenth of a second
_TYPE = {joined(name): name for name in TYPE_NAMES}


def controlled(query: Query, mesh: Mesh) -> Iterator[Message]:
    """What is no heading, no subheading or no publication type."""
    unknown: list[Leaf] = []
    for leaf in leaves(query):
        kind = TAG[leaf.field].kind if leaf.field in TAG else ""
        if kind not in {"mesh", "subheading", "type"} or patterns(leaf.text).wild:
            continue
        if kind == "subheading":
            yield from _subheading(leaf, leaf.text, mesh)
        elif kind == "type":
            yield from _type(query, leaf, mesh)
        else:
            name, part = _split(leaf, mesh)
            if part:
                yield from _subheading(leaf, part, mesh)
            if mesh.lookup(name) is None:
                unknown.append(leaf)
            elif leaf.quoted and mesh.heading(name) is None:
                yield _entry_term(query, leaf, name, mesh)
    yield from _unknown(query, unknown, mesh)


def _split(leaf: Leaf, mesh: Mesh) -> tuple[str, str]:
    name, _, part = leaf.text.rpartition("/")
    if not name or mesh.lookup(leaf.text):
        return leaf.text, ""
    return name, part


def _entry_term(query: Query, leaf: Leaf, name: str, mesh: Mesh) -> Message:
    found = mesh.lookup(name)
    heading = found.name if found else name
    return Message(
        "entry-term",
        "warning",
        f'"{name}" is an entry term, the heading is "{heading}"; in quotes PubMed may not map it',
        leaf.start,
        leaf.end,
        "",
        _renamed(query, leaf, name, heading),
    )


def _unknown(query: Query, found: list[Leaf], mesh: Mesh) -> Iterator[Message]:
    if not found:
        return
    if not mesh.whole:
        said = (
            f"{_count(len(found), 'heading is', 'headings are')} not in the MeSH at hand,"
            " which is a part of MeSH only"
        )
        step = "Import MeSH to have them checked: evidence mesh import FILE."
        yield Message("mesh-not-whole", "note", said, found[0].start, found[0].end, step)
        return
    for number, leaf in enumerate(found):
        name, _ = _split(leaf, mesh)
        near = _near_headings(name, mesh) if number < _NAMED else ()
        step = f"Near it: {', '.join(near)}." if near else "Look it up in the MeSH database."
        fix = None
        if near and _is_certain(name, near[0]):
            fix = _renamed(query, leaf, name, near[0])
        edition = f" of {mesh.year}" if mesh.year else ""
        said = f'"{name}" is no MeSH heading{edition}: PubMed may find nothing by that name'
        yield Message("not-a-heading", "warning", said, leaf.start, leaf.end, step, fix)


def _near_headings(name: str, mesh: Mesh) -> tuple[str, ...]:
    """Headings near `name`, the one about it as a topic first; no publication types."""
    held = (mesh.lookup(each) for each in (name + _TOPIC, *mesh.nearest(name, 2 * _SHOWN)))
    names = (each.name for each in held if each and not _is_type(each))
    return tuple(dict.fromkeys(names))[:_SHOWN]


def _is_type(found: Descriptor) -> bool:
    return bool(found.trees) and all(tree.startswith("V") for tree in found.trees)


def _is_certain(name: str, near: str) -> bool:
    return _ratio(name, near) >= _CERTAIN or near.lower() == (name + _TOPIC).lower()


def _subheading(leaf: Leaf, text: str, mesh: Mesh) -> Iterator[Message]:
    if mesh.qualifiers.get(text) is None and mesh.qualifiers.get(text.replace("&", "and")) is None:
        near = _nearest(text, mesh.qualifiers.names())
        step = f"Write: {near}" if near else "Look it up in the MeSH database."
        said = f'MeSH has no subheading "{text}"'
        yield Message("unknown-subheading", "warning", said, leaf.start, leaf.end, step)


def _type(query: Query, leaf: Leaf, mesh: Mesh) -> Iterator[Message]:
    token = joined(leaf.text)
    if token in _TYPE or (mesh.has_types and mesh.lookup(leaf.text)):
        return
    if token + "s" in _TYPE or (token.endswith("s") and token[:-1] in _TYPE):
        return  # PubMed maps the plural and the singular
    near = _nearest(leaf.text, tuple(_TYPE.values()))
    step = f"Write: {near}" if near else "The types are in the PubMed User Guide."
    certain = near and _ratio(leaf.text, near) >= _CERTAIN
    fix = _renamed(query, leaf, leaf.text, near) if certain else None
    said = f'"{leaf.text}" is no publication type: PubMed may find nothing by that name'
    yield Message("not-a-type", "warning", said, leaf.start, leaf.end, step, fix)


def _renamed(query: Query, leaf: Leaf, name: str, by: str) -> str | None:
    """The leaf's own text with the other name; None where the name is not there as such."""
    held = query.text[leaf.start : leaf.end]
    return held.replace(name, by, 1) if name in held else None


def _nearest(text: str, names: tuple[str, ...]) -> str:
    rated = max(((_ratio(text, name), name) for name in names), default=(0.0, ""))
    return rated[1] if rated[0] >= _NEAR else ""


def _ratio(text: str, other: str) -> float:
    return SequenceMatcher(None, " ".join(words(text)), " ".join(words(other))).ratio()


def _count(many: int, one: str, more: str) -> str:
    return f"{many} {one if many == 1 else more}"
