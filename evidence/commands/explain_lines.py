"""An explanation as lines for a person: marks, the words in their sentence, the rest folded.

`+` is yes, `-` no, `?` only PubMed can tell. Of an OR that holds, the parts that do not
are folded, and so on: what the verdict does not rest on is counted, not printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.commands.output import clean
from evidence.query.explain import Explanation, Part
from evidence.query.spans import Match
from evidence.query.tree import Leaf
from evidence.record import Record

MARKS = {"yes": "+", "no": "-", "unknowable": "?"}
_TURNED = {"yes": "no", "no": "yes", "unknowable": "unknowable"}  # what NOT makes of it
LEGEND = "+ yes, - no, ? only PubMed can tell; the words that decided stand in « »"
_AROUND = 30  # characters of the sentence on each side
_DEEPEST = 20  # levels of indentation
_MOST = {"yes": 12, "no": 3, "unknowable": 6}  # parts of an OR in full
_PLACES = 3  # of the words of one term
_FIELDS = {
    "mh": "MeSH",
    "majr": "MeSH major topic",
    "sh": "subheading",
    "pt": "publication type",
    "ot": "keyword",
    "la": "language",
    "nm": "substance",
    "oa": "other abstract",
    "tw": "index terms",
    "au": "author",
    "ta": "journal",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A part to print at a depth; `before` stands before its text ("NOT ")."""

    part: Part
    depth: int
    before: str = ""
    alone: bool = False  # without the parts below it


def lines(explanation: Explanation, record: Record, *, full: bool, bold: bool) -> Iterator[str]:
    """The lines of one record; `full` folds nothing, `bold` marks words for a terminal."""
    yield plain(f"PMID {record.pmid}: {explanation.verdict.upper()} - {record.title}")
    taken = explanation.took_away
    if taken:
        names = ", ".join(dict.fromkeys(str(part.node) for part in taken[:_PLACES]))
        more = f" and {len(taken) - _PLACES} more" if len(taken) > _PLACES else ""
        yield plain(f"NOT takes it away, for it has: {names}{more}")
    waiting: list[_Row | str] = [_Row(explanation.tree, 0)]
    while waiting:
        row = waiting.pop()
        if isinstance(row, str):
            yield row
            continue
        yield _head(row)
        if isinstance(row.part.node, Leaf):
            yield from _below(row, record, bold=bold)
        elif not row.alone:
            waiting.extend(reversed(list(_shown(row, full=full))))


def _head(row: _Row) -> str:
    part = row.part
    if isinstance(part.node, Leaf):
        text = str(part.node)
    else:
        text = _summary(part) if row.alone else _operator(part)
    if part.reading and part.reading.headings > 1:
        text += f"  ({part.reading.headings} headings)"
    verdict = _TURNED[part.verdict] if row.before else part.verdict
    return f"{_pad(row.depth)}{MARKS[verdict]} {row.before}{plain(text)}"


def _operator(part: Part) -> str:
    if part.node == "NOT":
        return "the first, NOT the others:"
    count = len(part.parts)
    held = sum(each.verdict == "yes" for each in part.parts)
    name = "all of these" if part.node == "AND" else "any of these"
    return f"{name} ({held} of {count} hold):"


def _summary(part: Part) -> str:
    """A part on one line: its terms that hold, or else the first of them."""
    found: list[Part] = []
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each.node, Leaf):
            found.append(each)
        waiting.extend(reversed(each.parts))
    if part.verdict == "yes" and part.node == "OR":
        found = [each for each in found if each.verdict == "yes"]
    names = [str(each.node) for each in found]
    rest = len(names) - len(names[:_PLACES])
    more = f" ({rest} more {'term' if rest == 1 else 'terms'})" if rest else ""
    name = {"AND": "all of", "OR": "any of"}.get(str(part.node), "the first, NOT the others of")
    if part.verdict == "yes" and part.node == "OR":
        name = f"any of {len(part.parts)}: it has"
    return f"{name} ({', '.join(names[:_PLACES])}){more}"


