"""What p values and intervals say of a difference between the arms."""

from collections.abc import Sequence

from evidence.extraction.quantities import Quantity

_ALPHA = 0.05


def doubt(numbers: Sequence[Quantity]) -> str:
    """What p values and intervals take away from a stated difference; "" for nothing."""
    if any(each.kind == "p_value" and insignificant(each) for each in numbers):
        return "a difference with a p value of .05 or more"
    if any(_holds_null(each) for each in numbers):
        return "a difference whose interval includes no effect"
    return ""


def significant(p: Quantity) -> bool:
    """Whether a p value is below .05."""
    value = p.values.value
    return value is not None and value < _ALPHA and p.values.operator in {"=", "<", "<="}


def insignificant(p: Quantity) -> bool:
    """Whether a p value is .05 or more."""
    value = p.values.value
    return value is not None and value >= _ALPHA and p.values.operator in {"=", ">", ">="}


_NULL = {"MD": 0, "SMD": 0, "risk difference": 0, "OR": 1, "RR": 1, "HR": 1, "IRR": 1}


def _holds_null(each: Quantity) -> bool:
    null = _NULL.get(each.measure)
    if each.kind != "effect" or null is None:
        return False
    low, high = each.values.low, each.values.high
    return low is not None and high is not None and low < null < high
