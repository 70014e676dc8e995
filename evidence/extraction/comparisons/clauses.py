"""A sentence cut into clauses that can each say something else of the two arms."""

import re
from functools import cache

from evidence.extraction.lists import alternatives, table

_SHORTEST = 12  # characters; less is no clause


@cache
def _cut() -> re.Pattern[str]:
    words = alternatives(table("directions")["split"])
    return re.compile(rf";\s+|(?:,\s*|\s+(?=(?:whereas|but)\b)){words}[\s,]+", re.IGNORECASE)


@cache
def _opening() -> re.Pattern[str]:
    words = alternatives(["although", "while", "though", "whereas"])
    return re.compile(rf"^{words}\b[^,]{{15,}}?,\s+", re.IGNORECASE)


def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each clause, in order; blanks and closing stops stay outside."""
    cuts = [match.span() for match in _cut().finditer(text) if not _inside(text, match.start())]
    opening = _opening().match(text)
    if opening:
        cuts.append((opening.end(), opening.end()))
    found: list[tuple[int, int]] = []
    start = body(text)
    for end, following in (*sorted(cuts), (len(text), len(text))):
        if end - start >= _SHORTEST or end == len(text):
            found.append(_trimmed(text, start, end))
            start = following
    return tuple(found)


def _inside(text: str, place: int) -> bool:
    """Whether a place stands in brackets."""
    before = text[:place]
    return before.count("(") > before.count(")")


_HEADING = re.compile(r"[\[(]?[A-Z][A-Za-z/,&' ]{2,60}?[\])]?\s*:\s+")


def body(text: str) -> int:
    """Where a sentence begins behind a heading that stands in the text ("RESULTS: ...")."""
    found = _HEADING.match(text)
    return found.end() if found else 0


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\t,;":
        start += 1
    while end > start and text[end - 1] in " \n\t,;":
        end -= 1
    return start, end
