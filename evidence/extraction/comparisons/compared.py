"""What kind of comparison a paper makes, and which are its two arms.

An operative arm set against a conservative one counts only where the paper itself compares
them: in its title, aim, methods or results; never because both words occur.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from evidence.extraction.comparisons.arms import Named
from evidence.extraction.comparisons.generic import generic
from evidence.extraction.comparisons.model import Arm, ArmKind, Compared, Kind
from evidence.extraction.comparisons.terms import Terms
from evidence.extraction.lists import alternatives, any_of, table
from evidence.extraction.reading import Read

_BENCH = "laboratory or animal study"
_UNTREATED = frozenset(  # designs that set no treatments against each other without saying so
    {"case-control", "cross-sectional", "qualitative", "commentary", "case report", "case series"}
)
_SERIES = frozenset({"case series", "case report", "uncontrolled trial"})
_WITHOUT_SURGERY: tuple[ArmKind, ...] = ("conservative", "usual care", "no treatment")
_NEAR = 30  # characters around a treatment that say it followed surgery
_CONTROLS = frozenset({"placebo", "sham", "usual care", "no treatment"})
_APART = 130  # characters between two arms that are named together
_ENOUGH = 2
_WEIGHT = {"title": 2, "objective": 2, "methods": 2, "results": 1, "conclusions": 1}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two treatments that one sentence sets side by side; `a` is the one that is tried."""

    read: Read
    a: Named
    b: Named
    weight: int

    @property
    def kinds(self) -> tuple[ArmKind, ArmKind]:
        return self.a.kind, self.b.kind

    def arms(self) -> tuple[Arm, Arm]:
        first, second = (
            Arm(each.kind, self.read.span(each.start, each.end)) for each in (self.a, self.b)
        )
        return first, second


@cache
def _joins() -> re.Pattern[str]:
    return re.compile(
        rf"\b{alternatives(table('arms')['context']['joins'])}(?![\w-])", re.IGNORECASE
    )


@cache
def _compares() -> re.Pattern[str]:
    return any_of(table("arms")["context"]["compares"])


@cache
def _after_surgery() -> re.Pattern[str]:
    return any_of(table("arms")["context"]["after_surgery"])


def compared(reading: Sequence[Read], design: str = "", detail: str = "") -> Compared:
    """What the paper compares, with its arms; `design` and `detail` are those of its design."""
    del detail
    if design == _BENCH:
        return Compared("no_comparator", "No people are compared.")
    terms = Terms.of(reading)
    pairs = [pair for read in reading for pair in _pairs(read, terms)]
    return (
        _surgery_or_not(pairs, design)
        or _without_surgery(pairs, reading, design)
        or _between_others(pairs, design, operated=_all_operated(reading))
        or _nothing(reading, design)
    )


def _pairs(read: Read, terms: Terms) -> Iterator[_Pair]:
    weight = _WEIGHT.get(read.role, 0) or (1 if _aim(read.text) else 0)
    found = terms.named(read.text) if weight else ()
    if len(found) < 2 or not _compares().search(read.text):  # noqa: PLR2004 - two sides
        return
    for one, two in combinations(found, 2):
        between = read.text[one.end : two.start]
        if (one.control and two.control) or (one.kind == two.kind and one.kind in _CONTROLS):
            continue
        if len(between) <= _APART and (
            _joins().search(f" {between} ") or _controlled(read, one, two)
        ):
            yield _Pair(read, *_ordered(one, two), weight)


_AIMS = re.compile(
    r"\b(?:aims?|purpose|objective|designed to|sought to|to compare|we compared?"
    r"|this (?:study|trial|review|paper) (?:investigat|evaluat|assess|compar|examin)\w+)\b"
)
_CONTROLLED = re.compile(r"-?controlled$", re.IGNORECASE)


def _controlled(read: Read, one: Named, two: Named) -> bool:
    """Whether one is a control by its own words: "placebo-controlled trial of vertebroplasty"."""
    return any(_CONTROLLED.search(read.text[each.start : each.end]) for each in (one, two))


def _aim(text: str) -> bool:
    return bool(_AIMS.search(text.lower()))


