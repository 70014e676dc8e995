"""The revisions of the schema: which one a database has, and which ones are known."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, inspect

from evidence.errors import ConfigProblem


def configuration() -> Config:
    """Alembic's settings without an alembic.ini: the scripts lie beside this file."""
    config = Config()
    folder = Path(__file__).resolve().parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """The revision this program works with."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise LookupError("no migrations are installed")
    return head


def revision_of(connection: Connection) -> str | None:
    """The revision that stands in the database, known or not; None where none does."""
    return MigrationContext.configure(connection).get_current_revision()


def current(connection: Connection) -> str | None:
    """The database's revision; None where it is empty.

    Raises ConfigProblem for a revision of a newer program, or another program's tables.
    """
    revision = revision_of(connection)
    if revision is None:
        if inspect(connection).get_table_names():
            raise ConfigProblem(
                "The database holds tables of another program.",
                "Name an empty or new one with --database.",
            )
        return None
    try:
        ScriptDirectory.from_config(configuration()).get_revision(revision)
    except CommandError as problem:
        raise ConfigProblem(
            f"The database was written by a newer version of this program (schema {revision}).",
            "Type: pip install --upgrade evidence-tracker",
        ) from problem
    return revision


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema up to `revision` in the connection's own transaction."""
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
