"""What in a query cannot be read: one line with the place and what to write instead."""

from evidence.errors import UsageProblem


class QueryProblem(UsageProblem):
    """A query, or a part of it, that has no meaning here; `start` counts from 0."""

    def __init__(self, start: int, what: str, next_step: str = "") -> None:
        """`what` is wrong at `start`; `next_step` says what to write."""
        super().__init__(f"Query, character {start + 1}: {what}", next_step)
        self.start = start
