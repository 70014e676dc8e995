"""What `evidence query check` prints for other programs: described in docs/json.md."""

import json
from collections.abc import Sequence

from evidence.commands.check_inputs import Input
from evidence.commands.search_rows import Row
from evidence.query.mesh import Mesh
from evidence.query.tree import Message, Query


def is_ok(messages: Sequence[Message]) -> bool:
    """Whether PubMed would answer the question that is written."""
    return all(each.severity != "error" for each in messages)


def normal(query: Query) -> str:
    """The query with every operator written; "" where there is nothing to search for."""
    return str(query) if query.tree else ""


def as_dict(
    given: Input, query: Query, messages: Sequence[Message], fixed: str
) -> dict[str, object]:
    """One query of --json."""
    return {
        "source": given.source,
        "name": given.name,
        "query": query.text,
        "ok": is_ok(messages),
        "messages": [_message(given, each) for each in messages],
        "normal": normal(query),
        "fixed": fixed,
    }


def document(rows: list[dict[str, object]], mesh: Mesh) -> dict[str, object]:
    """The document of --json."""
    return {
        "schema_version": 1,
        "mesh": {"year": mesh.year, "headings": len(mesh), "whole": mesh.whole},
        "queries": rows,
    }


def _message(given: Input, message: Message) -> dict[str, object]:
    line, column = given.place(message.start)
    return {
        "code": message.code,
        "severity": message.severity,
        "line": line,
        "column": column,
        "start": message.start,
        "end": message.end,
        "text": message.text,
        "next_step": message.next_step,
        "fix": message.fix,
    }


def row_of(row: Row, query: Query, messages: Sequence[Message]) -> str:
    """One line of --jsonl."""
    return json.dumps(
        {
            "id": row.id,
            "ok": is_ok(messages),
            "messages": [
                {
                    "code": each.code,
                    "severity": each.severity,
                    "start": each.start,
                    "end": each.end,
                    "text": each.text,
                }
                for each in messages
            ],
            "normal": normal(query),
        }
    )


def bad_row(row: Row) -> str:
    """The line for a line that is no row."""
    wrong = {"code": "not-a-row", "severity": "error", "start": 0, "end": 0, "text": row.error}
    return json.dumps({"id": row.id, "ok": False, "messages": [wrong], "normal": ""})
