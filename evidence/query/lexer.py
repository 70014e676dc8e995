"""A query's text cut into pieces: brackets, operators, tags, phrases, words.

Recovers as PubMed does: quotes without a partner and stray brackets are spaces. What
is read differently from how it is typed is a warning.
"""

import re
from dataclasses import dataclass
from typing import Literal

from evidence.query.tree import Message

Kind = Literal["(", ")", "op", "tag", "quoted", "word", ":"]
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'))
_SPECIAL = re.compile(r"""[\s()"\[\]:&|]""")
_OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT", "&": "AND", "|": "OR"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece; `text` is an operator's name, a tag's inside, a phrase without quotes."""

    kind: Kind
    text: str
    start: int
    end: int


def pieces(text: str) -> tuple[list[Piece], list[Message]]:
    """Cut `text`; offsets are those of the text as given."""
    return _Lexer(text).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text.translate(_QUOTES)
        self.pieces: list[Piece] = []
        self.messages: list[Message] = []
        if self.text != text:
            self.warn("smart-quotes", "typographic quotes are read as straight ones", 0, len(text))
        self.last_bracket = self.text.rfind("]")
        self.last_quote = self.text.rfind('"')

    def run(self) -> tuple[list[Piece], list[Message]]:
        place = 0
        while place < len(self.text):
            character = self.text[place]
            if character.isspace():
                place += 1
            elif character in "()":
                place = self.add("(" if character == "(" else ")", character, place, place + 1)
            elif character in "&|":
                place = self.add("op", _OPERATORS[character], place, place + 1)
            elif character == ":":
                place = self.add(":", ":", place, place + 1)
            elif character == '"':
                place = self.quote(place)
            elif character in "[]":
                place = self.bracket(place)
            else:
                place = self.word(place)
        self.lower_case_operators()
        return self.pieces, self.messages

    def add(self, kind: Kind, text: str, start: int, end: int) -> int:
        self.pieces.append(Piece(kind, text, start, end))
        return end

    def warn(self, code: str, text: str, start: int, end: int) -> None:
        self.messages.append(Message(code, "warning", text, start, end))

    def quote(self, place: int) -> int:
        if place >= self.last_quote:
            self.warn(
                "unbalanced-quote", "a quote without its partner is ignored", place, place + 1
            )
            return place + 1
        end = self.text.index('"', place + 1)
        return self.add("quoted", self.text[place + 1 : end], place, end + 1)

    def bracket(self, place: int) -> int:
        if self.text[place] == "]" or place >= self.last_bracket:
            self.warn("stray-bracket", "a [ or ] without its partner is ignored", place, place + 1)
            return place + 1
        end = self.text.index("]", place)
        return self.add("tag", self.text[place + 1 : end], place, end + 1)

    def word(self, place: int) -> int:
        found = _SPECIAL.search(self.text, place)
        end = found.start() if found else len(self.text)
        text = self.text[place:end]
        if text in _OPERATORS:
            return self.add("op", _OPERATORS[text], place, end)
        return self.add("word", text, place, end)

    def lower_case_operators(self) -> None:
        """`and`, `or`, `not` beside a tag, bracket or quote are meant as operators."""
        for number, piece in enumerate(self.pieces):
            if piece.kind != "word" or piece.text.upper() not in _OPERATORS:
                continue
            before = self.pieces[number - 1].kind if number else ""
            after = self.pieces[number + 1].kind if number + 1 < len(self.pieces) else ""
            if before in {"tag", ")", "quoted"} or after in {"(", "quoted"}:
                name = piece.text.upper()
                self.warn(
                    "lower-case-operator",
                    f"{piece.text} is read as {name}; write operators in capitals",
                    piece.start,
                    piece.end,
                )
                self.pieces[number] = Piece("op", name, piece.start, piece.end)
