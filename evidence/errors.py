"""Errors that a user can cause or meet: what happened, why, and the next thing to type.

EvidenceError
├── UsageProblem        2   what was typed, or a file of the user's, is not understood
├── PartialResult       3   some topics, files or records failed; the rest is kept
├── ConfigProblem       4   a setting or credential is missing or wrong
├── NotFound            5   no such topic, record or file
├── ServiceUnavailable 69   PubMed did not answer, or not with an answer
├── StorageProblem     74   database, disk or output
└── Busy               75   another update holds the lock
"""


class EvidenceError(Exception):
    """Shown as one line; `exit_code` is documented in `evidence --help`."""

    exit_code = 1

    def __init__(self, what: str, next_step: str = "") -> None:
        """`what`: what happened and why, one sentence; `next_step`: what to type."""
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        """One line."""
        line = f"{self.what} {self.next_step}".strip()
        return " ".join(line.split())


class UsageProblem(EvidenceError):
    """What was typed, or a file of the user's, is not understood."""

    exit_code = 2


class PartialResult(EvidenceError):
    """Some topics, files or records failed; the rest is kept."""

    exit_code = 3


class ConfigProblem(EvidenceError):
    """A setting or credential is missing or wrong."""

    exit_code = 4


class NotFound(EvidenceError):
    """No such topic, record or file."""

    exit_code = 5


class ServiceUnavailable(EvidenceError):
    """PubMed did not answer, or not with an answer."""

    exit_code = 69


class StorageProblem(EvidenceError):
    """The database, the disk or the output failed."""

    exit_code = 74


class Busy(EvidenceError):
    """Another update holds the lock."""

    exit_code = 75
