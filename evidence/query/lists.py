"""Numbered lists of searches, as librarians keep them and as PubMed's history prints them.

    #1 "leg cramps"[tiab]            #2  Search #1 AND exercise          "leg cramps"[tiab]
    #2 #1 AND exercise[tiab]         #1  Search "leg cramps"             #1 AND exercise[tiab]

Lines can be numbered with or without #, stand in either order, or have no numbers where
they refer to one another by their place. The last search is the one with the highest
number.
"""

import re
from dataclasses import dataclass

from evidence.query.lexer import Piece
from evidence.query.told import Told

_LINE = re.compile(r"[^\r\n]+")
# `#1 OR #2` is no line 1.
_HASH = re.compile(r"\s*#\s?(\d{1,4})(?!\d)[.):]?[ \t]*(?!(?:AND|OR|NOT|and|or|not)\b|[&|)])")
_PLAIN = re.compile(r"\s*(\d{1,4})[.)][ \t]+")
_REFERENCE = re.compile(r"#\d")
_SEARCH = re.compile(r"(?:Search|Query)\b:?\s*", re.IGNORECASE)
# PubMed's history ends a line with the time and the number of results.
_COUNT = re.compile(r"(?:\s+\d\d:\d\d:\d\d)?\t\s*[\d,]+\s*$|\s+\d\d:\d\d:\d\d\s+[\d,]+\s*$")
_LIMITS = re.compile(
    r"\bLimits?:\s*(?:(?:Publication Date from )?([\d/]+)(?: to |\s*:\s*)([\d/]+)\s*$)?.*$",
    re.DOTALL,
)
# A line of numbers, operators and brackets alone.
_JOINING = re.compile(
    r"[\s()]*#?\d{1,4}(?:[\s()]+(?:and|or|not|AND|OR|NOT)[\s()]+#?\d{1,4})+[\s()]*"
)
_PART = re.compile(r"#?\d+|[()]|[A-Za-z]+")
_SPREAD = re.compile(r"\s*(or|and)/(\d{1,4})-(\d{1,4})\s*", re.IGNORECASE)
_FEWEST = 2
_TAIL = 60  # characters at the end of a line that can hold its time and count
_MOST = 200  # lines joined by one or/1-200
_MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: its number, where its search stands, and its limits as a query."""

    number: int
    start: int
    end: int
    limits: str = ""


def entries(text: str, told: Told) -> tuple[Entry, ...]:
    """The lines of `text` by number where it is a list of searches; else ()."""
    if "\n" not in text and "\r" not in text:
        return ()
    found = _numbered(text, _HASH) or _numbered(text, _PLAIN) or _unnumbered(text)
    if not found:
        return ()
    if len(found) > _MOST_LINES:
        said = f"only the first {_MOST_LINES:,} lines of this list are read."
        place = found[_MOST_LINES].start
        told.error("list-too-long", said, place, len(text), "Keep the lines that the last needs.")
        del found[_MOST_LINES:]
    _twice(found, told)
    held = {each.number: _trimmed(text, each, told) for each in found}
    last = max(held)
    said = f"read as a list of {len(held)} searches: the query is #{last}"
    told.tell("note", "numbered-list", said, held[last].start, held[last].end)
    return tuple(held[number] for number in sorted(held))


def _numbered(text: str, number: re.Pattern[str]) -> list[Entry]:
    """The lines that begin with a number; others go on with the line before."""
    found: list[Entry] = []
    for line in _LINE.finditer(text):
        begun = number.match(text, line.start(), line.end())
        if begun:
            found.append(Entry(int(begun[1]), begun.end(), line.end()))
        elif found:
            last = found[-1]
            found[-1] = Entry(last.number, last.start, line.end())
        elif line[0].strip():
            return []  # a list begins with its first line
    numbers = [each.number for each in found]
    in_order = numbers in (sorted(numbers), sorted(numbers, reverse=True))
    return found if len(found) >= _FEWEST and in_order else []


def _unnumbered(text: str) -> list[Entry]:
    """Lines that refer to one another by their place."""
    lines = [line for line in _LINE.finditer(text) if line[0].strip()]
    if len(lines) < _FEWEST or not any(_REFERENCE.match(line[0].lstrip(" (")) for line in lines):
        return []
    return [Entry(place, line.start(), line.end()) for place, line in enumerate(lines, start=1)]


def _twice(found: list[Entry], told: Told) -> None:
    seen: set[int] = set()
    for each in found:
        if each.number in seen:
            said = f"#{each.number} stands twice in this list."
            told.error("list-twice", said, each.start, each.end, "Give each line its own number.")
        seen.add(each.number)


def _trimmed(text: str, entry: Entry, told: Told) -> Entry:
    """Without "Search", the limits, the time and the count of results."""
    start, end = entry.start, entry.end
    begun = _SEARCH.match(text, start, end)
    start = begun.end() if begun else start
    count = _COUNT.search(text, max(start, end - _TAIL), end)
    end = count.start() if count else end
    limits = _LIMITS.search(text, start, end)
    return Entry(entry.number, start, limits.start() if limits else end, _read(limits, told))


def _read(limits: re.Match[str] | None, told: Told) -> str:
    if limits is None:
        return ""
    if limits[1] is None:
        said = "limits of a search history other than dates cannot be read."
        step = "Write them as terms, such as english[la]."
        told.error("list-limits", said, limits.start(), limits.end(), step, "")
        return ""
    said = f"limits are read as {limits[1]}:{limits[2]}[dp]"
    told.warn("list-limits", said, limits.start(), limits.end())
    return f"{limits[1]}:{limits[2]}[dp]"


def references(text: str, entry: Entry, known: frozenset[int], told: Told) -> list[Piece] | None:
    """The pieces of a line that only joins others, with or without #; None for another line.

    `1 or 2`, `9 not (9 and 10)`, `#1 OR 2`, and Ovid's `or/1-7`.
    """
    if _JOINING.fullmatch(text, entry.start, entry.end):
        return [_piece(each, known, told) for each in _PART.finditer(text, entry.start, entry.end)]
    spread = _SPREAD.fullmatch(text, entry.start, entry.end)
    if not spread or int(spread[3]) - int(spread[2]) > _MOST:
        return None
    place = spread.span()
    joint = spread[1].upper()
    said = f"{spread[0].strip()} is read as lines {spread[2]} to {spread[3]} joined by {joint}"
    wanted = [f"#{number}" for number in range(int(spread[2]), int(spread[3]) + 1)]
    told.warn("list-number", said, *place, f" {joint} ".join(wanted))
    pieces = [Piece("#", wanted[0], *place)] if wanted else []
    for each in wanted[1:]:
        pieces += [Piece("op", joint, *place), Piece("#", each, *place)]
    return pieces


def _piece(part: re.Match[str], known: frozenset[int], told: Told) -> Piece:
    text, place = part[0], part.span()
    if text in "()":
        return Piece("(" if text == "(" else ")", text, *place)
    if text.isalpha():
        name = text.upper()
        if text != name:
            said = f"{text} is read as {name}; write operators in capitals"
            told.warn("lower-case-operator", said, *place, name)
        return Piece("op", name, *place)
    if text.startswith("#") or int(text) not in known:
        return Piece("#" if text.startswith("#") else "word", text, *place)
    told.warn("list-number", f"{text} is read as line #{text} of this list", *place, f"#{text}")
    return Piece("#", f"#{text}", *place)
