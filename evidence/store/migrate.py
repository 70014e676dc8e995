"""Brings a database to the schema of this program, and refuses what it does not know."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from evidence.errors import ConfigProblem
from evidence.store.engine import explained, reading, writing

_LOCK = 7_208_116  # any number, ours: PostgreSQL's advisory lock while migrating


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


def current(connection: Connection) -> str | None:
    """The database's revision; None where it is empty.

    Raises ConfigProblem for a revision of a newer program, or another program's tables.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
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


def migrate(engine: Engine) -> None:
    """Upgrade to the newest revision in one transaction; a SQLite file is backed up before."""
    with reading(engine) as connection:
        before = current(connection)
    if before == newest():
        return
    if before is not None:
        back_up(engine, before)
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        current(connection)
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_newest(engine: Engine) -> None:
    """Raise ConfigProblem unless the database has the newest schema: a reader never migrates."""
    with reading(engine) as connection:
        found = current(connection)
    if found != newest():
        raise ConfigProblem(
            "The database is empty or has an older schema.", "Run `evidence update` once."
        )


def back_up(engine: Engine, revision: str) -> Path | None:
    """Copy a SQLite database beside itself before it is migrated; None for others."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None
    number = 1
    while (copy := Path(f"{path}.{revision}.{number}.backup")).exists():
        number += 1
    with explained(engine), engine.connect() as connection:
        cursor = connection.connection.cursor()  # VACUUM runs outside of a transaction
        cursor.execute("VACUUM INTO ?", (str(copy),))
        cursor.close()
    return copy
