"""What kind of comparison a paper makes, and which are its two arms.

An operative arm set against a conservative one counts only where the paper itself compares
them: in its title, aim, methods or results; never because both words occur.
"""

import re
from collections.abc import Sequence
from functools import cache

from evidence.extraction.comparisons.arms import named
from evidence.extraction.comparisons.generic import generic
from evidence.extraction.comparisons.model import Arm, ArmKind, Compared, Kind
from evidence.extraction.comparisons.pairs import Pair, pairs
from evidence.extraction.comparisons.terms import Terms
from evidence.extraction.lists import any_of, table
from evidence.extraction.reading import Read

_BENCH = "laboratory or animal study"
_UNTREATED = frozenset(  # designs that set no treatments against each other without saying so
    {"case-control", "cross-sectional", "qualitative", "commentary", "case report", "case series"}
)
_SERIES = frozenset({"case series", "case report", "uncontrolled trial"})
_WITHOUT_SURGERY: tuple[ArmKind, ...] = ("conservative", "usual care", "no treatment")
_NEAR = 30  # characters around a treatment that say it followed surgery
_ENOUGH = 2


@cache
def _after_surgery() -> re.Pattern[str]:
    return any_of(table("arms")["context"]["after_surgery"])


def compared(reading: Sequence[Read], design: str = "", detail: str = "") -> Compared:
    """What the paper compares, with its arms; `design` and `detail` are those of its design."""
    del detail
    if design == _BENCH:
        return Compared("no_comparator", "No people are compared.")
    terms = Terms.of(reading)
    found = [pair for read in reading for pair in pairs(read, terms)]
    return (
        _surgery_or_not(found, design)
        or _without_surgery(found, reading, design)
        or _between_others(found, design, operated=_all_operated(reading))
        or _nothing(reading, design)
    )


def _surgery_or_not(pairs: Sequence[Pair], design: str) -> Compared | None:
    own = [
        pair
        for pair in pairs
        if pair.a.kind == "operative"
        and pair.b.kind in _WITHOUT_SURGERY
        and not _follows(pair)
        and (not pair.b.weak or pair.read.section == "title" or _ALLOTTED.search(pair.read.text))
    ]
    weight = sum(pair.weight for pair in {pair.read: pair for pair in own}.values())
    titled = any(pair.read.section == "title" for pair in own)
    if weight < _ENOUGH or (design in _SERIES and not titled):
        return None
    if not titled and (_sham(pairs) or _two_operations(pairs)):
        return None
    best = max(own, key=_clarity)
    return Compared("surgical_vs_conservative", _why(best), *best.arms())


_ALLOTTED = re.compile(r"\b(?:random\w*|assigned|allocated|allotted)\b", re.IGNORECASE)
_AROUND = re.compile(
    r"\b(?:after|following|undergoing|during|before|in)(?: [\w-]+){0,2}\s*$", re.IGNORECASE
)
_VERSUS = re.compile(r"\b(?:versus|vs|compared|comparison|or|than)\b", re.IGNORECASE)


def _two_operations(pairs: Sequence[Pair]) -> bool:
    """Whether the title sets one operation against another."""
    return any(
        pair.read.section == "title"
        and pair.a.kind == pair.b.kind == "operative"
        and _VERSUS.search(pair.read.text[pair.a.end : pair.b.start])
        for pair in pairs
    )


def _sham(pairs: Sequence[Pair]) -> bool:
    """Whether the paper's own comparison is with a sham operation."""
    return any(pair.a.kind == "operative" and pair.b.kind in {"sham", "placebo"} for pair in pairs)


def _follows(pair: Pair) -> bool:
    """Whether the other treatment is what came after surgery: "bracing after fixation"."""
    text, other = pair.read.text, pair.b
    if other.control:
        return False
    before = text[max(0, other.start - _NEAR) : other.start]
    after = text[other.end : other.end + _NEAR]
    return bool(_after_surgery().search(before) or _after_surgery().search(after)) or bool(
        re.match(r"[\s-]+(?:after|following)\b", after)
    )


