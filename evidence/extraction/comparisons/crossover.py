"""People of one arm who had the other's treatment, both ways."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from evidence.extraction.comparisons.model import ArmKind, Compared, Crossover
from evidence.extraction.comparisons.sides import Mention, Sides, mentions
from evidence.extraction.reading import Read

_CROSSED = re.compile(
    r"\bcross(?:ed|ing|[- ]?)?[- ]?overs?\b|\bcrossed to\b|\bswitched to\b|\bconverted to\b",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"\b(?:underwent|had|received|undergone|required|chose|opted for|eventually)\b", re.IGNORECASE
)
_TRIAL = re.compile(r"\bcross[- ]?over (?:trial|design|study|randomi)", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"\b(?:assigned|randomi[sz]ed|allocated|initially|originally)\b", re.IGNORECASE
)


def crossovers(reading: Sequence[Read], known: Sides, compared: Compared) -> tuple[Crossover, ...]:
    """What the results say of changing sides; only of surgery against care without it."""
    if not compared.operative_v_conservative:
        return ()
    return tuple(
        found
        for read in reading
        if read.role in {"results", "conclusions"}
        for found in _of(read, known, compared)
    )


def _of(read: Read, known: Sides, compared: Compared) -> Iterator[Crossover]:
    text = read.text
    if _TRIAL.search(text):
        return
    arms = mentions(read, known)
    crossed = _CROSSED.search(text)
    if not crossed and not (_ASSIGNED.search(text) and _HAD.search(text)):
        return
    target = _target(text, arms, crossed.end() if crossed else 0)
    if target is None and not crossed:
        return
    count = next(
        (each for each in read.numbers if each.kind in {"count", "percentage", "sample_size"}), None
    )
    yield Crossover(_kind(target, compared), count, read.whole)


def _target(text: str, arms: Sequence[Mention], after: int) -> Mention | None:
    """The arm they changed to: behind "crossed over to", or behind "underwent"."""
    for each in arms:
        before = text[max(0, each.start - 30) : each.start]
        changed = after and before.rstrip().endswith(" to")
        if each.start >= after and (_HAD.search(before) or changed):
            return each
    return None


def _kind(target: Mention | None, compared: Compared) -> ArmKind | Literal[""]:
    if target is None:
        return ""
    arm = compared.a if target.side == "a" else compared.b
    return arm.kind if arm else ""
