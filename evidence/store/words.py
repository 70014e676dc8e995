"""The text that both full-text engines index: one word a token, marked with its field.

A record's body is " ax ay ¶ az bw ": every token carries one letter for its field, and
"¶", which no token can hold, stands between segments. A phrase of tokens is thus a
substring of the body, whatever the engine, and no phrase crosses a segment or a field.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from evidence.query import codes, dates, fields, flags, tokens
from evidence.query.fields import ALL_FIELDS
from evidence.query.near import near

BREAK = "¶"
_CODES = "abcdefghijklmnopqrstuvwxyz0123456789"
CODE: Mapping[str, str] = dict(zip(ALL_FIELDS, _CODES, strict=False))

if len(ALL_FIELDS) > len(_CODES):
    raise AssertionError("more index fields than letters")


@cache
def signature() -> str:
    """Changes with the code that decides what is indexed: an index of another is rebuilt."""
    digest = hashlib.sha256()
    for name in (tokens.__file__, codes.__file__, flags.__file__, dates.__file__, fields.__file__):
        digest.update(Path(name).read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def body(segments: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The indexed text of the segments that `evidence.query.fields.segments` gives."""
    parts: list[str] = []
    for field, runs in segments.items():
        code = CODE[field]
        joint = " " + code
        parts.extend(code + joint.join(run) for run in runs if run)
    return f" {f' {BREAK} '.join(parts)} "


def has_near(body: str, fields: Sequence[str], words: Sequence[str], distance: int) -> bool:
    """Whether a body holds all `words` near each other in one segment of one of `fields`."""
    for field in fields:
        wanted = [CODE[field] + word for word in words] if field in CODE else []
        each = [f" {word} " for word in wanted]
        if not wanted or not all(word in body for word in each):
            continue
        for run in body.split(BREAK):
            if all(word in run for word in each) and any(near(run.split(), wanted, distance)):
                return True
    return False


def simple(patterns: Sequence[str]) -> bool:
    """Whether only the last pattern has a wildcard, and only at its end."""
    last = patterns[-1]
    return not any("*" in each for each in patterns[:-1]) and "*" not in last.removesuffix("*")


def expression(
    searched: Sequence[str], patterns: Sequence[str], wild: Callable[[str], str] | None = None
) -> str:
    """A regular expression for bodies, in PostgreSQL's syntax; `wild` writes a pattern."""
    write = wild or _wild
    choices = (
        " ".join(CODE[field] + write(pattern) for pattern in patterns)
        for field in searched
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
