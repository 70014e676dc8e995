"""Texts in, what the rules find in them out: one JSON row for each, nothing stored."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import click

from evidence.commands.jsonl import lines
from evidence.errors import EvidenceError


@dataclass(frozen=True, slots=True)
class Row:
    """One text with the name and title it came with, or what is wrong with its line."""

    id: str | int | None
    text: str
    title: str = ""
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
    from evidence.commands import extract_json

    if row.error:
        return {"id": row.id, **extract_json.nothing(row.error)}
    return {"id": row.id, **extract_json.answer(row.title, row.text)}


def _row(number: int, line: bytes) -> Row:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Row(None, "", error=f"Line {number} is not JSON: {error}")
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return Row(None, "", error=f'Line {number} is not an object with "id" and "text".')
    name, title = value.get("id"), value.get("title")
    return Row(
        name if isinstance(name, str | int) else None,
        value["text"],
        title if isinstance(title, str) else "",
    )
