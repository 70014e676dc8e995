"""The text that both full-text engines index: one word a token, marked with its field.

A record's body is " ax ay ¶ az bw ": every token carries one letter for its field, and
"¶", which no token can hold, stands between segments. A phrase of tokens is thus a
substring of the body, whatever the engine, and no phrase crosses a segment or a field.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence

from evidence.query.fields import ALL_FIELDS
from evidence.record import Record

BREAK = "¶"
LAYOUT = 1  # of the body: raised where this module changes what it writes
_CODES = "abcdefghijklmnopqrstuvwxyz0123456789"
CODE: Mapping[str, str] = dict(zip(ALL_FIELDS, _CODES, strict=False))

if len(ALL_FIELDS) > len(_CODES):
    raise AssertionError("more index fields than letters")


def body(segments: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The indexed text of the segments that `evidence.query.fields.segments` gives."""
    parts = []
    for field, runs in segments.items():
        code = CODE[field]
        joint = " " + code
        parts.extend(code + joint.join(run) for run in runs if run)
    return f" {f' {BREAK} '.join(parts)} "


def simple(patterns: Sequence[str]) -> bool:
    """Whether only the last pattern has a wildcard, and only at its end."""
    last = patterns[-1]
    return not any("*" in each for each in patterns[:-1]) and "*" not in last.removesuffix("*")


def stem(pattern: str) -> str:
    """What stands before the first wildcard: every match begins with it."""
    return pattern.partition("*")[0]


def expression(fields: Sequence[str], patterns: Sequence[str]) -> str:
    """A regular expression for bodies, in the syntax that Python and PostgreSQL share."""
    choices = (
        " ".join(CODE[field] + _wild(pattern) for pattern in patterns)
        for field in fields
        if field in CODE
    )
    return f" (?:{'|'.join(choices)}) "


def _wild(pattern: str) -> str:
    if not pattern.strip("*"):
        return f"[^ {BREAK}]+"
    return "".join(
        f"[^ {BREAK}]*" if part.startswith("*") else re.sub(r"(\W)", r"\\\1", part)
        for part in re.split(r"(\*+)", pattern)
    )
