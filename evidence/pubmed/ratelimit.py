"""One rate limit for all processes of a machine: NCBI counts requests by address, not by program.

NCBI allows 3 requests a second without a key and 10 with one (NBK25497); a spacing of
exactly a third of a second still trips its counter, hence the wider figures here.
"""

import time
from pathlib import Path

from filelock import FileLock, Timeout

WITHOUT_KEY = 0.37  # seconds between two requests
WITH_KEY = 0.11
_LONGEST_QUEUE = 120.0  # a slot further ahead than this was written under another clock


class RateLimit:
    """Gives out time slots at least `spacing` seconds apart.

    `path` is a small file shared by every process of this user; without one, or where it
    cannot be written, only this process is counted. A spacing of 0 gives slots at once.
    """

    def __init__(self, spacing: float, path: Path | None = None) -> None:
        """`spacing` in seconds; the file's folder is created when first needed."""
        self.spacing = spacing
        self._path = path
        self._next = 0.0

    def wait(self, longest: float) -> bool:
        """Sleep until the next free slot; False, at once, if it is over `longest` seconds away."""
        if not self.spacing:
            return True
        delay = self._reserve(self.spacing, longest)
        if delay is None:
            return False
        time.sleep(delay)
        return True

    def hold(self, seconds: float) -> None:
        """Let no process take a slot for `seconds`: the service asked for a pause."""
        if self.spacing and seconds > 0:
            self._reserve(min(seconds, _LONGEST_QUEUE), _LONGEST_QUEUE, pause=True)

    def _reserve(self, length: float, longest: float, *, pause: bool = False) -> float | None:
        """Seconds until the slot taken, or None where that is further away than `longest`."""
        if self._path is None:
            return self._take(length, longest, self._next, pause=pause)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._path}.lock", timeout=max(0.0, longest)):
                delay = self._take(length, longest, self._read(), pause=pause)
                self._path.write_text(repr(self._next), encoding="ascii")
        except Timeout:
            return None
        except OSError:  # a read-only home: count this process alone rather than not at all
            return self._take(length, longest, self._next, pause=pause)
        return delay

    def _take(self, length: float, longest: float, free: float, *, pause: bool) -> float | None:
        # Wall-clock time is the only one that two processes share on every system.
        now = time.time()
        slot = free if now < free < now + _LONGEST_QUEUE else now
        self._next = max(slot, now + length) if pause else slot + length
        if slot - now > longest:
            self._next = slot  # give the slot back
            return None
        return slot - now

    def _read(self) -> float:
        if self._path is None:
            return 0.0
        try:
            return float(self._path.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0.0  # first use, or a file cut by a power failure
