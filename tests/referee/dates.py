"""Days a record has, and days a query means; ISO texts compare as days do."""

import calendar
import re
from datetime import date, timedelta

from evidence.record import Date, Record

_END = "9999-12-31"


def days(record: Record, field: str, *, single: bool) -> list[str]:
    """The days a record has in this field.

    For a single date of publication, one online after print is overlooked.
    """
    history = {each.kind: _day(each.date) for each in record.history}
    printed = _day(record.published)
    if record.book and not printed:
        printed = _day(record.book.published)
    electronic = [_day(each.date) for each in record.article_dates]
    held = {
        "dp": [printed, *electronic],
        "ppdat": [printed],
        "epdat": electronic,
        "edat": [history.get("pubmed", "")],
        "crdt": [history.get("entrez", "")],
        "mhda": [history.get("medline", "") or history.get("pubmed", "")],
        "lr": [_day(record.revised)],
        "dcom": [_day(record.completed)],
    }[field]
    if single and field == "dp" and printed:
        held = [each for each in held if each <= printed]
    return [each for each in held if each]


def _day(value: Date) -> str:
    """The one day PubMed takes a date for: without a month January, without a day the 1st."""
    if value.year is None:
        return ""
    return f"{value.year:04}-{value.month or 1:02}-{value.day or 1:02}"


def _span(value: Date) -> tuple[str, str]:
    year = value.year or 0
    if value.month is None:
        return f"{year:04}-01-01", f"{year:04}-12-31"
    if value.day is None:
        return _month(year, value.month)
    return (f"{year:04}-{value.month:02}-{value.day:02}",) * 2


def _month(year: int, month: int) -> tuple[str, str]:
    last = calendar.monthrange(year, month)[1]
    return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{last:02}"


def wanted(low: str, high: str | None, today: date) -> tuple[str, str]:
    """First and last day that a query's value or range means."""
    found = re.fullmatch(r"last\s+(?:(\d+)\s+)?(day|month|year)s?", low.strip(), re.IGNORECASE)
    if found:
        return _ago(int(found[1] or 1), found[2].lower(), today), _END
    first, last = _value(low), _value(low if high is None else high)
    return first[0], last[1]


def _value(text: str) -> tuple[str, str]:
    year, month, day, *_ = [*map(int, re.split("[/-]", text.strip())), None, None]
    return _span(Date("", year, month, day))


def _ago(count: int, unit: str, today: date) -> str:
    if unit == "day":
        return (today - timedelta(days=count)).isoformat()
    if count > today.year:
        return "0001-01-01"
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    last = calendar.monthrange(months // 12, months % 12 + 1)[1]
    return f"{months // 12:04}-{months % 12 + 1:02}-{min(today.day, last):02}"
