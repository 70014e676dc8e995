"""The logical dump: what a database says, without ids, moments, requests and run numbers.

Two databases with equal dumps answer every question alike, whatever happened on the way.
"""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from evidence.store.engine import make_engine, reading
from evidence.store.harvest_models import AcknowledgementRow, QuarantineRow
from evidence.store.index import StoredIndex
from evidence.store.models import (
    DateRow,
    MembershipRow,
    RecordRow,
    RejectedRow,
    RevisionRow,
    SearchRow,
    TagRow,
)

Dump = Mapping[str, Sequence[str]]
_WORDS = (("cramps",), ("night",), ("invented", "study"), ("naïve",), ("corrected",), ("β*",))


def dump(url: str) -> Dump:
    """Lines by table, sorted; of SQLite and PostgreSQL alike."""
    engine = make_engine(url)
    try:
        with reading(engine) as connection:
            found = {name: sorted(lines(connection)) for name, lines in _TABLES.items()}
        found["words"] = list(_answers(StoredIndex(engine)))
    finally:
        engine.dispose()
    return found


def differences(one: Dump, other: Dump, but: Collection[str] = (), most: int = 5) -> str:
    """What differs, a few lines a table, in tables other than `but`; "" where nothing does."""
    parts = []
    for name in one.keys() - set(but):
        lost = list((Counter(one[name]) - Counter(other[name])).elements())
        more = list((Counter(other[name]) - Counter(one[name])).elements())
        if lost or more:
            parts.append(f"{name}: -{len(lost)} {lost[:most]} +{len(more)} {more[:most]}")
    return "; ".join(parts)


def _line(*values: object) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def _records(connection: Connection) -> Iterator[str]:
    row = RecordRow
    columns = (row.pmid, row.version, row.number, row.sha256, row.form, row.state)
    told = (row.title, row.year, row.journal, row.revised, row.source, row.changes)
    for found in connection.execute(select(*columns, *told, row.raw)):
        yield _line(*found[:-1], hashlib.sha256(zlib.decompress(found.raw)).hexdigest())


def _revisions(connection: Connection) -> Iterator[str]:
    row = RevisionRow
    columns = (row.pmid, row.number, row.version, row.sha256, row.form, row.changes)
    yield from (_line(*found) for found in connection.execute(select(*columns)))


def _tags(connection: Connection) -> Iterator[str]:
    row = TagRow
    found = connection.execute(select(row.pmid, row.tag, row.rules, row.matched))
    yield from (_line(*each) for each in found)


def _stays(connection: Connection) -> Iterator[str]:
    """Each stay of a record in a topic: still there, or gone."""
    row = MembershipRow
    stays = select(row.topic, row.pmid, row.left_search.is_(None)).order_by(row.joined_search)
    for topic, pmid, still in connection.execute(stays):
        yield _line(topic, pmid, "in" if still else "out")


def _quarantine(connection: Connection) -> Iterator[str]:
    row = QuarantineRow
    found = connection.execute(select(row.pmid, row.kind, row.reason))
    yield from (_line(*each) for each in found)


def _rejected(connection: Connection) -> Iterator[str]:
    found = connection.execute(select(RejectedRow.pmid, RejectedRow.reason))
    yield from (_line(*each) for each in found)


def _dates(connection: Connection) -> Iterator[str]:
    row = DateRow
    found = connection.execute(select(row.pmid, row.field, row.first, row.last))
    yield from (_line(*each) for each in found)


def _newest(connection: Connection) -> Iterator[str]:
    """Of each topic the newest search: what it ended with."""
    row, seen = SearchRow, set[str]()
    columns = (row.topic, row.query, row.sent, row.state, row.count, row.stored, row.dropped)
    for found in connection.execute(select(*columns).order_by(row.id.desc())):
        if found.topic not in seen:
            seen.add(found.topic)
            yield _line(*found)


def _seen(connection: Connection) -> Iterator[str]:
    row = AcknowledgementRow
    yield from (_line(*each) for each in connection.execute(select(row.topic, row.phrase)))


_TABLES = {
    "record": _records,
    "revision": _revisions,
    "tag": _tags,
    "membership": _stays,
    "quarantine": _quarantine,
    "rejected": _rejected,
    "dates": _dates,
    "searches": _newest,
    "acknowledged": _seen,
}


def _answers(index: StoredIndex) -> Iterator[str]:
    """What a few words find in title and abstract, and a few days of publication."""
    for words in _WORDS:
        yield _line(words, list(index.phrase(("ti", "ab"), words)))
    for year in ("2001", "2010", "2019"):
        yield _line(year, list(index.dates("dp", f"{year}-01-01", f"{year}-12-31")))
