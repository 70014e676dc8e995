"""Arms that no word list knows: "magnesium or placebo", "quinine versus verapamil".

Read from how papers name what they try: in the title, and where people are assigned to it.
"""

import re
from collections.abc import Iterator, Sequence

from evidence.extraction.comparisons.arms import named
from evidence.extraction.comparisons.model import Arm, ArmKind, Compared
from evidence.extraction.reading import Read
from evidence.record import Span

_NAME = (
    r"(?P<a>[A-Za-z][\w+/-]*"
    r"(?: (?!or\b|and\b|versus\b|vs\b|with\b|to\b|in\b|for\b|on\b|of\b)[\w+/-]+){0,3}?)"
)
_OTHER = (
    r"(?P<b>[A-Za-z][\w+/-]*"
    r"(?: (?!in\b|for\b|on\b|of\b|as\b|to\b|and\b)[\w+/-]+){0,3}?)"
)
_JOIN = r"(?:or|and|versus|vs\.?|v\.?|compared (?:with|to)|with|against|to)"
_CONTROL = (
    r"(?P<b>(?:(?:a |an |matching |identical |matched |oral |inactive |vitamin [A-Z] )*placebo"
    r"|sham(?: [\w-]+)?|usual care|standard care|no treatment|no intervention|no stretching"
    r"|waiting list|control)"
    r"(?: (?:group|treatment|control|capsules?|tablets?|therapy|intervention|pills?))?)\b"
)
_ASSIGNED = re.compile(
    r"\b(?:assigned|randomi[sz]ed|allocated|receive[ds]?|receiving|given|comparing|compared?"
    r"|treated with|between)\b"
    r"(?: \w+){0,3}? (?:to |receive |either |with |the |an? |oral |daily )*"
    rf"{_NAME}(?: \([^)]*\))?,? {_JOIN} {_CONTROL}",
    re.IGNORECASE,
)
_TITLE_PAIR = re.compile(
    rf"(?:^|[:.,] |of |comparing |between ){_NAME}"
    rf" (?:versus|vs\.?|v\.?|compared (?:with|to)) {_OTHER}"
    r"(?= (?:in|for|on|of|as|to|and|among|during|after)\b|[:.,;?\]]|$)",
    re.IGNORECASE,
)
_TITLE_OF = re.compile(
    r"\b(?:efficacy|effectiveness|effects?|use|role|impact|benefits?)"
    r"(?: and (?:safety|tolerability|cost-effectiveness))? of (?:the |an? |oral |daily )*"
    rf"{_NAME}(?= (?:in|for|on|as|to|versus|vs|compared|and|during|at|after)\b|[:.,])",
    re.IGNORECASE,
)
_TITLE_FOR = re.compile(rf"^{_NAME} (?:for|in) (?:the )?\w+", re.IGNORECASE)
_NO_NAME = frozenset(
    {
        *("the", "a", "an", "treatment", "trial", "study", "patients", "group", "groups", "effect"),
        *("efficacy", "safety", "placebo", "comparison", "either", "both", "two", "three", "one"),
        *("treatments", "therapy", "care", "and", "controlled", "double-blind", "participants"),
        *("women", "men", "adults", "children", "subjects", "intervention", "interventions"),
        *("randomized", "randomised", "changes", "outcomes", "results", "age", "control"),
    }
)
_KINDS: tuple[tuple[str, ArmKind], ...] = (
    ("sham", "sham"),
    ("placebo", "placebo"),
    ("usual", "usual care"),
    ("standard", "usual care"),
    ("no ", "no treatment"),
    ("waiting", "no treatment"),
)


def generic(reading: Sequence[Read]) -> Compared | None:
    """The two arms of a trial of anything against a control or another; None where unnamed."""
    for arms in _candidates(reading):
        a, b = arms
        why = f'The paper sets "{a.words.text}" against "{b.words.text}".'
        return Compared("conservative_only", why, a, b)
    return None


def _candidates(reading: Sequence[Read]) -> Iterator[tuple[Arm, Arm]]:
    titles = [read for read in reading if read.section == "title"]
    telling = [read for read in reading if read.role in {"objective", "methods", "results"}]
    for read in titles:
        yield from _pair(read, _TITLE_PAIR)
    for read in (*titles, *telling):
        yield from _pair(read, _ASSIGNED)
    control = next(_controls((*titles, *telling)), None)
    if control is None:
        return
    for read in titles:
        for pattern in (_TITLE_OF, _TITLE_FOR):
            found = pattern.search(read.text)
            if found and _is_name(found["a"]):
                yield _arm(read, found, "a", "other"), control


def _pair(read: Read, pattern: re.Pattern[str]) -> Iterator[tuple[Arm, Arm]]:
    for found in pattern.finditer(read.text):
        if _is_name(found["a"]) and _is_name(found["b"], control=True):
            kind = _kind(found["b"])
            yield _arm(read, found, "a", _own(found["a"])), _arm(read, found, "b", kind)


def _arm(read: Read, found: re.Match[str], side: str, kind: ArmKind) -> Arm:
    return Arm(kind, read.span(*found.span(side)))


def _own(words: str) -> ArmKind:
    """The kind of an arm's own words: "home exercise" is conservative care, "quinine" is other."""
    found = named(words)
    return found[0].kind if found else "other"


def _kind(words: str) -> ArmKind:
    text = words.lower()
    for start, kind in _KINDS:
        if start in text:
            return kind
    return _own(words)


_UNFIT = re.compile(
    r"^(?:or|those|than|that|which|there|double|single|morning|systolic|people|this|these)\b"
    r"|\b(?:blind|than|hypertension|disease|were|was|who|been|agents)\b",
    re.IGNORECASE,
)


def _is_name(words: str, *, control: bool = False) -> bool:
    first, *rest = words.lower().split()
    if _UNFIT.search(words):
        return False
    if control and _kind(words) in {"placebo", "sham", "usual care", "no treatment"}:
        return True
    known = {first, *rest} - _NO_NAME
    return first not in _NO_NAME and bool(known) and not first.isdigit()


_PLACEBO = re.compile(r"\bplacebo\b|\bsham\b|\bno treatment\b|\busual care\b", re.IGNORECASE)


def _controls(reads: Sequence[Read]) -> Iterator[Arm]:
    for read in reads:
        found = _PLACEBO.search(read.text)
        if found:
            place = Span(
                read.section,
                read.start + found.start(),
                read.start + found.end(),
                found.group(),
            )
            yield Arm(_kind(found.group()), place)
