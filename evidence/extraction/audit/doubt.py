"""What does not come out in an abstract: a reason to look, not a verdict."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from evidence.extraction.quantities import Quantity
from evidence.record import Span

Check: TypeAlias = Literal["share", "interval", "p value", "parts", "words"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two statements that do not agree; `text[start:end]` holds both.

    `section` names the record's section that the offsets are of, where it is known; `other`
    are the words elsewhere that these do not agree with.
    """

    check: Check
    start: int
    end: int
    text: str
    why: str
    section: str = ""
    other: tuple[Span, ...] = ()


def doubt(check: Check, text: str, left: Quantity, right: Quantity, why: str) -> Doubt:
    """A doubt over the words from one quantity to another."""
    return Doubt(check, left.start, right.end, text[left.start : right.end], why)
