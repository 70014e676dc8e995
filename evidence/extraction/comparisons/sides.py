"""How an abstract names its two arms, and where a sentence names one of them.

By their words, by abbreviations and labels of its own ("group A"), or as study and control.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from evidence.extraction.comparisons.arms import (
    ABBREVIATION,
    BEFORE,
    CONTROL,
    SURGEON,
    Named,
    named,
    never_after,
)
from evidence.extraction.comparisons.model import Arm, ArmKind, Compared
from evidence.extraction.lists import alternatives, table
from evidence.extraction.reading import Read


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a sentence names one of the two arms, by offsets into the sentence."""

    side: Literal["a", "b"]
    start: int
    end: int


_LABEL = re.compile(r"\b(?P<label>(?:[Gg]roup|GROUP|[Aa]rm)[\s-]+(?:[A-D]|[1-4]|I{1,3}|one|two))\b")
_LED = re.compile(
    rf"{_LABEL.pattern}\s?(?:[(:,=]|,? (?:was|were|received|underwent))[^.;]{{0,24}}$"
)
_ACTIVE = (
    r"\b(?:study|intervention|experimental|treatment|treated|active)"
    r" (?:group|arm)\b"
)
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Sides:
    """Patterns for the names of both arms in one abstract."""

    a: re.Pattern[str]
    b: re.Pattern[str]


def sides(reading: Sequence[Read], compared: Compared) -> Sides | None:
    """How this abstract names its arms: words, abbreviations, "group A", "controls"."""
    if compared.a is None or compared.b is None:
        return None
    patterns = [_side(reading, each, compared) for each in (compared.a, compared.b)]
    return Sides(*(re.compile("|".join(found)) for found in patterns))


def _side(reading: Sequence[Read], arm: Arm, compared: Compared) -> list[str]:
    first = arm is compared.a
    words = re.escape(arm.words.text)
    found = [rf"(?i:\b{words}\b)"]
    found += [_spelled(each) for each in _shorts(reading, arm, compared)]
    other = compared.b if first else compared.a
    weak = any(each.weak for each in named(arm.words.text))
    if other is not None and (weak or not compared.operative_v_conservative):
        found += [rf"(?i:\b{re.escape(each)}\b)" for each in _own_words(arm, other)]
    if (other is None or other.kind != arm.kind) and arm.kind != "other":
        found += [f"(?i:{each})" for each in _of_kind(arm.kind)]
    found.append(f"(?i:{_ACTIVE if first else CONTROL})")
    return found


@cache
def _of_kind(kind: ArmKind) -> tuple[str, ...]:
    """The strong words of a kind of arm, with their groups ("the exercise group" for weak ones)."""
    context = table("arms")["context"]
    found: list[str] = []
    for each in table("arms")["arm"]:
        if each["kind"] != kind and not (kind == "conservative" and each["kind"] == "usual care"):
            continue
        words = alternatives(each["words"])
        groups = r"[\s-]+(?:treatment )?(?:groups?|arms?|patients|participants|cohort)\b"
        before = r"(?<![\w])(?<!post)(?<!post-)(?<!pre)(?<!pre-)(?<!non-)(?<!non)(?<!no )"
        after = rf"(?![\s-]+{alternatives(context['after_not'])})"
        found.append(
            rf"{before}{words}{groups}" if each.get("weak") else rf"{before}{words}{after}(?!\w)"
        )
    return tuple(found)


def _spelled(short: str) -> str:
    """An abbreviation as it stands; "group B" with a capital or without."""
    first = f"[{short[0].lower()}{short[0].upper()}]" if _LABEL.match(short) else short[0]
    return rf"\b{first}{re.escape(short[1:])}\b"


def _own_words(arm: Arm, other: Arm) -> set[str]:
    """Words that name this arm and not the other: "supervised" and "home" exercise."""
    mine, theirs = (
        set(re.findall(r"[a-z][a-z-]{3,}", each.words.text.lower())) for each in (arm, other)
    )
    return mine - theirs - _COMMON


def _shorts(reading: Sequence[Read], arm: Arm, compared: Compared) -> Iterator[str]:
    """Abbreviations and labels that stand in brackets right after the arm's words."""
    for read in reading:
        for each in (*named(read.text), *_literal(read.text, arm)):
            if each.kind != arm.kind:
                continue
            if not compared.operative_v_conservative and not _same(read, each, arm):
                continue
            short = ABBREVIATION.match(read.text, each.end)
            if short:
                yield short["short"]
            label = _LABEL.search(read.text, each.end, each.end + _NEAR)
            if label and "(" in read.text[each.end : label.start()]:
                yield label["label"]
            before = _LED.search(read.text[max(0, each.start - _NEAR) : each.start])
            if before:
                yield before["label"]


def _literal(text: str, arm: Arm) -> Iterator[Named]:
    start = text.lower().find(arm.words.text.lower())
    if start >= 0:
        yield Named(arm.kind, start, start + len(arm.words.text))


def _same(read: Read, each: Named, arm: Arm) -> bool:
    """Whether two names share a word that says something."""
    first, second = (
        set(re.findall(r"[a-z]{4,}", text.lower())) - _COMMON
        for text in (read.text[each.start : each.end], arm.words.text)
    )
    return bool(first & second)


_COMMON = frozenset(
    {
        *("treatment", "group", "groups", "therapy", "care", "management", "with", "alone", "oral"),
        *("daily", "dose", "standard", "program", "programme", "intervention", "combined", "early"),
        *("patients", "pain", "chronic", "acute", "training", "active", "study", "control"),
    }
)


def mentions(read: Read, known: Sides) -> tuple[Mention, ...]:
    """Where the sentence names either arm, in order; of overlapping names the longer."""
    found = [
        Mention(cast('Literal["a", "b"]', side), match.start(), match.end())
        for side, pattern in (("a", known.a), ("b", known.b))
        for match in pattern.finditer(read.text)
        if _counts(read.text, match)
    ]
    kept: list[Mention] = []
    for each in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda one: one.start))


def _counts(text: str, match: re.Match[str]) -> bool:
    if SURGEON.search(match.group()):
        return False
    before = text[max(0, match.start() - BEFORE) : match.start()]
    return not never_after().search(before)
