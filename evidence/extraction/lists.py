"""Word lists of data/*.toml as one pattern: a list is written by people, for people.

A word may end in * (any ending); a blank in it is a blank or a hyphen; capitals do not matter.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """The file `data/NAME.toml`, read once."""
    text = files("evidence.extraction").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, without a group's name."""
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(_word, longest)) + ")"


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A compiled pattern for any of the words as whole words."""
    return re.compile(rf"\b{alternatives(words)}(?![\w])", re.IGNORECASE)


def _word(word: str) -> str:
    stem, open_ended = (word[:-1], True) if word.endswith("*") else (word, False)
    body = r"[\s\u2010-\u2013-]+".join(re.escape(part) for part in re.split(r"[\s-]+", stem))
    return body + (r"[\w-]*" if open_ended else "")
