"""How terms are written: phrases, quotes, truncation (PRESS 2015, 4 and 5)."""

from collections.abc import Iterator

from evidence.query.lint.brackets import leaves
from evidence.query.mesh import Mesh
from evidence.query.patterns import patterns
from evidence.query.tags import PROXIMITY, TAG
from evidence.query.tree import Leaf, Message, Query

_SMART = "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"
_STRAIGHT = str.maketrans(_SMART, '"' * len(_SMART))
_LONG = 4  # words of a phrase that PubMed's index is unlikely to have


def phrases(query: Query, mesh: Mesh) -> Iterator[Message]:
    """One note on the quoted phrases that PubMed's phrase index may lack."""
    doubtful = [leaf for leaf in leaves(query) if _is_doubtful(leaf, mesh)]
    if doubtful:
        first = doubtful[0]
        said = (
            f"{_phrases(len(doubtful))} may not be in PubMed's phrase index, which then finds"
            f" nothing, or the words apart: {_shown(query, first)}"
            f"{' and so on' if len(doubtful) > 1 else ''}"
        )
        field = first.field if first.field in PROXIMITY else "tiab"
        step = f'"{first.text}"[{field}:~0] finds it in any case (in either order of the words).'
        yield Message("phrase-index", "note", said, first.start, first.end, step)


def _is_doubtful(leaf: Leaf, mesh: Mesh) -> bool:
    if not leaf.quoted or leaf.distance is not None or leaf.field not in TAG:
        return False
    if TAG[leaf.field].kind != "text" or "*" in leaf.text:
        return False
    count = len(patterns(leaf.text).words)
    return count >= _LONG and mesh.lookup(leaf.text) is None


def _phrases(many: int) -> str:
    return "this long phrase" if many == 1 else f"{many} long phrases"


def unquoted(query: Query) -> Iterator[Message]:
    """One note on words that stand before a text tag without quotes."""
    found = [each for each in query.messages if each.code == "unquoted-phrase"]
    if found:
        first = found[0]
        held = query.text[first.start : first.end]
        many = f"{len(found)} terms of several words have" if len(found) > 1 else "these words have"
        said = (
            f"{many} no quotes: PubMed searches the phrase where its index has it, else each"
            " word apart"
        )
        words, _, tag = held.partition("[")
        step = f'Write "{" ".join(words.split())}"[{tag} for the phrase alone.' if tag else ""
        yield Message("unquoted-phrase", "note", said, first.start, first.end, step)


def smart_quotes(query: Query) -> Iterator[Message]:
    """One note on typographic quotes; its fix writes straight ones."""
    places = [place for place, character in enumerate(query.text) if character in _SMART]
    if places:
        start, end = places[0], places[-1] + 1
        many = (
            f"{len(places)} typographic quotes are" if len(places) > 1 else "a typographic quote is"
        )
        said = f"{many} read as straight"
        fix = query.text[start:end].translate(_STRAIGHT)
        yield Message("smart-quotes", "note", said, start, end, "", fix)


def _shown(query: Query, leaf: Leaf) -> str:
    return " ".join(query.text[leaf.start : leaf.end].split())
