"""Words that name what people were given, and where a sentence names one of two arms.

The words are in data/arms.toml. "Postoperative", "after failed conservative treatment" and
"candidates for surgery" name no arm.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from evidence.extraction.comparisons.model import ArmKind
from evidence.extraction.lists import alternatives, table

SURGEON = re.compile(r"surgeons?(?:'s)?$", re.IGNORECASE)
_STEM = 6
_REMEMBERED = 256  # sentences: each is asked about more than once while its abstract is read
BEFORE = 24  # characters before a word that can take its meaning away
ABBREVIATION = re.compile(r"\s?[(\[](?P<short>[A-Z][\w-]{1,9})(?:[,;)\]]|\s(?:group|n\s?=))")
CONTROL = r"\bcontrols?(?: group| arm| subjects| patients)?\b(?!led| for\b)"


@dataclass(frozen=True, slots=True)
class Named:
    """A treatment named in a sentence, by offsets into it.

    `weak`: anyone may have had it; `control`: it is only called the control group.
    """

    kind: ArmKind
    start: int
    end: int
    weak: bool = False
    control: bool = False


@cache
def _words() -> re.Pattern[str]:
    groups = [
        f"(?P<g{number}>{alternatives(each['words'])})"
        for number, each in enumerate(table("arms")["arm"])
    ]
    return re.compile(rf"(?<![\w])(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


@cache
def _kinds() -> tuple[tuple[ArmKind, bool], ...]:
    return tuple(
        (cast("ArmKind", each["kind"]), bool(each.get("weak"))) for each in table("arms")["arm"]
    )


@cache
def never_after() -> re.Pattern[str]:
    """Words that, right before a treatment's name, take its meaning away."""
    words = alternatives(table("arms")["context"]["before_not"])
    gap = r"(?:[\s-]+(?:of|for|the|with|to|from|an|a|in|standard|initial|previous|lumbar|spinal))*"
    return re.compile(rf"\b{words}{gap}[\s-]*$", re.IGNORECASE)


@cache
def _never_before() -> re.Pattern[str]:
    return re.compile(
        rf"[\s-]+{alternatives(table('arms')['context']['after_not'])}\b", re.IGNORECASE
    )


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[\s-]+{alternatives(table('arms')['phrases']['tail'])}\b)+", re.IGNORECASE
    )


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b{alternatives(table('arms')['phrases']['lead'])}[\s-]+)+$", re.IGNORECASE
    )


@cache
def _stems() -> tuple[str, ...]:
    """The first letters of every word: without any of them nothing is named."""
    words = (word for each in table("arms")["arm"] for word in each["words"])
    return tuple(sorted({re.split(r"[\s*-]", word.lower())[0][:_STEM] for word in words}))


def _near(small: str) -> bool:
    for stem in _stems():  # noqa: SIM110 - a generator costs three times as much
        if stem in small:
            return True
    return False


@lru_cache(maxsize=_REMEMBERED)
def named(text: str) -> tuple[Named, ...]:
    """The treatments that a sentence names, in order, with the words that belong to the name."""
    if not _near(text.lower()):
        return ()
    found: list[Named] = []
    for match in _words().finditer(text):
        if SURGEON.search(match.group()) or not _stands(text, match):
            continue
        kind, weak = _kinds()[int(cast("str", match.lastgroup)[1:])]
        start, end = _whole(text, match.start(), match.end())
        if found and start <= found[-1].end and found[-1].kind == kind:
            found[-1] = Named(kind, found[-1].start, end, found[-1].weak and weak)
        else:
            found.append(Named(kind, max(start, found[-1].end if found else 0), end, weak))
    return tuple(found)


def _stands(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - BEFORE) : match.start()]
    return not never_after().search(before) and not _never_before().match(text, match.end())


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    tail = _tail().match(text, end)
    lead = _lead().search(text, max(0, start - 40), start)
    last = tail.end() if tail else end
    if text[start:last].lower().endswith(" or"):
        last -= 3
    return (lead.start() if lead else start), last
