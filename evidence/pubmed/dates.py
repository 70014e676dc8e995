"""Dates of PubMed records: as printed, and as far as they can be parsed.

A PubDate is Year with Month and Day or Season, or a MedlineDate such as "2020 Jan-Feb",
"1998 Dec-1999 Jan" or "1975 Spring" (PubMed DTD 250101; MEDLINE/PubMed data element
descriptions). Seasons take the months PubMed searches them by.
"""

import re
from datetime import date
from functools import lru_cache
from xml.etree.ElementTree import Element

from evidence.pubmed.text import fold
from evidence.record import Date, DatedEvent

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_SEASONS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_EXACT = re.compile(r"(\d{4})(?: (\w+)(?: (\d{1,2}))?)?\.?")
_WORD = re.compile(r"[A-Za-z]{3,}")
_DAY = re.compile(r"[A-Za-z]{3,}\.? (\d{1,2})(?!\d)")
_LAST_MONTH = 12
_ASSUMED_YEAR = 2000  # a leap year: 29 February alone is no reason to drop a day
_CACHED = 8192


def element_date(element: Element | None) -> Date:
    """A PubDate, ArticleDate, DateRevised ... element."""
    if element is None:
        return Date()
    parts = {part.tag: fold(part.text) for part in element if part.text}
    if "MedlineDate" in parts:
        return printed_date(parts["MedlineDate"])
    return _from_parts(
        parts.get("Year", ""),
        parts.get("Season") or parts.get("Month", ""),
        parts.get("Day", ""),
    )


def history_event(element: Element) -> DatedEvent:
    """A PubMedPubDate: its PubStatus, its date, and its time in the date's raw text."""
    year = month = day = hour = minute = ""
    for part in element:
        text = part.text or ""
        match part.tag:
            case "Year":
                year = text.strip()
            case "Month":
                month = text.strip()
            case "Day":
                day = text.strip()
            case "Hour":
                hour = text.strip()
            case "Minute":
                minute = text.strip()
    return _event(element.get("PubStatus", ""), year, month, day, f"{hour}:{minute:0>2}")


@lru_cache(maxsize=_CACHED)
def printed_date(raw: str) -> Date:
    """A date in one string: MedlineDate, or DP of the MEDLINE format ("2020 Jan 5")."""
    exact = _EXACT.fullmatch(raw)
    if exact:
        found = _from_parts(exact[1], exact[2] or "", exact[3] or "")
        if found.precision != "year" or not exact[2]:
            return found
    year = _YEAR.search(raw)
    if year is None:
        return Date(raw)
    word = _WORD.search(raw)
    day = _DAY.search(raw)
    month = _month(word[0]) or _season(word[0]) if word else None
    return Date(
        raw,
        int(year[1]),
        month,
        _valid_day(month, day[1]) if day else None,
        "range" if raw != year[1] else "year",
    )


@lru_cache(maxsize=_CACHED)
def compact_date(raw: str) -> Date:
    """DEP, DCOM, LR ("20200131") and EDAT, CRDT ("2020/01/31 06:00") of MEDLINE."""
    digits = re.match(r"(\d{4})[/-]?(\d\d)?[/-]?(\d\d)?", raw)
    if digits is None:
        return Date(raw)
    return _with_raw(raw, digits[1], digits[2] or "", digits[3] or "")


@lru_cache(maxsize=_CACHED)
def _event(kind: str, year: str, month: str, day: str, time: str) -> DatedEvent:
    found = _from_parts(year, month, day)
    if time != ":00":
        found = Date(f"{found.raw} {time}", found.year, found.month, found.day, found.precision)
    return DatedEvent(kind, found)


@lru_cache(maxsize=_CACHED)
def _from_parts(year: str, month: str, day: str) -> Date:
    """Year, month (or season) and day as printed; each may be ""."""
    return _with_raw(" ".join(part for part in (year, month, day) if part), year, month, day)


def _with_raw(raw: str, year: str, month: str, day: str) -> Date:
    if not re.fullmatch(r"[0-9]{4}", year):
        return Date(raw)
    season = _season(month)
    if season:
        return Date(raw, int(year), season, None, "season")
    number = _month(month)
    if number is None:
        ranged = "-" in month or "/" in month
        return Date(raw, int(year), None, None, "range" if ranged else "year")
    if "-" in month:  # seen in old files: Month "Jan-Feb"
        return Date(raw, int(year), number, None, "range")
    exact = _valid_day(number, day)
    return Date(raw, int(year), number, exact, "day" if exact else "month")


def _month(name: str) -> int | None:
    """1-12 for "Jan", "January", "Jan-Feb", "1" or "01"."""
    if re.fullmatch(r"[0-9]{1,2}", name):
        return int(name) if 1 <= int(name) <= _LAST_MONTH else None
    return _MONTHS.get(name[:3].lower())


def _season(name: str) -> int | None:
    return _SEASONS.get(re.split(r"[^A-Za-z]", name, maxsplit=1)[0].lower())


def _valid_day(month: int | None, day: str) -> int | None:
    if month is None or not re.fullmatch(r"[0-9]{1,2}", day):
        return None
    try:
        return date(_ASSUMED_YEAR, month, int(day)).day
    except ValueError:
        return None
