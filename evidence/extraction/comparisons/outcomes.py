"""Outcomes named in a clause: words as printed, their domain, and which way is good.

The words are in data/outcomes.toml; an instrument beside them gives its canonical name and
the direction of its scale.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, TypeAlias, cast

from evidence.extraction.lists import alternatives, table
from evidence.extraction.quantities import Quantity
from evidence.extraction.quantities.instruments import known

Good: TypeAlias = Literal["high", "low", ""]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Words of a clause that name an outcome, by offsets into it; `good`: which way is better."""

    domain: str
    good: Good
    start: int
    end: int
    text: str
    instrument: str = ""
    harm: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    domain: str
    good: Good
    harm: bool


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(each["domain"], cast("Good", each["good"]), bool(each.get("harm")))
        for each in table("outcomes")["outcome"]
    )


@cache
def _by_stem() -> tuple[tuple[str, int, str], ...]:
    """(word without its star, entry, word), longest first."""
    found = [
        (word.rstrip("*").lower(), number, word)
        for number, each in enumerate(table("outcomes")["outcome"])
        for word in each["words"]
    ]
    return tuple(sorted(found, key=lambda each: (-len(each[0]), each[0])))


@cache
def _words() -> re.Pattern[str]:
    every = [word for each in table("outcomes")["outcome"] for word in each["words"]]
    return re.compile(rf"(?<![\w-]){alternatives(every)}(?!\w|-\w)", re.IGNORECASE)


def _entry(words: str) -> _Entry:
    plain = re.sub(r"[\s\u2010-\u2013-]+", " ", words.lower())
    for stem, number, word in _by_stem():
        stem_plain = stem.replace("-", " ")
        if plain == stem_plain or (word.endswith("*") and plain.startswith(stem_plain)):
            return _entries()[number]
    return _Entry("other", "", harm=False)


def outcomes(text: str, instruments: Sequence[Quantity] = ()) -> tuple[Outcome, ...]:
    """The outcomes that `text` names, in order; instruments have offsets into `text`.

    An instrument next to words of its own outcome ("pain on the VAS") is one outcome with it.
    """
    found = [*_worded(text), *_measured(instruments)]
    found.sort(key=lambda each: (each.start, -each.end))
    merged: list[Outcome] = []
    for each in found:
        if merged and each.start < merged[-1].end:
            if each.instrument and not merged[-1].instrument:
                merged[-1] = _joined(merged[-1], each)
            continue
        if merged and _one(text, merged[-1], each):
            merged[-1] = _joined(merged[-1], each)
            continue
        merged.append(each)
    return tuple(merged)


# "For chronic back pain", "patients with leg cramps": the condition, not what was measured.
_CONDITIONS = frozenset({"pain", "cramps", "symptoms", "radiographic", "new fracture"})
_BEFORE = 60
_POPULATION = re.compile(
    r"\b(?:(?:patients|people|adults|women|men|subjects|those|individuals) with(?: [\w-]+){0,2}"
    r"|(?:treatment|treating|management|relief) (?:of|for)?(?: [\w-]+){0,2}|for(?: the)?"
    r"|chronic|acute|subacute|persistent|painful|osteoporotic|(?:chronic|acute) low)\s+(?:low )?$",
    re.IGNORECASE,
)


def _worded(text: str) -> Iterator[Outcome]:
    for match in _words().finditer(text):
        entry = _entry(match.group())
        if entry.domain in _CONDITIONS and _POPULATION.search(
            text[max(0, match.start() - _BEFORE) : match.start()]
        ):
            continue
        yield Outcome(
            entry.domain, entry.good, match.start(), match.end(), match.group(), "", entry.harm
        )


def _measured(instruments: Sequence[Quantity]) -> Iterator[Outcome]:
    for each in instruments:
        scale = known(each.measure)
        worse = scale.worse if scale else ""
        good: Good = "low" if worse == "high" else "high" if worse == "low" else ""
        domain = _domain(each.measure)
        yield Outcome(domain, good, each.start, each.end, each.text, each.measure)


@cache
def _domain(canonical: str) -> str:
    return str(table("outcomes").get("instruments", {}).get(canonical, "score"))


_BESIDE = re.compile(r"^(?:\s?[(\[]|\s+(?:on|by|with|using|in|of|via)(?: the| a)?\s+|\s)?\s?$")


def _one(text: str, left: Outcome, right: Outcome) -> bool:
    """Whether two names, one of an instrument, are of one outcome: "pain (VAS)", "ODI score"."""
    if bool(left.instrument) == bool(right.instrument):
        return False
    return bool(_BESIDE.match(text[left.end : right.start]))


def _joined(left: Outcome, right: Outcome) -> Outcome:
    worded, scale = (right, left) if left.instrument else (left, right)
    keep = worded if worded.domain != "overall" else scale
    return replace(
        keep,
        start=min(left.start, right.start),
        end=max(left.end, right.end),
        instrument=scale.instrument,
        good=scale.good or worded.good,
    )
