"""Spans of time and time points, and what they are of; ages and calendar years."""

import re

from evidence.extraction.quantities import times_forms as forms
from evidence.extraction.quantities.figures import DASH, FIGURE, value
from evidence.extraction.quantities.sheet import Sheet
from evidence.extraction.quantities.units import time_unit
from evidence.extraction.quantities.values import Kind, Values


def read(sheet: Sheet) -> None:
    """Claim durations, ages and years."""
    years(sheet)
    text = sheet.text
    for found in forms.AGES.finditer(text):
        values = Values(values=(int(found["low"]), int(found["high"])))
        sheet.claim("other_number", found.start("low"), found.end("high"), values, role="age")
    worded = (forms.WORDED_TIME.match(text, start) for start, _ in sheet.words)
    for found in (*forms.SPAN_OF_TIME.finditer(text), *filter(None, worded)):
        unit = time_unit(found["unit"])
        if _no_time(sheet, found):
            continue
        kind, role = _kind(sheet, found.start(), found.end(), unit)
        if found["old"]:
            kind, role = "other_number", "age"
        _keep(sheet, found, unit, kind, role)
    for found in forms.POINT.finditer(text):
        unit = time_unit(found["unit"].lower())
        if not _keep(sheet, found, unit, "duration", "follow_up"):
            continue
        end = found.end()
        while (more := forms.LATER.match(text, end)) is not None:
            number = value(more["value"]) or 0
            if not sheet.claim("duration", more.start("value"), more.end(), Values(value=number),
                               unit=unit, role="follow_up"):  # fmt: skip
                break
            end = more.end()


def _no_time(sheet: Sheet, found: re.Match[str]) -> bool:
    """A single letter after a figure is a unit of time only where the words say so."""
    printed = found["unit"]
    if printed in {"s", "d", "y", "mo"} and (not found["gap"] or found["gap"] == "-"):
        return True
    if printed == "s" and re.search(r"\b(?:19|20)\d\ds", found[0]):
        return True
    first = found["first"].lower()
    if first in {"one", "none", "zero"} and re.match(r"^(?:none|zero)", first):
        return True
    return sheet.text[found.end() : found.end() + 1] == "/"


def _keep(sheet: Sheet, found: re.Match[str], unit: str, kind: Kind, role: str) -> bool:
    low = value(found["first"])
    if low is None:
        return False
    high = value(re.sub(rf"^\s?(?:{DASH}|to|/)\s?", "", found["high"])) if found["high"] else None
    if kind == "other_number":
        values = Values(values=(low,) if high is None else (low, high))
    else:
        values = Values(value=low) if high is None else Values(low=low, high=high)
    start = found.start()
    and_also = re.search(rf"(?P<value>{FIGURE}) (?:and|to) $", sheet.before(start))
    if role == "age" and and_also and "between" in sheet.before(start).lower():
        first = start - len(and_also[0])
        values = Values(values=(value(and_also["value"]) or 0, low))
        return sheet.claim(kind, first, found.end(), values, unit=unit, role=role)
    if not sheet.claim(kind, start, found.end(), values, unit=unit, role=role):
        return False
    if not found.re.groupindex.get("gap"):
        return True
    _earlier(sheet, start, unit, kind, role)
    return True


def _earlier(sheet: Sheet, start: int, unit: str, kind: Kind, role: str) -> None:
    """The figures of a list whose last one has the unit: "1, 3 and 6 months"."""
    while (found := forms.EARLIER.search(sheet.before(start))) is not None:
        first = start - len(sheet.before(start)) + found.start("value")
        number = value(found["value"])
        end = first + len(found["value"])
        if number is None or number > forms.LONGEST or not sheet.free(first, start):
            return
        if kind not in {"duration", "mean_sd"} and role != "age":
            return
        values = Values(value=number) if kind != "other_number" else Values(values=(number,))
        if not sheet.claim(kind, first, end, values, unit=unit, role=role):
            return
        start = first


def _kind(sheet: Sheet, start: int, end: int, unit: str) -> tuple[Kind, str]:
    lead, rest = sheet.before(start), sheet.after(end, 50)
    if unit in {"year", "month"} and _is_age(lead, rest, sheet.text[start:end], unit):
        return "other_number", "age"
    summary = forms.IN_BRACKETS.search(lead) and not forms.NO_SUMMARY.search(lead)
    if summary or forms.SUMMARY.search(lead):
        return "mean_sd", ""
    criterion = forms.CRITERION.search(lead) and "follow" not in sheet.text
    if criterion or forms.HISTORY.search(lead):
        return "other_number", "duration_criterion"
    return "duration", _role(lead[-50:], rest)


def _is_age(lead: str, rest: str, words: str, unit: str) -> bool:
    if forms.AGE_AFTER.match(rest) or forms.AGE_BEFORE.search(lead):
        return True
    if forms.RANGES.search(lead) and not forms.NO_AGE.search(lead):
        return True
    last = forms.LAST_FIGURE.search(words)
    grown = unit == "year" and last is not None and int(last[0]) >= forms.GROWN
    return grown and forms.PEOPLE_IN_BRACKETS.search(lead) is not None


def _role(lead: str, rest: str) -> str:
    if forms.FOLLOWED.match(rest):
        return "follow_up"
    if forms.TREATED.match(rest):
        return "treatment"
    if forms.OTHER.search(lead[-25:]) or forms.OTHER.search(rest[:20]):
        return "other"
    follow, treated = list(forms.FOLLOW.finditer(lead)), list(forms.TREATMENT.finditer(lead))
    if treated and (not follow or treated[-1].start() > follow[-1].start()):
        return "treatment"
    return "follow_up" if follow else "other"


def years(sheet: Sheet) -> None:
    """Claim calendar years: "2005", "2005-2009"."""
    if "19" not in sheet.text and "20" not in sheet.text:
        return
    for found in forms.YEAR.finditer(sheet.text):
        if not found["last"] and not forms.YEAR_LEAD.search(sheet.before(found.start(), 14)):
            continue
        first = int(found["first"])
        last = forms.NO_DIGIT.sub("", found["last"] or "")
        ends = (int(found["first"][: -len(last)] + last),) if last else ()
        if ends and ends[0] < first:
            continue
        sheet.claim(
            "other_number", found.start(), found.end(), Values(values=(first, *ends)), role="year"
        )
