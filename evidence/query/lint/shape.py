"""How a query is put together: operators, brackets, what it leaves out (PRESS 2015, 1 to 3)."""

import re
from collections.abc import Callable, Iterable, Iterator

from evidence.query.lint.brackets import Level, leaves
from evidence.query.mesh import Mesh
from evidence.query.tags import TAG
from evidence.query.tree import EVERYTHING, HAS, Leaf, Message, Query
from evidence.query.values import first_and_last

_SHOWN = 24  # characters of an operand in a message
_OPERATOR_INSIDE = re.compile(r"\s(AND|OR|NOT)\s")
_LOWER = re.compile(r"(?<=\s)(?:or|not)(?=\s+[^\s\[])")
_CONTROLLED = {"mesh", "subheading", "type", "subset", "language", "date"}


def not_animals(query: Query, mesh: Mesh) -> Iterator[Message]:
    """`NOT animals[mh]`: Humans stands below Animals, so studies of people go too."""
    for place, node in enumerate(query.tree):
        leaf = query.tree[place - 1]
        if node != "NOT" or not isinstance(leaf, Leaf) or leaf.field not in {"mh", "majr"}:
            continue
        heading = mesh.lookup(leaf.text)
        name = heading.name if heading else leaf.text
        if name.lower() == "animals" and leaf.explode:
            said = "Animals takes in Humans: this also leaves out studies of people"
            step = f"Write NOT ({leaf} NOT Humans[{leaf.field}])."
            yield Message("not-animals", "warning", said, leaf.start, leaf.end, step)


def mixed_operators(
    query: Query, found: Iterable[Level], is_taken: Callable[[int, int], bool]
) -> Iterator[Message]:
    """Levels where reading from left to right and AND before OR are two questions.

    A level that another database's syntax makes, as `.tw.` after a bracket, is none.
    """
    balanced = all(each.code != "stray-bracket" for each in query.messages)
    for level in found:
        ends = _wrapped(level)
        if ends and not _is_foreign(level, is_taken):
            yield _mixed(query.text, level, ends, balanced=balanced)


def _is_foreign(level: Level, is_taken: Callable[[int, int], bool]) -> bool:
    pairs = zip(level.joints, level.operands[1:], strict=True)
    implied = (operand for joint, operand in pairs if joint.start == joint.end)
    return any(is_taken(each.start, each.end) for each in implied)


def _wrapped(level: Level) -> list[int]:
    """The operands that end a part whose brackets PubMed's reading needs.

    That is where AND or NOT comes after an OR: AND before OR is the same either way.
    """
    found, after_or = [], False
    for place, joint in enumerate(level.joints):
        if joint.op == "OR":
            after_or = True
        elif after_or:
            found.append(place)
            after_or = False
    return found


def _mixed(text: str, level: Level, ends: list[int], *, balanced: bool) -> Message:
    joint = level.joints[ends[0]]
    start = level.operands[0].start
    place = (joint.start, joint.end) if joint.end > joint.start else _operand(level, ends[0] + 1)
    said = (
        "AND, OR and NOT have equal rank at PubMed, read from left to right: here"
        f" {_left_to_right(text, level, ends[0])}; with AND before OR it would be"
        f" {_by_rank(text, level, ends[0])}"
    )
    step = "Put brackets around what belongs together."
    if not balanced:
        return Message("mixed-operators", "warning", said, *place, step)
    last = level.joints[ends[-1]]
    end = max(last.end, level.operands[ends[-1]].end)
    fix = "(" * len(ends) + _closed(text, level, ends, start)
    fix += text[level.operands[ends[-1]].end : end]
    return Message("mixed-operators", "warning", said, start, end, step, fix)


def _closed(text: str, level: Level, ends: list[int], start: int) -> str:
    parts = []
    for place in ends:
        end = level.operands[place].end
        parts.append(text[start:end] + ")")
        start = end
    return "".join(parts)


def _operand(level: Level, place: int) -> tuple[int, int]:
    return level.operands[place].start, level.operands[place].end


def _left_to_right(text: str, level: Level, place: int) -> str:
    before = _short(text, *_operand(level, place))
    dots = "... OR " if place > 1 else f"{_short(text, *_operand(level, 0))} OR "
    after = _short(text, *_operand(level, place + 1))
    return f"({dots}{before}) {level.joints[place].op} {after}"


