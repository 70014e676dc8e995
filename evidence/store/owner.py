"""Who holds the update's lock: a small file for people, never the lock itself."""

import json
import os
import re
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_PRIVATE = 0o600
_PASSWORD = re.compile(r"//[^/\s]*@")  # a database's URL may be among the arguments


@dataclass(frozen=True, slots=True)
class Owner:
    """A running program; what is not known of it is None or ""."""

    pid: int | None = None
    host: str = ""
    started: datetime | None = None
    command: str = ""

    def __str__(self) -> str:
        """In words: "process 1234 on clinic-pc, since 03:17"; "" where nothing is known."""
        parts = [f"process {self.pid}" if self.pid else "a process"]
        if self.host:
            parts.append(f"on {self.host}")
        text = " ".join(parts) if self.pid or self.host else ""
        since = f"since {_clock(self.started)}" if self.started else ""
        return ", ".join(part for part in (text, since) if part)


def write(path: Path) -> None:
    """Name this process in `path`, for this user's eyes only; raises OSError."""
    arguments = [Path(sys.argv[0]).name, *sys.argv[1:]]
    said = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": _PASSWORD.sub("//***@", " ".join(arguments)),
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(said, file)


def read(path: Path) -> Owner | None:
    """Whom `path` names; None where it names nobody, or cannot be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        started = datetime.fromisoformat(said["started"])
        return Owner(int(said["pid"]), str(said["host"]), started, str(said["command"]))
    except (OSError, ValueError, TypeError, LookupError):
        return None


def lives(owner: Owner) -> bool:
    """Whether the process may still run: False only where this machine says that it does not."""
    if owner.host != socket.gethostname() or owner.pid is None or os.name == "nt":
        return True  # signal 0 is none on Windows: it would end the other program
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it lives, and belongs to somebody else
    return True


def _clock(moment: datetime) -> str:
    """The user's own time; with the day where it is not today."""
    local = moment.astimezone()
    today = datetime.now().astimezone().date()
    return local.strftime("%H:%M" if local.date() == today else "%Y-%m-%d %H:%M")
