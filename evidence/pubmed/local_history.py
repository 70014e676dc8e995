"""Result lists kept by the local PubMed under a WebEnv, as NCBI keeps them: for a while."""

from collections.abc import Sequence
from threading import Lock

_MOST = 100  # environments; the oldest is forgotten, as NCBI's are after some hours


class History:
    """WebEnv → its numbered lists of PMIDs; query keys count from 1.

    `uses`: how many readings an environment lives through, None for any number. NCBI says
    nothing of how long it keeps one; its staff named about eight hours.
    """

    def __init__(self) -> None:
        """Empty."""
        self.uses: int | None = None
        self._lists: dict[str, list[tuple[int, ...]]] = {}
        self._read: dict[str, int] = {}
        self._made = 0
        self._lock = Lock()

    def put(self, pmids: Sequence[int], environment: str = "") -> tuple[str, int]:
        """Keep a list; returns its WebEnv (a new one unless given and known) and query key."""
        with self._lock:
            if environment not in self._lists:
                self._made += 1
                environment = f"MCID_local_{self._made}"
                self._lists[environment] = []
                while len(self._lists) > _MOST:
                    self._drop(next(iter(self._lists)))
            kept = self._lists[environment]
            kept.append(tuple(pmids))
            return environment, len(kept)

    def get(self, environment: str, key: int) -> tuple[int, ...] | None:
        """The list, or None where it is not or no longer known."""
        with self._lock:
            kept = self._lists.get(environment, [])
            if not 0 < key <= len(kept):
                return None
            self._read[environment] = self._read.get(environment, 0) + 1
            if self.uses is not None and self._read[environment] > self.uses:
                self._drop(environment)
                return None
            return kept[key - 1]

    def forget(self) -> None:
        """Let every list expire."""
        with self._lock:
            self._lists.clear()
            self._read.clear()

    def _drop(self, environment: str) -> None:
        del self._lists[environment]
        self._read.pop(environment, None)
