"""Which database, and which file, a backup or its restoring is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.commands import opening
from evidence.errors import NotFound, UsageProblem

if TYPE_CHECKING:  # heavy imports wait until a command runs
    from sqlalchemy import Engine


@contextmanager
def engine_of(*, must_exist: bool) -> Iterator["Engine"]:
    """An engine of this run's database as it is: no schema is made or changed.

    Raises NotFound where `must_exist` and there is no such SQLite file.
    """
    from evidence.store.engine import make_engine

    url = opening.settings().database
    if must_exist and "://" not in url and not Path(url).expanduser().exists():
        raise NotFound(
            f"There is no database at {Path(url).expanduser()} yet.",
            "Name another with --database.",
        )
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def asked_for(engine: "Engine", target: Path | None, keep: int | None) -> Path:
    """The file to write; UsageProblem where a number to keep goes with a name of one's own."""
    from evidence.store.backup import default_folder, name_for

    folder = target if target is not None and target.is_dir() else None
    if target is not None and folder is None:
        if keep is not None:
            raise UsageProblem(
                "--keep counts the backups in a folder, and a file of your own name is none.",
                f"Name a folder that exists: evidence backup FOLDER --keep {keep}",
            )
        return target.absolute()
    folder = folder or default_folder(engine)
    if folder is None:
        raise UsageProblem(
            "A database in memory has no place for its backups.",
            "Name a file: evidence backup FILE",
        )
    return name_for(engine, folder.absolute())
