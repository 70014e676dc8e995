"""The queries in a file of topics or tags, with their places in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence.topic.document import Document
from evidence.topic.positions import Keys, line_of

_HOLD_QUERIES = {"query", "about", "not_quoted"}


@dataclass(frozen=True, slots=True)
class HeldQuery:
    """A query of a TOML file; `name` is its way into the file, such as "sections.1.about".

    `line` is its first line (from 1), `column` that line's characters before it.
    """

    name: str
    text: str
    line: int
    column: int = 0


def held_queries(path: Path) -> tuple[HeldQuery, ...]:
    """Every query of the file, also those that do not parse; in the file's order.

    Raises UsageProblem where the file is no TOML, OSError where it cannot be read.
    """
    document = Document.read(path)
    return tuple(_held(document, keys, text) for keys, text in _texts(document.data))


def _texts(data: object) -> Iterator[tuple[Keys, str]]:
    """Walks tables and lists with a stack: a file may nest them deeply."""
    waiting: list[tuple[Keys, object]] = [((), data)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*keys, key), value[key]) for key in reversed(value)]
        elif isinstance(value, list):
            waiting += [((*keys, number), each) for number, each in enumerate(value)][::-1]
        elif isinstance(value, str) and keys[-1] in _HOLD_QUERIES and value.strip():
            yield keys, value.strip()


def _held(document: Document, keys: Keys, text: str) -> HeldQuery:
    name = ".".join(str(key) for key in keys)
    line = line_of(document.text, keys)
    before = sum(len(each) + 1 for each in document.text.split("\n")[: line - 1])
    place = document.text.find(text, before)
    if place < 0:  # written with escapes: the text as read is not in the file
        return HeldQuery(name, text, line)
    begin = document.text.rfind("\n", 0, place) + 1
    return HeldQuery(name, text, document.text.count("\n", 0, place) + 1, place - begin)
