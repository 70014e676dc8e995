"""Plans of [nm] and [pa]: supplementary concepts, and what has a pharmacological action.

[pa] is the action's own heading or any substance with that action, none of them exploded
(NLM's PubMed tutorial), those with a narrower action included (NLM Technical Bulletin,
2007). [nm] is a substance by name or synonym, be it a supplementary concept or a heading,
not exploded.
"""

from evidence.query.mesh import Descriptor, Mesh
from evidence.query.patterns import patterns
from evidence.query.plan import Note, Plan, Unknown, Words, only
from evidence.query.tokens import joined
from evidence.query.tree import Leaf

_FIELDS = ("mh", "nm")


def action_plan(leaf: Leaf, mesh: Mesh) -> Plan:
    """A pharmacological action: unknowable beyond its own heading until MeSH is imported."""
    held = patterns(leaf.text)
    plain = " ".join(leaf.text.lower().split())
    if held.wild:
        reason = f"{leaf}: which actions a wildcard finds is not known here"
        return only(Unknown(reason, f'"{plain}"[{leaf.label}]'))
    action = _heading(leaf, mesh)
    label = f'"{action.name.lower() if action else plain}"[{leaf.label}]'
    own = joined(action.name) if action else held.joined
    if not mesh.actions:
        reason = (
            f"{leaf} needs the pharmacological actions of MeSH: evidence mesh import desc20NN.xml"
        )
        return only(Words(("mh",), ((own,),), label), Unknown(reason, label))
    tokens = mesh.tokens_below(action.ui) if action and leaf.explode else frozenset((own,))
    acting = mesh.acting(tokens)
    if not acting:
        text = f'{leaf}: no substance of the MeSH at hand has the action "{plain}"'
        return only(Words(("mh",), ((own,),), label), notes=(Note("mesh", text),))
    found = sorted({own, *(joined(name) for name in acting)})
    notes = () if mesh.knows("action") or mesh.substances else (_headings_only(leaf),)
    return only(Words(_FIELDS, tuple((each,) for each in found), label), notes=notes)


def substance_plan(leaf: Leaf, mesh: Mesh) -> Plan:
    """A substance by name; unquoted, by a synonym too."""
    held = patterns(leaf.text)
    plain = " ".join(leaf.text.lower().split())
    if held.wild:
        return _named(leaf, plain, held.joined)
    heading = mesh.heading(leaf.text)
    substance = None if heading else mesh.substance(leaf.text)
    if substance and leaf.quoted and joined(substance.name) != held.joined:
        text = f'{leaf}: a synonym of "{substance.name}"; quoted, it is not mapped'
        return _named(leaf, plain, held.joined, Note("mesh", text))
    found = heading or substance or _heading(leaf, mesh)
    if found:
        return _named(leaf, found.name.lower(), joined(found.name))
    if mesh.substances:
        text = f"{leaf}: MeSH has no substance of that name; searched by the name alone"
    else:
        text = (
            f"{leaf}: the name alone is searched; its synonyms are not known here: "
            "evidence mesh import supp20NN.xml"
        )
    return _named(leaf, plain, held.joined, Note("mesh", text))


def _named(leaf: Leaf, name: str, token: str, *notes: Note) -> Plan:
    return only(Words(("nm",), ((token,),), f'"{name}"[{leaf.label}]'), notes=notes)


def _heading(leaf: Leaf, mesh: Mesh) -> Descriptor | None:
    return mesh.heading(leaf.text) if leaf.quoted else mesh.lookup(leaf.text)


def _headings_only(leaf: Leaf) -> Note:
    text = (
        f"{leaf}: only substances that are headings are known here; the others: "
        "evidence mesh import pa20NN.xml or supp20NN.xml"
    )
    return Note("mesh", text)
