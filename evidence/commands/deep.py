"""Prints JSON of any depth: the standard encoder ends at a thousand levels."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

import click

_STEERING = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DEEPEST_INDENT = 40


def document(value: object) -> None:
    """Print one JSON document of mappings, sequences and plain values, however deep."""
    text = "".join(encoded(value))
    click.echo(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def encoded(value: object) -> Iterator[str]:
    """The parts of the JSON text, indented by two as far as anybody can read."""
    waiting: list[tuple[str, object, int]] = [("", value, 0)]
    while waiting:
        before, item, depth = waiting.pop()
        yield before
        if isinstance(item, _Text):
            yield item
            continue
        space, back = _indent(depth + 1), _indent(depth)
        if isinstance(item, Mapping) and item:
            rows = [(f"{json.dumps(k)}: ", v) for k, v in item.items()]
            pair = "{", "}"
        elif isinstance(item, Sequence) and not isinstance(item, str) and item:
            rows = [("", each) for each in item]
            pair = "[", "]"
        else:
            yield json.dumps(item, ensure_ascii=False)
            continue
        yield pair[0]
        waiting.append((back, _Text(pair[1]), depth))
        last = len(rows) - 1
        for number in range(last, -1, -1):
            name, each = rows[number]
            comma = "," if number else ""
            waiting.append((f"{comma}{space}{name}", each, depth + 1))


class _Text(str):
    """A part that is printed as it stands."""

    __slots__ = ()


def _indent(depth: int) -> str:
    return "\n" + "  " * min(depth, _DEEPEST_INDENT)
