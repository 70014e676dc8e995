"""The codes of a record: numbers of its journal, its issue and the article itself."""

import re
from collections.abc import Iterator

from evidence.record import Record


def bare(identifier: str) -> str:
    """An author's identifier alone: PubMed takes it with "orcid" before it or without."""
    return re.sub(r"(?i)^\W*(https?://)?orcid(\.org/)?\W*", "", identifier)


def held(record: Record, field: str) -> Iterator[str]:  # noqa: C901 -- one case a field
    """The codes of one kind."""
    if field == "jid":
        yield record.journal.nlm_id
    elif field == "is":
        yield from (record.journal.issn, record.journal.issn_linking)
    elif field == "vi":
        yield record.volume
    elif field == "ip":
        yield record.issue
    elif field == "pg":
        yield record.pages.partition("-")[0]
    elif field == "lid":
        yield from (each.value for each in record.elocations)
    elif field == "aid":
        yield from (each.value for each in (*record.article_ids, *record.elocations))
    elif field == "rn":
        yield from (each.registry for each in record.substances)
    elif field == "auid":
        yield from (bare(each.orcid) for each in record.authors)
    elif field == "isbn":
        yield from (each.replace("-", "") for each in (record.book.isbns if record.book else ()))
    elif field == "owner":
        yield record.owner
