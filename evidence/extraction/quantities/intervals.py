"""Estimates with an interval or a spread: "1.96 [95% CI 1.40-2.75", "29.2 ± 17.3"."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re
from collections.abc import Iterator

from evidence.extraction.quantities import intervals_forms as forms
from evidence.extraction.quantities.figures import figure
from evidence.extraction.quantities.labels import label_of, summary_of
from evidence.extraction.quantities.sheet import Sheet
from evidence.extraction.quantities.values import Kind, Values


def read(sheet: Sheet) -> None:
    """Claim every estimate with its interval or spread, and intervals that stand alone."""
    text = sheet.text
    if "±" in text or "+" in text:
        _spreads(sheet, forms.PLUS_MINUS)
    if forms.STANDARD.search(text):
        _spreads(sheet, forms.NAMED_SPREAD)
        if forms.ANNOUNCED.search(text):
            _spreads(sheet, forms.MEAN_SPREAD)
    if "C" in text or "onfidence" in text or "redib" in text:
        _intervals(sheet, forms.CI, "CI")
    if "IQR" in text or "quartile" in text:
        _intervals(sheet, forms.IQR, "IQR")
        _intervals(sheet, forms.IQR_ONE, "IQR")
    if "(" in text or "[" in text:
        _in_brackets(sheet)
        _spreads(sheet, forms.BOTH_DECIMAL)


def _intervals(sheet: Sheet, pattern: re.Pattern[str], name: str) -> None:
    for found in _ci(sheet.text) if pattern is forms.CI else pattern.finditer(sheet.text):
        groups = found.groupdict()
        low, high = figure(groups["low"]), _high(groups)
        level = groups.get("level") or groups.get("level2")
        if found["low"][0] in "-−–" and not sheet.free(*found.span()):
            continue
        lead = sheet.before(found.start(), 60)
        estimate = forms.ESTIMATE.search(lead)
        start = found.start()
        value = None
        if estimate and _of_count(lead, estimate):
            estimate = None
        if estimate and sheet.free(start - len(lead) + estimate.start("estimate"), start):
            start += estimate.start("estimate") - len(lead)
            value = figure(estimate["estimate"])
        unit = _unit(estimate["unit"] if estimate and value is not None else "", groups)
        values = Values(
            value=value,
            interval=name,
            low=min(low, high) if high is not None else low,
            high=max(low, high) if high is not None else None,
            level=figure(level) if level else None,
        )
        place = start, found.end()
        if name == "IQR":
            kind, role, measure = _of_median(sheet.before(start), unit)
        else:
            kind, role, measure = _kind(sheet, place, unit, alone=value is None)
        sheet.claim(kind, start, found.end(), values, unit=unit, role=role, measure=measure)


def _of_count(lead: str, estimate: re.Match[str]) -> bool:
    """Whether the figure ends a count, "9 of 229", and is no estimate."""
    words = lead[: estimate.start("estimate")]
    return estimate["unit"] is None and forms.NO_ESTIMATE.search(words) is not None


def _ci(text: str) -> Iterator[re.Match[str]]:
    """Confidence intervals: from the word for it, and the level before it if there is one."""
    reached = 0
    for word in forms.CI_WORD.finditer(text):
        if word.start() < reached:
            continue
        level = forms.LEVEL_BEFORE.search(text, max(reached, word.start() - 30), word.start())
        found = forms.CI.match(text, level.start() if level else word.start())
        found = found or (forms.CI.match(text, word.start()) if level else None)
        if found:
            reached = found.end()
            yield found


def _high(groups: dict[str, str | None]) -> float | int | None:
    printed = groups.get("high")
    return figure(printed) if printed else None


def _unit(printed: str | None, groups: dict[str, str | None]) -> str:
    return (printed or groups.get("u2") or groups.get("u1") or "").strip(" -")


def _kind(sheet: Sheet, place: tuple[int, int], unit: str, *, alone: bool) -> tuple[Kind, str, str]:
    """Kind, role and measure of an estimate with a confidence interval."""
    start, end = place
    lead = sheet.before(start)
    measure = label_of(lead)
    if measure:
        return "effect", "", measure
    if _of_entry(lead):
        return "other_number", "age", ""
    if unit == "%":
        return ("mean_sd" if sheet.before(end, 5) == " MVIC" else "percentage"), "", ""
    if forms.COMPARED.match(sheet.after(end, 70)) or forms.DIFFERENCE.search(lead):
        return "effect", "", "MD"
    summary = summary_of(lead) and not forms.AGAINST.search(sheet.text)
    if summary or (alone and unit) or _is_of_pair(sheet, start, end):
        return "mean_sd", "", ""
    return "effect", "", ""


def _of_median(lead: str, unit: str) -> tuple[Kind, str, str]:
    if _of_entry(lead):
        return "other_number", "age", ""
    return ("percentage" if unit == "%" else "mean_sd"), "", ""


def _of_entry(lead: str) -> bool:
    return bool(forms.AGE.search(lead)) and not forms.CHANGE.search(lead)


def _is_of_pair(sheet: Sheet, start: int, end: int) -> bool:
    """Whether one group's value stands beside the other's, each with its interval."""
    after, before = sheet.after(end, 70), sheet.before(start, 45)
    return bool(forms.ANOTHER.match(after) or forms.OF_PAIR.search(before))


def _spreads(sheet: Sheet, pattern: re.Pattern[str]) -> None:
    for found in pattern.finditer(sheet.text):
        if pattern is forms.MEAN_SPREAD and found["u2"] and not found["unit"]:
            continue  # "17 (65%)": a count with its share
        start = found.start("estimate")
        end = found.end() - (sheet.text[found.end() - 1] in ")]")
        unit = (found["u2"] or found["unit"] or "").strip(" -")
        estimate, spread = figure(found["estimate"]), figure(found["spread"])
        if _entry(sheet, start, unit):
            values = Values(values=(estimate, spread))
            sheet.claim("other_number", start, end, values, unit=unit, role="age")
            continue
        values = Values(value=estimate, spread=spread, dispersion=_dispersion(sheet, found))
        measure = "" if unit == "%" else label_of(sheet.before(start))
        plain: Kind = "percentage" if unit == "%" else "mean_sd"
        kind: Kind = "effect" if measure else plain
        sheet.claim(kind, start, end, values, unit=unit, measure=measure)


def _dispersion(sheet: Sheet, found: re.Match[str]) -> str:
    if forms.STANDARD_ERROR.search(sheet.text):
        return "SE"
    return "SD" if "name" in found.re.groupindex or "SD" in sheet.text else "unspecified"


def _entry(sheet: Sheet, start: int, unit: str) -> bool:
    """Whether it describes who came in: age, height, weight, how long they had been ill."""
    lead = sheet.before(start)
    if unit in {"years", "yr", "yrs", "y", "year"}:
        return "follow" not in lead[-40:]
    tested = any(each.kind == "p_value" for each in sheet.found)
    if tested and not forms.AT_ENTRY.search(lead):
        return False
    if unit in {"kg/m2", "kg/m²", "kg m-2"}:
        return not forms.CHANGE.search(lead)
    return _of_entry(lead) and "score" not in lead[-12:]


def _in_brackets(sheet: Sheet) -> None:
    """Claim intervals without a word for it: "0.67 (0.49-0.91)"."""
    for found in forms.BRACKETED.finditer(sheet.text):
        low, estimate, high = (figure(found[each]) for each in ("low", "estimate", "high"))
        if not low <= estimate <= high or low == high:
            continue
        start = found.start("estimate")
        end = found.end("u2") if found["u2"] else found.end("high")
        unit = (found["unit"] or found["u2"] or "").strip(" -")
        measure = label_of(sheet.before(start))
        median = bool(forms.MEDIAN.search(sheet.text, 0, end))
        kind = _bracketed(sheet, (start, found.end()), unit, measure, median=median)
        if kind == "other_number":
            values = Values(values=(estimate, low, high))
            sheet.claim(kind, start, end, values, unit=unit, role="age")
            continue
        interval = "IQR" if kind == "mean_sd" and median else ""
        values = Values(value=estimate, interval=interval, low=low, high=high)
        sheet.claim(kind, start, end, values, unit=unit, measure=measure)


def _bracketed(
    sheet: Sheet, place: tuple[int, int], unit: str, measure: str, *, median: bool
) -> Kind:
    lead = sheet.before(place[0])
    if forms.AGE.search(lead):
        return "other_number"
    if measure:
        return "effect"
    if unit == "%":
        return "percentage"
    if median or summary_of(lead):
        return "mean_sd"
    return "mean_sd" if "CI" not in sheet.text and _is_of_pair(sheet, *place) else "effect"
