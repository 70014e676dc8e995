"""Plans of [mh], [majr] and [sh]: entry terms, narrower headings, subheadings."""

from dataclasses import dataclass

from evidence.query.codes import MARK
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.mesh.subheadings import INCOMPLETE
from evidence.query.patterns import patterns
from evidence.query.plan import Note, Plan, Words, only
from evidence.query.substances import action_plan, substance_plan
from evidence.query.tree import Leaf
from evidence.query.types import type_plan

__all__ = ["action_plan", "mesh_plan", "subheading_plan", "substance_plan", "type_plan"]


@dataclass(frozen=True, slots=True)
class _Found:
    """Tokens that fulfil a name, the name to print, and a note where it is not the whole."""

    tokens: tuple[str, ...]
    name: str
    notes: tuple[Note, ...] = ()


def mesh_plan(leaf: Leaf, mesh: Mesh) -> Plan:
    """A heading, or a heading with a subheading after a slash; both explode.

    A heading may itself hold a slash ("Endoplasmic Reticulum/..." entry terms do): what
    MeSH has by that name is never split.
    """
    name, _, part = leaf.text.rpartition("/")
    if not name.strip() or not part.strip() or mesh.lookup(leaf.text):
        heading = _headings(leaf, leaf.text, mesh)
        label = f'"{heading.name}"[{leaf.label}]'
        phrases = tuple((token,) for token in heading.tokens)
        return only(Words((leaf.field,), phrases, label), notes=heading.notes)
    heading = _headings(leaf, name, mesh)
    below = _subheadings(leaf, part, mesh)
    label = f'"{heading.name}/{below.name}"[{leaf.label}]'
    pairs = tuple((token, MARK + each) for token in heading.tokens for each in below.tokens)
    return only(Words((leaf.field,), pairs, label), notes=heading.notes + below.notes)


def subheading_plan(leaf: Leaf, mesh: Mesh | None = None) -> Plan:
    """A subheading on any heading, with its family; the shipped ones without a `mesh`."""
    found = _subheadings(leaf, leaf.text, Mesh() if mesh is None else mesh)
    label = f'"{found.name}"[{leaf.label}]'
    return only(
        Words((leaf.field,), tuple((token,) for token in found.tokens), label),
        notes=found.notes,
    )


def _headings(leaf: Leaf, name: str, mesh: Mesh) -> _Found:
    held = patterns(name)
    plain = " ".join(name.lower().split())
    if held.wild:  # a wildcard turns mapping and narrower headings off
        return _Found((held.joined,), plain)
    found, note = _descriptor(leaf, name, mesh)
    if found is None:
        return _Found((held.joined,), plain, (Note("mesh", note),))
    notes = (Note("mesh", note),) if note else ()
    if not leaf.explode:
        return _Found((patterns(found.name).joined,), found.name.lower(), notes)
    return _Found(tuple(sorted(mesh.tokens_below(found.ui))), found.name.lower(), notes)


def _descriptor(leaf: Leaf, name: str, mesh: Mesh) -> tuple[Descriptor | None, str]:
    exact = mesh.heading(name)
    if exact:
        return exact, ""
    mapped = mesh.lookup(name)
    if mapped and not leaf.quoted:
        return mapped, ""
    if mapped:
        return None, (
            f'{leaf}: "{name}" is an entry term of "{mapped.name}"; quoted, it is not mapped'
        )
    return None, (
        f'{leaf}: "{name}" is not in the MeSH table at hand: searched by that name alone,'
        " without narrower headings"
    )


def _subheadings(leaf: Leaf, text: str, mesh: Mesh) -> _Found:
    held = patterns(text)
    plain = " ".join(text.lower().split())
    if held.wild:
        return _Found((held.joined,), plain)
    token = mesh.qualifiers.token(text)
    known = mesh.qualifiers.get(text)
    if known is None:
        note = Note("mesh", f'{leaf}: MeSH has no subheading "{plain}"')
        return _Found((token,), plain, (note,))
    plain = known.name.replace("&", "and")  # as PubMed's translations write it
    if not leaf.explode:
        return _Found((token,), plain)
    notes: tuple[Note, ...] = ()
    if not mesh.knows("qualifier") and known.name in INCOMPLETE:
        text = (
            f'{leaf}: some subheadings narrower than "{known.name}" may be missing here; '
            "NLM's own list: evidence mesh import qual20NN.xml"
        )
        notes = (Note("mesh", text),)
    return _Found(tuple(sorted(mesh.qualifiers.below(token))), plain, notes)
