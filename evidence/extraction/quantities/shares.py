"""P values, counts with their denominators and percentages."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re

from evidence.extraction.quantities import shares_forms as forms
from evidence.extraction.quantities.figures import (
    figure,
    value,
)
from evidence.extraction.quantities.labels import NAME, label_of
from evidence.extraction.quantities.sheet import Sheet
from evidence.extraction.quantities.values import Kind, Values


def p_values(sheet: Sheet) -> None:
    """Claim p values, and the figures that follow one in a list with its operator."""
    text = sheet.text
    if "p" not in text and "P" not in text:
        return
    for found in forms.P.finditer(text):
        operator = _operator(found["operator"])
        start = found.start()
        low = _p(found["value"])
        high = _p(found["high"].lstrip(" -‐‑–—−~")) if found["high"] else None
        values = Values(value=low, operator=operator, low=low if high else None, high=high)
        if not sheet.claim("p_value", start, found.end(), values):
            continue
        end = found.end()
        while (following := forms.NEXT_P.match(text, end)) is not None:
            own = following["operator"]
            values = Values(
                value=_p(following["value"]),
                operator=_operator(own) if own else operator,
                inherited=not own,
            )
            start = following.start("operator") if own else following.start("value")
            if not sheet.claim("p_value", start, following.end("value"), values):
                break
            end = following.end("value")


def _operator(printed: str) -> str:
    plain = printed.strip().removesuffix(" or equal to")
    return (
        forms.OPERATORS.get(
            plain, forms.OPERATORS.get(plain.replace(" ", ""), plain.replace(" ", ""))
        )
        or "="
    )


def _p(printed: str) -> float:
    plain = re.sub(r"\s", "", printed).replace("·", ".").replace(",", ".").replace("O", "0")
    share = plain.endswith("%")
    base, _, power = re.sub(r"[x×]10|[eE]", "|", plain.rstrip("%")).partition("|")
    scaled = float(base) * 10.0 ** (-float(power.lstrip("-−–")) if power else 0)
    return scaled / 100 if share else scaled


def fractions(sheet: Sheet) -> None:
    """Claim "42/107", "22 of 37", "none of the 4": counts with their denominators."""
    text = sheet.text
    found = list(forms.FRACTION.finditer(text)) if "/" in text or " of " in text else []
    if " of " in text:
        worded = (forms.WORDED_FRACTION.match(text, start) for start, _ in sheet.words)
        found += filter(None, worded)
        found += forms.COUNTED_FRACTION.finditer(text)
    for each in found:
        part, whole = value(each["part"]), value(each["whole"])
        if NAME.search(sheet.before(each.start(), 20)):
            continue
        if part is None or whole is None or not part <= whole or whole == 1:
            continue
        values = Values(value=part, denominator=int(whole))
        if not text[each.end() :].startswith("-point"):
            sheet.claim("count", each.start(), each.end(), values)


def percentages(sheet: Sheet) -> None:
    """Claim percentages; concentrations, levels and thresholds are other numbers."""
    text = sheet.text
    if "%" not in text and "per" not in text:
        return
    for found in forms.PERCENT.finditer(text):
        end = found.end("points") if found["points"] else found.end()
        start = found.start("value")
        kind, role, measure = _share(sheet, start, end)
        low = figure(found["value"])
        high = figure(forms.TO_HIGH.sub("", found["high"])) if found["high"] else None
        values = Values(value=low if high is None else None, low=low if high else None, high=high)
        if kind == "other_number":
            values = Values(values=(low,) if high is None else (low, high))
        if sheet.claim(kind, start, end, values, unit="%", role=role, measure=measure):
            _earlier(sheet, start, kind, role)


def _share(sheet: Sheet, start: int, end: int) -> tuple[Kind, str, str]:
    """Kind, role and measure of a figure in per cent."""
    lead, rest = sheet.before(start), sheet.after(end)
    role = _dose(lead, rest) or _level(lead, rest)
    if role:
        return "other_number", role, ""
    measure = label_of(lead)
    if measure in {"risk difference", "MD", "relative risk reduction"}:
        return "effect", "", measure
    return "percentage", "", ""


def _dose(lead: str, rest: str) -> str:
    """Say "dose" of a concentration or an intensity."""
    before = forms.DOSE_BEFORE.search(lead) and not forms.AT.search(lead[:-1])
    return "dose" if before or forms.OF_DRUG.match(rest) or forms.INTENSITY.match(rest) else ""


def _level(lead: str, rest: str) -> str:
    """Say what of a level of confidence, a power or a threshold."""
    if forms.POWER.match(rest):
        return "ci_level"
    if forms.POWER_BEFORE.search(lead):
        return "statistic"
    sign = lead.rstrip()[-1:] in forms.SIGNS
    criterion = forms.CRITERION.search(lead) and (sign or forms.IS_CRITERION.match(rest))
    return "threshold" if criterion else ""


def _earlier(sheet: Sheet, start: int, kind: Kind, role: str) -> None:
    """The figures of a list whose last one has the sign."""
    last = start
    while (found := forms.EARLIER.search(sheet.before(start))) is not None:
        if found["between"].strip() == "," and start == last:
            return
        first = max(0, start - 90) + found.start("value")
        number = figure(found["value"])
        tail = sheet.text[first - 6 : first].lower()
        if not sheet.free(first, start) or "n =" in tail or "n=" in tail:
            return
        values = Values(value=number) if kind != "other_number" else Values(values=(number,))
        end = max(0, start - 90) + found.end("value")
        if not sheet.claim(kind, first, end, values, unit="%", role=role):
            return
        start = first
