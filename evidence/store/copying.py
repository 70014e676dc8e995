"""Copies a whole database into another of either kind, row by row, at one schema.

The tables are those that both databases have, as they are and not as this program would
make them: so a database of an older schema is copied too. The full-text tables differ
between the engines; what they index does not, and is copied as text.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text

from evidence.store import fulltext_postgresql, fulltext_sqlite

_CHUNK = 500  # rows in memory at a time
_STREAMED = {"stream_results": True, "yield_per": _CHUNK}
_WORDS = {
    "sqlite": text("SELECT rowid, body FROM words ORDER BY rowid"),
    "postgresql": text("SELECT pmid, body FROM words ORDER BY pmid"),
}
_INDEX = {"sqlite": fulltext_sqlite.replace, "postgresql": fulltext_postgresql.replace}
Row = Mapping[str, object]


def tables(connection: Connection) -> tuple[Table, ...]:
    """The tables in an order for inserting; without the full text's and the schema's number."""
    found = MetaData()
    names = [name for name in inspect(connection).get_table_names() if _plain(name)]
    found.reflect(connection, only=names)
    return tuple(found.sorted_tables)


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has; of "words", how many records are indexed."""
    found = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables(connection)
    }
    found["words"] = connection.execute(text("SELECT count(*) FROM words")).scalar_one()
    return found


def clear(connection: Connection) -> None:
    """Delete every row, so that readers see the old ones until the transaction ends."""
    for table in reversed(tables(connection)):
        connection.execute(table.delete())
    connection.execute(text("DELETE FROM words"))


def copy(source: Connection, target: Connection) -> None:
    """Copy every row of `source` into `target`, whose tables are the same, and empty."""
    there = {table.name: table for table in tables(source)}
    for table in tables(target):
        for rows in _chunks(_rows(source, there[table.name])):
            target.execute(insert(table), rows)
        _number(target, table)
    bodies = source.execute(_WORDS[source.dialect.name], execution_options=_STREAMED)
    pairs = ((pmid, body) for pmid, body in bodies)
    while chunk := list(islice(pairs, _CHUNK)):
        _INDEX[target.dialect.name](target, chunk, ())


def _plain(name: str) -> bool:
    return name not in {"words", "alembic_version"} and not name.startswith("words_")


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    statement = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(statement, execution_options=_STREAMED).mappings():
        yield {name: _utc(value) for name, value in row.items()}


def _utc(value: object) -> object:
    """A moment as SQLite's column holds it: in UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _number(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the rows that are there."""
    key = next(iter(table.primary_key.columns), None)
    if connection.dialect.name != "postgresql" or key is None or key.server_default is None:
        return
    largest = connection.execute(select(func.max(key))).scalar_one()
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    connection.execute(select(func.setval(sequence, largest or 1, largest is not None)))
