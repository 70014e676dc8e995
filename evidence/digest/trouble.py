"""What keeps the program from seeing everything: told at its start, then not every day."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from evidence.digest.model import Trouble
from evidence.digest.text import fingerprint, key, on, plain, short
from evidence.digest.window import CLOSED, Past
from evidence.store import Search, Store

OLD = timedelta(days=8)  # a weekly search that did not come
_REPEATED = 3  # failures in a row from which on each day is told
_NAMED = 10  # PMIDs in a line


def of_topics(store: Store, past: Iterable[Past], now: datetime) -> Iterator[Trouble]:
    """Searches that failed, are partial or old, and phrases that PubMed left out."""
    for each in past:
        yield from _searches(each, now)
        for phrase in store.ledger.unacknowledged(each.topic):
            yield Trouble(
                f"PubMed leaves the phrase “{short(phrase)}” out of the search of {each.topic}.",
                f"evidence query check --topic {each.topic}",
                (key("dropped", each.topic, fingerprint(phrase)),),
            )


def of_quarantine(store: Store, asked: Iterable[int] | None) -> Iterator[Trouble]:
    """Records that PubMed lists and that could not be had; of `asked` only, where given."""
    wanted = None if asked is None else set(asked)
    found = [each for each in store.ledger.quarantined() if wanted is None or each.pmid in wanted]
    if found:
        listed = ", ".join(str(each.pmid) for each in found[:_NAMED])
        rest = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
        records = "1 record" if len(found) == 1 else f"{len(found):,} records"
        yield Trouble(
            f"{records} could not be had from PubMed: {listed}{rest}."
            f" The first: {short(found[0].reason).rstrip('.')}.",
            "evidence update",
            # What failed only once is shown, and is no reason for a message: it often comes.
            tuple(key("quarantine", each.pmid) for each in found if each.times > 1),
        )


def of_article(place: str, unknown: Iterable[int]) -> Iterator[Trouble]:
    """PMIDs that an article cites and the database does not hold."""
    missing = sorted(unknown)
    if missing:
        listed = " ".join(map(str, missing[:_NAMED]))
        rest = f" and {len(missing) - _NAMED:,} more" if len(missing) > _NAMED else ""
        records = "1 record" if len(missing) == 1 else f"{len(missing):,} records"
        yield Trouble(
            f"{records} that {plain(place)} cites cannot be watched, being in no search: "
            f"{listed}{rest}.",
            "add a topic that finds them, or import them: evidence import FILE",
            tuple(key("unwatched", pmid) for pmid in missing),
        )


def _searches(past: Past, now: datetime) -> Iterator[Trouble]:
    if not past.searches:
        return
    newest = past.searches[0]
    streak = _unanswered(past.searches)
    if streak:
        yield _failing(past.topic, streak)
        return
    before = _unanswered(past.searches[1:])
    if before:
        yield Trouble(
            f"The search of {past.topic} works again since {on(newest.started)}.",
            f"evidence summary {past.topic}",
            (key("recovered", past.topic, before[-1].id),),
            after=key("failing", past.topic, before[-1].id),
        )
    partial = tuple(takewhile(lambda each: each.state == "partial", past.searches))
    if partial:
        # Told once: one record that never comes would make every search partial.
        yield Trouble(
            f"The search of {past.topic} on {on(newest.started)} is partial{_why(newest)}.",
            f"evidence update {past.topic}",
            (key("partial", past.topic, partial[-1].id),),
        )
    if now - newest.started > OLD:
        days = (now - newest.started).days
        yield Trouble(
            f"{past.topic} was last searched on {on(newest.started)}, {days} days ago.",
            f"evidence update {past.topic}",
            (key("old", past.topic, newest.id),),
        )


def _failing(topic: str, streak: tuple[Search, ...]) -> Trouble:
    """Told at the first failure, at the third, then once a day."""
    newest, onset = streak[0], streak[-1]
    stage = "1" if len(streak) < _REPEATED else newest.started.date().isoformat()
    said = "failed" if newest.state == "failed" else "was interrupted"
    what = f"The search of {topic} on {on(newest.started)} {said}{_why(newest)}."
    if len(streak) > 1:
        what += f" It was the last of {len(streak)} without an answer."
    next_step = f"evidence update {topic}"
    return Trouble(what, next_step, (key("failing", topic, onset.id, stage),))


def _unanswered(searches: Iterable[Search]) -> tuple[Search, ...]:
    return tuple(takewhile(lambda each: each.state not in CLOSED, searches))


def _why(search: Search) -> str:
    return f": {short(search.error).rstrip('.')}" if search.error else ""
