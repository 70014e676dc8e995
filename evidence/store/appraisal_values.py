"""What people decided about records, and what was computed from them, as values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's level (1 to 5) of a record for a question; None takes an earlier one back.

    `sha256` is the hash of the record as it was then.
    """

    pmid: int
    question: str
    level: int | None
    who: str
    why: str
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Kinship:
    """A person's word on two records: of one study (`together`), not (False), or taken back."""

    pmid_a: int
    pmid_b: int
    together: bool | None
    who: str
    why: str
    at: datetime

    @property
    def pair(self) -> tuple[int, int]:
        """The two PMIDs, the smaller first."""
        return min(self.pmid_a, self.pmid_b), max(self.pmid_a, self.pmid_b)


@dataclass(frozen=True, slots=True)
class Computed:
    """What rules of a version computed from the record with this hash, as bytes."""

    pmid: int
    sha256: str
    rules: str
    payload: bytes
