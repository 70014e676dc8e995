"""Which tags a record earns, and the words in it that earned them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.plan import Plan
from evidence.query.planning import Context
from evidence.query.sieve import Sieve
from evidence.query.spans import Match, Places, plans
from evidence.query.syntax import parse
from evidence.query.tree import Query
from evidence.query.wanted import Wanted
from evidence.record import Record
from evidence.topic import Tag
from evidence.uncollected import uncollected

RULES_VERSION = "2"
"""Version of the rules in this file; `rules_version` adds the tags' own content."""

_BATCH = 1000  # records whose words are in memory at a time
_SETS = 8  # compiled sets of tags to remember


@dataclass(frozen=True, slots=True)
class Tagging:
    """A tag that a record earned; `matched` are the words or headings it earned it by.

    `matched` can be empty only where the query rests on something that is no word of the
    record, such as a date.
    """

    pmid: int
    tag: str
    matched: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A tag's query, and what its terms look up."""

    tag: str
    query: Query
    plans: tuple[Plan, ...]


def tag_records(
    records: Sequence[Record], tags: Sequence[Tag], mesh: Mesh
) -> dict[int, tuple[Tagging, ...]]:
    """Taggings of every record by PMID, in the tags' order; () where it earned none.

    A tag is given only where its query certainly holds: what cannot be known from a
    record alone gives no tag. Answers are the same for a record alone or among others.
    """
    by_pmid = {record.pmid: record for record in records}
    distinct = list(by_pmid.values())
    rules, wanted = _compiled(tuple((tag.name, tag.query) for tag in tags), mesh)
    found: dict[int, list[Tagging]] = {pmid: [] for pmid in by_pmid}
    for start in range(0, len(distinct), _BATCH):
        batch = distinct[start : start + _BATCH]
        with uncollected():
            for tagging in _taggings(batch, rules, wanted, mesh):
                found[tagging.pmid].append(tagging)
    return {pmid: tuple(given) for pmid, given in found.items()}


def _taggings(
    batch: Sequence[Record], rules: Sequence[_Rule], wanted: Wanted, mesh: Mesh
) -> Iterator[Tagging]:
    index = Sieve(batch, wanted)
    records = {record.pmid: record for record in batch}
    places: dict[int, Places] = {}
    context = Context(mesh)
    for rule in rules:
        for pmid in evaluate(rule.query, index, mesh).yes:
            if pmid not in places:
                places[pmid] = Places(records[pmid], index.held)
            yield Tagging(pmid, rule.tag, places[pmid].fulfilled(rule.plans, context))


@lru_cache(maxsize=_SETS)
def _compiled(tags: tuple[tuple[str, str], ...], mesh: Mesh) -> tuple[tuple[_Rule, ...], Wanted]:
    """The rules of tags given by name and query, and what they look up together."""
    context = Context(mesh)
    queries = [(name, parse(text)) for name, text in tags]
    rules = tuple(_Rule(name, query, plans(query, context)) for name, query in queries)
    return rules, Wanted([query for _, query in queries], mesh)


def rules_version(tags: Iterable[Tag], mesh: Mesh | None = None) -> str:
    """Changes with a tag's name or query, the MeSH that explodes it, or the rules of this file."""
    digest = hashlib.sha256()
    for name, query in sorted((tag.name, " ".join(tag.query.split())) for tag in tags):
        digest.update(f"{name}\0{query}\0".encode())
    if mesh is not None:
        digest.update(f"\0{mesh.version}".encode())
    return f"{RULES_VERSION}.{digest.hexdigest()[:12]}"
