"""Counts a fault's runs, goes on after a bad one, and says how to do that one again."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

LEVEL = os.environ.get("EVIDENCE_TORTURE", "")  # "", "ci" or "night"
_ONLY = os.environ.get("EVIDENCE_TORTURE_ONLY", "")  # FAULT:NUMBER
_LEVELS = ("", "ci", "night")


def count(few: int, ci: int, night: int) -> int:
    """How many runs this time: a few in `make test`, CI's number in `make torture`."""
    if LEVEL not in _LEVELS:
        raise ValueError(f"EVIDENCE_TORTURE is {LEVEL!r}: write ci or night")
    return (few, ci, night)[_LEVELS.index(LEVEL)]


@dataclass(slots=True)
class Tally:
    """One line of the table: `fault` (F1), what it is, how often, how often it went wrong."""

    fault: str
    what: str
    test: str
    runs: int = 0
    seconds: float = 0.0
    bad: list[str] = field(default_factory=list)
    note: str = ""

    def numbers(self, most: int) -> Iterator[int]:
        """1 to `most`; or only the one that EVIDENCE_TORTURE_ONLY names."""
        fault, _, number = _ONLY.partition(":")
        yield from range(1, most + 1) if fault != self.fault else (int(number),)

    def chance(self, number: int) -> Random:
        """The case's own chance: the same in every run."""
        return Random(f"{self.fault}:{number}")

    @contextmanager
    def case(self, number: int, told: str = "") -> Iterator[None]:
        """One run; an AssertionError or another exception in it is counted and told."""
        begun = time.monotonic()
        self.runs += 1
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the other cases count too
            again = f"EVIDENCE_TORTURE_ONLY={self.fault}:{number} pytest -n 0 {self.test}"
            self.bad.append(f"{told or number}: {type(error).__name__}: {error}\n    {again}")
        finally:
            self.seconds += time.monotonic() - begun

    @property
    def row(self) -> str:
        """Tab-separated: fault, what, runs, bad, seconds, note."""
        cells = (self.fault, self.what, self.runs, len(self.bad), f"{self.seconds:.0f}", self.note)
        return "\t".join(str(cell) for cell in cells)
