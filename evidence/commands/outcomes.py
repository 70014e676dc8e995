"""How the outcome of an update is printed, and which exit code it means."""

from collections.abc import Sequence

from evidence.errors import EvidenceError, PartialResult
from evidence.harvest import SearchOutcome
from evidence.store import Search


def columns() -> tuple[str, ...]:
    """The table's columns."""
    return ("topic", "state", "PubMed has", "new", "changed", "joined", "left", "gone", "note")


def row(outcome: SearchOutcome) -> tuple[str, ...]:
    """One topic's row; the note is its error, else its warnings."""
    count = "no answer" if outcome.count is None else str(outcome.count)
    numbers = (outcome.new, outcome.changed, outcome.joined, outcome.left, outcome.gone)
    note = str(outcome.error or "; ".join(outcome.warnings))
    return (outcome.topic, outcome.state, count, *(str(number) for number in numbers), note)


def as_dict(search: Search, warnings: Sequence[str] | None = None) -> dict[str, object]:
    """The documented JSON of one topic's search; `warnings` in the place of its own."""
    return {
        "run": search.run,
        "topic": search.topic,
        "state": search.state,
        "started": search.started.isoformat(),
        "finished": search.finished.isoformat() if search.finished else None,
        "query": search.query,
        "translation": search.translation,
        "warnings": list(search.warnings if warnings is None else warnings),
        "count": search.count,
        "stored": search.stored,
        "new": search.new,
        "changed": search.changed,
        "joined": search.joined,
        "left": search.left,
        "gone": search.gone,
        "quarantined": search.quarantined,
        "requests": search.requests,
        "bytes": search.bytes,
        "error": search.error,
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
