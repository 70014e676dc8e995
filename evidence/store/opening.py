"""Opens a store, on a database that is brought up to date before."""

from sqlalchemy import Connection, Engine, select

from evidence.store.engine import explained, make_engine, reading
from evidence.store.health import rebuild_index
from evidence.store.migrate import migrate, require_newest
from evidence.store.models import SettingRow
from evidence.store.store import Store
from evidence.store.words import signature


def open_store(url: str, *, readonly: bool = False) -> Store:
    """Open the database at a SQLite path or a postgresql: URL, and bring it up to date.

    It is backed up before it is migrated. `readonly` changes nothing and refuses an older
    schema. Raises ConfigProblem for a newer or foreign schema.
    """
    engine = make_engine(url)
    try:
        with explained(engine):
            _prepare(engine, readonly=readonly)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def _prepare(engine: Engine, *, readonly: bool) -> None:
    if readonly:
        require_newest(engine)
        return
    migrate(engine)
    with reading(engine) as connection:
        made = _index_made(connection)
    if made != signature():
        rebuild_index(engine)


def _index_made(connection: Connection) -> str | None:
    statement = select(SettingRow.value).where(SettingRow.name == "index")
    return connection.execute(statement).scalar_one_or_none()
