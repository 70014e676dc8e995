"""The names of people in a record, as segments between FIRST and LAST."""

import re
from collections.abc import Callable, Iterator

from evidence.query.codes import FIRST, LAST
from evidence.query.tokens import words
from evidence.record import Author, Record


def names(role: str) -> Callable[[Record], Iterator[list[str]]]:
    """A maker of the segments of people in a role: last name, initials, suffix."""

    def make(record: Record) -> Iterator[list[str]]:
        for each in _people(record, role):
            yield _name(each)

    return make


def _people(record: Record, role: str) -> list[Author]:
    return [each for each in record.authors if each.role == role and not each.collective]


def _name(person: Author) -> list[str]:
    if not person.last:
        return []
    initials = person.initials or "".join(word[0] for word in words(person.fore))
    return [FIRST, *words(person.last), *words(initials), *words(person.suffix), LAST]


def first_author(record: Record) -> Iterator[list[str]]:
    """The first author who is a person."""
    yield from (_name(each) for each in _people(record, "author")[:1])


def last_author(record: Record) -> Iterator[list[str]]:
    """The last author who is a person."""
    yield from (_name(each) for each in _people(record, "author")[-1:])


def full_names(role: str) -> Callable[[Record], Iterator[list[str]]]:
    """A maker of the segments of people's full names, last name first and last."""

    def make(record: Record) -> Iterator[list[str]]:
        for each in _people(record, role):
            yield from _both_orders(words(each.last), words(each.fore), words(each.suffix))

    return make


def _both_orders(last: list[str], fore: list[str], suffix: list[str]) -> Iterator[list[str]]:
    """Inverted, natural, and natural with the first of several given names alone."""
    if not (last and fore):
        return
    yield [FIRST, *last, *fore, *suffix, LAST]
    yield [FIRST, *fore, *last, *suffix, LAST]
    if len(fore) > 1:
        yield [FIRST, fore[0], *last, *suffix, LAST]


def subjects(record: Record) -> Iterator[list[str]]:
    """The people an article is about."""
    for each in record.subjects:
        yield _name(each)


def bare_identifier(text: str) -> str:
    """An author's identifier without its authority: "orcid 0000-..." and addresses of it."""
    return re.sub(r"(?i)^\W*(?:https?://)?(?:www\.)?(?:orcid|isni|viaf)(?:\.org)?\W*", "", text)
