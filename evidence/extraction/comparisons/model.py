"""What a paper sets against each other, and in whose favour each outcome came out.

Every value rests on words of the record. "Unclear" and "not stated" are answers; nothing
here is guessed.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from evidence.extraction.quantities import Quantity
from evidence.record import Span

ArmKind: TypeAlias = Literal[
    "operative", "conservative", "placebo", "sham", "usual care", "no treatment", "other"
]
Kind: TypeAlias = Literal[
    "surgical_vs_conservative",
    "surgical_vs_sham",
    "both_surgical",
    "conservative_only",
    "no_comparator",
    "postoperative_care",
    "other",
]
Direction: TypeAlias = Literal["favours_a", "favours_b", "no_difference", "unclear"]
Basis: TypeAlias = Literal["intention to treat", "as treated", "not stated"]


@dataclass(frozen=True, slots=True)
class Arm:
    """One side: what kind of care, and the words that name it."""

    kind: ArmKind
    words: Span


@dataclass(frozen=True, slots=True)
class Compared:
    """What the paper compares. `a` is the operative or the newer side, `b` what it is set against.

    Both are None where nothing is compared, or where it cannot be told. `why` is a reason for
    people.
    """

    kind: Kind
    why: str
    a: Arm | None = None
    b: Arm | None = None

    @property
    def operative_v_conservative(self) -> bool:
        """Whether an operative arm is set against a conservative one."""
        return self.kind == "surgical_vs_conservative"


@dataclass(frozen=True, slots=True)
class Time:
    """When an outcome was measured: value and unit ("2", "years"), or a label ("discharge")."""

    value: float | None = None
    unit: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One outcome between the arms: `place` are the very words; one row an outcome and direction.

    `direction` is judged by what is good for the patient, whatever the sign of the scale.
    `outcome` as printed ("leg pain"), `domain` our word for its kind ("pain"), `instrument` the
    canonical name or "". `why` names the rule that decided the direction.
    """

    outcome: str
    domain: str
    direction: Direction
    place: Span
    why: str
    instrument: str = ""
    times: tuple[Time, ...] = ()
    basis: Basis = "not stated"
    estimate: Quantity | None = None
    p: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Harm:
    """Harm or reoperation; `reported` is False for "none was reported", which is never "none"."""

    what: str
    direction: Direction
    place: Span
    reported: bool = True


@dataclass(frozen=True, slots=True)
class Crossover:
    """People of one arm who had the other's treatment; `to` is the care they changed to."""

    to: ArmKind | Literal[""]
    count: Quantity | None
    place: Span


@dataclass(frozen=True, slots=True)
class Report:
    """All that a record says of its comparison.

    `overall` is the authors' conclusion on their main outcomes, `mixed` whether it also holds
    an opposite finding.
    """

    compared: Compared
    comparisons: tuple[Comparison, ...] = ()
    harms: tuple[Harm, ...] = ()
    crossovers: tuple[Crossover, ...] = ()
    lost: tuple[Span, ...] = ()
    overall: Direction = "unclear"
    overall_place: Span | None = None
    mixed: bool = False
