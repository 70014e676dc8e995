"""The lines of a JSON Lines file, for commands that answer row by row."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from evidence.errors import NotFound


def lines(name: str) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank with its number from 1, as it comes; "-" is standard input.

    Raises NotFound for no file.
    """
    with ExitStack() as stack:
        for number, line in enumerate(_opened(name, stack), start=1):
            if line.strip():
                yield number, line


def _opened(name: str, stack: ExitStack) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(name).open("rb"))
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {name}.", "Check the name.") from error
