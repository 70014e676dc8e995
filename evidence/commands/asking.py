"""Where a command's query comes from: its argument, a file, standard input, a topic or a tag."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from evidence.errors import NotFound, UsageProblem

Function = TypeVar("Function", bound=Callable[..., Any])
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Sources:
    """What was given instead of QUERY; at most one of the three."""

    file: str | None = None
    topic: str | None = None
    tag: str | None = None

    @property
    def given(self) -> bool:
        """Whether any was."""
        return not (self.file is None and self.topic is None and self.tag is None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query's text and, where it has one, its name: "topic leg-cramps"."""

    text: str
    name: str = ""


def sources(command: Function) -> Function:
    """Give a command --query-file, --topic and --tag."""
    options = (
        click.option(
            "--query-file", metavar="FILE", help="Read the query from a file; - is stdin."
        ),
        click.option("--topic", metavar="NAME", help="The query of a topic."),
        click.option("--tag", metavar="NAME", help="The query of a tag."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def asked(query: str | None, instead: Sources) -> Asked:
    """The query to use; a QUERY of "-" is read from standard input.

    Raises UsageProblem where there is none, or more than one; NotFound for an unknown name.
    """
    given = [each for each in (query, instead.file, instead.topic, instead.tag) if each is not None]
    if len(given) != 1:
        raise UsageProblem(
            "Give one query: QUERY, --query-file, --topic or --tag.",
            "For example: 'spinal stenosis[mh] AND exercise*[tiab]'",
        )
    if instead.topic is not None:
        return Asked(_topic(instead.topic), f"topic {instead.topic}")
    if instead.tag is not None:
        return Asked(_tag(instead.tag), f"tag {instead.tag}")
    if query is None or query == "-":
        return Asked(read_text(instead.file or "-"))
    _hint(query)
    return Asked(query)


def read_text(name: str) -> str:
    """The text of a file, or of standard input for "-". Raises NotFound, UsageProblem."""
    try:
        stdin = name == "-"
        data: bytes = sys.stdin.buffer.read() if stdin else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {name}.", "Check the name.") from error
    except UnicodeDecodeError as error:
        raise UsageProblem(
            f"{name}: not UTF-8 text (byte {error.start + 1}).", "Save it as UTF-8."
        ) from error


def _topic(name: str) -> str:
    from evidence.commands import opening

    return opening.topics((name,))[0].query


def _tag(name: str) -> str:
    from evidence.commands import opening

    for tag in opening.tags():
        if tag.name == name:
            return tag.query
    raise NotFound(f"There is no tag {name!r}.", "Type: evidence tags")


def _hint(query: str) -> None:
    """One word that is also a name is still read as a query; say so."""
    from evidence.commands import opening, output

    if not _NAME.fullmatch(query):
        return
    for option, known in (("--topic", opening.topics()), ("--tag", opening.tags())):
        if any(each.name == query for each in known):
            output.say(
                f"note: {query} is read as a word; for the query of that name: {option} {query}"
            )
