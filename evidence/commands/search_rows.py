"""Many queries at once: rows {"id", "query"} in, a row for each out, in their order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from evidence.commands.jsonl import lines
from evidence.errors import EvidenceError, UsageProblem

if TYPE_CHECKING:
    from evidence.search import Searcher


@dataclass(frozen=True, slots=True)
class Row:
    """One query with the name it came with, or what is wrong with its line."""

    id: str | int | None
    query: str
    error: str = ""


def rows(name: str) -> Iterator[Row]:
    """The rows of a JSON Lines file, or of standard input for "-", as they come.

    A line that is no such row gives a Row with an error. Raises NotFound for no file.
    """
    for number, line in lines(name):
        yield _row(number, line)


def run(searcher: "Searcher", name: str) -> None:
    """Search for every row and print its answer at once.

    Raises EvidenceError at the end where a row could not be searched.
    """
    count = failed = 0
    for row in rows(name):
        answer = _answer(searcher, row)
        count += 1
        failed += "error" in answer
        click.echo(json.dumps(answer))
    if failed:
        raise EvidenceError(
            f"{failed} of {count} queries could not be searched.", 'See "error" in their rows.'
        )


def _row(number: int, line: bytes) -> Row:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Row(None, "", f"Line {number} is not JSON: {error}")
    if not isinstance(value, dict) or not isinstance(value.get("query"), str):
        return Row(None, "", f'Line {number} is not an object with "id" and "query".')
    name = value.get("id")
    return Row(name if isinstance(name, str | int) else None, value["query"])


def _answer(searcher: "Searcher", row: Row) -> dict[str, object]:
    answer: dict[str, object] = {"id": row.id, "pmids": [], "unknowable": []}
    if row.error:
        return {**answer, "error": row.error}
    try:
        hits = searcher.search(row.query)
    except UsageProblem as problem:
        return {**answer, "error": str(problem)}
    answer["pmids"] = sorted(hits.pmids)
    answer["unknowable"] = sorted(hits.unknowable)
    return answer
