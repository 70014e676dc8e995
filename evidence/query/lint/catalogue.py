"""Everything there is to say about a query, in the order of its text."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from evidence.query.lint.brackets import levels
from evidence.query.lint.controlled import controlled
from evidence.query.lint.elsewhere import cinahl, embase, web_of_science
from evidence.query.lint.improved import improved
from evidence.query.lint.ovid import ovid
from evidence.query.lint.redundant import redundant
from evidence.query.lint.shape import (
    boolean_in_quotes,
    mixed_operators,
    not_animals,
    only_indexed,
    operator_words,
    reversed_ranges,
)
from evidence.query.lint.stray import prose
from evidence.query.lint.wording import phrases, smart_quotes, unquoted
from evidence.query.mesh import Mesh
from evidence.query.plain import straightened
from evidence.query.told import MOST
from evidence.query.tree import Message, Query

# Said better here than where the parser meets it: once for the whole query, or with a fix.
_OURS = {"mixed-operators", "unquoted-phrase", "smart-quotes"}
_QUOTED = re.compile(r'"[^"]*"|\[[^\[\]]*\]')
_LETTER = re.compile(r'[^\s"\[\]]')
# Read by the parser after all, though it is prose.
_READ = {"list-limits"}
_AROUND = {"mixed-operators", "smart-quotes"}  # hold parts that others speak of
LONGEST = 60_000  # characters: four times the longest strategy in use
_RANK = {"error": 0, "warning": 1, "note": 2}


def lint(query: Query, mesh: Mesh) -> tuple[Message, ...]:
    """What the parser says of the query and what else a librarian would, by place.

    Of what is said of the same place the graver stays; what is in another database's
    syntax is said once, not also as what PubMed makes of it.
    """
    if len(query.text) > LONGEST:
        said = f"a query of more than {LONGEST:,} characters is read, and not looked at further"
        return (*query.messages, Message("too-long", "note", said, 0, 0))
    taken = _Taken(each for each in query.messages if each.code in _READ)
    foreign = tuple(each for each in _foreign(query.text, mesh) if taken.add(each))
    told = improved(query, (each for each in query.messages if each.code not in _OURS))
    held = levels(query)
    rest = chain(
        told,
        mixed_operators(query, held, taken.holds),
        islice(operator_words(query), MOST),
        islice(boolean_in_quotes(query, mesh), MOST),
        reversed_ranges(query),
        not_animals(query, mesh),
        islice(controlled(query, mesh), MOST),
        islice(redundant(query, held, mesh), MOST),
        phrases(query, mesh),
        unquoted(query),
        smart_quotes(query),
        only_indexed(query),
    )
    kept = [each for each in rest if each.code in _AROUND or not taken.meets(each)]
    found = dict.fromkeys((*foreign, *kept))
    return tuple(sorted(found, key=lambda each: (each.start, _RANK[each.severity], each.end)))


def _foreign(text: str, mesh: Mesh) -> Iterator[Message]:
    masked = _masked(text)
    yield from prose(text)
    yield from cinahl(text, mesh)
    yield from embase(masked, mesh)
    yield from web_of_science(masked)
    yield from ovid(text, masked, mesh)


def _masked(text: str) -> str:
    """`text` with the letters of its quoted phrases as x: no syntax stands in a phrase."""
    return _QUOTED.sub(lambda found: _LETTER.sub("x", found[0]), straightened(text))


class _Taken:
    """Parts of the text that something was said of, none meeting another."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._counts: Counter[str] = Counter()
        for each in messages:
            self.add(each)

    def meets(self, message: Message) -> bool:
        """Whether the message is about a part that is taken."""
        return self.holds(message.start, message.end)

    def holds(self, start: int, end: int) -> bool:
        """Whether any of the text from start to end is taken."""
        place = bisect_right(self._starts, start)
        if place and self._ends[place - 1] > start:
            return True
        return place < len(self._starts) and self._starts[place] < end

    def add(self, message: Message) -> bool:
        """Take its part; False where it is taken, or enough of the code was said."""
        if self._counts[message.code] >= MOST or self.meets(message):
            return False
        self._counts[message.code] += 1
        place = bisect_right(self._starts, message.start)
        self._starts.insert(place, message.start)
        self._ends.insert(place, message.end)
        return True
