"""A term in words that a clinician reads: "whose title has" and "leg cramp*"."""

from dataclasses import dataclass

from evidence.query.plan import Plan, Words
from evidence.query.tags import TAG
from evidence.query.tree import EVERYTHING, HAS, Leaf
from evidence.query.values import EARLIEST, LATEST

_TEMPLATES = {
    "": "that have, in any field as PubMed maps it, {}",
    "all": "that have, in any field, {}",
    "tiab": "whose title, abstract or keywords have {}",
    "ti": "whose title has {}",
    "tw": "whose title, abstract, keywords or index terms have {}",
    "ot": "whose author keywords have {}",
    "ad": "with an author's affiliation that has {}",
    "mh": "that are indexed under the MeSH heading {}",
    "majr": "whose main topic is the MeSH heading {}",
    "sh": "that are indexed with the MeSH subheading {}",
    "pt": "that are of the publication type {}",
    "la": "that are written in {}",
    "nm": "that are indexed with the substance {}",
    "au": "that are by the author {}",
    "fau": "that are by the author {}",
    "1au": "whose first author is {}",
    "lastau": "whose last author is {}",
    "cn": "that are by the group {}",
    "ta": "that appeared in the journal {}",
    "dp": "that were published {}",
    "epdat": "that were published electronically {}",
    "ppdat": "that were published in print {}",
    "edat": "that came into PubMed {}",
    "crdt": "that were created in PubMed {}",
    "mhda": "that got their MeSH headings {}",
    "lr": "that were revised {}",
    "dcom": "that were completed by NLM {}",
    "pmid": "that have the PMID {}",
    "sb": "that pass the filter {}",
    "filter": "that pass the filter {}",
    HAS: "that PubMed marks as {}",
    EVERYTHING: "of any kind",
}


@dataclass(frozen=True, slots=True)
class Saying:
    """A term in words: `template` with a place for values, and this term's value."""

    template: str
    value: str


def saying(leaf: Leaf, made: Plan) -> Saying:
    """A term in words; `made` is its plan, which tells mapped headings."""
    field = leaf.field
    tag = TAG.get(field)
    template = _TEMPLATES.get(field)
    if template is None:
        template = f"whose {tag.full if tag else field} is {{}}"
    return Saying(template, _value(leaf, tag.kind if tag else "", made))


def listed(values: list[str], word: str, most: int) -> str:
    """Values as "a, b or c"; of more than `most` the rest is counted."""
    if len(values) > most:
        return f"{', '.join(values[: most - 1])} {word} {len(values) - most + 1} more"
    if len(values) == 1:
        return values[0]
    return f"{', '.join(values[:-1])} {word} {values[-1]}"


def headings(made: Plan) -> tuple[str, ...]:
    """The names of the MeSH headings that a plan looks up, as written in its labels."""
    atoms = (atom for atom in made.atoms if isinstance(atom, Words))
    names = [atom.label.split('"')[1] for atom in atoms if atom.fields in {("mh",), ("majr",)}]
    return tuple(dict.fromkeys(names))


def _value(leaf: Leaf, kind: str, made: Plan) -> str:
    text = f'"{" ".join(leaf.text.split())}"'
    if kind == "date":
        return _days(leaf)
    if kind == "mesh":
        return _heading(leaf, text, made)
    if kind == "number" or leaf.field == HAS:
        return leaf.text if leaf.high is None else f"from {leaf.text} to {leaf.high}"
    return text + _added(leaf, kind, made)


def _added(leaf: Leaf, kind: str, made: Plan) -> str:
    """What is to be said after a term's own text."""
    if leaf.distance is not None:
        return f" in any order, at most {leaf.distance} words apart"
    mapped = headings(made) if kind in {"", "text"} else ()
    if mapped:
        names = listed([f'"{name}"' for name in mapped], "and", 3)
        return f" (or the MeSH heading {names})"
    return " itself" if kind in {"subheading", "type"} and not leaf.explode else ""


def _heading(leaf: Leaf, text: str, made: Plan) -> str:
    tokens = {p[0] for atom in made.atoms if isinstance(atom, Words) for p in atom.phrases}
    if not leaf.explode:
        return f"{text} itself"
    narrower = len(tokens) - 1
    if narrower < 1:
        return text
    if narrower == 1:
        return f"{text} (or its narrower heading)"
    return f"{text} (or one of its {narrower} narrower headings)"


def _days(leaf: Leaf) -> str:
    if leaf.high is None:
        return f"in the {leaf.text}" if leaf.text.lower().startswith("last") else f"in {leaf.text}"
    if leaf.high.startswith(LATEST[:4]) or leaf.high >= "3000":
        return f"from {leaf.text} on"
    if leaf.text in {EARLIEST[:4], "1000"}:
        return f"until {leaf.high}"
    return f"from {leaf.text} to {leaf.high}"