_RANK: dict[ArmKind, int] = {"operative": 0, "other": 1, "conservative": 2}


def _ordered(one: Named, two: Named) -> tuple[Named, Named]:
    """The operative or the active side first."""
    if _RANK.get(two.kind, 3) < _RANK.get(one.kind, 3):
        return two, one
    return one, two


def _surgery_or_not(pairs: Sequence[_Pair], design: str) -> Compared | None:
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


def _two_operations(pairs: Sequence[_Pair]) -> bool:
    """Whether the title sets one operation against another."""
    return any(
        pair.read.section == "title"
        and pair.a.kind == pair.b.kind == "operative"
        and _VERSUS.search(pair.read.text[pair.a.end : pair.b.start])
        for pair in pairs
    )


def _sham(pairs: Sequence[_Pair]) -> bool:
    """Whether the paper's own comparison is with a sham operation."""
    return any(pair.a.kind == "operative" and pair.b.kind in {"sham", "placebo"} for pair in pairs)


def _follows(pair: _Pair) -> bool:
    """Whether the other treatment is what came after surgery: "bracing after fixation"."""
    text, other = pair.read.text, pair.b
    if other.control:
        return False
    before = text[max(0, other.start - _NEAR) : other.start]
    after = text[other.end : other.end + _NEAR]
    return bool(_after_surgery().search(before) or _after_surgery().search(after)) or bool(
        re.match(r"[\s-]+(?:after|following)\b", after)
    )


def _why(pair: _Pair) -> str:
    return f'The {_where(pair.read)} sets "{_words(pair, "a")}" against "{_words(pair, "b")}".'


def _clarity(pair: _Pair) -> tuple[bool, bool, int, int]:
    """Strong words first, then the title, then the longest name, then the earliest."""
    strong = not (pair.a.weak or pair.b.weak)
    size = pair.a.end - pair.a.start + pair.b.end - pair.b.start
    return strong, pair.read.section == "title", min(size, 60), -pair.read.start


def _words(pair: _Pair, side: str) -> str:
    each = pair.a if side == "a" else pair.b
    return pair.read.text[each.start : each.end]


def _where(read: Read) -> str:
    return "title" if read.section == "title" else "abstract"


def _all_operated(reading: Sequence[Read]) -> bool:
    titles = [read.text for read in reading if read.section == "title"]
    return any(_after_surgery().search(text) for text in titles)


def _without_surgery(
    pairs: Sequence[_Pair], reading: Sequence[Read], design: str
) -> Compared | None:
    """Two treatments neither of which is an operation, or one against a control."""
    if design in _UNTREATED:
        return None
    own = [
        pair
        for pair in pairs
        if pair.a.kind == "operative" and not _around_surgery(pair) and not _follows(pair)
    ]
    return None if own else generic(reading)


def _around_surgery(pair: _Pair) -> bool:
    """Whether the operation is what all had: "analgesia after spinal fusion"."""
    before = pair.read.text[max(0, pair.a.start - _NEAR) : pair.a.start]
    return bool(_AROUND.search(before))


def _between_others(pairs: Sequence[_Pair], design: str, *, operated: bool) -> Compared | None:
    """Comparisons that are not of surgery against none."""
    for pair in sorted(pairs, key=_clarity, reverse=True):
        kind = _kind(pair, operated=operated)
        if kind == "conservative_only" and not _set_apart(pair, design):
            continue
        if kind:
            return Compared(kind, _why(pair), *pair.arms())
    return None


def _set_apart(pair: _Pair, design: str) -> bool:
    """Whether two treatments are what is compared, not what people happen to take."""
    if design in _UNTREATED or (design == "cohort" and pair.read.section != "title"):
        return False
    return pair.weight == _ENOUGH and (
        pair.a.kind != pair.b.kind or not (pair.a.weak and pair.b.weak)
    )


def _kind(pair: _Pair, *, operated: bool) -> Kind | None:
    kinds = set(pair.kinds)
    if kinds == {"operative"}:
        return "both_surgical" if pair.weight == _ENOUGH else None
    if "operative" in kinds and kinds & {"sham", "placebo"}:
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
