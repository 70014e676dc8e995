"""How abstracts print numbers: figures with their separators, signs and ranges, and words.

"1,948", "1 948" with a thin space, "1·96", "0,001", ".05", "-6.4" and "Sixty-three" are each
one number.
"""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re
from collections.abc import Iterator

_THOUSANDS = r"[1-9]\d{0,2}(?:[,\u2009\u202f\u00a0]\d{3})+(?!\d)(?:[.·]\d+)?"
FIGURE = rf"(?:{_THOUSANDS}|\d+(?:[.·]\d+|,\d+(?!,?\d))?|[.·]\d+)"
SIGN = r"(?:[-−–+]\s?)?"
NUMBER = SIGN + FIGURE
DASH = r"[-‐‑–—−~]"
# Not inside a word, a longer number or a name such as SF-36 and HbA1c.
ALONE = r"(?<![\w.·])(?<!\d,)(?<![A-Za-z][-−–])(?<![A-Za-z\d]/)"

_UNITS = (*("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),)
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_TENS = (*("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),)
_HYPHEN = r"[-‐‑– ]"
_BELOW = (
    rf"(?:(?:{'|'.join(_TENS)})(?:{_HYPHEN}(?:{'|'.join(_UNITS[1:])})\b)?"
    rf"|{'|'.join(_TEENS)}|{'|'.join(_UNITS[1:])})"
)
_HUNDREDS = (
    rf"(?:(?:{'|'.join(_UNITS[1:])}|a){_HYPHEN}hundred(?:(?:[- ]and)?[- ]{_BELOW}\b)?|{_BELOW})"
)
WORDS = (
    rf"(?:(?:{_HUNDREDS}|a){_HYPHEN}thousand(?:,?(?: and)? {_HUNDREDS}\b)?|{_HUNDREDS}|zero|none)"
)
_WORDED = re.compile(rf"{WORDS}\b", re.IGNORECASE)
_FIRST = re.compile(
    "|".join(
        rf"\b[{word[0].upper()}{word[0]}]{word[1:]}(?![A-Za-z])"
        for word in (*_UNITS, *_TEENS, *_TENS, "none")
    )
    + r"|\b[Aa] (?:hundred|thousand)\b"
)
_PARTS = (  # no number in words is without one of these
    *(
        "ero",
        "ne ",
        "ne-",
        "wo",
        "hree",
        "four",
        "Four",
        "ive",
        "ifty",
        "ift",
        "six",
        "Six",
        "sev",
        "Sev",
        "eigh",
    ),
    *(
        "Eigh",
        "nin",
        "Nin",
        "ten ",
        "Ten ",
        "ten-",
        "ten,",
        "ten)",
        "even",
        "elve",
        "teen",
        "wenty",
        "hirty",
        "ort",
        "hundred",
        "thousand",
    ),
)
_VALUES = {
    **{word: place for place, word in enumerate((*_UNITS, *_TEENS))},
    **{word: 10 * place for place, word in enumerate(_TENS, start=2)},
    "none": 0,
    "a": 1,
}
_DIGITS = re.compile(r"\d")


_HYPHENS = {0x2010: "-", 0x2011: "-"}
_SPACES = re.compile(
    r"[\u00a0\u2000-\u200a\u202f\u3000](?!\d{3}(?!\d))|(?<!\d)[\u00a0\u2000-\u200a\u202f]"
)


def plain(text: str) -> str:
    """`text` with one kind of hyphen and of blank, as long as it was: offsets stay true.

    A blank that may part thousands is kept.
    """
    if text.isascii():
        return text
    return _SPACES.sub(" ", text.translate(_HYPHENS))


def worded(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers in words stand: (start, end), in order; "sixty-three" is one."""
    for part in _PARTS:
        if part in text:
            break
    else:
        return
    reached = 0
    for first in _FIRST.finditer(text):
        if first.start() < reached or text[max(0, first.start() - 1)] in "-‐‑":
            continue
        found = _WORDED.match(text, first.start())
        if found:
            reached = found.end()
            yield found.span()


def value(printed: str) -> float | int | None:
    """The number that figures or words stand for; None where they stand for none."""
    return figure(printed) if _DIGITS.search(printed) else _of_words(printed)


def figure(printed: str) -> float | int:
    """A printed figure: any minus, thousands with comma or space, point, dot or comma."""
    plain = re.sub(r"\s", "", printed)
    sign = -1 if plain[0] in "-−–" else 1
    plain = plain.lstrip("-−–+").replace("·", ".")
    if re.match(r"[1-9]\d{0,2}(?:,\d{3})+(?!\d)", plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    return sign * (float(plain) if "." in plain else int(plain))


def _of_words(printed: str) -> int | None:
    total = current = 0
    for word in re.split(r"[-‐‑–,\s]+", printed.lower()):
        if word == "and":
            continue
        if word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = 1000 * current, 0
        elif word in _VALUES:
            current += _VALUES[word]
        else:
            return None
    return total + current
