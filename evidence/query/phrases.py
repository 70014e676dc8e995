"""Phrases and wildcards in a list of words: where they stand.

A phrase is found by one of its words, its anchor; the others are compared in place.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

_REMEMBERED = 65_536

Phrase = tuple[str, ...]
Keep = Callable[[str], bool]

BREAK = "\n"  # stands between segments; `*` matches no line break
_INSIDE = f"[^ {BREAK}]*"
_WORD = f"[^ {BREAK}]+"


@lru_cache(maxsize=_REMEMBERED)
def anchor(phrase: Phrase) -> int:
    """The place of the longest word of a phrase: the rarest, as a rule."""
    return max(range(len(phrase)), key=lambda place: (len(stem(phrase[place])), -place))


def stem(pattern: str) -> str:
    """What stands before the first wildcard: every match begins with it."""
    return pattern.partition("*")[0]


def wildcard(pattern: str) -> str:
    """A pattern as an expression for one whole word: `*` is any characters, or none."""
    return _any_text(pattern, ".*")


def _any_text(pattern: str, wild: str) -> str:
    """`wild` for every `*`; each part once at its first place, for no other would do better."""
    first, *parts = re.split(r"\*+", pattern)
    if not parts:
        return re.escape(first)
    middle = "".join(f"(?>{wild}?{re.escape(part)})" for part in parts[:-1])
    return f"{re.escape(first)}{middle}{wild}{re.escape(parts[-1])}"


@lru_cache(maxsize=_REMEMBERED)
def matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """What tells whether a whole word matches `pattern`."""
    return re.compile(wildcard(pattern)).fullmatch


@lru_cache(maxsize=_REMEMBERED)
def expression(phrase: Phrase) -> re.Pattern[str]:
    """A phrase as an expression for words in a row, with a blank around each."""
    return re.compile(f" {' '.join(inside(pattern) for pattern in phrase)} ")


def inside(pattern: str) -> str:
    """A pattern as an expression for one word of many."""
    return _any_text(pattern, _INSIDE) if pattern.strip("*") else _WORD


class Held:
    """What a record has under a field, made ready for many phrases.

    `words` are those of all its segments in a row, with BREAK between segments: no pattern
    matches it, so that no phrase crosses it.
    """

    __slots__ = ("_places", "words")

    def __init__(self, words: list[str], keep: Keep | None = None) -> None:
        """Hold `words`; where `keep` is given, phrases with another anchor are not found."""
        self.words = words
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            if keep is None or keep(word):
                self._places.setdefault(word, []).append(place)

    def starts(self, phrase: Phrase) -> Sequence[int]:
        """Where `phrase` begins, in no order."""
        if len(phrase) == 1:
            return self._anchored(phrase[0])
        before = anchor(phrase)
        places = self._anchored(phrase[before])
        if not places:
            return ()
        length, words = len(phrase), self.words
        return [
            start
            for start in (place - before for place in places)
            if start >= 0 and _fits(words[start : start + length], phrase)
        ]

    def _anchored(self, pattern: str) -> Sequence[int]:
        if "*" not in pattern:
            return self._places.get(pattern, ())
        begin, matches = stem(pattern), matcher(pattern)
        return [
            place
            for word, places in self._places.items()
            if word.startswith(begin) and matches(word)
            for place in places
        ]


NOTHING = Held([])


def in_a_row(segments: Sequence[list[str]]) -> list[str]:
    """The words of all segments, with BREAK between segments."""
    if len(segments) == 1:
        return segments[0]
    row: list[str] = []
    for segment in segments:
        row += segment
        row.append(BREAK)
    return row


def segments_in(words: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """The segments that `in_a_row` joined, each with the place where it begins."""
    start = 0
    for place, word in enumerate(words):
        if word == BREAK:
            yield start, words[start:place]
            start = place + 1
    yield start, words[start:]


def _fits(words: Sequence[str], phrase: Phrase) -> bool:
    if len(words) != len(phrase):
        return False
    return all(
        word == pattern or ("*" in pattern and matcher(pattern)(word) is not None)
        for word, pattern in zip(words, phrase, strict=True)
    )
