"""Words that compare: better, worse, more, less, the same; with what takes their force away."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias, cast

from evidence.extraction.lists import alternatives, any_of, table

Sense: TypeAlias = Literal["better", "worse", "more", "less", "favours", "same"]

_NUMBER = re.compile(r"\s+than\s+(?:or equal to\s+)?(?:[\d<>=]|half\b|one\b|two\b|three\b)")
_NO_MORE = re.compile(
    r"\b(?:not|no|nor|neither|without|never)\b[^.;:(]{0,28}$"
    r"|\b(?:not|nor|neither|never)\b[^.;:(,]{0,70}$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?:increase|decrease|reduce|lowered|diminish|prevent|minimi[sz]e|elevat|enhance)\w*$"
    r"|^(?:an increase in|a reduction in)$",
    re.IGNORECASE,
)
_BEFORE = 90  # characters in which a "not" can stand
_CLOSE = 30
_DIFFERENT = re.compile(
    r"\b(?:no|not|without|nor|neither|any|non-?)\b[^.;:]{0,60}?\b(?:differ(?:ences?|ent|ed|s)?"
    r"|advantages?|superiority|superior|inferior)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of comparison by offsets into the text; `change`: a verb that may tell of one arm."""

    sense: Sense
    start: int
    end: int
    change: bool = False


@cache
def _pattern() -> re.Pattern[str]:
    lists = table("directions")
    order: tuple[Sense, ...] = ("same", "better", "worse", "favours", "more", "less")
    groups = [f"(?P<{sense}>{alternatives(lists[sense])})" for sense in order]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])", re.IGNORECASE)


_SCALE = re.compile(
    r"\b(?:higher|lower|greater|more|less|fewer)(?: (?:scores?|values?|numbers?))?"
    r" (?:is|are|=|indicat\w+|means?|represent\w*|denot\w+|reflect\w*)"
    r" (?:[\w-]+ ){0,2}?(?:better|worse|more|less|greater|higher|lower|good|poor)\b",
    re.IGNORECASE,
)


def cues(text: str) -> tuple[Cue, ...]:
    """The words of comparison in a clause, in order; negated ones say "the same".

    What explains a scale ("higher is worse") compares nothing.
    """
    text = _SCALE.sub(lambda match: " " * len(match.group()), text)
    found = [Cue("same", *match.span()) for match in _DIFFERENT.finditer(text)]
    for match in _pattern().finditer(text):
        if any(match.start() < each.end and each.start < match.end() for each in found):
            continue
        if _NUMBER.match(text, match.end()):
            continue
        sense = cast("Sense", match.lastgroup)
        change = bool(_CHANGE.search(match.group()))
        if sense != "same" and _NO_MORE.search(
            text[max(0, match.start() - _BEFORE) : match.start()]
        ):
            sense, change = "same", False
        found.append(Cue(sense, match.start(), match.end(), change))
    for match in _words("improves").finditer(text):
        if all(match.end() <= each.start or each.end <= match.start() for each in found):
            found.append(Cue("better", match.start(), match.end(), change=True))
    return tuple(_without_doubles(text, sorted(found, key=lambda each: each.start)))


def _without_doubles(text: str, found: Sequence[Cue]) -> Iterator[Cue]:
    """One cue a statement: "greater improvement" is said by its first word."""
    for number, each in enumerate(found):
        last = found[number - 1] if number else None
        if each.sense == "better" and each.change and last is not None:
            gap = text[last.end : each.start]
            if len(gap) <= _CLOSE and not re.search(r"[,;(]", gap):
                continue
        yield each


@cache
def _words(name: str) -> re.Pattern[str]:
    return any_of(table("directions")[name])


def says(name: str, text: str) -> bool:
    """Whether `text` has a word of the list `name` of data/directions.toml."""
    return bool(_words(name).search(text))


@cache
def _ending(name: str, gap: int) -> re.Pattern[str]:
    words = alternatives(table("directions")[name])
    return re.compile(rf"\b{words}(?:\s+[\w'-]+){{0,{gap}}}\s*\(?$", re.IGNORECASE)


def ends_with(name: str, text: str, *, gap: int) -> bool:
    """Whether `text` ends in a word of the list, with at most `gap` words behind it."""
    return bool(_ending(name, gap).search(text[-80:]))


@cache
def _starting(name: str) -> re.Pattern[str]:
    words = alternatives(table("directions")[name])
    return re.compile(rf"\s*(?:[\w-]+\s+){{0,2}}?{words}\b", re.IGNORECASE)


def starts_with(name: str, text: str) -> bool:
    """Whether one of the first three words of `text` is of the list."""
    return bool(_starting(name).match(text))


def between(found: Sequence[Cue], number: int, size: int) -> tuple[int, int]:
    """Where the words of one cue can stand: from the cue before it to the cue after it."""
    start = found[number - 1].end if number else 0
    end = found[number + 1].start if number + 1 < len(found) else size
    return start, end
