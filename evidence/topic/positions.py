"""Where a key stands in a TOML file: tomllib tells values, not lines."""

import re
from collections.abc import Mapping

Keys = tuple[str | int, ...]
"""A way into a document: ("sections", 1, "about")."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=\s*(.*)""", re.DOTALL)


def key_lines(text: str) -> Mapping[Keys, int]:
    """Line (from 1) of every table header and key of a document that tomllib accepts.

    Keys inside an inline table are not listed: use `line_of`, which falls back on the
    nearest key that is.
    """
    lines: dict[Keys, int] = {}
    counts: dict[str, int] = {}
    table: Keys = ()
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if header := _HEADER.match(line):
            table = _table(header[1], header[2], counts)
            lines.setdefault(table, number)
        elif found := _KEY.match(line):
            lines.setdefault((*table, *_parts(found[1])), number)
            closing = _left_open(found[2])
    return lines


def line_of(text: str, keys: Keys) -> int:
    """The line of `keys`, or of the nearest of its parents that has one; else 1."""
    lines = key_lines(text)
    while keys and keys not in lines:
        keys = keys[:-1]
    return lines.get(keys, 1)


def _table(brackets: str, name: str, counts: dict[str, int]) -> Keys:
    parts = _parts(name)
    if brackets == "[":
        return parts
    counts[name] = counts.get(name, -1) + 1
    return (*parts, counts[name])


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _left_open(value: str) -> str:
    """The quotes that end a string of several lines begun in `value`, or ""."""
    for quotes in ('"""', "'''"):
        if value.startswith(quotes) and quotes not in value[3:]:
            return quotes
    return ""
