"""What `evidence query check` is given: texts, files of one query, files of topics and tags."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from evidence.commands.asking import read_text
from evidence.errors import NotFound

_FILES = {".toml", ".txt", ".query"}


@dataclass(frozen=True, slots=True)
class Input:
    """A query to check.

    `source` names the text or file, `name` the query in a file of several; `line` and
    `column` say where in the file it begins, from 1 and from 0.
    """

    source: str
    text: str
    name: str = ""
    line: int = 1
    column: int = 0

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of a place in the text, as of the source."""
        before = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        return self.line + before, column + 1 + (0 if before else self.column)


def inputs(arguments: Sequence[str]) -> Iterator[Input]:
    """The queries of the arguments, in order; of standard input where there is none.

    Raises NotFound for what looks like a file and is none, UsageProblem for a file that is
    not UTF-8 or no TOML, click.UsageError where nothing is given on a terminal.
    """
    if not arguments and sys.stdin.isatty():
        raise click.UsageError("Give a query or a file, or - to read standard input.")
    for argument in arguments or ("-",):
        yield from _inputs(argument)


def _inputs(argument: str) -> Iterator[Input]:
    if argument == "-":
        yield Input("stdin", _stripped(read_text("-")))
        return
    path = _path(argument)
    if path is None:
        yield Input("text", argument)
    elif path.is_dir():
        for each in sorted(path.rglob("*.toml")):
            yield from _held(each)
    elif path.suffix == ".toml":
        yield from _held(path)
    else:
        yield Input(argument, _stripped(read_text(argument)))


def toml_files(arguments: Sequence[str]) -> Iterator[Path]:
    """The TOML files among the arguments and in the folders among them."""
    for argument in arguments:
        path = None if argument == "-" else _path(argument)
        if path is not None and path.is_dir():
            yield from sorted(path.rglob("*.toml"))
        elif path is not None and path.suffix == ".toml":
            yield path


def _path(argument: str) -> Path | None:
    """The file or folder of that name; None where the argument is a query itself."""
    path = Path(argument)
    try:
        if argument and path.exists():
            return path
    except (OSError, ValueError):  # too long for a name, or with a NUL: a query
        return None
    if path.suffix in _FILES and not set(argument) & set('[]()" \n'):
        raise NotFound(f"There is no file {argument}.", "Check the name.")
    return None


def _stripped(text: str) -> str:
    """Without the line end that every text file has; offsets stay those of the file."""
    return text.replace("\r\n", "\n").rstrip("\n")


def _held(path: Path) -> Iterator[Input]:
    from evidence.topic.queries import held_queries

    for each in held_queries(path):
        yield Input(str(path), each.text, each.name, each.line, each.column)
