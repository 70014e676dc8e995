"""When an outcome was measured, as the sentence says."""

import re
from collections.abc import Sequence

from evidence.extraction.comparisons.model import Time
from evidence.extraction.quantities import Quantity

_LABELS = re.compile(
    r"\b(?P<label>(?:final|last|latest|end of(?: the)?|long[- ]term|short[- ]term|mid[- ]term)"
    r" (?:follow[- ]?up|study|treatment|intervention)|hospital discharge|discharge"
    r"|immediately after (?:surgery|treatment|the intervention)|after the intervention"
    r"|immediate postoperative)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"\b(?P<value>\d+(?:\.\d+)?|one|two|three|four|five|six|eight|ten|twelve)"
    r"[- ](?P<unit>day|week|month|year)s?\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\s+(?:greater|longer|more|less|shorter|earlier|later)\b")
_AGE = re.compile(r"(?:[<>\u2264\u2265]\s?|\b(?:aged?|over|older than|younger than|than)\s)$")
_LONGEST = 30  # years
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_WORDS |= {"six": 6, "eight": 8, "ten": 10, "twelve": 12}


def times(text: str, numbers: Sequence[Quantity]) -> tuple[Time, ...]:
    """The times a clause names, in order; a label only where it names no number."""
    found = [
        Time(each.values.value, each.unit)
        for each in numbers
        if each.kind == "duration" and each.role == "follow_up" and _plausible(text, each)
    ]
    found += [_spoken(match) for match in _ADJECTIVE.finditer(text)]
    found = _distinct(found)
    if found:
        return tuple(found)
    label = _LABELS.search(text)
    return (Time(label=" ".join(label["label"].lower().split())),) if label else ()


def _plausible(text: str, each: Quantity) -> bool:
    """No follow-up is as long as a life: "patients over 55 years" is an age."""
    value = each.values.value
    if value is None or (each.unit.startswith("year") and value > _LONGEST):
        return False
    return not (
        _LENGTH.match(text, each.end) or _AGE.search(text[max(0, each.start - 20) : each.start])
    )


def _spoken(match: re.Match[str]) -> Time:
    word = match["value"].lower()
    value: float | None = _WORDS.get(word)
    if value is None:
        value = float(word) if "." in word else int(word)
    return Time(value, match["unit"].lower() + "s")


def _distinct(found: Sequence[Time]) -> list[Time]:
    """Without repeats: "2 years" of the numbers and of the words are one."""
    kept: dict[tuple[float | None, str], Time] = {}
    for each in found:
        unit = each.unit if each.unit.endswith("s") else f"{each.unit}s"
        kept.setdefault((each.value, unit), Time(each.value, unit))
    return list(kept.values())
