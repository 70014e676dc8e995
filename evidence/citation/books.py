"""Books and chapters in books: what differs from a journal article's reference."""

from html import escape

from evidence.citation import authors
from evidence.citation.source import closed, date
from evidence.record import Book, Record


def byline(record: Record) -> str:
    """Authors; of a book without authors its editors ("Doe J, Roe K, editors")."""
    written = authors.printed(
        [each for each in record.authors if each.role == "author"],
        complete=record.authors_complete,
    )
    return written if written or _is_chapter(record) else _editors(record)


def title(record: Record, text: str) -> str:
    """The title with its medium: a chapter's stands alone, a book's says "[Internet]"."""
    if record.book is None or _is_chapter(record):
        return text
    return _titled(record.book, text or escape(record.book.title))


def source(record: Record) -> tuple[str, ...]:
    """The parts after the title, each closed: of a chapter "In: ...", place, publisher, dates."""
    book = record.book
    if book is None:
        return ()
    parts: list[str] = []
    if _is_chapter(record):
        editors = closed(_editors(record))
        inside = " ".join(part for part in (editors, _titled(book, book.title)) if part)
        parts += [_written(record), f"In: {inside}"]
    parts += [_edition(book)]
    parts += [_imprint(book), f"Report No.: {book.report_number}" if book.report_number else ""]
    parts += [f"doi: {record.doi}" if record.doi else ""]
    return tuple(closed(part) for part in parts if part)


def _written(record: Record) -> str:
    """When a chapter was contributed and last updated: "1998 Sep 4 [updated 2023 Sep 21]"."""
    contributed = next((event.date for event in record.article_dates), None)
    if contributed is None:
        return ""
    later = record.revised.first_day > contributed.first_day
    return f"{date(contributed)} [updated {date(record.revised)}]" if later else date(contributed)


def _is_chapter(record: Record) -> bool:
    """A chapter has a title of its own beside the book's."""
    whole = record.book.title.strip().rstrip(".") if record.book else ""
    return record.title.strip().rstrip(".") not in {"", whole}


def _titled(book: Book, text: str) -> str:
    medium = f" [{book.medium}]" if book.medium else ""
    return f"{text.rstrip('.')}{medium}"


def _editors(record: Record) -> str:
    editors = [each for each in record.authors if each.role == "editor"]
    names = authors.printed(editors)
    if not names:
        return ""
    return f"{names}, editor{'s' if len(editors) > 1 else ''}"


def _edition(book: Book) -> str:
    """The edition, "2nd" as "2nd ed"; an edition that says so itself as it stands."""
    named = "ed" in book.edition.lower().split() or "edition" in book.edition.lower()
    return book.edition if named or not book.edition else f"{book.edition.rstrip('.')} ed"


def _imprint(book: Book) -> str:
    """Place: Publisher; years."""
    where = ": ".join(part for part in (book.place, book.publisher) if part)
    return "; ".join(part for part in (where, _years(book)) if part)


def _years(book: Book) -> str:
    """The years of a book that is kept up to date, else the date of publication."""
    begins, ends = date(book.begins), date(book.ends)
    if begins:
        return f"{begins}–{ends}"  # noqa: RUF001 - an en dash is what is printed
    return date(book.published)
