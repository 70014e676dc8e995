"""Registration numbers of a record, as registries write them: its own, not those it cites."""

import re
from functools import cache

from evidence.findings.families_data import data
from evidence.record import Record

_NEAR = 90  # characters before a number in which the abstract says that it is registered
_COCHRANE = re.compile(r"14651858\.(CD\d{6})|\b(CD\d{6})\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d{3}")
_NO_SIGN = re.compile(r"[ :()/-]")


def registrations(record: Record) -> frozenset[tuple[str, str]]:
    """(registry, number) of the trial or review; numbers without blanks and hyphens."""
    texts = (*record.registrations, record.title)
    found = {each for text in texts if _DIGITS.search(text) for each in _numbers(text)}
    for section in record.abstract:
        own = _own().search(section.label) is not None
        if _DIGITS.search(section.text) is None:
            continue
        for name, pattern in _patterns():
            for match in pattern.finditer(section.text):
                lead = section.text[max(0, match.start() - _NEAR) : match.start()]
                if own or _own().search(lead):
                    found.add((name, _plain(match[0])))
    return frozenset(found)


def cochrane(record: Record) -> str:
    """The number of a Cochrane review, "CD010264", the same for all its versions; or ""."""
    if "cochrane" not in f"{record.journal.title} {record.journal.abbreviation}".lower():
        return ""
    for text in (record.doi, record.pages, *(each.value for each in record.elocations)):
        match = _COCHRANE.search(text)
        if match:
            return (match[1] or match[2]).upper()
    return ""


def _numbers(text: str) -> list[tuple[str, str]]:
    return [(name, _plain(match[0])) for name, pattern in _patterns()
            for match in pattern.finditer(text)]  # fmt: skip


def _plain(number: str) -> str:
    plain = _NO_SIGN.sub("", number).upper()
    digits = re.sub(r"^[A-Z]+(?=\d)", "", plain)
    if plain.startswith(("ACTR", "ANZCTR")):
        digits = digits.lstrip("0")
        return f"ACTRN{digits}"
    return f"UMIN{digits}" if plain.startswith("UMIN") else plain


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"(?<![\w-]){pattern}(?!\w)", re.IGNORECASE))
        for name, pattern in data().registries
    )


@cache
def _own() -> re.Pattern[str]:
    return re.compile(data().own, re.IGNORECASE)
