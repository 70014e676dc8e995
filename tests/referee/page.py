"""A record laid out for reading: its words by field, its names and codes."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from evidence.record import Author, OtherAbstract, Record

from .numbers import held
from .words import lines, name, words

TIAB = ("ti", "ab", "oa", "ot")
TW = (*TIAB, "terms")
# All fields: everything with words but the place of publication and what holds only dates.
ALL = (*TW, "tt", "people", "ad", "journal", "gr", "book", "pubn", "cois", "codes")


def person(author: Author) -> str:
    """Last name and initials, as the author index has them."""
    return name(f"{author.last} {''.join(words(author.initials))} {author.suffix}")


class Page:
    """One record with what has been read of it so far."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._lines: dict[tuple[str, ...], str] = {}

    def text(self, *fields: str) -> str:
        """The segments of these fields, as lines."""
        if fields not in self._lines:
            self._lines[fields] = lines(each for field in fields for each in self._segments(field))
        return self._lines[fields]

    def people(self, role: str) -> tuple[Author, ...]:
        """Persons and groups with this part in it, in order."""
        return tuple(each for each in self.record.authors if each.role == role)

    @cached_property
    def headings(self) -> tuple[tuple[str, bool, tuple[tuple[str, bool], ...]], ...]:
        """Name, whether major, and subheadings with whether major."""
        return tuple(
            (name(each.name), each.major, tuple((sub(q.name), q.major) for q in each.qualifiers))
            for each in self.record.mesh
        )

    @cached_property
    def types(self) -> frozenset[str]:
        """Publication types."""
        return frozenset(name(each.name) for each in self.record.publication_types)

    def _segments(self, field: str) -> Iterable[str]:
        return _SEGMENTS[field](self)

    def title_words(self) -> Iterable[str]:
        """Titles."""
        return (self.record.title, self.record.book.collection if self.record.book else "")

    def people_words(self) -> Iterable[str]:
        """Everybody named, as printed."""
        return _names((*self.record.authors, *self.record.subjects))

    def affiliations_words(self) -> Iterable[str]:
        """One an affiliation."""
        return (place for each in self.record.authors for place in each.affiliations)

    def groups_words(self) -> Iterable[str]:
        """Collective authors."""
        return (each.collective for each in self.record.authors)

    def journal_words(self) -> Iterable[str]:
        """Titles of the journal."""
        journal = self.record.journal
        return (journal.title, journal.abbreviation, journal.iso_abbreviation)

    def grants_words(self) -> Iterable[str]:
        """Each part of each grant."""
        for each in self.record.grants:
            yield from (each.number, each.acronym, each.agency, each.country)

    def banks_words(self) -> Iterable[str]:
        """Data banks with their numbers."""
        for bank in self.record.data_banks:
            yield from (f"{bank.name} {number}" for number in bank.accessions)

    def places_words(self) -> Iterable[str]:
        """Places of publication."""
        return (self.record.journal.country, self.record.book.place if self.record.book else "")

    def codes_words(self) -> Iterable[str]:
        """What else [all] has: codes, languages and dates of publication."""
        for kind in ("is", "jid", "vi", "ip", "pg", "aid", "rn", "auid", "isbn"):
            yield from held(self.record, kind)
        yield from self.record.languages
        dates = (self.record.published, *(each.date for each in self.record.article_dates))
        for each in dates:
            parts = (each.year, each.month, each.day)
            yield " ".join(f"{part:02}" for part in parts if part is not None)

    def terms_words(self) -> Iterable[str]:
        """What [tw] has beyond [tiab]."""
        record = self.record
        yield from (each.name for each in record.mesh)
        yield from (each.name for heading in record.mesh for each in heading.qualifiers)
        yield from (each.name for each in record.publication_types)
        yield from (each.name for each in record.substances)
        yield from (each.name for each in record.supplementary)
        yield from _names(record.subjects)
        yield from self.groups_words()
        yield from self.banks_words()
        yield from (each.note for each in record.corrections)


def sub(text: str) -> str:
    """A subheading: "&" and "and" are the same."""
    return " ".join(each for each in words(text.replace("&", " ")) if each != "and")


def _other(abstract: OtherAbstract) -> str:
    return " ".join(each.text for each in abstract.sections)


def _names(people: Iterable[Author]) -> Iterable[str]:
    for each in people:
        yield each.collective or f"{each.last} {each.initials} {each.suffix}"
        yield f"{each.fore} {each.last}" if each.fore else ""


_SEGMENTS: Mapping[str, Callable[[Page], Iterable[str]]] = {
    "ti": Page.title_words,
    "ab": lambda page: (" ".join(each.text for each in page.record.abstract),),
    "oa": lambda page: (_other(each) for each in page.record.other_abstracts),
    "ot": lambda page: (each.text for each in page.record.keywords),
    "terms": Page.terms_words,
    "tt": lambda page: (page.record.vernacular_title,),
    "people": Page.people_words,
    "ad": Page.affiliations_words,
    "cn": Page.groups_words,
    "journal": Page.journal_words,
    "gr": Page.grants_words,
    "si": Page.banks_words,
    "codes": Page.codes_words,
    "cois": lambda page: (page.record.conflict_of_interest,),
    "pl": Page.places_words,
    "book": lambda page: (page.record.book.title,) if page.record.book else (),
    "pubn": lambda page: (page.record.book.publisher,) if page.record.book else (),
}