def _by_rank(text: str, level: Level, place: int) -> str:
    first = place
    while first and level.joints[first - 1].op != "OR":
        first -= 1
    before = " AND ".join(_short(text, *_operand(level, each)) for each in range(first, place + 1))
    after = _short(text, *_operand(level, place + 1))
    dots = "..." if first > 1 else _short(text, *_operand(level, 0))
    return f"{dots} OR ({before} {level.joints[place].op} {after})"


def _short(text: str, start: int, end: int) -> str:
    held = " ".join(text[start : min(end, start + 4 * _SHOWN)].split())
    if len(held) <= _SHOWN and end - start <= 4 * _SHOWN:
        return held
    if held.startswith("("):
        return held[: _SHOWN - 4] + " ...)"
    return held[:_SHOWN] + " ..."


def operator_words(query: Query) -> Iterator[Message]:
    """`or` and `not` in a run of words: by PubMed's guide operators are capitals."""
    for leaf in leaves(query):
        if leaf.quoted or (leaf.field in TAG and TAG[leaf.field].kind != "text"):
            continue
        for found in _LOWER.finditer(query.text, leaf.start, leaf.end):
            word = found[0]
            yield Message(
                "operator-word",
                "warning",
                f"{word} in small letters, between words, is a word to PubMed's guide",
                found.start(),
                found.end(),
                f"Write {word.upper()} where it joins two terms, or quote the phrase.",
            )


def boolean_in_quotes(query: Query, mesh: Mesh) -> Iterator[Message]:
    """Operators inside a phrase are words of it."""
    for leaf in leaves(query):
        found = _OPERATOR_INSIDE.search(query.text, leaf.start, leaf.end) if leaf.quoted else None
        if not found or leaf.text.isupper() or mesh.lookup(leaf.text):
            continue
        word = found[1]
        yield Message(
            "boolean-in-quotes",
            "warning",
            f"{word} inside quotes is a word of the phrase",
            found.start(1),
            found.end(1),
            _apart(query, leaf, word),
        )


def _apart(query: Query, leaf: Leaf, word: str) -> str:
    before, _, after = leaf.text.partition(f" {word} ")
    if not before or not after or any(each in leaf.text for each in "[]()"):
        return "Look where the quotes begin and end: one may be missing."
    tag = query.text[leaf.start : leaf.end].rpartition('"')[2].strip()
    return f'Write ("{before}"{tag} {word} "{after}"{tag}).'


def only_indexed(query: Query) -> Iterator[Message]:
    """Headings without any words: records that nobody indexed yet are missed."""
    positive = query.positive if query.tree else ()
    wanted = [leaf for leaf in positive if leaf.field not in {HAS, EVERYTHING}]
    if wanted and all(_is_controlled(leaf.field) for leaf in wanted) and _has_mesh(wanted):
        first = next(leaf for leaf in wanted if TAG[leaf.field].kind == "mesh")
        yield Message(
            "only-mesh",
            "note",
            "there are MeSH headings but no text words: records that are not indexed yet"
            " are not found",
            first.start,
            first.end,
            "Add the words of the title and abstract with OR, for example"
            f" {_as_words(first.text)}[tiab].",
        )


def reversed_ranges(query: Query) -> Iterator[Message]:
    """Ranges that end before they begin: PubMed finds nothing."""
    for leaf in leaves(query):
        if leaf.high is None or not _is_reversed(leaf.text, leaf.high):
            continue
        yield Message(
            "reversed-range",
            "error",
            f"this range ends ({leaf.high}) before it begins ({leaf.text})",
            leaf.start,
            leaf.end,
            "Write the earlier value first.",
            f"{leaf.high}:{leaf.text}[{leaf.field}]",
        )


def _is_controlled(field: str) -> bool:
    return field in TAG and TAG[field].kind in _CONTROLLED


def _has_mesh(wanted: list[Leaf]) -> bool:
    return any(TAG[leaf.field].kind == "mesh" for leaf in wanted)


def _as_words(text: str) -> str:
    name = text.partition("/")[0].lower()
    return f'"{name}"' if " " in name else name


def _is_reversed(low: str, high: str) -> bool:
    first, last = first_and_last(low), first_and_last(high)
    if first and last:
        return first[0] > last[1]
    return low.isdecimal() and high.isdecimal() and int(low) > int(high)
