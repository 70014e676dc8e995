"""One sentence while its numbers are read: what is claimed already is not read again.

`words` are the numbers in words, `digits` whether there is a figure at all.
"""

import re
from dataclasses import dataclass, field

from evidence.extraction.quantities.figures import worded
from evidence.extraction.quantities.values import Kind, Quantity, Values

_DIGIT = re.compile(r"\d")
_REACH = 90  # characters on either side that are looked at for words


@dataclass(slots=True)
class Sheet:
    """A sentence, which of its characters belong to a quantity, and the quantities."""

    text: str
    found: list[Quantity] = field(default_factory=list)
    taken: bytearray = field(init=False)
    words: tuple[tuple[int, int], ...] = field(init=False)
    digits: bool = field(init=False)

    def __post_init__(self) -> None:
        self.taken = bytearray(len(self.text))
        self.words = tuple(worded(self.text))
        self.digits = _DIGIT.search(self.text) is not None

    def free(self, start: int, end: int) -> bool:
        """Whether no quantity has any of these characters yet."""
        return not any(self.taken[start:end])

    def claim(  # noqa: PLR0913 -- one parameter a field
        self,
        kind: Kind,
        start: int,
        end: int,
        values: Values,
        *,
        unit: str = "",
        role: str = "",
        measure: str = "",
    ) -> bool:
        """Keep a quantity; False where another has some of its characters."""
        if not self.free(start, end):
            return False
        self.taken[start:end] = b"\1" * (end - start)
        words = self.text[start:end]
        self.found.append(Quantity(kind, start, end, words, values, unit, role, measure))
        return True

    def mask(self, start: int, end: int) -> None:
        """Let nothing claim these characters: degrees of freedom, parts of a name."""
        self.taken[start:end] = b"\1" * (end - start)

    def before(self, start: int, reach: int = _REACH) -> str:
        """The words that lead to `start`."""
        return self.text[max(0, start - reach) : start]

    def after(self, end: int, reach: int = _REACH) -> str:
        """The words that follow `end`."""
        return self.text[end : end + reach]
