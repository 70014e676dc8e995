"""Tokens of coded fields: controlled terms and identifiers as single tokens.

`MARK` and `FIRST` stand in no word, so no text that is typed can collide with these
tokens.
"""

from functools import lru_cache

from evidence.query.tokens import JOINT, words

FIRST = "\u2039"  # opens the segments of names and journals
LAST = "\u203a"  # closes them
MARK = LAST


def code(kind: str, value: str) -> str:
    """A token of the field "code": `kind` as named in fields.py, and the value folded."""
    return f"{kind}{MARK}{JOINT.join(words(value))}"


@lru_cache(maxsize=4096)
def subheading(name: str) -> str:
    """A MeSH subheading: "administration & dosage" is "administration·dosage"."""
    return JOINT.join(word for word in words(name) if word != "and")


def qualifier(name: str) -> str:
    """A subheading as it follows its heading in the fields "mh" and "majr"."""
    return MARK + subheading(name)
