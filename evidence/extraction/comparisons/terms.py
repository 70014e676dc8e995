"""What an abstract calls its treatments: common words, and abbreviations of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evidence.extraction.comparisons.arms import ABBREVIATION, CONTROL, Named, named
from evidence.extraction.comparisons.model import ArmKind
from evidence.extraction.reading import Read


@dataclass(frozen=True, slots=True)
class Terms:
    """What an abstract calls its treatments: the common words, and abbreviations of its own.

    "Control group" is a comparator of a kind that only other words tell: `control`.
    """

    shorts: tuple[tuple[str, Named], ...]
    control: ArmKind | None

    @classmethod
    def of(cls, reading: Sequence[Read]) -> "Terms":
        """The terms of one abstract."""
        shorts: dict[str, Named] = {}
        kinds: set[ArmKind] = set()
        for read in reading:
            for each in named(read.text):
                kinds.add(each.kind)
                short = ABBREVIATION.match(read.text, each.end)
                if short and short["short"].upper() not in _NO_ARMS:
                    shorts.setdefault(short["short"], each)
        order: tuple[ArmKind, ...] = ("sham", "placebo", "conservative", "usual care")
        control = next((kind for kind in order if kind in kinds), None)
        return cls(tuple(shorts.items()), control)

    def named(self, text: str) -> tuple[Named, ...]:
        """The treatments that a sentence names by any of the terms, in order."""
        found = list(named(text))
        for short, full in self.shorts:
            spelled = _spelled(rf"\b{re.escape(short)}\b", text, full.kind)
            found += [replace(each, weak=full.weak) for each in spelled]
        if self.control:
            found += [replace(each, control=True) for each in _spelled(CONTROL, text, self.control)]
        found.sort(key=lambda each: (each.start, -each.end))
        kept: list[Named] = []
        for each in found:
            if not kept or each.start >= kept[-1].end:
                kept.append(each)
        return tuple(kept)


def _spelled(pattern: str, text: str, kind: ArmKind) -> Iterator[Named]:
    for match in re.finditer(pattern, text):
        yield Named(kind, match.start(), match.end())


_NO_ARMS = frozenset({"CI", "SD", "RCT", "RCTS", "N", "VAS", "ODI", "II", "III", "IV"})
