"""The one tokenizer: words of a text, for the index, for queries and for exact offsets.

A word is a run of letters and digits after folding: compatibility forms and accents are
folded (NFKD, marks dropped), letters lower-cased, Greek letters spelled out ("β" is
"beta", so either spelling finds the other). Everything else separates words: a hyphen is
a space. There is no stemming, and stop words are kept.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

JOINT = "·"  # stands in no word: "Proteins" and "Protein S" stay apart

_GREEK = (  # noqa: SIM905 -- a list of 25 strings is harder to read
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
    " sigma sigma tau upsilon phi chi psi omega"
).split()
_FIRST_GREEK = 0x3B1
# Letters that NFKD leaves whole though their bare form is what people type.
_SPELLED = {
    **{chr(_FIRST_GREEK + place): name for place, name in enumerate(_GREEK)},
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "\u0131": "i",  # dotless
    "ħ": "h",
}
_REMEMBERED = 65_536  # names of headings, journals, publication types
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_FOLDED_WORD = re.compile(r"[^ ]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and where it stands: code points of the original text, end exclusive."""

    text: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """Code point -> what it becomes: folded letters, a space, or "" for marks."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = _fold(chr(point))
        return folded


def _fold(character: str) -> str:
    once = unicodedata.normalize("NFKD", character).casefold()
    parts = []
    for each in unicodedata.normalize("NFKD", once):
        if each in _SPELLED:
            parts.append(_SPELLED[each])
        elif each.isalnum():
            parts.append(each)
        elif unicodedata.category(each) not in {"Mn", "Cf"}:
            parts.append(" ")
    return "".join(parts)


_FOLDING = _Folding()


def words(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    if not text.isascii():
        text = _OUTSIDE_ASCII.sub(lambda found: _FOLDING[ord(found[0])], text)
    return text.translate(_FOLDING).split()


def tokenize(text: str) -> tuple[Token, ...]:
    """The words of `text` with their offsets: the same words as `words` gives."""
    if text.isascii():
        found = _ASCII_WORD.finditer(text.lower())
        return tuple(Token(each[0], each.start(), each.end()) for each in found)
    return tuple(_walk(text))


def offsets(text: str) -> list[tuple[int, int]]:
    """(start, end) of the words of `text`, as `tokenize` gives them, without their texts."""
    if text.isascii():
        return [each.span() for each in _ASCII_WORD.finditer(text.lower())]
    folded = _same_length(text)
    if folded is None:
        return [(token.start, token.end) for token in _walk(text)]
    return [each.span() for each in _FOLDED_WORD.finditer(folded)]


def _same_length(text: str) -> str | None:
    """The text folded, where every character becomes one: places in it are then places there."""
    if any(len(_FOLDING[ord(each)]) != 1 for each in _OUTSIDE_ASCII.findall(text)):
        return None
    return text.translate(_FOLDING)


def _walk(text: str) -> list[Token]:
    tokens = []
    letters, start, end = "", 0, 0
    for place, character in enumerate(text):
        for each in _FOLDING[ord(character)]:
            if each == " ":
                if letters:
                    tokens.append(Token(letters, start, end))
                letters = ""
                continue
            if not letters:
                start = place
            letters += each
            end = place + 1
    if letters:
        tokens.append(Token(letters, start, end))
    return tokens


def name_words(text: str) -> list[str]:
    """As `words`, for names that recur: remembers them."""
    return list(_remembered(text))


@lru_cache(maxsize=_REMEMBERED)
def _remembered(text: str) -> tuple[str, ...]:
    return tuple(words(text))


@lru_cache(maxsize=_REMEMBERED)
def joined(text: str) -> str:
    """A controlled term as one token: "Spinal Stenosis" is "spinal·stenosis"."""
    return JOINT.join(words(text))
