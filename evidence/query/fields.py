"""What of a record is searchable: its words and coded terms, by index field.

Text fields hold segments of words; a phrase never crosses a segment. The whole abstract
is one segment (its labels are left out: an address cannot point at them); each other
abstract, keyword and affiliation is one of its own. Contents follow the PubMed User
Guide's description of the search fields.

| field | segments |
|---|---|
| ti | title; a book's collection title |
| ab, oa, ot, tt | abstract; other abstracts; keywords; vernacular title |
| tw | what [tw] has beyond those: words of MeSH, publication types, substances, names |
| mh, majr | per heading its token, and after it the token of a subheading |
| sh, pt, la, nm | one token a term: subheading, publication type, language code, substance |
| au, 1au, lastau, ed, ir, ps | names between FIRST and LAST: last name, initials, suffix |
| fau, fir | names between FIRST and LAST, last name first and last name last |
| ta | titles and abbreviations between FIRST and LAST |
| cn, ad, gr, si, book, pubn, pl, cois | words of the element of that name |
| rest | what else all fields have: words of the codes, of the language and of the dates of print |
| code | tokens of kind and value: is, jid, vi, ip, pg, aid, lid, rn, auid, isbn, has, sb, owner |

Controlled terms are indexed by name, not by UI: records read from MEDLINE have no UIs.
"""

from collections.abc import Callable, Iterator, Mapping

from evidence.query.codes import FIRST, LAST, code, qualifier, subheading
from evidence.query.dates import DATE_FIELDS, date_ranges
from evidence.query.flags import flags
from evidence.query.languages import language_name
from evidence.query.people import (
    bare_identifier,
    first_author,
    full_names,
    last_author,
    names,
    subjects,
)
from evidence.query.tokens import joined, name_words, words
from evidence.record import Date, MeshHeading, Record

__all__ = ["ALL_FIELDS", "DATE_FIELDS", "codes_of", "date_ranges", "segments", "segments_of"]

_FILM = " : "  # NLM's catalogue titles: "European spine journal : official publication ..."


def segments(record: Record) -> Mapping[str, list[list[str]]]:
    """The record's segments by index field; fields without any are left out."""
    found = {field: segments_of(record, field) for field in _MAKERS}
    return {field: held for field, held in found.items() if held}


def segments_of(record: Record, field: str) -> list[list[str]]:
    """The record's segments under one index field."""
    return [segment for segment in _MAKERS[field](record) if segment]


def _title(record: Record) -> Iterator[list[str]]:
    yield words(record.title)
    if record.book and record.book.collection:
        yield words(record.book.collection)


def _abstract(record: Record) -> Iterator[list[str]]:
    yield words(record.abstract_text)


def _other_abstracts(record: Record) -> Iterator[list[str]]:
    for each in record.other_abstracts:
        yield words("\n".join(section.text for section in each.sections))


def _keywords(record: Record) -> Iterator[list[str]]:
    for each in record.keywords:
        yield words(each.text)


def _vernacular(record: Record) -> Iterator[list[str]]:
    yield words(record.vernacular_title)


def _text_words(record: Record) -> Iterator[list[str]]:
    for heading in record.mesh:
        yield name_words(heading.name)
        for each in heading.qualifiers:
            yield name_words(each.name)
    for term in (*record.publication_types, *record.supplementary):
        yield name_words(term.name)
    for substance in record.substances:
        yield name_words(substance.name)
    for person in record.subjects:
        yield words(f"{person.last} {person.initials}")
        yield words(f"{person.last} {person.fore}")
    for correction in record.corrections:
        yield words(correction.note)
    yield from _collectives(record)
    yield from _data_banks(record)


def _headings(record: Record) -> Iterator[list[str]]:
    for heading in record.mesh:
        name = joined(heading.name)
        yield [name]
        for each in heading.qualifiers:
            yield [name, qualifier(each.name)]


def _major_headings(record: Record) -> Iterator[list[str]]:
    for heading in record.mesh:
        if not _is_major(heading):
            continue
        name = joined(heading.name)
        yield [name]
        for each in heading.qualifiers:
            if each.major or heading.major:
                yield [name, qualifier(each.name)]


def _is_major(heading: MeshHeading) -> bool:
    return heading.major or any(each.major for each in heading.qualifiers)


def _subheadings(record: Record) -> Iterator[list[str]]:
    for name in dict.fromkeys(q.name for heading in record.mesh for q in heading.qualifiers):
        yield [subheading(name)]


def _types(record: Record) -> Iterator[list[str]]:
    for term in record.publication_types:
        yield [joined(term.name)]


def _languages(record: Record) -> Iterator[list[str]]:
    for each in record.languages:
        yield [joined(each)]


