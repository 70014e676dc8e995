"""Sums across sentences: the parts of a whole, and the arms of all who were allocated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from evidence.extraction.audit.doubt import Doubt
from evidence.extraction.quantities import Quantity
from evidence.extraction.reading import Read
from evidence.record import Span

_WORD = re.compile(r"[a-z]{5,}")
_LEAST = 60  # people: small wholes add up by chance
_CLOSE = 0.1  # of all who were allocated: a misprint is near, another study's number is not
_NEAR = 70  # characters on either side in which a fraction's outcome is named
_COMMON = frozenset(
    {
        *("patients", "group", "groups", "participants", "people", "women", "children", "persons"),
        *("subjects", "study", "total", "there", "which", "these", "those", "their", "among"),
        *(
            "respectively",
            "versus",
            "compared",
            "cases",
            "treatment",
            "control",
            "results",
            "those",
        ),
    }
)
_ARM = re.compile(r"[\[(]\s?[nN]\s?=\s?$")
_ALLOCATED = re.compile(r"\b(?:randomi[sz]ed|randomly|allocated|assigned)\b", re.IGNORECASE)
_TWO = re.compile(r"\b(?:two|2) (?:[\w-]+ ){0,2}(?:groups|arms)\b|\beither\b|\bor\b", re.IGNORECASE)
_SOME = re.compile(r"\b(?:of (?:whom|these|them)|were (?:screened|eligible|invited|assessed))\b")


@dataclass(frozen=True, slots=True)
class _Fraction:
    """A count of a whole, with its sentence and the words around it."""

    read: Read
    count: Quantity
    part: float
    whole: int

    @property
    def words(self) -> frozenset[str]:
        start = self.count.start - self.read.start
        near = self.read.text[max(0, start - _NEAR) : start + _NEAR].lower()
        return frozenset(_WORD.findall(near)) - _COMMON

    @property
    def span(self) -> Span:
        return Span(self.read.section, self.count.start, self.count.end, self.count.text)


def across(reading: Sequence[Read]) -> list[Doubt]:
    """The doubts about sums that stand in several sentences."""
    return [*_parts(reading), *_arms(reading)]


def _parts(reading: Sequence[Read]) -> Iterator[Doubt]:
    """Two fractions of one sentence whose wholes add up to that of another, of the same matter."""
    found = [
        _Fraction(read, each, each.values.value, each.values.denominator)
        for read in reading
        for each in read.numbers
        if each.kind == "count" and each.values.value is not None and each.values.denominator
    ]
    for whole in (each for each in found if each.whole >= _LEAST):
        for one, two in combinations([each for each in found if each.read != whole.read], 2):
            if one.read != two.read or one.whole + two.whole != whole.whole:
                continue
            if one.part + two.part != whole.part and one.words & two.words & whole.words:
                yield _parts_doubt(whole, one, two)


def _parts_doubt(whole: _Fraction, one: _Fraction, two: _Fraction) -> Doubt:
    start, end = one.count.start, two.count.end
    text = one.read.text[start - one.read.start : end - one.read.start]
    why = (
        f"{one.count.text} and {two.count.text} are {one.part + two.part:g} of"
        f" {whole.whole}, not {whole.part:g}."
    )
    return Doubt("parts", start, end, text, why, one.read.section, (whole.span,))


def _arms(reading: Sequence[Read]) -> Iterator[Doubt]:
    """One sentence gives all who were allocated, another the two arms with their numbers."""
    totals = [
        (read, each)
        for read in reading
        for each in read.numbers
        if each.kind == "sample_size" and each.role == "randomised" and not _SOME.search(read.text)
    ]
    if len({each.values.value for _, each in totals}) != 1:
        return
    home, total = totals[0]
    for read in reading:
        arms = [each for each in read.numbers if _is_arm(read, each)]
        if read == home or len(arms) != 2 or not _ALLOCATED.search(read.text):  # noqa: PLR2004 - both arms
            continue
        if not _TWO.search(read.text) or "(" in _between(read, arms):
            continue
        parts = sum(each.values.value or 0 for each in arms)
        whole = total.values.value or 0
        if parts != whole and abs(parts - whole) <= _CLOSE * whole:
            text = read.text[arms[0].start - read.start : arms[1].end - read.start]
            why = f"{arms[0].text} and {arms[1].text} are {parts:g}, not {total.text}."
            place = Span(home.section, total.start, total.end, total.text)
            yield Doubt("parts", arms[0].start, arms[1].end, text, why, read.section, (place,))


def _is_arm(read: Read, each: Quantity) -> bool:
    return each.kind == "sample_size" and bool(_ARM.search(read.text[: each.start - read.start]))


def _between(read: Read, arms: Sequence[Quantity]) -> str:
    """The words between two arms, without the brackets that hold their own numbers."""
    inner = read.text[arms[0].end - read.start : arms[1].start - read.start]
    return inner.rpartition("(")[0]