def _shown(row: _Row, *, full: bool) -> Iterator[_Row | str]:
    """The parts to print below an operator, and a line that counts the rest."""
    part, depth = row.part, row.depth + 1
    if part.node == "OR" and not full:
        shown = _chosen(part)
        for each in part.parts:
            if id(each) in shown:
                yield _Row(each, depth, alone=_failed(each))
        rest = [each for each in part.parts if id(each) not in shown]
        if rest:
            yield f"{_pad(depth)}. {_folded(rest)}"
        return
    for number, each in enumerate(part.parts):
        before = "NOT " if part.node == "NOT" and number else ""
        alone = not full and not each.matters and not isinstance(each.node, Leaf)
        quiet = before and each.verdict == "no" and not full
        yield _Row(each, depth, before, alone=alone or bool(quiet))


def _chosen(part: Part) -> set[int]:
    """Of an OR: the parts that decide, those with something new to say first."""
    decisive = [each for each in part.parts if each.verdict == part.verdict]
    told = {each.near: id(each) for each in reversed(decisive) if each.near}
    new = set(told.values())
    decisive.sort(key=lambda each: (id(each) not in new, not each.parts, _failed(each)))
    return {id(each) for each in decisive[: _MOST[part.verdict]]}


def _failed(part: Part) -> bool:
    """An operator's part that does not hold, and of which nothing does."""
    no = part.verdict == "no" and not isinstance(part.node, Leaf)
    return no and all(each.verdict == "no" for each in part.parts)


def _folded(rest: Sequence[Part]) -> str:
    held = sum(each.verdict == "yes" for each in rest)
    count = len(rest)
    noun = "part" if count == 1 else "parts"
    if not held:
        return f"{count} more {noun} of this OR did not match"
    return f"{count} more {noun} of this OR, of which {held} matched"


def _below(row: _Row, record: Record, *, bold: bool) -> Iterator[str]:
    """What there is to say of a term, indented under it."""
    part, pad = row.part, _pad(row.depth) + "    "
    leaf = part.node
    if part.reading and isinstance(leaf, Leaf) and not leaf.field:
        yield below(pad, f"read as {part.reading.text}")
    for match in part.words[:_PLACES]:
        yield below(pad, in_sentence(match, record), bold=bold)
    if len(part.words) > _PLACES:
        more = len(part.words) - _PLACES
        yield f"{pad}and {more} more {'place' if more == 1 else 'places'}"
    if part.near:
        yield below(pad, part.near)
    for note in part.notes:
        yield below(pad, f"{note.grade}: {note.text}")


def plain(text: str) -> str:
    """Text that any terminal can print: no control characters, no half characters."""
    return clean(text).encode(errors="replace").decode()


def below(pad: str, text: str, *, bold: bool = False) -> str:
    """A line of record text, its marked words bold."""
    line = plain(text)
    if bold:
        import click

        before, _, rest = line.partition("«")
        word, _, after = rest.partition("»")
        line = f"{before}{click.style(f'«{word}»', bold=True)}{after}" if word else line
    return pad + line


def in_sentence(match: Match, record: Record) -> str:
    """The words between « and », with what stands around them in title or abstract."""
    if not match.section:
        return f"{_FIELDS.get(match.field, match.field)}: «{match.text}»"
    text = record.section_text(match.section)
    start, end = max(match.start - _AROUND, 0), min(match.end + _AROUND, len(text))
    before, after = text[start : match.start], text[match.end : end]
    if start:
        before = "..." + before[before.find(" ") + 1 :]
    if end < len(text):
        after = after[: after.rfind(" ") + 1].rstrip() + "..." if " " in after else "..."
    return f"{_section(match.section, record)}: {before}«{match.text}»{after}"


def _section(section: str, record: Record) -> str:
    name, _, number = section.partition("/")
    if not number:
        return name
    label = record.abstract[int(number)].label
    return f"{name}, {label.lower()}" if label else name


def _pad(depth: int) -> str:
    return "  " * min(depth, _DEEPEST)
