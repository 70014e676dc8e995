"""Bare figures in a result: "were 6.4, 6.4 and 2.1, respectively"; what remains is no evidence."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re

from evidence.extraction.quantities.figures import DASH, FIGURE, figure, value
from evidence.extraction.quantities.labels import NAME, label_of
from evidence.extraction.quantities.sheet import Sheet
from evidence.extraction.quantities.values import Values

_FIGURE = re.compile(
    rf"(?<![\w.·/])(?<!\d,)(?<![A-Za-z][-−–])(?P<sign>(?:(?<![\w)\]%])[-−–+])?)(?P<value>{FIGURE})"
    rf"(?![\w%]|[.·]\d|/\d|-[A-Z]|/[A-Z])(?P<high>\s?{DASH}\s?{FIGURE}(?![\w%]|[.·]\d))?"
    r"(?P<unit>[ -](?:points?|pts)\b)?"
)
_SUMMARY = re.compile(
    r"\b(?:mean|means|median|average|averaged|scores?|levels?|values?|rates?|from|to|was|were"
    r"|vs\.?|versus|changes?|changed|decreas\w+|"
    r"increas\w+|improve\w*|reduc\w+|ranged|than|by|respectively|compared|scored|index|time"
    r"|number)\b|[=:(]\s?$"
)
_THRESHOLD = re.compile(
    r"(?:[<>≤≥]|\b(?:at least|more than|less than|greater than|cut-?off\w*(?: of| at)?|below"
    r"|above|exceeding|score of|scoring))\s?$"
)
_MEAN_OF = re.compile(
    r"\b(?:mean|median|average|averaged|scores?)\b[^.;,()\d]{0,45}\b(?:was|were|of|to|from"
    r"|is)\s$|\b(?:mean|median|score)\s?[:=]\s?$"
)
_IN_LIST = re.compile(r"\d[\d.·]*(?:,| and|,? vs\.?| versus)\s$")
_TIMES = re.compile(r"-fold|[ -]times (?:as |more |less |higher|greater|lower|likel)")
_CLOSE = 8  # characters between the figures of a list
# "four different shapes": it counts something, and that is no evidence.
_OF_THINGS = re.compile(
    r"(?: (?!(?:and|or|in|of|to|at|for|with|vs|versus|was|were|had|is|as|but|by|on|from)\b)"
    r"[\w'’/-]+){0,3}? [A-Za-z][a-z-]+s\b"
)
_AGE = re.compile(r"\b(?:[Aa]ged?|BMI|body mass index)\b[^.;]{0,30}$")


def read(sheet: Sheet) -> None:
    """Claim the figures that remain: values of a measure, thresholds, numbers of things.

    What the words around a figure do not tell is left alone.
    """
    for found in _FIGURE.finditer(sheet.text):
        start, end = found.span()
        if sheet.free(start, end) and not NAME.search(sheet.before(start, 25)):
            _one(sheet, found)
    _words(sheet)


def _one(sheet: Sheet, found: re.Match[str]) -> None:
    start, end = found.span()
    number = figure(found["sign"] + found["value"])
    lead = sheet.before(start, 70)
    unit = (found["unit"] or "").strip(" -")
    role = _role(lead)
    measure = "" if role else _measure(sheet, lead, end)
    if measure:
        sheet.claim("effect", start, end, Values(value=number), measure=measure)
    elif not role and _is_mean(sheet, found, lead, whole=isinstance(number, int)):
        sheet.claim("mean_sd", start, end, _values(number, found["high"]), unit=unit)
    elif role or _OF_THINGS.match(sheet.after(end)):
        sheet.claim("other_number", start, end, Values(values=(number,)), role=role)


def _role(lead: str) -> str:
    if _THRESHOLD.search(lead):
        return "threshold"
    return "age" if _AGE.search(lead) else ""


def _measure(sheet: Sheet, lead: str, end: int) -> str:
    return "ratio" if _TIMES.match(sheet.after(end)) else label_of(lead)


def _is_mean(sheet: Sheet, found: re.Match[str], lead: str, *, whole: bool) -> bool:
    if not whole or found["unit"] or found["sign"]:
        return bool(_SUMMARY.search(lead) or found["unit"])
    listed = _IN_LIST.search(lead) and _follows_mean(sheet, found.start())
    return bool(listed or _MEAN_OF.search(lead))


def _follows_mean(sheet: Sheet, start: int) -> bool:
    """Whether the quantity right before is a mean."""
    before = [each for each in sheet.found if each.end <= start]
    earlier = max(before, key=lambda each: each.end, default=None)
    return earlier is not None and earlier.kind == "mean_sd" and start - earlier.end < _CLOSE


def _values(low: float, high: str | None) -> Values:
    if not high:
        return Values(value=low)
    return Values(low=low, high=figure(re.sub(rf"^\s?{DASH}\s?", "", high)), interval="range")


def _words(sheet: Sheet) -> None:
    """Claim numbers in words that count neither people nor events."""
    for start, end in sheet.words:
        words = sheet.text[start:end]
        number = value(words)
        if number is None or words.lower() in {"one", "none", "zero"}:
            continue
        if sheet.free(start, end) and _OF_THINGS.match(sheet.after(end)):
            sheet.claim("other_number", start, end, Values(values=(number,)))
