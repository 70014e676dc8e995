"""A record read once: its sentences, the part each plays, and the numbers in them.

What is found later (sizes, comparisons, doubts) starts from here, so that nothing is cut
or counted twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.extraction.quantities import Quantity, numbers
from evidence.extraction.sentences import Role, sentences, spans
from evidence.record import Record, Span


@dataclass(frozen=True, slots=True)
class Read:
    """One sentence of title or abstract: `section_text(section)[start:end] == text`.

    `numbers` are those inside it, with offsets into the section, as `start` and `end` are; a
    background has none, for they are other people's. The title has the role "title".
    """

    section: str
    start: int
    end: int
    text: str
    role: Role | str
    numbers: tuple[Quantity, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Words of this sentence, by offsets into the sentence."""
        return Span(self.section, self.start + start, self.start + end, self.text[start:end])

    @property
    def whole(self) -> Span:
        """The whole sentence."""
        return Span(self.section, self.start, self.end, self.text)


def read(record: Record) -> tuple[Read, ...]:
    """The title's sentences, then the abstract's, in order."""
    return (*_title(record.title), *_abstract(record))


_FIGURE = re.compile(r"\d|\b(?:hour|day|week|month|year)", re.IGNORECASE)


def _title(title: str) -> Iterator[Read]:
    places = spans(title)
    found = numbers(title, places) if _FIGURE.search(title) else ()
    for start, end in places:
        yield Read("title", start, end, title[start:end], "title", _inside(found, start, end))


def _abstract(record: Record) -> Iterator[Read]:
    found = sentences(record)
    by_section: dict[str, tuple[Quantity, ...]] = {}
    places: dict[str, list[tuple[int, int]]] = {}
    for each in found:
        if each.role != "background":
            places.setdefault(each.section, []).append((each.start, each.end))
    for section, where in places.items():
        by_section[section] = numbers(record.section_text(section), where)
    for each in found:
        inside = _inside(by_section.get(each.section, ()), each.start, each.end)
        yield Read(each.section, each.start, each.end, each.text, each.role, inside)


def _inside(found: tuple[Quantity, ...], start: int, end: int) -> tuple[Quantity, ...]:
    return tuple(each for each in found if start <= each.start < end)
