"""Words of a text and phrases of a query, as lines that can be searched as plain text.

Folded by NFKD without marks, lower case, Greek letters spelled out, cut at everything
that is no letter and no digit. A line is " word word word "; one line a segment, so
that a phrase cannot cross from one to the next.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

_STEM = 4  # characters before the first * of a word, since June 2024
# Letters that have no decomposition, as PubMed's readers type them.
_BARE = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)


def fold(text: str) -> str:
    """Lower case, bare letters, Greek spelled out."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(10_000)
def _folded(character: str) -> str:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(_spelled(each) for each in lowered.translate(_BARE))


def _spelled(character: str) -> str:
    if unicodedata.category(character) in {"Mn", "Cf"}:
        return ""
    name = unicodedata.name(character, "")
    greek = re.fullmatch(r"GREEK SMALL LETTER (?:FINAL )?(\w+)", name)
    return {"lamda": "lambda"}.get(greek[1].lower(), greek[1].lower()) if greek else character


def words(text: str) -> list[str]:
    """The folded words of `text`."""
    return "".join(each if each.isalnum() else " " for each in fold(text)).split()


@lru_cache(100_000)
def name(text: str) -> str:
    """A controlled name or a code as its words with single blanks."""
    return " ".join(words(text))


def lines(texts: Iterable[str]) -> str:
    """Segments as lines of words."""
    return "\n".join(f" {' '.join(words(each))} " for each in texts)


def pattern(text: str) -> list[str]:
    """The words of a term, with the * that count; any other * is a space."""
    found = []
    for chunk in text.split():
        kept, before = "", 0
        for character in chunk:
            kept += " " if character == "*" and before < _STEM else character
            before += character.isalnum()
        stars = "".join(each if each.isalnum() or each == "*" else " " for each in fold(kept))
        found += [re.sub(r"\*+", "*", each) for each in stars.split() if each.strip("*")]
    return found


def finder(parts: list[str]) -> Callable[[str], bool]:
    """A test of lines for adjacent words; * is any letters and digits of one word."""
    if not any("*" in each for each in parts):
        phrase = f" {' '.join(parts)} "
        return lambda held: phrase in held
    regex = " ".join(re.escape(each).replace(r"\*", "[^ \n]*") for each in parts)
    search = re.compile(f" {regex} ").search
    return lambda held: search(held) is not None


def whole(parts: list[str]) -> Callable[[str], bool]:
    """A test of one controlled name, which is one token: * goes over its blanks too."""
    if not any("*" in each for each in parts):
        wanted = " ".join(parts)
        return lambda held: held == wanted
    match = re.compile(" ".join(map(re.escape, parts)).replace(r"\*", ".*")).fullmatch
    return lambda held: match(held) is not None
