"""Brings a database to the schema of this program, after a backup of what is there."""

import logging
from pathlib import Path

from sqlalchemy import Engine, text

from evidence.errors import ConfigProblem
from evidence.store.backup import default_folder, name_for, write
from evidence.store.engine import reading, writing
from evidence.store.schema import current, newest, upgrade

_LOCK = 7_208_116  # any number, ours: PostgreSQL's advisory lock while migrating
_LOG = logging.getLogger("evidence.store")


def migrate(engine: Engine) -> None:
    """Upgrade to the newest revision in one transaction, with a backup before.

    Where the backup is, is logged as a warning: without any set-up of logging it is told on
    standard error.
    """
    with reading(engine) as connection:
        before = current(connection)
    if before == newest():
        return
    if before is not None:
        path = back_up(engine, before)
        if path is not None:
            _LOG.warning("A backup from before the new schema %s is at %s", newest(), path)
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        current(connection)
        upgrade(connection)


def require_newest(engine: Engine) -> None:
    """Raise ConfigProblem unless the database has the newest schema: a reader never migrates."""
    with reading(engine) as connection:
        found = current(connection)
    if found != newest():
        raise ConfigProblem(
            "The database is empty or has an older schema.", "Run `evidence update` once."
        )


def back_up(engine: Engine, revision: str) -> Path | None:
    """Keep the database as it is, at the schema `revision`; None for one in memory.

    SQLite's backup is beside the file, PostgreSQL's in the user's data folder.
    """
    folder = default_folder(engine)
    if folder is None:
        return None
    return write(engine, name_for(engine, folder, f"schema-{revision}"), whole=False).path
