"""What is known of one number in a text: its kind, its place, its values."""

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from evidence.record import Address, Record

Kind: TypeAlias = Literal[
    "sample_size",
    "count",
    "percentage",
    "p_value",
    "effect",
    "mean_sd",
    "duration",
    "instrument",
    "other_number",
]
Number: TypeAlias = float | int


@dataclass(frozen=True, slots=True)
class Values:
    """The numbers of one quantity; None where the text gives none.

    `value` is the count, share, p, mean or estimate; `values` are those of other_number.
    `low` and `high` are the ends of `interval`: "CI", "IQR", "range" or "" (in brackets
    without a word for what it is); `level` is the interval's, in per cent. `spread` is what
    follows "±" or "SD": `dispersion` says "SD", "SE" or "unspecified". `operator` belongs to
    a p value and is `inherited` when a list gives it once.
    """

    value: Number | None = None
    values: tuple[Number, ...] = ()
    denominator: int | None = None
    operator: str = ""
    inherited: bool = False
    interval: str = ""
    low: Number | None = None
    high: Number | None = None
    level: Number | None = None
    spread: Number | None = None
    dispersion: str = ""

    def known(self) -> dict[str, object]:
        """Those that the text gives, by name."""
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in named if value not in (None, "", (), False)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number or instrument: `text[start:end]` of the text it was read from, in code points.

    `role` says what a sample size, duration or other number is of (see docs/extraction.md);
    `measure` what an effect measures ("OR", "MD") or which instrument is named.
    """

    kind: Kind
    start: int
    end: int
    text: str
    values: Values = Values()
    unit: str = ""
    role: str = ""
    measure: str = ""

    def moved(self, by: int) -> "Quantity":
        """The same, `by` code points further on."""
        place = self.start + by, self.end + by
        return Quantity(
            self.kind, *place, self.text, self.values, self.unit, self.role, self.measure
        )

    def address(self, record: Record, section: str) -> Address:
        """Where it stands in a record, when it was read from the text of `section`."""
        return Address(record.pmid, record.sha256, section, self.start, self.end)
