"""How many records to ask for at once: fewer after a failure, more again after successes."""

_SMALLEST = 100  # a failure below this is hardly one of size
_PATIENCE = 3  # full batches that succeed before a larger one is tried
_LONGEST_PATIENCE = 48


class Pace:
    """The size of the next batch; it outlives a fetch, for the service stays the same.

    Each failure doubles how many successes it takes to grow again, so that a service that
    cannot serve the larger size is seldom asked for it.
    """

    def __init__(self, most: int) -> None:
        """`most` records at once, 1 at least."""
        self._most = max(1, most)
        self.size = self._most
        self._patience = _PATIENCE
        self._row = 0

    def succeeded(self, size: int) -> None:
        """A batch of `size` came at once."""
        if size < self.size or self.size == self._most:
            return
        self._row += 1
        if self._row >= self._patience:
            self._row = 0
            self.size = min(self._most, self.size * 2)

    def too_large(self, largest: int) -> None:
        """A batch failed and came in parts, of which `largest` was the size of the largest."""
        self._row = 0
        self._patience = min(_LONGEST_PATIENCE, self._patience * 2)
        self.size = min(self.size, max(largest, _SMALLEST))
