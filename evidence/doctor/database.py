"""The database: there, sound, of this schema, and its records as they were stored."""

from pathlib import Path

from sqlalchemy import Engine

from evidence.doctor.check import Check, fail, mended, ok, warn
from evidence.store.backup import is_sqlite
from evidence.store.engine import reading
from evidence.store.health import (
    INDEXED,
    index_state,
    index_trouble,
    rebuild_index,
    spoilt,
    structure,
)
from evidence.store.schema import current, newest

RESTORE = "Restore a backup: evidence restore FILE"
_NAMED = 5


def file_of(engine: Engine) -> Path | None:
    """The SQLite file; None for a server, or memory."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


def reachable(engine: Engine) -> Check:
    """Whether there is a database of ours that can be read."""
    path = file_of(engine)
    shown = str(path or engine.url.render_as_string(hide_password=True))
    if path is not None:
        if not path.exists():
            step = "Fill one with `evidence update`, or name another with --database."
            return fail("database", f"there is no database at {path} yet", step)
        if path.stat().st_size == 0:
            return fail("database", f"{path} is empty: 0 bytes", RESTORE)
        if not is_sqlite(path):
            step = f"{RESTORE}, or name another file with --database."
            return fail("database", f"{path} is no SQLite database", step)
    with reading(engine) as connection:
        if current(connection) is None:
            step = "Fill it with `evidence update`, or name another with --database."
            return fail("database", f"{shown} is empty", step)
    return ok("database", shown)


def schema(engine: Engine) -> Check:
    """Whether the schema is this program's."""
    with reading(engine) as connection:
        found = current(connection)
    if found == newest():
        return ok("schema", f"{found}, the newest")
    said = f"{found}; this program's is {newest()}"
    step = "Type: evidence update (a backup is made before the schema is changed)"
    return warn("schema", said, step)


def integrity(engine: Engine, *, deep: bool) -> Check:
    """What the engine says of its own file."""
    with reading(engine) as connection:
        said = structure(connection, deep=deep)
    if said:
        return fail("integrity", f"the file is damaged: {said}", RESTORE)
    if engine.dialect.name != "sqlite":
        return ok("integrity", "PostgreSQL looks after its own files")
    return ok("integrity", "SQLite finds its file sound")


def index(engine: Engine, *, fix: bool) -> Check:
    """Whether a search finds every record."""
    trouble = index_trouble(engine)
    with reading(engine) as connection:
        state = index_state(connection)
    parts = [trouble] if trouble else []
    if state.missing:
        parts.append(f"{len(state.missing):,} of {state.records:,} records are not in it")
    if state.extra:
        parts.append(f"{len(state.extra):,} entries are of no record")
    if parts and fix:
        rebuild_index(engine)
        return mended(index(engine, fix=False), "rebuilt")
    if parts:
        return fail("index", "; ".join(parts), "Type: evidence doctor --fix")
    if not state.current:
        step = "The next command that opens the database makes it anew."
        return warn("index", "made by the rules of another version", step)
    return ok("index", f"all {state.records:,} records are in it")


def records(engine: Engine, *, fix: bool) -> Check:
    """Whether every record is what was stored: its bytes, its hash, its columns, its words."""
    found = tuple(spoilt(engine))
    indexed = [each for each in found if each.reason.startswith(INDEXED)]
    if indexed and fix:
        rebuild_index(engine)
        return mended(records(engine, fix=False), "the index was made anew")
    if not found:
        return ok("records", "every record and earlier state gives its hash")
    named = "; ".join(f"PMID {each.pmid}: {each.reason}" for each in found[:_NAMED])
    more = f"; and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    step = RESTORE if len(indexed) < len(found) else "Type: evidence doctor --deep --fix"
    return fail("records", f"{len(found):,} are damaged: {named}{more}", step)
