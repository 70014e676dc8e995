"""What is to be run, when, and where: the values that every form of a schedule is made of."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

Days = Literal["mon-fri", "daily", "sat"]

WEEKDAYS: dict[Days, tuple[int, ...]] = {
    "mon-fri": (1, 2, 3, 4, 5),
    "daily": (1, 2, 3, 4, 5, 6, 7),
    "sat": (6,),
}
"""ISO weekdays: Monday is 1, Sunday 7."""

_MAX_AGE: dict[Days, str] = {"mon-fri": "4d", "daily": "2d", "sat": "8d"}

DELAY = 30  # minutes, at most, by which a start is put off at random


@dataclass(frozen=True, slots=True)
class Job:
    """An unattended update, and the digest after it.

    `program`: the words that start the program, its path first. `database`: a path or a URL
    that holds no password. `queries`: a folder, or "" for the program's own rule. `folder`:
    where it runs, for evidence.toml and ./queries are looked for there. `secrets`: the file
    whose lines NAME=value hold what must stay secret; `names`: which those are. `cache` and
    `logs`: folders of the program and of the system. All paths are absolute. `service`:
    another E-utilities service than NCBI's, or "". `nobody`: no recipient of the digest is
    known. `python`: the interpreter. `checkout`: the folder holds the program's own source.
    """

    program: tuple[str, ...]
    database: str
    folder: str
    secrets: str
    at: time
    queries: str = ""
    email: str = ""
    days: Days = "mon-fri"
    digest: bool = False
    service: str = ""
    cache: str = ""
    logs: str = ""
    names: tuple[str, ...] = ("NCBI_API_KEY",)
    nobody: bool = False
    python: str = ""
    checkout: bool = False

    @property
    def on_server(self) -> bool:
        """Whether the database is a URL, not a file."""
        return "://" in self.database

    @property
    def update(self) -> tuple[str, ...]:
        """The words of the update."""
        words = (*self._program, "update", "-q")
        if self.email:
            words += ("--email", self.email)
        return (*words, "--eutils-url", self.service) if self.service else words

    @property
    def tell(self) -> tuple[str, ...]:
        """The words of the digest; () where none is wanted."""
        return (*self._program, "digest", "--send", "-q") if self.digest else ()

    @property
    def check(self) -> tuple[str, ...]:
        """The words that tell, for any monitor, whether the searches are fresh."""
        return (*self._program, "status", "--max-age", _MAX_AGE[self.days])

    @property
    def _program(self) -> tuple[str, ...]:
        words = (*self.program, "--database", self.database)
        return (*words, "--queries", self.queries) if self.queries else words
