"""The steps of an update as they are told: a bar, lines, or one JSON object a line."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import click

from evidence.commands import output
from evidence.harvest import Step

Tell = Callable[[Step], None]


@contextmanager
def teller(*, quiet: bool, as_json: bool) -> Iterator[Tell]:
    """What tells the steps, on standard error: data and steps never mix."""
    if quiet:
        yield _nothing
    elif as_json:
        yield _json
    elif sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield _line


def trouble(topics: str, text: str, *, as_json: bool) -> None:
    """Tell what was not well; `topics` are names in a row."""
    if as_json:
        _print({"kind": "trouble", "topic": topics, "text": text})
    else:
        output.say(f"{topics}: {text}")


def _nothing(step: Step) -> None:
    del step


def _line(step: Step) -> None:
    output.say(str(step))


def _json(step: Step) -> None:
    _print(asdict(step))


def _print(fields: Mapping[str, object]) -> None:
    fields = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **fields}
    click.echo(output.steered(json.dumps(fields, ensure_ascii=False)), err=True)


@contextmanager
def _bar() -> Iterator[Tell]:
    """One bar over all records to read; what is said of a topic stands above it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining
    from rich.text import Text

    console = Console(stderr=True)
    columns = (TextColumn("records"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("records", total=None, visible=False)

        def tell(step: Step) -> None:
            if step.kind == "kept":
                progress.update(task, completed=step.done, total=step.total, visible=True)
            else:
                console.print(Text(output.clean(str(step))))

        yield tell
