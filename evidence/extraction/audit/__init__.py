"""Sums that do not come out in an abstract, and numbers that do not fit their words.

A doubt is a reason to look, not a verdict: the abstract may be misprinted or misread. The
checks are cautious: they allow for rounding and cutting off, for a reduction printed
without its minus, and they leave out what stands close to the line.
"""

from collections.abc import Sequence
from dataclasses import replace

from evidence.extraction.audit.across import across
from evidence.extraction.audit.doubt import Check, Doubt
from evidence.extraction.audit.signs import signs
from evidence.extraction.audit.sums import CHECKS
from evidence.extraction.quantities import numbers
from evidence.extraction.reading import Read
from evidence.extraction.sentences import spans

__all__ = ["Check", "Doubt", "audit", "audit_record"]


def audit(text: str) -> tuple[Doubt, ...]:
    """The doubts about one text whose parts are not known, in order."""
    places = spans(text)
    found = numbers(text, places)
    reading = [
        Read(
            "",
            start,
            end,
            text[start:end],
            "unknown",
            tuple(each for each in found if start <= each.start < end),
        )
        for start, end in places
    ]
    return audit_record(reading)


def audit_record(reading: Sequence[Read]) -> tuple[Doubt, ...]:
    """The doubts about a record that was read, in order; never about its title."""
    own = [read for read in reading if read.section != "title" and read.role != "background"]
    doubts = [each for read in own for each in _within(read)]
    doubts += across(own)
    return tuple(sorted(doubts, key=lambda each: (each.section, each.start, each.end)))


def _within(read: Read) -> list[Doubt]:
    inside = [each.moved(-read.start) for each in read.numbers]
    checks = (*CHECKS, signs)
    found = [each for check in checks for each in check(read.text, inside, (0, len(read.text)))]
    return [
        replace(
            each,
            start=each.start + read.start,
            end=each.end + read.start,
            section=read.section,
        )
        for each in found
    ]
