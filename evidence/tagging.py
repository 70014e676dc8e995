"""Which tags a record earns, and the words in it that earned them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.spans import Match, Places
from evidence.query.syntax import parse
from evidence.record import Record
from evidence.topic import Tag

RULES_VERSION = "1"
"""Version of the rules in this file; `rules_version` adds the tags' own content."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """A tag that a record earned; `matched` are the words or headings it earned it by.

    `matched` can be empty only where the query rests on something that is no word of the
    record, such as a date.
    """

    pmid: int
    tag: str
    matched: tuple[Match, ...]


def tag_records(
    records: Sequence[Record], tags: Sequence[Tag], mesh: Mesh
) -> dict[int, tuple[Tagging, ...]]:
    """Taggings of every record by PMID, in the tags' order; () where it earned none.

    A tag is given only where its query certainly holds: what cannot be known from a
    record alone gives no tag. Answers are the same for a record alone or among others.
    """
    by_pmid = {record.pmid: record for record in records}
    index = Batch(by_pmid.values())
    places = {pmid: Places(record) for pmid, record in by_pmid.items()}
    found: dict[int, list[Tagging]] = {pmid: [] for pmid in by_pmid}
    for tag in tags:
        query = parse(tag.query)
        for pmid in evaluate(query, index, mesh).yes:
            words = places[pmid].matched(query, mesh)
            found[pmid].append(Tagging(pmid, tag.name, words))
    return {pmid: tuple(given) for pmid, given in found.items()}


def rules_version(tags: Iterable[Tag]) -> str:
    """Changes whenever a tag's name or query does, or the rules of this file."""
    digest = hashlib.sha256()
    for name, query in sorted((tag.name, " ".join(tag.query.split())) for tag in tags):
        digest.update(f"{name}\0{query}\0".encode())
    return f"{RULES_VERSION}.{digest.hexdigest()[:12]}"
