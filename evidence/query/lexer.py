"""A query's text cut into pieces: brackets, operators, tags, phrases, words.

Recovers as PubMed does: quotes without a partner and stray brackets are spaces. What
is read differently from how it is typed is a warning. One regular expression does the
cutting; no part of the text is looked at more than twice, and not more than MOST pieces.
"""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from evidence.query.chemistry import chemistry
from evidence.query.tags import tag_named
from evidence.query.told import Told

Kind = Literal["(", ")", "op", "tag", "quoted", "word", ":", "#"]
_OPERATORS: Mapping[str, str] = {"AND": "AND", "OR": "OR", "NOT": "NOT", "&": "AND", "|": "OR"}
_TOKEN = re.compile(
    r"""(?P<word>[^\s()"\[\]:&|]+)|"(?P<quoted>[^"]*)"|\[(?P<tag>[^\[\]]*)\]|(?P<mark>[():&|])"""
    r"""|(?P<stray>["\[\]])"""
)
_SPECIAL: Mapping[str, Kind] = {"(": "(", ")": ")", ":": ":", "&": "op", "|": "op"}
_LONGEST = 3  # characters of an operator
_REFERENCE = re.compile(r"#\d{1,6}")
MOST = 100_000  # pieces that are read: some twenty times the longest strategy in use
_TOO_LONG = f"only the first {MOST:,} words, brackets and operators of this query are read."
_GLUED = re.compile(r"""[^\s()"\[\]:&|].[^\s()"\[\]:&|]""")  # a mark inside a word
_STRAYS = '"[] \t\n'  # what can stand between a piece and its neighbour
_FAR = 1000  # characters to look back for an open bracket
_UNCLOSED = re.compile(r"\[([A-Za-z][\w/]{0,20})(?::noexp|:~\d{1,4})?(?=[\s()]|$)")
_NEIGHBOURS = 40  # characters to look at for what stands before or after a place


class Piece(NamedTuple):
    """One piece; `text` is an operator's name, a tag's inside, a phrase without quotes."""

    kind: Kind
    text: str
    start: int
    end: int


def pieces(text: str, start: int, end: int, told: Told) -> list[Piece]:
    """Cut text[start:end], which must be plain; offsets count from the text's beginning."""
    found: list[Piece] = []
    add = found.append
    lower = False
    for token in _TOKEN.finditer(text, start, end):
        if len(found) > MOST:
            told.error("too-long", _TOO_LONG, token.start(), end, "Search for fewer terms at once.")
            break
        kind = token.lastgroup
        place, after = token.span()
        if kind == "word":
            word = token[0]
            add(_word(word, place, after))
            lower = lower or (len(word) <= _LONGEST and word.upper() in _OPERATORS)
        elif kind == "tag":
            _tag(text, found, Piece("tag", token["tag"], place, after), told)
        elif kind == "quoted":
            add(Piece("quoted", token["quoted"], place, after))
        elif kind == "mark":
            mark = token[0]
            if mark in "&|":
                _glued(text, mark, place, told)
            add(Piece(_SPECIAL[mark], _OPERATORS.get(mark, mark), place, after))
        else:
            _stray(text, place, told)
    if lower:
        _lower_case_operators(found, told)
    return found


def _word(text: str, start: int, end: int) -> Piece:
    if text[0] == "#" and _REFERENCE.fullmatch(text):
        return Piece("#", text, start, end)
    name = _OPERATORS.get(text)
    return Piece("op", name, start, end) if name else Piece("word", text, start, end)


def _tag(text: str, found: list[Piece], tag: Piece, told: Told) -> None:
    """A tag, or the square brackets of a chemical name, whose inside is a word."""
    before = text[tag.start - 1 : tag.start]
    after = text[tag.end : tag.end + 1]
    if not chemistry(tag.text, before, after):
        found.append(tag)
        return
    said = f"[{tag.text}] is a chemical name's bracket, not a tag; it is read as a word"
    fix = None if _open(text, tag.start) else f" {tag.text} "
    told.warn("chemistry-bracket", said, tag.start, tag.end, fix)
    inside = tag.start + 1
    found.extend(
        Piece("word", word[0], inside + word.start(), inside + word.end())
        for word in re.finditer(r"\S+", tag.text)
    )


def _glued(text: str, mark: str, place: int, told: Told) -> None:
    """`R&D`: the sign is an operator even inside a word."""
    if place and text[place - 1].isalnum() and text[place + 1 : place + 2].isalnum():
        name = _OPERATORS[mark]
        told.warn("ampersand", f"{mark} is read as {name}", place, place + 1, f" {name} ")


def _stray(text: str, place: int, told: Told) -> None:
    mark = text[place]
    unclosed = _UNCLOSED.match(text, place)
    if unclosed and tag_named(unclosed[1]):
        said = f"{unclosed[0]} has no ]: PubMed searches its letters as words."
        fix = f"{unclosed[0]}]"
        told.error("unclosed-tag", said, place, unclosed.end(), f"Write {fix}.", fix)
        return
    code = "unbalanced-quote" if mark == '"' else "stray-bracket"
    if told.full(code):
        return
    name = "quote" if mark == '"' else mark
    said = f"a {name} without its partner is ignored"
    glued = _GLUED.match(text, place - 1) if place else None
    told.warn(code, said, place, place + 1, " " if glued else "")


def cut(text: str, start: int, end: int) -> str | None:
    """What to write instead of text[start:end], a piece, to leave it out.

    Left out, it must not let what stands after it join the words before it; None where
    nothing can be written that keeps the meaning.
    """
    if _open(text, start):
        return None
    before = text[max(0, start - _NEIGHBOURS) : start].rstrip()
    after = text[end : end + _NEIGHBOURS].lstrip()
    if _lower(_last_word(before.rstrip(_STRAYS))) or _lower(_first_word(after.lstrip(_STRAYS))):
        return None  # whether it is an operator hangs on its neighbours
    if not before or not after:
        return ""
    if after[0] in "[:":
        return None
    if before[-1] in "()&|" or _last_word(before) in _OPERATORS:
        return " "
    return " " if after[0] in '()&|"' or _first_word(after) in _OPERATORS else " AND "


def _open(text: str, place: int) -> bool:
    """Whether a [ before `place` waits for its partner: without a tag after it, it has one."""
    first = max(0, place - _FAR)
    return text.rfind("[", first, place) > text.rfind("]", first, place)


def _lower(word: str) -> bool:
    return word not in _OPERATORS and word.upper() in _OPERATORS


def _last_word(text: str) -> str:
    return re.split(r"[\s()\[\]\":&|]", text)[-1]


def _first_word(text: str) -> str:
    return re.split(r"[\s()\[\]\":&|]", text, maxsplit=1)[0]


def _lower_case_operators(found: list[Piece], told: Told) -> None:
    """`and`, `or`, `not` beside a tag, bracket or quote are meant as operators."""
    count = len(found)
    for number, piece in enumerate(found):
        if piece.kind != "word" or len(piece.text) > _LONGEST:
            continue
        if piece.text.upper() not in _OPERATORS:
            continue
        before = found[number - 1].kind if number else ""
        after = found[number + 1].kind if number + 1 < count else ""
        name = piece.text.upper()
        if before in {"tag", ")", "quoted"} or after in {"(", "quoted"}:
            said = f"{piece.text} is read as {name}; write operators in capitals"
            told.warn("lower-case-operator", said, piece.start, piece.end, name)
            found[number] = Piece("op", name, piece.start, piece.end)
