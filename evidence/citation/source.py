"""The source of a journal article: journal, date, volume, issue, pages and what follows.

The order and the marks are those of PubMed's Cite button (NLM format) and of the SO field
of its MEDLINE display.
"""

from evidence.citation import languages
from evidence.record import Date, Record

_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_NUMERIC = {"day", "month", "year"}  # other precisions are printed as the record has them


def date(value: Date) -> str:
    """A date as NLM prints it ("2016 Apr 7"); a season, a range or an odd one verbatim."""
    if value.year is None or value.precision not in _NUMERIC:
        return " ".join(value.raw.split())
    month = _MONTHS[value.month - 1] if value.month else ""
    day = str(value.day) if value.month and value.day else ""
    return " ".join(part for part in (str(value.year), month, day) if part)


def closed(text: str) -> str:
    """`text` with one closing mark: its own full stop, question or exclamation mark, or ours."""
    text = text.strip()
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def source(record: Record) -> tuple[str, ...]:
    """The parts from journal to electronic date, each closed; joined by blanks they are SO.

    ("BMJ.", "2016 Jan 4;352:h6234.", "doi: 10.1136/bmj.h6234.")
    """
    journal = record.journal
    title = journal.abbreviation or journal.iso_abbreviation or journal.title
    return tuple(
        closed(part)
        for part in (
            title,
            _imprint(record),
            languages.printed(record.languages),
            f"doi: {record.doi}" if record.doi else "",
            _electronic_note(record),
        )
        if part
    )


def _imprint(record: Record) -> str:
    """Date;Volume(Issue):Pages. Without volume and issue no semicolon stands."""
    issue = f"({record.issue})" if record.issue else ""
    numbered = f"{record.volume}{issue}"
    pages = record.pages or _locator(record)
    text = date(_printed_date(record))
    if numbered:
        text += f";{numbered}"
    return f"{text}:{pages}" if pages else text


def _locator(record: Record) -> str:
    """What stands for pages where there are none: the publisher's item number, if no DOI."""
    numbers = (each.value for each in record.elocations if each.kind == "pii")
    return next((each for each in numbers if not each.startswith("10.")), "")


def _printed_date(record: Record) -> Date:
    """PubDate; for a paper published electronically first, the electronic date."""
    electronic = _electronic(record)
    return electronic if record.publication_status == "epublish" and electronic else _issue(record)


def _issue(record: Record) -> Date:
    return record.published if date(record.published) else _electronic(record) or record.published


def _electronic(record: Record) -> Date | None:
    return next((event.date for event in record.article_dates if event.date.year), None)


def _electronic_note(record: Record) -> str:
    """The second date of a paper that has two.

    A record does not say its PubModel. Of the papers whose electronic date is the one of
    record, those with another PubDate are collected later ("eCollection") or, with a
    printed issue that names its month, printed later ("Print").
    """
    electronic = _electronic(record)
    if electronic is None:
        return ""
    if record.publication_status == "aheadofprint":
        return "Epub ahead of print"
    if record.publication_status != "epublish":
        return f"Epub {date(electronic)}" if date(record.published) else ""
    later = date(record.published)
    if not later or later == date(electronic):
        return ""
    return f"{_collection(record)} {later}"


def _collection(record: Record) -> str:
    if any(event.kind == "ecollection" for event in record.history):
        return "eCollection"
    printed = record.journal.medium == "Print" and record.published.month is not None
    return "Print" if printed else "eCollection"
