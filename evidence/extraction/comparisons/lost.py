"""Who was lost to follow-up, in the paper's words."""

import re
from collections.abc import Sequence

from evidence.extraction.reading import Read
from evidence.record import Span

_LOST = re.compile(
    r"\b(?:lost to follow[- ]?up|loss to follow[- ]?up|dropped out|drop[- ]?outs?|withdrew"
    r"|withdrawn|attrition|follow[- ]?up (?:rate|was (?:completed|available|obtained)))\b",
    re.IGNORECASE,
)


def lost(reading: Sequence[Read]) -> tuple[Span, ...]:
    """The sentences of methods and results that tell of loss, drop-out or follow-up rate."""
    return tuple(
        read.whole
        for read in reading
        if read.role in {"methods", "results"} and _LOST.search(read.text)
    )
