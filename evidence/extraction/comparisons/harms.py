"""Silence on harms: "no complication was reported" is told as what it is, never as none."""

import re
from collections.abc import Iterator, Sequence

from evidence.extraction.comparisons.clauses import clauses
from evidence.extraction.comparisons.model import Harm
from evidence.extraction.comparisons.outcomes import outcomes
from evidence.extraction.reading import Read

_SILENT = re.compile(
    r"\bno (?:[\w-]+ ){0,4}?(?P<what>complications?|adverse (?:events?|effects?|reactions?)"
    r"|side effects?|reoperations?|morbidity|infections?)\b[^.;]{0,60}?"
    r"\b(?:reported|observed|occurred|seen|noted|found|recorded|encountered|developed)\b"
    r"|\bthere were no (?:[\w-]+ ){0,4}?(?P<also>complications?|adverse (?:events?|effects?)"
    r"|side effects?)\b",
    re.IGNORECASE,
)


_COUNTED = frozenset({"count", "percentage"})


def counted_harms(reading: Sequence[Read]) -> Iterator[Harm]:
    """Harms that the results give a number of, in whatever arm; their direction is unclear."""
    for read in reading:
        if read.role != "results" or not any(each.kind in _COUNTED for each in read.numbers):
            continue
        for start, end in clauses(read.text):
            found = [each for each in outcomes(read.text[start:end]) if each.harm]
            numbers = [
                each
                for each in read.numbers
                if each.kind in _COUNTED and start <= each.start - read.start < end
            ]
            if found and numbers:
                yield Harm(found[0].text, "unclear", read.span(start, end))


def silent_harms(reading: Sequence[Read]) -> Iterator[Harm]:
    """Harms that the results say were not seen; their direction is unclear."""
    for read in reading:
        if read.role not in {"results", "conclusions"}:
            continue
        for match in _SILENT.finditer(read.text):
            what = match["what"] or match["also"]
            yield Harm(what, "unclear", read.span(match.start(), match.end()), reported=False)
