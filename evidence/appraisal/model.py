"""What a study design is: a name, the reason for it, and the words or terms it rests on."""

from dataclasses import dataclass

from evidence.record import Span

NAMES = (
    *("systematic review", "meta-analysis", "randomised trial", "non-randomised controlled trial"),
    *("uncontrolled trial", "cohort", "case-control", "cross-sectional", "case series"),
    *("case report", "qualitative", "guideline", "narrative review", "protocol", "commentary"),
    *("laboratory or animal study", "not stated"),
)


@dataclass(frozen=True, slots=True)
class Design:
    """A name from NAMES, why, and on what it rests.

    `basis` is "publication type", "mesh", "words", "model" or "none"; `span` are the deciding
    words where it is "words" (with "mesh", words that were weighed beside the heading), the
    first of `words` where it is "model", whose probability is `score`; `detail` narrows the
    name ("prospective", "with meta-analysis", "crossover"), and `details` are all that do, in
    a fixed order: a randomised trial may be "pilot", "cluster" and "crossover" in one.
    `historical` are the words that say a study has historical controls.
    """

    name: str
    reason: str
    detail: str = ""
    basis: str = "none"
    span: Span | None = None
    historical: Span | None = None
    score: float | None = None
    words: tuple[Span, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def historically_controlled(self) -> bool:
        """Whether the comparison is with people treated at another time."""
        return self.historical is not None
