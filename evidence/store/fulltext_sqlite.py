"""Full text in SQLite: an FTS5 table over the bodies.

The `ascii` tokenizer cuts at ASCII punctuation and blanks only, and leaves everything
beyond ASCII alone, so that a token here is exactly a token of `evidence.query.tokens`;
`unicode61` would fold and cut by the tables of Unicode 6.1.
"""

import re
from collections.abc import Iterator, Sequence

from pyroaring import BitMap
from sqlalchemy import Connection, text

from evidence.store.words import CODE, expression, simple, stem


def replace(connection: Connection, rows: Sequence[tuple[int, str]], known: Sequence[int]) -> None:
    """Index `rows` (PMID, body) in place of what stands under the PMIDs `known`."""
    if known:
        connection.execute(
            text("DELETE FROM words WHERE rowid = :pmid"), [{"pmid": pmid} for pmid in known]
        )
    if rows:
        connection.execute(
            text("INSERT INTO words (rowid, body) VALUES (:pmid, :body)"),
            [{"pmid": pmid, "body": body} for pmid, body in rows],
        )


def clear(connection: Connection) -> None:
    """Forget everything."""
    connection.execute(text("DELETE FROM words"))


def lookup(connection: Connection, fields: Sequence[str], patterns: Sequence[str]) -> BitMap:
    """PMIDs whose body holds the phrase in one of `fields`."""
    known = [field for field in fields if field in CODE]
    if not known or not patterns or not all(patterns):
        return BitMap()
    if simple(patterns):
        return BitMap(_matching(connection, " OR ".join(_phrase(f, patterns) for f in known)))
    candidates = _matching(connection, " OR ".join(_candidates(f, patterns) for f in known))
    return _verified(connection, candidates, re.compile(expression(known, patterns)))


def bodies(
    connection: Connection, fields: Sequence[str], words: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """PMID and body of every record that holds all `words` in one of `fields`."""
    known = [field for field in fields if field in CODE]
    if known and words:
        wanted = " OR ".join(_candidates(field, words) for field in known)
        statement = text("SELECT rowid, body FROM words WHERE words MATCH :query")
        yield from connection.execute(statement, {"query": wanted}).tuples()


def _matching(connection: Connection, query: str) -> list[int]:
    found = connection.execute(
        text("SELECT rowid FROM words WHERE words MATCH :query"), {"query": query}
    )
    return list(found.scalars())


def _phrase(field: str, patterns: Sequence[str]) -> str:
    words = " ".join(CODE[field] + stem(pattern) for pattern in patterns)
    return _quoted(words, prefix=patterns[-1].endswith("*"))


def _candidates(field: str, patterns: Sequence[str]) -> str:
    each = (_quoted(CODE[field] + stem(p), prefix="*" in p) for p in patterns)
    return f"({' AND '.join(each)})"


def _quoted(words: str, *, prefix: bool) -> str:
    return '"' + words.replace('"', '""') + ('"*' if prefix else '"')


def _verified(connection: Connection, candidates: list[int], wanted: re.Pattern[str]) -> BitMap:
    found = BitMap()
    statement = text("SELECT body FROM words WHERE rowid = :pmid")
    for pmid in candidates:
        if wanted.search(connection.execute(statement, {"pmid": pmid}).scalar_one()):
            found.add(pmid)
    return found
