"""Full text in PostgreSQL: a GIN index finds candidates, the body decides phrases.

A tsvector keeps no position beyond 16,383 and at most 256 of one lexeme, so positions
cannot decide a phrase in a long record; a phrase is a substring of the body instead.
"""

from collections.abc import Iterator, Sequence

from pyroaring import BitMap
from sqlalchemy import Connection, text

from evidence.store.words import BREAK, CODE, expression, simple, stem

_LEXEME = 500  # characters; PostgreSQL refuses lexemes of 2,046 bytes
_TSVECTOR = 900_000  # bytes; it refuses a tsvector of 1,048,575. Longer bodies stay without

_INSERT = text(
    "INSERT INTO words (pmid, body, lexemes)"
    " VALUES (:pmid, :body, array_to_tsvector(CAST(:lexemes AS text[])))"
)


def replace(connection: Connection, rows: Sequence[tuple[int, str]], known: Sequence[int]) -> None:
    """Index `rows` (PMID, body) in place of what stands under the PMIDs `known`."""
    if known:
        connection.execute(
            text("DELETE FROM words WHERE pmid = ANY(:pmids)"), {"pmids": list(known)}
        )
    if rows:
        connection.execute(
            _INSERT,
            [{"pmid": pmid, "body": body, "lexemes": _lexemes(body)} for pmid, body in rows],
        )


def clear(connection: Connection) -> None:
    """Forget everything."""
    connection.execute(text("TRUNCATE words"))


def lookup(connection: Connection, fields: Sequence[str], patterns: Sequence[str]) -> BitMap:
    """PMIDs whose body holds the phrase in one of `fields`."""
    known = [field for field in fields if field in CODE]
    if not known or not patterns or not all(patterns):
        return BitMap()
    query = " | ".join(_candidates(field, patterns) for field in known)
    if simple(patterns) and "*" not in patterns[-1]:
        held = " OR ".join(f"body LIKE :like{number}" for number in range(len(known)))
        likes = {f"like{n}": f"% {_words(field, patterns)} %" for n, field in enumerate(known)}
    else:
        held, likes = "body ~ :expression", {"expression": expression(known, patterns)}
    exact = len(patterns) == 1 and simple(patterns) and len(patterns[0]) < _LEXEME
    sure = "" if exact else f" AND ({held})"
    statement = (
        f"SELECT pmid FROM words WHERE lexemes @@ CAST(:query AS tsquery){sure}"  # noqa: S608
        f" UNION ALL SELECT pmid FROM words WHERE lexemes IS NULL AND ({held})"
    )
    return BitMap(connection.execute(text(statement), {"query": query, **likes}).scalars())


def bodies(
    connection: Connection, fields: Sequence[str], words: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """PMID and body of every record that holds all `words` in one of `fields`."""
    known = [field for field in fields if field in CODE]
    if known and words:
        wanted = " | ".join(_candidates(field, words) for field in known)
        statement = text(
            "SELECT pmid, body FROM words"
            " WHERE lexemes @@ CAST(:query AS tsquery) OR lexemes IS NULL"
        )
        yield from connection.execute(statement, {"query": wanted}).tuples()


def _lexemes(body: str) -> list[str] | None:
    if len(body) * 4 > _TSVECTOR and len(body.encode()) > _TSVECTOR:
        return None
    words = {word[:_LEXEME] for word in body.split()}
    words.discard(BREAK)
    return list(words)


def _words(field: str, patterns: Sequence[str]) -> str:
    return " ".join(CODE[field] + pattern for pattern in patterns)


def _candidates(field: str, patterns: Sequence[str]) -> str:
    return f"({' & '.join(_lexeme(CODE[field] + each) for each in patterns)})"


def _lexeme(pattern: str) -> str:
    word = stem(pattern)[:_LEXEME].replace("\\", "\\\\").replace("'", "''")
    return f"'{word}'" + (":*" if "*" in pattern else "")