def _why(pair: Pair) -> str:
    return f'The {_where(pair.read)} sets "{_words(pair, "a")}" against "{_words(pair, "b")}".'


def _clarity(pair: Pair) -> tuple[bool, bool, int, int]:
    """Strong words first, then the title, then the longest name, then the earliest."""
    strong = not (pair.a.weak or pair.b.weak)
    size = pair.a.end - pair.a.start + pair.b.end - pair.b.start
    return strong, pair.read.section == "title", min(size, 60), -pair.read.start


def _words(pair: Pair, side: str) -> str:
    each = pair.a if side == "a" else pair.b
    return pair.read.text[each.start : each.end]


def _where(read: Read) -> str:
    return "title" if read.section == "title" else "abstract"


def _all_operated(reading: Sequence[Read]) -> bool:
    titles = [read.text for read in reading if read.section == "title"]
    return any(_after_surgery().search(text) for text in titles)


def _without_surgery(
    pairs: Sequence[Pair], reading: Sequence[Read], design: str
) -> Compared | None:
    """Two treatments neither of which is an operation, or one against a control."""
    if design in _UNTREATED:
        return None
    own = [
        pair
        for pair in pairs
        if pair.a.kind == "operative" and not _around_surgery(pair) and not _follows(pair)
    ]
    found = None if own else generic(reading)
    if found is None or found.a is None or found.b is None:
        return found
    if _operations(reading, found.a, found.b):
        return Compared("both_surgical", found.why, found.a, found.b)
    return found


def _operations(reading: Sequence[Read], a: Arm, b: Arm) -> bool:
    """Whether two ways to operate are compared: by an arm's own words, or by the title's."""
    if "operative" in {a.kind, b.kind}:
        return True
    titled = any(
        each.kind == "operative" and not _after_surgery().search(read.text)
        for read in reading
        if read.section == "title"
        for each in named(read.text)
    )
    return titled and a.kind == b.kind == "other"


def _around_surgery(pair: Pair) -> bool:
    """Whether the operation is what all had: "analgesia after spinal fusion"."""
    before = pair.read.text[max(0, pair.a.start - _NEAR) : pair.a.start]
    return bool(_AROUND.search(before))


def _between_others(pairs: Sequence[Pair], design: str, *, operated: bool) -> Compared | None:
    """Comparisons that are not of surgery against none."""
    for pair in sorted(pairs, key=_clarity, reverse=True):
        kind = _kind(pair, operated=operated)
        if kind == "conservative_only" and not _set_apart(pair, design):
            continue
        if kind:
            return Compared(kind, _why(pair), *pair.arms())
    return None


def _set_apart(pair: Pair, design: str) -> bool:
    """Whether two treatments are what is compared, not what people happen to take."""
    if design in _UNTREATED or (design == "cohort" and pair.read.section != "title"):
        return False
    return pair.weight == _ENOUGH and (
        pair.a.kind != pair.b.kind or not (pair.a.weak and pair.b.weak)
    )


def _kind(pair: Pair, *, operated: bool) -> Kind | None:
    kinds = set(pair.kinds)
    if kinds == {"operative"}:
        return "both_surgical" if pair.weight == _ENOUGH else None
    if "operative" in kinds and kinds & {"sham", "placebo"}:
        if pair.weight < _ENOUGH:
            return None
        return None if pair.b.kind == "placebo" and _around_surgery(pair) else "surgical_vs_sham"
    if "operative" not in kinds:
        return "postoperative_care" if operated or _follows(pair) else "conservative_only"
    return "postoperative_care" if _follows(pair) else None


def _nothing(reading: Sequence[Read], design: str) -> Compared:
    if design in _SERIES:
        return Compared("no_comparator", "One group, nothing to compare it with.")
    if _all_operated(reading):
        return Compared("postoperative_care", "All had surgery.")
    return Compared("no_comparator", "No two treatments are set against each other.")
