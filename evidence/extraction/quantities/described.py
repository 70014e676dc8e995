"""A quantity's values under the names that docs/json.md gives them, kind by kind."""

from collections.abc import Callable, Mapping

from evidence.extraction.quantities.instruments import known
from evidence.extraction.quantities.values import Kind, Quantity


def described(each: Quantity) -> dict[str, object]:
    """What the text says of it; a key that its kind always has is null where it says nothing."""
    return _SHAPES[each.kind](each)


def _value(each: Quantity) -> dict[str, object]:
    return {"value": each.values.value}


def _count(each: Quantity) -> dict[str, object]:
    return {"value": each.values.value, "denominator": each.values.denominator}


def _p_value(each: Quantity) -> dict[str, object]:
    found = each.values
    value = found.value if found.high is None else [found.low, found.high]
    return {
        "operator": found.operator,
        "value": value,
        **({"operator_inherited": True} if found.inherited else {}),
    }


def _effect(each: Quantity) -> dict[str, object]:
    found = each.values
    return {
        "measure": each.measure or None,
        "estimate": found.value,
        "ci_low": found.low,
        "ci_high": found.high,
        "ci_level": found.level,
        **_spread(each),
    }


def _summary(each: Quantity) -> dict[str, object]:
    """A percentage, mean, median or duration with what stands beside it."""
    found = each.values
    ends = {}
    if found.low is not None:
        name = (found.interval or "range").lower()
        ends = {f"{name}_low": found.low, f"{name}_high": found.high}
    level = {"ci_level": found.level} if found.level is not None else {}
    return {"value": found.value, **ends, **level, **_spread(each)}


def _spread(each: Quantity) -> dict[str, object]:
    found = each.values
    if found.spread is None:
        return {}
    if found.dispersion == "SE":
        return {"se": found.spread}
    unsaid = {"dispersion": found.dispersion} if found.dispersion == "unspecified" else {}
    return {"sd": found.spread, **unsaid}


def _instrument(each: Quantity) -> dict[str, object]:
    listed = known(each.measure)
    return {"canonical": each.measure, "worse": listed.worse or None if listed else None}


def _other(each: Quantity) -> dict[str, object]:
    return {"values": list(each.values.values)}


_SHAPES: Mapping[Kind, Callable[[Quantity], dict[str, object]]] = {
    "sample_size": _value,
    "count": _count,
    "percentage": _summary,
    "p_value": _p_value,
    "effect": _effect,
    "mean_sd": _summary,
    "duration": _summary,
    "instrument": _instrument,
    "other_number": _other,
}
