"""A query's text with plain characters: straight quotes, and no invisible ones.

Every character is replaced by one, so that offsets stay those of the text as typed.
"""

import re

from evidence.query.told import Told

# “ ” „ ‟ « » and the full-width ": what word processors make of a straight quote.
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"
# Controls, lone surrogates, marks of direction, and blanks without width.
_HIDDEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060"
    "\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
)
_QUOTE = re.compile(f"[{_QUOTES}]")
_HIDDEN_RUN = re.compile(f"[{_HIDDEN}]+")
_BLANKS = re.compile(r"\s+")


def plain(text: str, told: Told) -> str:
    """`text` as it is read, of the same length."""
    if text.isascii() and text.isprintable():
        return text
    for found in _QUOTE.finditer(text):
        if told.full("smart-quotes"):
            break
        said = "a typographic quote is read as a straight one"
        told.warn("smart-quotes", said, found.start(), found.end(), '"')
    for found in _HIDDEN_RUN.finditer(text):
        if told.full("invisible-character"):
            break
        said = "an invisible character is read as a blank"
        told.warn("invisible-character", said, found.start(), found.end(), " ")
    return straightened(text)


def straightened(text: str) -> str:
    """The same without saying so."""
    text = _QUOTE.sub('"', text)
    return _HIDDEN_RUN.sub(lambda found: " " * len(found[0]), text)


def one_line(text: str) -> str:
    """Line breaks and tabs, with the blanks around them, as single blanks."""
    return _BLANKS.sub(lambda run: " " if run[0].strip(" ") else run[0], text).strip()
