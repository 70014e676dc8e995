"""What a database's driver raises, as one line for the user: what happened, what to type."""

from sqlalchemy.exc import DBAPIError

from evidence.errors import Busy, ConfigProblem, EvidenceError, StorageProblem


class DamagedDatabase(StorageProblem):
    """What the file holds is no database, or cannot be read as one."""


_GO_ON = "then run the command again: what was reported as kept is kept."
# What the message of SQLite or PostgreSQL holds, what that means for the database {name},
# and the next step. The first that fits is told.
_KNOWN: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("unable to open database file",),
        "The database {name} cannot be opened.",
        "Check that its folder exists and is writable.",
    ),
    (
        ("is not a database", "malformed", "unsupported file format"),
        "{name} is no database of this program, or damaged: {what}.",
        "Restore it from a backup, or name another file with --database.",
    ),
    (
        ("disk is full", "No space left on device", "could not extend file"),
        "The disk is full; what was not reported as kept is not kept.",
        "Make room, then run the command again.",
    ),
    (
        ("disk I/O error", "Input/output error", "could not read block", "could not write"),
        "The disk failed to read or write the database {name}: {what}.",
        "Check the disk, then type: evidence doctor",
    ),
    (
        ("readonly database", "read-only transaction"),
        "The database {name} may be read only, not written.",
        "Check the permissions of the file, its folder and its disk.",
    ),
    (
        ("Could not decode to UTF-8", "datatype mismatch", "invalid page", "could not open file"),
        "The database {name} is damaged: {what}.",
        "Type: evidence doctor --deep",
    ),
    (
        ("FATAL:  database",),
        "The server has no database {name}, or lets nobody in: {what}.",
        "Make it (createdb {name}), or check the URL given with --database.",
    ),
    (
        ("no such table", "no such column", "no such module", "does not exist"),
        "The database {name} lacks what this program made in it: {what}.",
        "Type: evidence doctor",
    ),
    (
        ("password authentication failed", "no password supplied", "no pg_hba.conf entry"),
        "The database server lets nobody in by this name and password: {what}.",
        "Check the URL given with --database, or in EVIDENCE_DATABASE.",
    ),
)
_UNREACHABLE = ("connection failed", "connection is bad", "could not translate host name")
_LOST = (
    *("server closed the connection", "terminating connection", "connection is closed"),
    *("the connection is lost", "consuming input failed", "SSL SYSCALL error", "shutting down"),
)
_LOST_STATES = ("57P0", "08")  # classes of SQLSTATE: shut down or starting, connection


def explanation(problem: DBAPIError, name: str) -> EvidenceError:
    """What happened and what to do; never the statement, which may be long or private."""
    said = str(problem.orig).strip().splitlines()
    what = said[0].rstrip(".") if said else type(problem).__name__
    if "database is locked" in what or "database table is locked" in what:
        return Busy(
            f"Another program is writing to the database {name}.", "Try again when it has finished."
        )
    for signs, meaning, step in _KNOWN:
        if any(sign in what for sign in signs):
            return _kind(meaning)(meaning.format(name=name, what=what), step.format(name=name))
    if any(sign in what for sign in _UNREACHABLE):
        return StorageProblem(
            f"The server of the database {name} cannot be reached: {what}.",
            f"Check that it runs and that the URL is right, {_GO_ON}",
        )
    if lost(problem):
        return StorageProblem(
            f"The connection to the server of the database {name} was lost: {what}.",
            f"Check that the server runs, {_GO_ON}",
        )
    return StorageProblem(f"The database {name} refused: {what}.", "Type: evidence doctor")


def _kind(meaning: str) -> type[EvidenceError]:
    if "password" in meaning:
        return ConfigProblem
    damage = "damaged" in meaning or "failed to read or write" in meaning
    return DamagedDatabase if damage else StorageProblem


def lost(problem: DBAPIError) -> bool:
    """Whether the connection to the server ended, or could not be made just now."""
    state = getattr(problem.orig, "sqlstate", None) or ""
    what = str(problem.orig)
    return (
        problem.connection_invalidated
        or state.startswith(_LOST_STATES)
        or any(sign in what for sign in (*_LOST, *_UNREACHABLE))
    )
