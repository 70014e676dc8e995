"""What an import is asked, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evidence.errors import EvidenceError
from evidence.store import Kept, Search

Say = Callable[[str], None]
FileState = Literal["imported", "skipped", "failed", "not imported"]
STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Options:
    """How to import.

    `jobs`: processes that read. `again`: also numbered files that were imported before.
    `rehearse`: count only, and write nothing. `wait`: seconds to wait for an update to end.
    """

    jobs: int = 1
    again: bool = False
    rehearse: bool = False
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file.

    `state`: "failed" was not read to its end, what came before that is kept; "not imported"
    follows a numbered file that failed; "skipped" was imported before. `unmatched` records
    are asked for by no topic. `checked`: its MD5 is the one that NLM gave.
    """

    name: str
    state: FileState
    kept: Kept = field(default_factory=Kept)
    unmatched: int = 0
    checked: bool = False
    size: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was kept of all files; the PMIDs are not held, for there may be millions.

    `failures` are the errors of files that could not be read whole. `remarks` are what the
    user should know, one sentence each. `searches`: the ledger's rows of the topics.
    """

    kept: Kept = field(default_factory=Kept)
    failures: tuple[EvidenceError, ...] = ()
    unmatched: int = 0
    files: tuple[FileOutcome, ...] = ()
    remarks: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()
