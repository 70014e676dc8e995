"""References in NLM format, as PubMed's Cite button prints them.

Articles: authors, title, source (evidence.citation.source), notices, PMID and PMCID.
Books: Citing Medicine's form for a book on the Internet, or for a chapter in one.
"""

import re
from dataclasses import dataclass
from html import escape

from evidence.citation import authors, books
from evidence.citation.source import closed, source
from evidence.record import Record

# CommentsCorrections that belong to a reference, in NLM's words. Comments do not.
_NOTICES = {
    "RetractionIn": "Retraction in",
    "RetractionOf": "Retraction of",
    "PartialRetractionIn": "Partial retraction in",
    "PartialRetractionOf": "Partial retraction of",
    "ExpressionOfConcernIn": "Expression of concern in",
    "ExpressionOfConcernFor": "Expression of concern for",
    "ErratumIn": "Erratum in",
    "ErratumFor": "Erratum for",
    "RetractedandRepublishedIn": "Retracted and republished in",
    "RetractedandRepublishedFrom": "Retracted and republished from",
    "RepublishedIn": "Corrected and republished in",
    "RepublishedFrom": "Corrected and republished from",
    "UpdateIn": "Update in",
    "UpdateOf": "Update of",
}
_TAG = re.compile(r"</?(\w+)[^>]*>|<")
_ALLOWED = re.compile(r"</?(?:i|b|u|sup|sub)>")


@dataclass(frozen=True, slots=True)
class _Reference:
    before: str
    title: str
    title_html: str
    after: str


def nlm(record: Record) -> str:
    """The reference as plain text, one line."""
    parts = _reference(record)
    return _joined(parts.before, parts.title, parts.after)


def nlm_html(record: Record) -> str:
    """The reference as escaped HTML; of markup only the title's i, b, u, sup and sub stay."""
    parts = _reference(record)
    return _joined(escape(parts.before), parts.title_html, escape(parts.after))


def _joined(*parts: str) -> str:
    return " ".join(" ".join(parts).split())


def _reference(record: Record) -> _Reference:
    text, html = _title(record)
    if record.book is None:
        byline = authors.printed(
            [each for each in record.authors if each.role == "author"],
            complete=record.authors_complete,
        )
        after = (*source(record), *_notices(record), _identifiers(record))
    else:
        byline = books.byline(record)
        after = (*books.source(record), *_notices(record), _identifiers(record))
        text, html = books.title(record, text), books.title(record, html)
    return _Reference(closed(byline), closed(text), closed(html), " ".join(after))


def _title(record: Record) -> tuple[str, str]:
    """The title, plain and as HTML; a known vernacular title stands before it."""
    plain = record.title.strip()
    markup = record.title_markup.strip()
    html = markup if markup and _safe(markup) else escape(plain)
    vernacular = record.vernacular_title.strip().rstrip(".")
    if not vernacular:
        return plain, html
    bracketed = plain.startswith("[")
    if plain and not bracketed:
        stop = plain.rstrip(".")
        return f"{vernacular} [{stop}].", f"{escape(vernacular)} [{html.rstrip('.')}]."
    return f"{vernacular} {plain}".strip(), f"{escape(vernacular)} {html}".strip()


def _safe(markup: str) -> bool:
    """Whether every tag is one of the five without attributes: else it is escaped whole."""
    return all(_ALLOWED.fullmatch(tag.group()) for tag in _TAG.finditer(markup))


def _notices(record: Record) -> tuple[str, ...]:
    return tuple(
        closed(f"{_NOTICES[each.kind]}: {each.source.strip()}")
        for each in record.corrections
        if each.kind in _NOTICES and each.source.strip()
    )


def _identifiers(record: Record) -> str:
    pmcid = f"; PMCID: {record.pmcid}" if record.pmcid else ""
    return f"PMID: {record.pmid}{pmcid}."
