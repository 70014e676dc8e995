"""How long people were followed, in the record's own words; never how long they were treated.

A mean or median follow-up that the record states comes before planned time points; among
those of one kind the longest counts.
"""

import re
from collections.abc import Iterator, Sequence

from evidence.extraction.quantities import Quantity
from evidence.extraction.reading import Read
from evidence.extraction.study_model import FollowUp

__all__ = ["follow_up"]

_ROLES = frozenset({"methods", "results", "objective", "unknown", "title"})
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0,
         "month": 30.4, "year": 365.25}  # fmt: skip
_FOLLOW = re.compile(r"\bfollow(?:ed|s|ing)?(?:[- ]?up)?\b", re.IGNORECASE)
_BEFORE = re.compile(  # "a mean follow-up of", "(mean, ", "followed for at least "
    r"\b(?P<kind>mean|averag\w+|median|minimum|at least|no less than)\b"
    r"(?:[^.;()\d]|\d+ (?:and|or|vs\.?) ){0,60}$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:age[ds]?|stay|duration of (?:symptoms|treatment|surgery|pain|disease)|operati\w+ time"
    r"|survival|time to|years old|range[ds]?|from|hospital\w*|interval|history|surgery time"
    r"|before|prior|preced\w+|previous|last|past|every|recruit\w+|enrol\w+|between|within|first"
    r"|onset|earlier|older|more than|less than|over a|[<>≤≥]|treated for|therapy for|return"
    r"|for up to|dose\w*|daily|washout|SD)\b[^.;,]{0,20}$",
    re.IGNORECASE,
)
_SPAN = re.compile(  # "12-month follow-up", "2 years of follow-up"
    r"^[- )]?(?:of |post\w*[- ](?:\w+ )?|clinical |minimum )?follow", re.IGNORECASE
)
_FOLLOWED = re.compile(
    r"\bfollow(?:ed|ing)?[- ]?(?:up)?\b(?: (?:time|period|duration|visits?|evaluations?|examination"
    r"s?|assessments?|observation|was|were|is|of|for|at|to|up|until|lasted|after|with|over|a|an|the"
    r"|in|about|approximately|all|patients|clinically|and|radiographically|ranged?|through|total"
    r"|mean|median|average|minimum|maximum|averaged|least|on|during)\b|[ ,:(=]){0,9}$"
    r"|\bfollow(?:ed|[- ]up)\b[^.;\d]{0,60}\b(?:at|for|after|of|to|until)\s"
    r"(?:[\w ,-]{0,40}(?:,|and|or) )?$",
    re.IGNORECASE,
)
_AT = re.compile(
    r"\b(?:at|after|until|through|up to|to|and|or|month|year|week|baseline,?)"
    r"(?: the| a| about| least| up to)?\s$|[,(/\u2013-]\s?$",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"^[- ]?(?:\)|(?:after|post\w*|following|from|later|follow\w*|assessments?|visit|evaluation"
    r"|outcomes?)\b|[.,;)]|$|and\b|or\b|in\b|the\b)",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?<=[ (])[\d.]+ (?:and|or|vs\.?|versus) $")
_COMPLETED = re.compile(
    r"\bfollow[- ]?up (?:was |of |data )*(?:completed?|available|lasted)\b", re.IGNORECASE
)
_IN_BRACKETS = re.compile(
    r"\bfollow[- ]?up[^.;]{0,70}\((?:mean|median|average)[^()]*$", re.IGNORECASE
)
_KINDS = {"mean": "mean", "aver": "mean", "medi": "median", "mini": "minimum", "at l": "minimum",
          "no l": "minimum"}  # fmt: skip


def follow_up(reading: Sequence[Read]) -> FollowUp | None:
    """The longest follow-up that the record states; None where it states none.

    `kind` is mean or median (these first), minimum, or planned for a time point or a plain
    "followed for 2 years". The unit is a plural, "months".
    """
    found = [each for sentence in reading if sentence.role in _ROLES for each in _of(sentence)]
    stated = [each for each in found if each.kind in {"mean", "median"}]
    return max(stated or found, key=_days, default=None)


def _days(each: FollowUp) -> float:
    return each.value * _DAYS[each.unit.removesuffix("s")]


def _of(sentence: Read) -> Iterator[FollowUp]:
    times = [each for each in sentence.numbers if each.unit in _DAYS and _length(each) is not None]
    if not times:
        return
    follows = _FOLLOW.search(sentence.text) is not None
    for each in times:
        start, end = each.start - sentence.start, each.end - sentence.start
        kind = _kind(sentence.text, start, end, each, follows=follows)
        if kind:
            value = _length(each) or 0
            yield FollowUp(float(value), each.unit + "s", kind, sentence.span(start, end))


def _length(each: Quantity) -> float | int | None:
    values = each.values
    if each.unit == "hour" and re.match(r"\d\d00\b", each.text):
        return None  # "at 2200 hours" is a time of day
    if values.value is not None:
        return values.value
    if each.role == "duration_criterion" and len(values.values) == 1:
        return values.values[0]  # "followed for at least 2 years"
    return values.high


def _kind(text: str, start: int, end: int, each: Quantity, *, follows: bool) -> str:
    """Mean, median, minimum or planned; "" where it is no follow-up."""
    lead, rest = text[max(0, start - 110) : start], text[end : end + 60]
    near = follows and (_SPAN.match(rest) or _FOLLOWED.search(_LIST.sub("", lead)))
    if not near and _OTHER.search(lead):
        return ""
    stated = _BEFORE.search(lead[-70:])
    said = _KINDS[stated["kind"][:4].lower()] if stated else ""
    if near:
        return said or ("planned" if each.kind == "duration" else "")
    if said and follows and (_COMPLETED.search(lead) or _IN_BRACKETS.search(lead)):
        return said
    point = each.kind == "duration" and each.role == "follow_up" and not said
    return "planned" if point and _AT.search(lead) and _LATER.match(rest) else ""
