"""Units of time, of doses and of measurements, from data/units.toml."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re
import tomllib
from functools import cache
from importlib.resources import files

_DATA = tomllib.loads(files("evidence.extraction").joinpath("data/units.toml").read_text("utf-8"))


def _either(words: list[str]) -> str:
    """One alternation, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_FORMS: dict[str, str] = {form: name for name, forms in _DATA["time"].items() for form in forms}
_AMOUNT = _either(_DATA["amount"]["units"])
_PER = _either(_DATA["amount"]["per"])
_MEASURED = _either(_DATA["measured"]["units"])
_END = r"(?![\w%])"

TIME = rf"(?:{_either(list(_FORMS))}){_END}"
MEASURED = rf"(?:{_MEASURED})(?![\w])"
DOSE = (
    rf"(?:{_AMOUNT})(?:(?:/| per )(?:{_PER})"
    rf"|[ ·.]{{0,2}}(?:kg|d|day|h|min|m)[-−–]1)*{_END}"
)
DRUG = rf"(?:(?:{_either(_DATA['drugs']['words'])})\b|(?:[a-z]+[- ])?[a-z]*caine\b)"


@cache
def time_unit(printed: str) -> str:
    """The name of a unit of time: "week" for "wks"; "" for none."""
    return _FORMS.get(printed) or _FORMS.get(printed.lower(), "")
