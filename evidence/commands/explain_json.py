"""An explanation as the JSON that docs/json.md describes."""

from evidence.query.explain import Explanation, Part
from evidence.query.spans import Match
from evidence.query.tree import Leaf


def as_dict(explanation: Explanation) -> dict[str, object]:
    """One record's object: built from the terms up, so that no depth needs recursion."""
    made: dict[int, dict[str, object]] = {}
    for part in reversed(list(explanation.parts)):
        if isinstance(part.node, Leaf):
            made[id(part)] = _term(part, part.node)
            continue
        made[id(part)] = {
            "op": part.node,
            "verdict": part.verdict,
            "decides": part.matters,
            "parts": [made.pop(id(each)) for each in part.parts],
        }
    return {
        "pmid": explanation.pmid,
        "verdict": explanation.verdict,
        "took_away": [str(part.node) for part in explanation.took_away],
        "tree": made[id(explanation.tree)],
    }


def span(match: Match) -> dict[str, object]:
    """Words of a record with their place; section "" and 0, 0 outside title and abstract."""
    return {
        "field": match.field,
        "section": match.section,
        "start": match.start,
        "end": match.end,
        "text": match.text,
    }


def _term(part: Part, leaf: Leaf) -> dict[str, object]:
    reading = part.reading
    return {
        "term": str(leaf),
        "start": leaf.start,
        "end": leaf.end,
        "verdict": part.verdict,
        "decides": part.matters,
        "read_as": reading.text if reading else "",
        "headings": reading.headings if reading else 0,
        "spans": [span(match) for match in part.words],
        "near": part.near,
        "notes": [{"grade": note.grade, "text": note.text} for note in part.notes],
    }
