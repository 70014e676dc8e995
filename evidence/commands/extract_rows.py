"""Texts in, what the rules find in them out: one JSON row for each, nothing stored."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from evidence.commands.jsonl import lines
from evidence.errors import EvidenceError

if TYPE_CHECKING:
    from evidence.extraction.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Row:
    """One text with the name it came with, or what is wrong with its line."""

    id: str | int | None
    text: str
    error: str = ""


def rows(name: str) -> Iterator[Row]:
    """The rows of a JSON Lines file, or of standard input for "-", as they come.

    A line that is no such row gives a Row with an error. Raises NotFound for no file.
    """
    for number, line in lines(name):
        yield _row(number, line)


def run(name: str) -> None:
    """Print what is found in each text, in their order.

    Raises EvidenceError at the end where a row could not be read.
    """
    count = failed = 0
    for row in rows(name):
        count += 1
        failed += bool(row.error)
        click.echo(json.dumps(answer(row)))
    if failed:
        raise EvidenceError(
            f"{failed} of {count} rows could not be read.", 'See "error" in their rows.'
        )


def answer(row: Row) -> dict[str, object]:
    """The row that is printed for a row."""
    if row.error:
        return {"id": row.id, "sentences": [], "numbers": [], "error": row.error}
    from evidence.extraction.quantities import numbers
    from evidence.extraction.roles import of_abstract
    from evidence.extraction.sentences import spans

    places = spans(row.text)
    roles = of_abstract([row.text[start:end] for start, end in places])
    return {
        "id": row.id,
        "sentences": [
            {"start": start, "end": end, "role": role}
            for (start, end), (role, _) in zip(places, roles, strict=True)
        ],
        "numbers": [_number(each) for each in numbers(row.text, places)],
    }


def _number(each: "Quantity") -> dict[str, object]:
    from evidence.extraction.quantities.described import described

    return {
        "kind": each.kind,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "values": described(each),
        "unit": each.unit or None,
        "role": each.role or None,
    }


def _row(number: int, line: bytes) -> Row:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Row(None, "", f"Line {number} is not JSON: {error}")
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return Row(None, "", f'Line {number} is not an object with "id" and "text".')
    name = value.get("id")
    return Row(name if isinstance(name, str | int) else None, value["text"])
