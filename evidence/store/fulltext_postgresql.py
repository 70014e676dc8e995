"""Full text in PostgreSQL: a GIN index finds candidates, the body decides phrases.

A tsvector keeps no position beyond 16,383 and at most 256 of one lexeme, so positions
cannot decide a phrase in a long record; a phrase is a substring of the body instead.
"""

from collections.abc import Iterator, Sequence

from pyroaring import BitMap
from sqlalchemy import Connection, text

from evidence.query.phrases import stem
from evidence.store.words import BREAK, CODE, expression, simple

Phrase = Sequence[str]
_TOGETHER = 64  # phrases in one statement
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


def universe(connection: Connection) -> BitMap:
    """PMIDs of everything indexed."""
    return BitMap(connection.execute(text("SELECT pmid FROM words")).scalars())


def count(connection: Connection) -> int:
    """How many records are indexed."""
    return int(connection.execute(text("SELECT count(*) FROM words")).scalar_one())


def lookup(connection: Connection, fields: Sequence[str], phrases: Sequence[Phrase]) -> BitMap:
    """PMIDs whose body holds any of `phrases` in one of `fields`."""
    known = [field for field in fields if field in CODE]
    whole = [phrase for phrase in phrases if phrase and all(phrase)] if known else []
    exact = [phrase for phrase in whole if _decided(phrase)]
    other = [phrase for phrase in whole if not _decided(phrase)]
    found = BitMap()
    for start in range(0, len(exact), _TOGETHER):
        found |= _by_lexeme(connection, known, exact[start : start + _TOGETHER])
    for start in range(0, len(other), _TOGETHER):
        found |= _by_body(connection, known, other[start : start + _TOGETHER])
    return found


def bodies(
    connection: Connection, fields: Sequence[str], words: Sequence[str], distance: int
) -> Iterator[tuple[int, str]]:
    """PMID and body of every record that may hold `words` so near in one of `fields`."""
    del distance  # positions are not indexed
    known = [field for field in fields if field in CODE]
    if known and words:
        wanted = " | ".join(_candidates(field, words) for field in known)
        statement = text(
            "SELECT pmid, body FROM words"
            " WHERE lexemes @@ CAST(:query AS tsquery) OR lexemes IS NULL"
        )
        for row in connection.execute(statement, {"query": wanted}):
            yield row[0], row[1]


def _decided(phrase: Phrase) -> bool:
    """Whether the index alone decides: of one short word, with a wildcard at most at its end."""
    return len(phrase) == 1 and simple(phrase) and len(phrase[0]) < _LEXEME


def _by_lexeme(connection: Connection, fields: Sequence[str], phrases: Sequence[Phrase]) -> BitMap:
    query = " | ".join(_candidates(field, phrase) for phrase in phrases for field in fields)
    held = [f"body ~ :e{n}" for n in range(len(phrases))]
    values = {f"e{n}": expression(fields, phrase) for n, phrase in enumerate(phrases)}
    statement = (
        "SELECT pmid FROM words WHERE lexemes @@ CAST(:query AS tsquery) UNION ALL"  # noqa: S608
        f" SELECT pmid FROM words WHERE lexemes IS NULL AND ({' OR '.join(held)})"
    )
    return BitMap(connection.execute(text(statement), {"query": query, **values}).scalars())


def _by_body(connection: Connection, fields: Sequence[str], phrases: Sequence[Phrase]) -> BitMap:
    """The index finds candidates, their bodies decide."""
    every: list[str] = []
    without: list[str] = []
    values: dict[str, str] = {}
    for number, phrase in enumerate(phrases):
        held, likes = _held(fields, phrase, number)
        values |= {
            **likes,
            f"q{number}": " | ".join(_candidates(field, phrase) for field in fields),
        }
        every.append(
            f"SELECT pmid FROM words WHERE lexemes @@ CAST(:q{number} AS tsquery) AND ({held})"  # noqa: S608
        )
        without.append(held)
    every.append(f"SELECT pmid FROM words WHERE lexemes IS NULL AND ({' OR '.join(without)})")  # noqa: S608
    statement = " UNION ALL ".join(every)
    return BitMap(connection.execute(text(statement), values).scalars())


def _held(fields: Sequence[str], phrase: Phrase, number: int) -> tuple[str, dict[str, str]]:
    """A condition that the body holds `phrase`, and its values."""
    if simple(phrase) and "*" not in phrase[-1]:
        likes = {f"l{number}_{n}": f"% {_words(f, phrase)} %" for n, f in enumerate(fields)}
        return " OR ".join(f"body LIKE :{name}" for name in likes), likes
    return f"body ~ :e{number}", {f"e{number}": expression(fields, phrase)}


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
