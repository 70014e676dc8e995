"""One record of the MEDLINE format (.nbib) to a Record, by way of Bio.Medline.

Continuation lines are unfolded before Bio.Medline sees them: it keeps those of repeated
fields (OT, GR, CIN ...) as entries of their own. It also keeps no order between fields, and
an AD or AUID belongs to the FAU, CN or FIR before it: names are read from the lines. Of
fields it makes one string of (IS, LID, SB), the parts are told apart by their form.

The format has no UIs of MeSH headings, publication types or substances, no NLM categories
and no markup: those stay "". Fields are described in NLM's "MEDLINE/PubMed Data Element
(Field) Descriptions".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from Bio import Medline

from evidence.pubmed.dates import compact_date, printed_date
from evidence.pubmed.medline_names import names
from evidence.pubmed.medline_parts import (
    abstract,
    corrections,
    data_banks,
    grants,
    identifiers,
    issns,
    keywords,
    locations,
    mesh,
    other_abstracts,
    substances,
)
from evidence.pubmed.text import fold
from evidence.pubmed.xml import BadRecord
from evidence.record import Book, Date, DatedEvent, Journal, Record, Term

_FIELD = re.compile(r"([A-Z][A-Z0-9]{1,4}) {0,3}- ?(.*)")
_STATUS_DATES = (("pubmed", "EDAT"), ("medline", "MHDA"), ("entrez", "CRDT"))
_LARGEST_PMID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one record: by name as Bio.Medline gives them, and in order."""

    by_name: Mapping[str, str | list[str]]
    ordered: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """The field's text; the first one where it is repeated; "" for none."""
        found = self.by_name.get(name, "")
        return fold(found if isinstance(found, str) else found[0])

    def every(self, name: str) -> tuple[str, ...]:
        """All the field's texts."""
        return tuple(text for key, text in self.ordered if key == name and text)


def unfold(raw: str) -> Iterator[tuple[str, str]]:
    """(field, text) in file order, continuation lines joined with a space."""
    name, parts = "", list[str]()
    for line in raw.replace("\0", "").splitlines():
        field = _FIELD.match(line)
        if field is None:
            parts.append(line)
            continue
        if name:
            yield name, fold(" ".join(parts))
        name, parts = field[1], [field[2]]
    if name:
        yield name, fold(" ".join(parts))


def parse_medline(raw: str) -> Record:
    """Read one record. Raises BadRecord without a PMID or without any title."""
    ordered = tuple(unfold(raw))
    lines = [f"{name:<4}- {text}" for name, text in ordered]
    fields = Fields(_read(lines) if lines else {}, ordered)
    printed = fields.one("PMID")
    if not re.fullmatch(r"[0-9]{1,10}", printed) or not 0 < int(printed) <= _LARGEST_PMID:
        raise BadRecord("has no PMID" if not printed else "has a PMID that is no number")
    title = fields.one("TI") or fields.one("CTI") or fields.one("BTI")
    if not title and not fields.one("SO"):
        raise BadRecord("has no title and no source", int(printed))
    return _record(int(printed), title, fields)


def _read(lines: Sequence[str]) -> Mapping[str, str | list[str]]:
    """Bio.Medline's record: text fields joined, the others as lists."""
    return dict(Medline.read(lines))  # type: ignore[no-untyped-call]


def _record(pmid: int, title: str, fields: Fields) -> Record:
    one, every = fields.one, fields.every
    return Record(
        pmid=pmid,
        status=one("STAT"),
        owner=one("OWN"),
        title=title,
        vernacular_title=one("TT") or one("VTI"),
        abstract=abstract(one("AB")),
        other_abstracts=other_abstracts(fields.ordered),
        copyright=one("CI"),
        authors=tuple(names(fields.ordered)),
        journal=_journal(fields),
        volume=one("VI"),
        issue=one("IP"),
        pages=one("PG"),
        elocations=locations(every("LID")),
        published=printed_date(one("DP")),
        article_dates=tuple(DatedEvent("Electronic", compact_date(each)) for each in every("DEP")),
        history=tuple(_history(fields)),
        completed=_date(one("DCOM")),
        revised=_date(one("LR")),
        publication_status=one("PST"),
        languages=every("LA"),
        publication_types=tuple(Term("", each) for each in every("PT")),
        mesh=mesh(every("MH")),
        supplementary=tuple(Term("", each) for each in every("NM")),
        keywords=keywords(fields.ordered),
        substances=substances(every("RN")),
        grants=grants(every("GR")),
        data_banks=data_banks(every("SI")),
        corrections=tuple(corrections(fields.ordered)),
        article_ids=identifiers(pmid, every("AID"), every("PMC"), every("MID")),
        subsets=every("SB"),
        subjects=tuple(names(fields.ordered, subjects=True)),
        conflict_of_interest=one("COIS"),
        notes=every("GN"),
        book=_book(fields),
    )


def _date(text: str) -> Date:
    return compact_date(text) if text else Date()


def _journal(fields: Fields) -> Journal:
    issn, kind, linking = issns(fields.every("IS"))
    return Journal(
        title=fields.one("JT"),
        abbreviation=fields.one("TA"),
        issn=issn,
        issn_type=kind,
        issn_linking=linking,
        nlm_id=fields.one("JID"),
        country=fields.one("PL") if not fields.one("BTI") else "",
    )


def _history(fields: Fields) -> Iterator[DatedEvent]:
    """PHST ("2020/01/31 00:00 [received]"); where absent, EDAT, MHDA and CRDT."""
    seen = set()
    for text in fields.every("PHST"):
        day, _, status = text.partition("[")
        kind = status.rstrip("] ")
        seen.add(kind)
        yield DatedEvent(kind, compact_date(day.strip()))
    for kind, name in _STATUS_DATES:
        text = fields.one(name)
        if text and kind not in seen:
            yield DatedEvent(kind, compact_date(text))


def _book(fields: Fields) -> Book | None:
    """BTI, CTI, PB, PL, ISBN, EN: a book or, where TI differs from BTI, its chapter."""
    title = fields.one("BTI")
    if not title and not fields.every("ISBN") and not fields.one("PB"):
        return None
    return Book(
        title=title or fields.one("TI"),
        publisher=fields.one("PB"),
        place=fields.one("PL"),
        published=printed_date(fields.one("DP")),
        edition=fields.one("EN"),
        volume=fields.one("VI"),
        collection=fields.one("CTI"),
        isbns=tuple(each.split(" ")[0] for each in fields.every("ISBN")),
    )
