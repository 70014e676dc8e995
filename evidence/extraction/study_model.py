"""How many people a study has and how long they were followed, in its own words."""

from dataclasses import dataclass

from evidence.record import Span


@dataclass(frozen=True, slots=True)
class Size:
    """People in a study: `what` is randomised, enrolled, total, analysed or arms summed.

    `summed` are the words of the arms where no total is stated.
    """

    value: int
    what: str
    words: Span
    summed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The longest follow-up, "24", "months"; `kind` is mean, median, minimum, planned or ""."""

    value: float
    unit: str
    kind: str
    words: Span
