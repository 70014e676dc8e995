"""Dates and numbers in a query: "2020", "2020/05", "2020/05/17", "last 5 years"."""

import calendar
import re
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?")
_RELATIVE = re.compile(r"last\s+(?:(\d{1,5})\s+)?(day|month|year)s?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,10}")
_MONTHS = 12
LATEST = "9999-12-31"
EARLIEST = "0001-01-01"
LARGEST_PMID = 2**32 - 1


def first_and_last(text: str) -> tuple[str, str] | None:
    """The ISO days that a date means; None where it is no date."""
    found = _DATE.fullmatch(text.strip())
    if not found or found[1] == "0000":
        return None
    year = int(found[1])
    if found[2] is None:
        return f"{year:04}-01-01", f"{year:04}-12-31"
    month = int(found[2])
    if not 1 <= month <= _MONTHS:
        return None
    last = calendar.monthrange(year, month)[1]
    if found[3] is None:
        return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{last:02}"
    day = int(found[3])
    if not 1 <= day <= last:
        return None
    return (f"{year:04}-{month:02}-{day:02}",) * 2


def is_relative(text: str) -> bool:
    """Whether this is "last N days", "last N months", "last year" ..."""
    return _RELATIVE.fullmatch(text.strip()) is not None


def relative(text: str, today: date) -> tuple[str, str]:
    """The days that "last N days" and the like mean on `today`; open towards the future."""
    found = _RELATIVE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    count, unit = int(found[1] or 1), found[2].lower()
    if unit == "day":
        days = min(count, today.toordinal() - 1)
        return (today - timedelta(days=days)).isoformat(), LATEST
    months = today.year * _MONTHS + today.month - 1 - count * (1 if unit == "month" else _MONTHS)
    if months < _MONTHS:
        return EARLIEST, LATEST
    year, month = divmod(months, _MONTHS)
    day = min(today.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day).isoformat(), LATEST


def numbers(text: str) -> tuple[int, ...] | None:
    """The PMIDs of a text such as "123, 456"; None where it is anything else."""
    parts = text.replace(",", " ").split()
    if not parts or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    return tuple(int(part) for part in parts)
