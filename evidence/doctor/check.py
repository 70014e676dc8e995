"""One thing looked at, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from evidence.errors import EvidenceError

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """`detail`: what was seen, in one line; `next`: what to type where it is not well."""

    name: str
    state: State
    detail: str
    next: str = ""


Probe = Callable[[], Check]


def ok(name: str, detail: str) -> Check:
    """All is well."""
    return Check(name, "ok", detail)


def warn(name: str, detail: str, step: str) -> Check:
    """It works, and somebody should look."""
    return Check(name, "warn", detail, step)


def fail(name: str, detail: str, step: str) -> Check:
    """It does not work, or what it says cannot be trusted."""
    return Check(name, "fail", detail, step)


def mended(check: Check, done: str) -> Check:
    """The check as it is after something was done about it."""
    return replace(check, detail=f"{done}; now: {check.detail}")


def guarded(name: str, probe: Probe) -> Check:
    """What the probe says; whatever it raises is a failed check, never a crash."""
    try:
        return probe()
    except EvidenceError as problem:
        return fail(name, problem.what, problem.next_step)
    except OSError as problem:
        return fail(name, f"{problem.filename or ''}: {problem.strerror or problem}", _LOOK)
    except Exception as problem:  # noqa: BLE001 - a damaged database can raise anything
        return fail(name, f"it cannot be read ({type(problem).__name__}: {problem})", _RESTORE)


_LOOK = "Check that the file is there and may be used."
_RESTORE = "Restore a backup: evidence restore FILE"
