"""How the ledger's rows are shown."""

from collections.abc import Iterator
from datetime import datetime

from evidence.store import Acknowledgement, Search, Store

COLUMNS = (
    *("run", "topic", "started", "state", "PubMed has", "stored"),
    *("new", "changed", "joined", "left", "gone", "requests", "note"),
)


def row_of(search: Search) -> tuple[str, ...]:
    """One search on one line; the note is its error, else its warnings."""
    return (
        str(search.run),
        search.topic,
        moment(search.started),
        search.state,
        number(search.count),
        number(search.stored),
        *(
            str(each)
            for each in (search.new, search.changed, search.joined, search.left, search.gone)
        ),
        str(search.requests),
        search.error or "; ".join(search.warnings),
    )


def moment(when: datetime | None) -> str:
    """A moment in the reader's own time zone, to the minute."""
    return when.astimezone().strftime("%Y-%m-%d %H:%M") if when else "none"


def number(count: int | None) -> str:
    """A count, or that there is none."""
    return "none" if count is None else str(count)


def facts(store: Store, search: Search) -> Iterator[tuple[str, str]]:
    """Everything the ledger says of one search: (what, as text)."""
    yield "topic", search.topic
    yield "state", search.state
    if search.error:
        yield "error", search.error
    yield "searched", search.source
    yield "program", search.program_version
    yield "started", moment(search.started)
    yield "finished", moment(search.finished)
    yield "query as written", search.query
    yield "query as sent", search.sent
    yield "query as translated", search.translation or "none"
    for source, target in search.translations:
        yield "translation", f"{source} → {target}"
    for warning in search.warnings:
        yield "warning", warning
    for given in _acknowledged(store, search):
        yield "acknowledged", f"{given.phrase!r} by {given.who}, {moment(given.at)}: {given.why}"
    yield "PubMed has", number(search.count)
    yield "stored", number(search.stored)
    for name in ("new", "changed", "joined", "left", "gone", "quarantined", "requests", "bytes"):
        yield name, str(getattr(search, name))
    yield "seconds", f"{search.seconds:.1f}"
    moves = store.moves(search.id)
    for name, pmids in (("joined", moves.joined), ("left", moves.left)):
        if pmids:
            yield f"PMIDs that {name}", _some(pmids)


def _acknowledged(store: Store, search: Search) -> list[Acknowledgement]:
    given = store.ledger.acknowledged(search.topic)
    return [each for each in given if each.phrase in search.dropped and each.covers(search.query)]


_SHOWN = 50


def _some(pmids: tuple[int, ...]) -> str:
    more = len(pmids) - _SHOWN
    shown = " ".join(map(str, pmids[:_SHOWN]))
    return f"{shown} and {more:,} more (--json lists all)" if more > 0 else shown