def _substances(record: Record) -> Iterator[list[str]]:
    for name in (
        *(each.name for each in record.substances),
        *(each.name for each in record.supplementary),
    ):
        yield [joined(name)]


def _collectives(record: Record) -> Iterator[list[str]]:
    for each in record.authors:
        yield words(each.collective)


def _affiliations(record: Record) -> Iterator[list[str]]:
    for text in dict.fromkeys(text for each in record.authors for text in each.affiliations):
        yield words(text)


def _journal(record: Record) -> Iterator[list[str]]:
    journal = record.journal
    titles = {journal.title, journal.abbreviation, journal.iso_abbreviation}
    titles |= {title.partition(_FILM)[0] for title in titles}
    forms = {tuple(words(title)) for title in titles}
    forms |= {form[1:] for form in forms if form and form[0] == "the"}
    for form in sorted(forms):
        if form:
            yield [FIRST, *form, LAST]


def _data_banks(record: Record) -> Iterator[list[str]]:
    for bank in record.data_banks:
        for number in bank.accessions:
            yield words(f"{bank.name} {number}")


def _grants(record: Record) -> Iterator[list[str]]:
    for each in record.grants:
        for part in (each.number, each.acronym, each.agency, each.country):
            yield words(part)


def _book(record: Record) -> Iterator[list[str]]:
    if record.book:
        yield words(record.book.title)


def _publisher(record: Record) -> Iterator[list[str]]:
    if record.book:
        yield words(record.book.publisher)


def _place(record: Record) -> Iterator[list[str]]:
    yield words(record.journal.country)
    if record.book:
        yield words(record.book.place)


def _conflict(record: Record) -> Iterator[list[str]]:
    yield words(record.conflict_of_interest)


def _codes(record: Record) -> Iterator[list[str]]:
    for kind, value in (*_identifiers(record), *flags(record)):
        if value:
            yield [code(kind, value)]


def codes_of(record: Record, kinds: frozenset[str]) -> list[str]:
    """The record's tokens under "code" of some kinds: cheaper than all of them."""
    held = [] if kinds.isdisjoint(_OF_ISSUE) else [*_issue(record)]
    if not kinds <= _OF_ISSUE:
        held += (*_article(record), *flags(record))
    return [code(kind, value) for kind, value in held if kind in kinds and value]


_OF_ISSUE = frozenset({"is", "jid", "vi", "ip", "pg"})


def _identifiers(record: Record) -> Iterator[tuple[str, str]]:
    yield from _issue(record)
    yield from _article(record)


def _issue(record: Record) -> Iterator[tuple[str, str]]:
    journal = record.journal
    yield from (("is", journal.issn), ("is", journal.issn_linking), ("jid", journal.nlm_id))
    yield from (("vi", record.volume), ("ip", record.issue))
    yield "pg", record.pages.partition("-")[0]


def _article(record: Record) -> Iterator[tuple[str, str]]:
    for each in (*record.article_ids, *record.elocations):
        yield "aid", each.value
    for each in record.elocations:
        yield "lid", each.value
    for substance in record.substances:
        yield "rn", substance.registry
    for author in record.authors:
        yield "auid", bare_identifier(author.orcid)
    for isbn in record.book.isbns if record.book else ():
        yield "isbn", isbn.replace("-", "")


def _rest(record: Record) -> Iterator[list[str]]:
    for _, value in _identifiers(record):
        yield words(value)
    for each in record.languages:
        yield words(each)
        yield words(language_name(each))
    printed = record.published if record.published.year or not record.book else _of_book(record)
    for date in dict.fromkeys((printed, *(event.date for event in record.article_dates))):
        parts = (date.year, date.month, date.day)
        yield [f"{part:02}" for part in parts if part is not None]


def _of_book(record: Record) -> Date:
    return record.book.published if record.book else record.published


_MAKERS: Mapping[str, Callable[[Record], Iterator[list[str]]]] = {
    "ti": _title,
    "ab": _abstract,
    "oa": _other_abstracts,
    "ot": _keywords,
    "tt": _vernacular,
    "tw": _text_words,
    "mh": _headings,
    "majr": _major_headings,
    "sh": _subheadings,
    "pt": _types,
    "la": _languages,
    "nm": _substances,
    "au": names("author"),
    "1au": first_author,
    "lastau": last_author,
    "fau": full_names("author"),
    "fir": full_names("investigator"),
    "cn": _collectives,
    "ir": names("investigator"),
    "ed": names("editor"),
    "ps": subjects,
    "ad": _affiliations,
    "ta": _journal,
    "gr": _grants,
    "si": _data_banks,
    "book": _book,
    "pubn": _publisher,
    "pl": _place,
    "cois": _conflict,
    "rest": _rest,
    "code": _codes,
}
ALL_FIELDS: tuple[str, ...] = tuple(_MAKERS)
