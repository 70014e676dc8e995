"""Collects what there is to say about a query while it is read.

A megabyte of brackets has nothing more to say after the thousandth: of one code no more
than MOST messages are kept, so that any text is read in linear time and memory.
"""

from collections import defaultdict

from evidence.query.tree import Message, Severity

MOST = 1000


class Told:
    """The messages so far; every method's `start` and `end` are offsets into the text."""

    def __init__(self) -> None:
        """Nothing is told yet."""
        self._held: list[Message] = []
        self._counts: defaultdict[str, int] = defaultdict(int)

    def warn(self, code: str, text: str, start: int, end: int, fix: str | None = None) -> None:
        """Something is read differently from how it is typed."""
        self.tell("warning", code, text, start, end, fix=fix)

    def error(  # noqa: PLR0913, PLR0917 -- the parts of a message
        self,
        code: str,
        text: str,
        start: int,
        end: int,
        next_step: str,
        fix: str | None = None,
    ) -> None:
        """Something for which PubMed would answer another question, or none."""
        self.tell("error", code, text, start, end, next_step, fix)

    def tell(  # noqa: PLR0913, PLR0917 -- the parts of a message
        self,
        severity: Severity,
        code: str,
        text: str,
        start: int,
        end: int,
        next_step: str = "",
        fix: str | None = None,
    ) -> None:
        """Keep a message, unless there are enough of its code."""
        self._counts[code] += 1
        if self._counts[code] <= MOST:
            self._held.append(Message(code, severity, text, start, end, next_step, fix))

    def full(self, code: str) -> bool:
        """Whether no more messages of this code are kept."""
        return self._counts.get(code, 0) >= MOST

    @property
    def messages(self) -> tuple[Message, ...]:
        """Those kept, in the order of the text."""
        return tuple(sorted(self._held, key=lambda each: each.start))
