"""Sums within one sentence: a share and its count, an estimate and its interval, arms and all."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from evidence.extraction.audit.doubt import Doubt, doubt
from evidence.extraction.quantities import Quantity

RATIOS = frozenset({"OR", "RR", "HR", "IRR", "ratio"})
_DIFFERENCES = frozenset({"MD", "SMD", "risk difference"})
_BESIDE = re.compile(r"\s?[(\[;,:=]{0,2}\s?$")
_BEFORE_P = re.compile(r"[\])]?[\s,;:]*(?:\(|\[|and |with )?$")
_INTO = re.compile(r"\b(two|three|four|[234]) (?:[\w-]+ ){0,2}(?:groups|arms)\b")
_OF_OTHER = re.compile(r" for (?:the )?(?:trend|interaction|heterogeneity|homogeneity)")
_ALLOCATED = re.compile(r"\b(?:randomi[sz]ed|randomly|allocated|assigned|divided)\b")
_ARM = re.compile(r"[\[(]\s?[nN]\s?=\s?$")
_WHOLE_AND_TWO = 3
_COUNTS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}
_PER = re.compile(r"\b(?:per|every|each|within) $")
_DECIMALS = re.compile(r"[.·](\d+)")
_SURE, _UNSURE = 0.04, 0.06  # a p value between them decides nothing
_LEVEL = 95


def _shares(text: str, inside: Sequence[Quantity], _place: tuple[int, int]) -> Iterator[Doubt]:
    """A share is that of the count beside it: "214 of 328 (65.2 %)"."""
    for left, right in pairwise(inside):
        kinds = {left.kind: left, right.kind: right}
        count, share = kinds.get("count"), kinds.get("percentage")
        if count is None or share is None or not _BESIDE.match(text[left.end : right.start]):
            continue
        whole, part, said = count.values.denominator, count.values.value, share.values.value
        if not whole or part is None or said is None:
            continue
        true = 100 * part / whole
        if abs(true - said) > _unit(share.text) + 1e-9:
            places = len(_decimals(share.text)) + 1
            why = f"{part} of {whole} are {true:.{places}f} %, not {said} %."
            yield doubt("share", text, left, right, why)


def _unit(printed: str) -> float:
    """One in the last printed place: what rounding or cutting off can change at most."""
    return 10.0 ** -len(_decimals(printed))


def _decimals(printed: str) -> str:
    found = _DECIMALS.search(printed)
    return found[1] if found else ""


def _intervals(text: str, inside: Sequence[Quantity], _place: tuple[int, int]) -> Iterator[Doubt]:
    """An estimate lies inside its interval, whatever the sign it is printed with."""
    for each in inside:
        known = each.values
        if known.interval != "CI" or known.value is None:
            continue
        if known.low is None or known.high is None or _PER.search(text, 0, each.start):
            continue  # "per 100,000 (95% CI ...": the estimate stands before
        if not any(_inside(value, known.low, known.high) for value in _meant(each)):
            why = f"{known.value} is not between {known.low} and {known.high}."
            yield doubt("interval", text, each, each, why)


def _meant(each: Quantity) -> tuple[float, ...]:
    """What an estimate may stand for: "10 % lower (95% CI 0.83 to 0.99)" is a ratio of 0.90."""
    value = each.values.value or 0
    if each.unit != "%":
        return (value,)
    return (value, value / 100, 1 - value / 100, 1 + value / 100)


def _inside(value: float, low: float, high: float) -> bool:
    ends = sorted((abs(low), abs(high)))
    return low <= value <= high or (low * high > 0 and ends[0] <= abs(value) <= ends[1])


def _p_values(text: str, inside: Sequence[Quantity], _place: tuple[int, int]) -> Iterator[Doubt]:
    """A 95 % interval without the null value and a p value below .05 go together."""
    for effect, p in pairwise(inside):
        null = _null(effect.measure)
        if effect.kind != "effect" or p.kind != "p_value" or null is None:
            continue
        known, value = effect.values, p.values.value
        if known.low is None or known.high is None or known.level != _LEVEL or value is None:
            continue
        if not _BEFORE_P.match(text[effect.end : p.start]) or null in {known.low, known.high}:
            continue
        if _OF_OTHER.match(text, p.end):
            continue
        includes = known.low < null < known.high
        small = value <= _SURE and p.values.operator in {"=", "<", "<="}
        large = value >= _UNSURE and p.values.operator in {"=", ">", ">="}
        if (includes and small) or (not includes and large):
            verb = "includes" if includes else "does not include"
            why = f"The interval {known.low} to {known.high} {verb} {null}, and {p.text}."
            yield doubt("p value", text, effect, p, why)


def _null(measure: str) -> int | None:
    if measure in RATIOS:
        return 1
    return 0 if measure in _DIFFERENCES else None


def _parts(text: str, inside: Sequence[Quantity], place: tuple[int, int]) -> Iterator[Doubt]:
    """Arms add up to all who were allocated, where a sentence gives all of both."""
    sentence = text[slice(*place)]
    sizes = [each for each in inside if each.kind == "sample_size"]
    if len(sizes) < _WHOLE_AND_TWO or not _ALLOCATED.search(sentence):
        return
    whole, *arms = sizes
    told = _INTO.search(sentence)
    if told and _COUNTS[told[1]] != len(arms):
        return
    if _ARM.search(text, 0, whole.start) or not all(_ARM.search(text, 0, n.start) for n in arms):
        return
    values = [each.values.value for each in arms]
    total = sum(value for value in values if value is not None)
    if whole.values.value != total:
        parts = " and ".join(str(value) for value in values)
        why = f"{parts} are {total}, not {whole.values.value}."
        yield doubt("parts", text, whole, arms[-1], why)


Checks: TypeAlias = Callable[[str, Sequence[Quantity], tuple[int, int]], Iterator[Doubt]]
CHECKS: tuple[Checks, ...] = (_shares, _intervals, _p_values, _parts)
