"""Plans of [pt]: a publication type with its narrower ones, by the tree of category V."""

from evidence.query.mesh import Mesh
from evidence.query.mesh.near import nearest
from evidence.query.patterns import patterns
from evidence.query.plan import Note, Plan, Words, only
from evidence.query.tokens import joined
from evidence.query.tree import Leaf
from evidence.query.vocabulary import TYPE_NAMES, is_type, types_below

_CATEGORY = "V"
_BY_TOKEN = {joined(name): name for name in TYPE_NAMES}


def type_plan(leaf: Leaf, mesh: Mesh) -> Plan:
    """A publication type: by the MeSH at hand where it holds them, else the shipped tree."""
    held = patterns(leaf.text)
    plain = " ".join(leaf.text.lower().split())
    label = f'"{plain}"[{leaf.label}]'
    if held.wild:
        return only(Words(("pt",), ((held.joined,),), label))
    found = _at_hand(leaf, mesh) if mesh.has_types else _shipped(held.joined)
    if found:
        chosen = found if leaf.explode else frozenset((_own(leaf, mesh, held.joined),))
        return only(Words(("pt",), tuple((each,) for each in sorted(chosen)), label))
    other = "" if leaf.quoted else _number(held.joined)
    if other:
        text = f'{leaf}: read as "{other}", which differs from it in its number'
        chosen = types_below(joined(other)) if leaf.explode else frozenset((joined(other),))
        return only(
            Words(("pt",), tuple((each,) for each in sorted(chosen)), label),
            notes=(Note("approximate", text),),
        )
    return only(Words(("pt",), ((held.joined,),), label), notes=(_unknown(leaf),))


def _at_hand(leaf: Leaf, mesh: Mesh) -> frozenset[str]:
    found = mesh.heading(leaf.text) if leaf.quoted else mesh.lookup(leaf.text)
    if found is None or not any(tree.startswith(_CATEGORY) for tree in found.trees):
        return frozenset()
    return mesh.tokens_below(found.ui)


def _own(leaf: Leaf, mesh: Mesh, token: str) -> str:
    found = mesh.lookup(leaf.text) if mesh.has_types and not leaf.quoted else None
    return joined(found.name) if found else token


def _number(token: str) -> str:
    """The type of this name in the plural or the singular; "" where there is none."""
    return _BY_TOKEN.get(f"{token}s") or _BY_TOKEN.get(token.removesuffix("s"), "")


def _shipped(token: str) -> frozenset[str]:
    return types_below(token) if is_type(token) else frozenset()


def _unknown(leaf: Leaf) -> Note:
    close = nearest(leaf.text, TYPE_NAMES, 1)
    text = f"{leaf}: no publication type of MeSH"
    return Note("mesh", text + (f'; the nearest is "{close[0]}"' if close else ""))
