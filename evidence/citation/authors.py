"""Author lists as PubMed prints them: surname, initials, suffix; semicolons round groups."""

from collections.abc import Sequence

from evidence.record import Author


def printed(authors: Sequence[Author], *, complete: bool = True) -> str:
    """All authors in order, without a final full stop; "" where nobody is named.

    Persons are parted by a comma, a collective by a semicolon on both sides; a list the
    record marks as incomplete ends in "et al".
    """
    named = [(each, name(each)) for each in authors]
    text = ""
    before: Author | None = None
    for each, words in named:
        if not words:
            continue
        if before is not None:
            text += "; " if each.collective or before.collective else ", "
        text += words
        before = each
    return f"{text}, et al" if text and not complete else text


def name(author: Author) -> str:
    """One author: "Miller EPR 3rd", or the collective's name."""
    if author.collective:
        return author.collective.strip().rstrip(".")
    initials = author.initials or "".join(part[0] for part in author.fore.split())
    return " ".join(part for part in (author.last, initials, author.suffix.rstrip(".")) if part)
