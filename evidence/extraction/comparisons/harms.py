"""Silence on harms: "no complication was reported" is told as what it is, never as none."""

import re
from collections.abc import Iterator, Sequence

from evidence.extraction.comparisons.model import Harm
from evidence.extraction.reading import Read

_SILENT = re.compile(
    r"\bno (?:[\w-]+ ){0,4}?(?P<what>complications?|adverse (?:events?|effects?|reactions?)"
    r"|side effects?|reoperations?|morbidity|infections?)\b[^.;]{0,60}?"
    r"\b(?:reported|observed|occurred|seen|noted|found|recorded|encountered|developed)\b"
    r"|\bthere were no (?:[\w-]+ ){0,4}?(?P<also>complications?|adverse (?:events?|effects?)"
    r"|side effects?)\b",
    re.IGNORECASE,
)


def silent_harms(reading: Sequence[Read]) -> Iterator[Harm]:
    """Harms that the results say were not seen; their direction is unclear."""
    for read in reading:
        if read.role not in {"results", "conclusions"}:
            continue
        for match in _SILENT.finditer(read.text):
            what = match["what"] or match["also"]
            yield Harm(what, "unclear", read.span(match.start(), match.end()), reported=False)
