"""Words that name a study design: title first, then where an abstract tells its methods.

Where words stand decides whether they speak of this study: a background names others.
"""

import re
from collections.abc import Iterator

from evidence.appraisal.designs import Cue
from evidence.record import Record, Span

_METHODS = re.compile(
    r"method|design|patients|participants|subjects|data source|setting|procedure|material"
    r"|intervention|search",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"background|introduction|conclusion|discussion|context|rationale|interpretation|implication",
    re.IGNORECASE,
)


def find(record: Record, cue: Cue, *, title: bool) -> Span | None:
    """The first words for `cue` in the title, or in the abstract's methods; None if none."""
    if title:
        return _search(cue.title, "title", record.title)
    return next(
        (
            span
            for section, text in telling(record)
            if (span := _search(cue.abstract, section, text))
        ),
        None,
    )


def telling(record: Record) -> Iterator[tuple[str, str]]:
    """(section, text) of the abstract's sections that say how the study was done.

    Methods and design first, then others; never background and conclusions, where other
    people's designs are named.
    """
    named = [
        (f"abstract/{number}", each.text, f"{each.label} {each.category}")
        for number, each in enumerate(record.abstract)
    ]
    first = [(name, text) for name, text, label in named if _METHODS.search(label)]
    yield from first
    for name, text, label in named:
        if (name, text) not in first and not _ELSEWHERE.search(label):
            yield name, text


def _search(pattern: re.Pattern[str] | None, section: str, text: str) -> Span | None:
    found = pattern.search(text) if pattern else None
    return Span(section, found.start(), found.end(), found.group()) if found else None
