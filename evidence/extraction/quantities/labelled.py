"""Numbers whose kind stands in words right beside them: trial numbers, doses, r = ..., scales."""

import re

from evidence.extraction.quantities import labelled_forms as forms
from evidence.extraction.quantities.figures import figure, value
from evidence.extraction.quantities.labels import label_of, summary_of
from evidence.extraction.quantities.sheet import Sheet
from evidence.extraction.quantities.values import Kind, Values


def read(sheet: Sheet) -> None:
    """Claim what its neighbours name: registrations, statistics, scales, labels."""
    text = sheet.text
    if forms.any_of(forms.TRIALS, text):
        for found in forms.TRIAL.finditer(text):
            sheet.claim("other_number", *found.span(), Values(), role="trial_number")
    if forms.SCALES.search(text):
        _scales(sheet)
    _mask(sheet)
    if forms.SIGNS.search(text):
        for found in forms.STATISTIC.finditer(text):
            _other(sheet, found, "value", "statistic")
    if forms.any_of(forms.GROUPS, text):
        _groups(sheet)
    if ")" in text:
        _lists(sheet)
    if ":" in text:
        _ratios(sheet)


def _mask(sheet: Sheet) -> None:
    """Keep dates, degrees of freedom and the like from being read as values."""
    for needs, pattern in forms.MASKED:
        if forms.any_of(needs, sheet.text):
            for found in pattern.finditer(sheet.text):
                sheet.mask(*found.span())


def _lists(sheet: Sheet) -> None:
    """The marks of a list: "1) walking, 2) rest"."""
    for found in forms.LIST_MARK.finditer(sheet.text):
        if forms.LISTS.search(sheet.before(found.start("value"), 12)):
            _other(sheet, found, "value", "list_number")


def _other(sheet: Sheet, found: re.Match[str], name: str, role: str) -> None:
    values = Values(values=(figure(found[name]),))
    sheet.claim("other_number", *found.span(name), values, role=role)


def _scales(sheet: Sheet) -> None:
    """Ends of a scale, "0 to 10", and its points, "10-point"."""
    for found in forms.RANGE_OF_SCALE.finditer(sheet.text):
        if found["points"]:
            place = found.start("points"), found.end()
            values = Values(values=tuple(filter(None, (value(found["points"]),))))
        else:
            low, high = ("low", "high") if found["low"] else ("low2", "high2")
            place = found.start(low), found.end(high)
            values = Values(values=(int(found[low]), int(found[high])))
        sheet.claim("other_number", *place, values, role="scale_range")


def _groups(sheet: Sheet) -> None:
    """The numbers that groups are called by: "groups 1 and 2"."""
    for found in forms.GROUP.finditer(sheet.text):
        for digits in forms.DIGITS.finditer(found[0]):
            start, end = (found.start() + each for each in digits.span())
            values = Values(values=(int(digits[0]),))
            sheet.claim("other_number", start, end, values, role="group_label")


def _ratios(sheet: Sheet) -> None:
    """Parts: "1:1" of an allocation, "1:200,000" of a solution."""
    for found in forms.RATIO.finditer(sheet.text):
        second = figure(found["value"])
        values = Values(values=(int(found["first"]), second))
        role = "dose" if second >= forms.DILUTED and not found["more"] else "allocation_ratio"
        sheet.claim("other_number", *found.span(), values, role=role)


def doses(sheet: Sheet) -> None:
    """Claim figures with a unit: doses, thresholds and measured values."""
    if forms.any_of(forms.MONEYS, sheet.text):
        _money(sheet)
    for found in forms.DOSED.finditer(sheet.text):
        start, end = found.span()
        if found["unit"] in forms.INITIALS and forms.INITIAL.match(sheet.text, end):
            continue  # "13 U.S. spine clinics"
        low = figure(found["value"])
        high = figure(forms.TO_FIGURE.sub("", found["high"])) if found["high"] else None
        if forms.MINUS.search(sheet.before(start)):
            start, low = start - 1, -low
        role = _role(sheet, start, end, found["unit"])
        if role:
            values = Values(values=(low,) if high is None else (low, high))
            if sheet.claim("other_number", start, end, values, unit=found["unit"], role=role):
                _earlier(sheet, start, found["unit"], role)
            continue
        values = Values(value=low) if high is None else Values(low=low, high=high, interval="range")
        measure = label_of(sheet.before(start))
        kind: Kind = "effect" if measure else "mean_sd"
        sheet.claim(kind, start, end, values, unit=found["unit"], measure=measure)


def _money(sheet: Sheet) -> None:
    for found in forms.MONEY.finditer(sheet.text):
        values = Values(value=figure(found["value"].replace(" ", ",")))
        measure = label_of(sheet.before(found.start())) or ("ICER" if found["unit"] else "")
        unit = found["currency"].strip() + (found["unit"] or "").replace(" per ", "/")
        kind: Kind = "effect" if measure else "mean_sd"
        sheet.claim(kind, *found.span(), values, unit=unit, measure=measure)


def _role(sheet: Sheet, start: int, end: int, unit: str) -> str:
    """One of dose, threshold and baseline; "" for a value that was measured."""
    lead = sheet.before(start)
    if forms.COMPARED.search(lead):
        return "threshold"
    if forms.BODY.search(lead):
        return "baseline"
    if forms.MEASURED_IN.fullmatch(unit):
        return "" if summary_of(lead) or forms.MEASUREMENT.search(lead) else "dose"
    near = lead[-60:]
    measured = (
        forms.LEVELS.search(near)
        and not forms.GIVEN.search(near)
        and forms.LEADS_TO_VALUE.search(lead)
        and not forms.BEFORE_DRUG.match(sheet.after(end))
    )
    return "" if measured else "dose"


def _earlier(sheet: Sheet, start: int, unit: str, role: str) -> None:
    """The figures of a list whose last one has the unit: "200 or 250 mg"."""
    while (found := forms.EARLIER.search(sheet.before(start))) is not None:
        first = start - len(sheet.before(start)) + found.start("value")
        end = first + len(found["value"])
        values = Values(values=(figure(found["value"]),))
        if not sheet.claim("other_number", first, end, values, unit=unit, role=role):
            return
        start = first


def effects(sheet: Sheet) -> None:
    """Claim estimates that their label names and no interval follows: "r = -0.508"."""
    for found in forms.EFFECT.finditer(sheet.text):
        start = found.start("value")
        if not sheet.free(*found.span("value")):
            continue
        measure = label_of(sheet.before(start, 60))
        number = figure(found["value"])
        if not measure:
            continue
        if measure != "NNT" and isinstance(number, int) and not _after_of(sheet, start):
            continue
        sheet.claim("effect", start, found.end("value"), Values(value=number), measure=measure)


def _after_of(sheet: Sheet, start: int) -> bool:
    return forms.OF.search(sheet.before(start, 6)) is not None
