"""Numbers against the words around them: "fell from 6.1 to 6.8", "lower odds (OR 1.8)".

Only readings that leave no doubt about what the words are said of.
"""

import re
from collections.abc import Iterator, Sequence

from evidence.extraction.audit.doubt import Doubt
from evidence.extraction.audit.sums import RATIOS
from evidence.extraction.quantities import Quantity
from evidence.extraction.quantities.figures import figure

_FIGURE = r"(?P<{name}>\d+(?:,\d{{3}})*(?:\.\d+)?)"
_AFTER = r"(?: ?%| [A-Za-z/]{1,8})?(?: ?\([^()]{0,40}\)| ?(?:\+/-|\u00b1) ?[\d.]+)?"
_MANNER = (
    r"(?: (?:significantly|slightly|markedly|further|steadily|gradually|dramatically|progressively"
    r"|substantially|considerably|in the [\w-]+ group))*"
)
_END = r"(?![\d/-]|\.\d| ?(?:of|times|hours?|days?|weeks?|months?|years?)\b)"
_FROM_TO = re.compile(
    rf"\b(?:(?P<down>decreased|decreases|fell|dropped|declined|diminished|was reduced|were reduced)"
    rf"|(?P<up>increased|increases|rose|grew|climbed)){_MANNER} from "
    rf"{_FIGURE.format(name='first')}{_AFTER} to {_FIGURE.format(name='second')}{_END}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_LOWER = re.compile(
    r"\b(?:lower|reduced|decreased|lesser|smaller) (?:[\w-]+ ){0,2}?(?:risk|odds|hazard|likelihood)"
    r"[^.;,()\d]{0,60}[(\[]\s?[^()\[\]\d]{0,25}$",
    re.IGNORECASE,
)
_HIGHER = re.compile(
    r"\b(?:higher|increased|greater|elevated) (?:[\w-]+ ){0,2}?(?:risk|odds|hazard|likelihood)"
    r"[^.;,()\d]{0,60}[(\[]\s?[^()\[\]\d]{0,25}$",
    re.IGNORECASE,
)
_NO_DIFFERENCE = re.compile(
    r"\bno (?:statistically )?significant (?:difference|change|effect|association|correlation)s?"
    r"[^.;,()\d]{0,60}[(\[]\s?$",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"(?<!not )(?<!nor )(?<!no )(?<!non)(?<!-)\b(?:statistically )?significantly"
    r" (?:higher|lower|greater|more|less|fewer|better|worse|reduced|increased|improved|decreased)"
    r"[^.;,()\d]{0,60}[(\[]\s?$",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not?|nor|neither|without|non|never|failed)\b[^.;,]*$", re.IGNORECASE)
_SMALL, _LARGE = 0.02, 0.1  # a p value between them does not contradict words by itself


def signs(text: str, inside: Sequence[Quantity], _place: tuple[int, int]) -> Iterator[Doubt]:
    """The doubts about one sentence; quantities have offsets into it."""
    yield from _changes(text)
    for each in inside:
        if each.kind == "effect" and each.measure in RATIOS:
            yield from _ratio(text, each)
        elif each.kind == "p_value":
            yield from _p_value(text, each)


def _changes(text: str) -> Iterator[Doubt]:
    for found in _FROM_TO.finditer(text):
        if _YEAR.fullmatch(found["first"]) and _YEAR.fullmatch(found["second"]):
            continue
        first, second = figure(found["first"]), figure(found["second"])
        if (second > first) if found["down"] else (second < first):
            verb = (found["down"] or found["up"]).lower()
            why = f"It {verb} from {first} to {second}."
            yield Doubt("words", found.start(), found.end(), found.group(), why)


def _ratio(text: str, each: Quantity) -> Iterator[Doubt]:
    """A ratio on the other side of 1 than its words, with its whole interval."""
    low, high = each.values.low, each.values.high
    if low is None or high is None or low <= 0:
        return
    before = text[: each.start]
    for pattern, against, word in ((_LOWER, low > 1, "Lower"), (_HIGHER, high < 1, "Higher")):
        said = pattern.search(before)
        if said and against and not _NEGATED.search(before[: said.start()]):
            why = f"{word} by its words, and {each.text}."
            yield Doubt("words", said.start(), each.end, text[said.start() : each.end], why)


def _p_value(text: str, p: Quantity) -> Iterator[Doubt]:
    """Words of significance in front of a bracket that begins with the p value."""
    value = p.values.value
    if value is None:
        return
    before = text[: p.start]
    same = _NO_DIFFERENCE.search(before)
    if same and value <= _SMALL and p.values.operator in {"=", "<", "<="}:
        why = f"No significant difference by its words, and {p.text}."
        yield Doubt("words", same.start(), p.end, text[same.start() : p.end], why)
    other = _DIFFERENCE.search(before)
    if other and value >= _LARGE and p.values.operator in {"=", ">", ">="}:
        if _NEGATED.search(before[: other.start()]):
            return
        why = f"Significant by its words, and {p.text}."
        yield Doubt("words", other.start(), p.end, text[other.start() : p.end], why)
