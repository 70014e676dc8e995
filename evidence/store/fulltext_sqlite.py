"""Full text in SQLite: an FTS5 table over the bodies.

The `ascii` tokenizer cuts at ASCII punctuation and blanks only, and leaves everything
beyond ASCII alone, so that a token here is exactly a token of `evidence.query.tokens`;
`unicode61` would fold and cut by the tables of Unicode 6.1.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from evidence.query.phrases import inside, stem
from evidence.store.words import CODE, expression, simple

Phrase = Sequence[str]
Row = tuple[Any, ...]
_TOGETHER = 64  # phrases in one MATCH: FTS5 looks at every one for every row


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


def universe(connection: Connection) -> BitMap:
    """PMIDs of everything indexed: the sizes of the bodies are read, not the bodies."""
    return _pmids(connection, "SELECT id FROM words_docsize", ())


def count(connection: Connection) -> int:
    """How many records are indexed."""
    found = connection.exec_driver_sql("SELECT count(*) FROM words_docsize")
    return int(found.scalar_one())


def lookup(connection: Connection, fields: Sequence[str], phrases: Sequence[Phrase]) -> BitMap:
    """PMIDs whose body holds any of `phrases` in one of `fields`."""
    known = [field for field in fields if field in CODE]
    whole = [phrase for phrase in phrases if phrase and all(phrase)] if known else []
    plain = [_phrase(field, each) for each in whole if simple(each) for field in known]
    found = BitMap()
    for start in range(0, len(plain), _TOGETHER):
        found |= _matching(connection, " OR ".join(plain[start : start + _TOGETHER]))
    for phrase in whole:
        if not simple(phrase):
            query = " OR ".join(_candidates(field, phrase) for field in known)
            candidates = _matching(connection, query) - found
            found |= _verified(
                connection, candidates, re.compile(expression(known, phrase, inside))
            )
    return found


def bodies(
    connection: Connection, fields: Sequence[str], words: Sequence[str], distance: int
) -> Iterator[tuple[int, str]]:
    """PMID and body of every record that may hold `words` so near in one of `fields`."""
    known = [field for field in fields if field in CODE]
    if known and words:
        query = " OR ".join(_near(field, words, distance) for field in known)
        statement = "SELECT rowid, body FROM words WHERE words MATCH ?"
        yield from _rows(connection, statement, (query,))


def _matching(connection: Connection, query: str) -> BitMap:
    return _pmids(connection, "SELECT rowid FROM words WHERE words MATCH ?", (query,))


def _pmids(connection: Connection, statement: str, values: tuple[str, ...]) -> BitMap:
    """The first column, by the driver itself: a row object each would cost more than SQLite."""
    return BitMap([row[0] for row in _rows(connection, statement, values)])


def _rows(connection: Connection, statement: str, values: tuple[object, ...]) -> list[Row]:
    cursor = connection.connection.cursor()
    try:
        return list(cursor.execute(statement, values))
    except sqlite3.Error as problem:
        raise DatabaseError(statement, values, problem) from problem
    finally:
        cursor.close()


def _phrase(field: str, patterns: Phrase) -> str:
    words = " ".join(CODE[field] + stem(pattern) for pattern in patterns)
    return _quoted(words, prefix=patterns[-1].endswith("*"))


def _candidates(field: str, patterns: Phrase) -> str:
    each = (_quoted(CODE[field] + stem(p), prefix="*" in p) for p in patterns)
    return f"({' AND '.join(each)})"


def _near(field: str, words: Sequence[str], distance: int) -> str:
    """All words within the span that a group can have: FTS5 counts the words between."""
    span = (len(words) - 1) * (distance + 1)
    each = " ".join(_quoted(CODE[field] + word, prefix=False) for word in dict.fromkeys(words))
    return f"NEAR({each}, {span})"


def _quoted(words: str, *, prefix: bool) -> str:
    return '"' + words.replace('"', '""') + ('"*' if prefix else '"')


def _verified(connection: Connection, candidates: BitMap, wanted: re.Pattern[str]) -> BitMap:
    statement = "SELECT body FROM words WHERE rowid = ?"
    return BitMap(
        [
            pmid
            for pmid in candidates
            for (body,) in _rows(connection, statement, (pmid,))
            if wanted.search(body)
        ]
    )
