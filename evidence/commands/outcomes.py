"""How the outcome of an update is printed, and which exit code it means."""

from collections.abc import Iterator, Sequence

from evidence.errors import PartialResult
from evidence.harvest import SearchOutcome
from evidence.harvest.wording import WITHDRAWN
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


def troubles(outcomes: Sequence[SearchOutcome]) -> Iterator[tuple[str, str]]:
    """(the topics, what is wrong with them): each sentence once, however many topics it is of.

    That PubMed has withdrawn a record is no trouble, but news.
    """
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        for text in (outcome.error, *outcome.warnings):
            if text and not text.startswith(WITHDRAWN):
                found.setdefault(text, []).append(outcome.topic)
    for text, topics in found.items():
        yield ", ".join(topics), text


def settle(outcomes: Sequence[SearchOutcome]) -> None:
    """Raise what the outcomes amount to: the one error, or PartialResult among several."""
    ended = [outcome for outcome in outcomes if outcome.state != "complete"]
    if not ended:
        return
    errors = {outcome.error for outcome in ended}
    if len(ended) == len(outcomes) and len(errors) == 1 and ended[0].failure:
        raise ended[0].failure
    names = " ".join(outcome.topic for outcome in ended)
    failed = [outcome.topic for outcome in ended if outcome.state == "failed"]
    partly = [outcome.topic for outcome in ended if outcome.state != "failed"]
    parts = []
    if failed:
        parts.append(f"not searched: {', '.join(failed)}")
    if partly:
        parts.append(f"not every record of {', '.join(partly)} could be had or read")
    raise PartialResult(
        f"{'; '.join(parts)[:1].upper()}{'; '.join(parts)[1:]}. What came is kept.",
        f"Try again: evidence update {names}",
    )
