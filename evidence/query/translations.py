"""PubMed's own translations of untagged words, as esearch's TranslationSet gives them.

A pair says what PubMed made of a run of words: with it, those words are read as PubMed
reads them, and words without a pair are words in all fields.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence.query.syntax import read
from evidence.query.tokens import words
from evidence.query.tree import Query

# PubMed writes a journal it has mapped as "Science"[Journal:__jid0404511].
_MAPPED_JOURNAL = re.compile(r'"[^"]*"\s*\[Journal:__jid(\w+)\]', re.IGNORECASE)
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Translated:
    """A pair of a TranslationSet: the words that were typed, and the query they became."""

    source: str
    target: str

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words of the source."""
        return _folded(self.source)

    @property
    def query(self) -> Query:
        """The target, read."""
        return _read(self.target)


def longest(held: Sequence[str], pairs: Sequence[Translated]) -> Translated | None:
    """The pair with the longest source that `held` begins with."""
    fitting = [
        pair for pair in pairs if pair.words and tuple(held[: len(pair.words)]) == pair.words
    ]
    return max(fitting, key=lambda pair: len(pair.words), default=None)


@lru_cache(maxsize=_REMEMBERED)
def _folded(text: str) -> tuple[str, ...]:
    return tuple(words(text))


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str) -> Query:
    return read(_MAPPED_JOURNAL.sub(r'"\1"[jid]', text))
