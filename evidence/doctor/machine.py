"""The machine: versions, full text, room on the disk, who may read what."""

import os
import platform
import shutil
import sqlite3
import stat
from collections.abc import Sequence
from pathlib import Path

from evidence.doctor.check import Check, fail, mended, ok, warn
from evidence.shipped import program_version

_OLDEST = (3, 35, 0)  # of SQLite: RETURNING
_LITTLE = 1 << 30  # bytes
_NOTHING = 50 << 20
_PRIVATE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def program() -> Check:
    """The versions that everything runs on, and SQLite's full text."""
    said = (
        f"evidence-tracker {program_version()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )
    if sqlite3.sqlite_version_info < _OLDEST:
        return fail("program", f"{said}: too old", "Install a Python with SQLite 3.35 or newer.")
    with sqlite3.connect(":memory:") as memory:
        try:
            memory.execute("CREATE VIRTUAL TABLE x USING fts5 (y)")
        except sqlite3.OperationalError:
            return fail("program", f"{said} without FTS5", "Install a Python with SQLite's FTS5.")
        finally:
            memory.rollback()
    memory.close()
    return ok("program", f"{said} with FTS5")


def room(folder: Path, size: int) -> Check:
    """Whether a backup of `size` bytes, and the next update, have room in `folder`."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{free / (1 << 30):,.1f} GiB free in {folder}"
    step = "Make room, or move the database: evidence backup, then evidence restore elsewhere."
    if free < _NOTHING:
        return fail("disk", said, step)
    if free < max(_LITTLE, 2 * size):
        return warn("disk", f"{said}, little beside {size / (1 << 20):,.0f} MiB of database", step)
    return ok("disk", said)


def permissions(paths: Sequence[Path], *, fix: bool) -> Check:
    """Whether others may read the database, what lies beside it, or the settings."""
    if os.name == "nt":
        return ok("permissions", "Windows has its own; not looked at")
    there = [path for path in paths if path.is_file()]
    wide = [path for path in there if path.stat().st_mode & _OTHERS]
    if wide and fix:
        for path in wide:
            path.chmod(_PRIVATE)
        return mended(permissions(paths, fix=False), f"made private: {_named(wide)}")
    if wide:
        step = f"Type: evidence doctor --fix (chmod 600 {_named(wide)})"
        return warn("permissions", f"others on this machine may use {_named(wide)}", step)
    return ok("permissions", f"{len(there)} files are for their user alone")


def _named(paths: Sequence[Path]) -> str:
    return " ".join(str(path) for path in paths)
