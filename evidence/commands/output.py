"""What commands print: a fitted table on a terminal, plain TSV in a pipe, one JSON document.

Record text is data: control characters are stripped, nothing is read as markup, and a
TSV cell that a spreadsheet would run as a formula gets an apostrophe (CWE-1236).
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence

import click

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_STEERING = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # json escapes C0 itself
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def clean(text: str) -> str:
    """`text` without terminal control and direction-override characters, on one line."""
    return _CONTROLS.sub("", " ".join(text.split()))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> None:
    """Print rows: a fitted table on a terminal (caption below), TSV with a header in a pipe."""
    if not sys.stdout.isatty():
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(_cell(cell) for cell in row))
        return
    from evidence.commands.fitted import show

    show(columns, [[clean(cell) for cell in row] for row in rows], clean(caption))


def document(value: object) -> None:
    """Print one JSON document."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(steered(text))


def steered(text: str) -> str:
    """JSON without characters that steer a terminal or the direction of writing."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(line: str) -> None:
    """Print a line for the person, on standard error: never in the way of data."""
    click.echo(clean(line), err=True)


def _cell(cell: str) -> str:
    text = clean(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
