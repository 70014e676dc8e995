"""How the outcome of an update is printed, and which exit code it means."""

from collections.abc import Sequence

from evidence.errors import EvidenceError, PartialResult
from evidence.harvest import SearchOutcome


def columns() -> tuple[str, ...]:
    """The table's columns."""
    return ("topic", "state", "PubMed has", "new", "changed", "joined", "left", "note")


def row(outcome: SearchOutcome) -> tuple[str, ...]:
    """One topic's row; the note is its error, else its warnings."""
    count = "no answer" if outcome.count is None else str(outcome.count)
    numbers = (outcome.new, outcome.changed, outcome.joined, outcome.left)
    note = str(outcome.error or "; ".join(outcome.warnings))
    return (outcome.topic, outcome.state, count, *(str(number) for number in numbers), note)


def as_dict(outcome: SearchOutcome) -> dict[str, object]:
    """The documented JSON of one topic's outcome."""
    return {
        "topic": outcome.topic,
        "state": outcome.state,
        "count": outcome.count,
        "new": outcome.new,
        "changed": outcome.changed,
        "joined": outcome.joined,
        "left": outcome.left,
        "requests": outcome.requests,
        "warnings": list(outcome.warnings),
        "error": str(outcome.error or ""),
    }


def settle(outcomes: Sequence[SearchOutcome]) -> None:
    """Raise what the outcomes amount to: the one error, or PartialResult among several."""
    failed = [outcome for outcome in outcomes if outcome.state != "complete"]
    if not failed:
        return
    names = ", ".join(outcome.topic for outcome in failed)
    if len(failed) == len(outcomes) and all(outcome.failure for outcome in failed):
        first = failed[0].failure
        if isinstance(first, EvidenceError):
            raise first
    raise PartialResult(
        f"{len(failed)} of {len(outcomes)} topics are not complete ({names}); the others are kept.",
        f"Try again: evidence update {' '.join(outcome.topic for outcome in failed)}",
    )
