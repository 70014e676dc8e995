"""Which of PubMed's numbered files were imported."""

from sqlalchemy import Connection, delete, insert, select

from evidence.store.harvest_models import SourceFileRow
from evidence.store.harvest_values import SourceFile

_COLUMNS = tuple(SourceFile.__dataclass_fields__)


def save(connection: Connection, file: SourceFile) -> None:
    """Write a file down, in the place of an earlier import of the same name."""
    connection.execute(delete(SourceFileRow).where(SourceFileRow.name == file.name))
    values = {name: getattr(file, name) for name in _COLUMNS}
    connection.execute(insert(SourceFileRow).values(values))


def listed(connection: Connection) -> tuple[SourceFile, ...]:
    """Every file imported, by name."""
    statement = select(*(getattr(SourceFileRow, name) for name in _COLUMNS))
    return tuple(SourceFile(*row) for row in connection.execute(statement.order_by("name")))
