"""What keeps the program from seeing everything: told at its start, then not every day."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from evidence.digest.errand import dropped, split
from evidence.digest.model import MOST_NAMED, Step, Trouble
from evidence.digest.text import fingerprint, key, on, plain, short
from evidence.digest.window import CLOSED, Past
from evidence.store import Search, Store
from evidence.store.lock import lock_owner

OLD = timedelta(days=8)  # a weekly search that did not come
_REPEATED = 3  # failures in a row from which on each day is told


def of_topics(store: Store, past: Sequence[Past], now: datetime) -> Iterator[Trouble]:
    """Topics never searched; searches that failed, are partial or old; phrases left out."""
    running = any(each.unended for each in past) and lock_owner(store.engine) is not None
    known = past if running else [_with_killed(each) for each in past]
    yield from _never([each.topic for each in known if not each.searches], running=running)
    for each in known:
        yield from _searches(each, now)
        for phrase in store.ledger.unacknowledged(each.topic):
            yield Trouble(
                f"PubMed leaves the phrase “{short(phrase)}” out of the search of {each.topic}.",
                dropped(each.topic, phrase),
                (key("dropped", each.topic, fingerprint(phrase)),),
            )


def of_quarantine(store: Store, asked: Iterable[int] | None) -> Iterator[Trouble]:
    """Records that PubMed lists and that could not be had; of `asked` only, where given."""
    wanted = None if asked is None else set(asked)
    found = [each for each in store.ledger.quarantined() if wanted is None or each.pmid in wanted]
    if found:
        listed = ", ".join(str(each.pmid) for each in found[:MOST_NAMED])
        rest = f" and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
        records = "1 record" if len(found) == 1 else f"{len(found):,} records"
        yield Trouble(
            f"{records} could not be had from PubMed: {listed}{rest}."
            f" The first: {short(found[0].reason).rstrip('.')}.",
            _update(),
            # What failed only once is shown, and is no reason for a message: it often comes.
            tuple(key("quarantine", each.pmid) for each in found if each.times > 1),
        )


def of_article(place: str, unknown: Iterable[int]) -> Iterator[Trouble]:
    """PMIDs that an article cites and the database does not hold."""
    missing = sorted(unknown)
    if missing:
        listed = " ".join(map(str, missing[:MOST_NAMED]))
        rest = f" and {len(missing) - MOST_NAMED:,} more" if len(missing) > MOST_NAMED else ""
        records = "1 record" if len(missing) == 1 else f"{len(missing):,} records"
        yield Trouble(
            f"{records} that {plain(place)} cites cannot be watched, being in no search: "
            f"{listed}{rest}.",
            Step("Add a topic that finds them, or import them:", "evidence import FILE"),
            tuple(key("unwatched", pmid) for pmid in missing),
        )


def _searches(past: Past, now: datetime) -> Iterator[Trouble]:
    if not past.searches:
        return
    newest = past.searches[0]
    streak = _unanswered(past.searches)
    if streak:
        yield _failing(past.topic, streak, ever=len(streak) < len(past.searches))
        return
    before = _unanswered(past.searches[1:])
    if before:
        yield Trouble(
            f"The search of {past.topic} works again since {on(newest.started)}.",
            Step("To see what it brought, type:", shlex.join(("evidence", "summary", past.topic))),
            (key("recovered", past.topic, before[-1].id),),
            after=key("failing", past.topic, before[-1].id),
        )
    partial = tuple(takewhile(lambda each: each.state == "partial", past.searches))
    if partial:
        # Told once: one record that never comes would make every search partial.
        why, step = split(newest.error)
        yield Trouble(
            f"The search of {past.topic} on {on(newest.started)} is partial{_because(why)}.",
            step or _update(past.topic),
            (key("partial", past.topic, partial[-1].id),),
        )
    if now - newest.started > OLD:
        days = (now - newest.started).days
        yield Trouble(
            f"{past.topic} was last searched on {on(newest.started)}, {days} days ago.",
            _update(past.topic),
            (key("old", past.topic, newest.id),),
        )


def _with_killed(past: Past) -> Past:
    """The same where no update runs: what is still "running" was interrupted."""
    if not past.unended:
        return past
    whole = sorted((*past.searches, *past.unended), key=lambda each: -each.id)
    return replace(past, searches=tuple(whole), unended=())


def _never(topics: Sequence[str], *, running: bool) -> Iterator[Trouble]:
    if not topics:
        return
    rest = len(topics) - MOST_NAMED
    named = ", ".join(topics[:MOST_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
    if len(topics) == 1:
        what = f"{named} has never been searched to the end."
    else:
        what = f"{len(topics):,} topics have never been searched to the end: {named}."
    if running:  # shown, and no reason for a message: it will be over soon
        yield Trouble(f"{what} An update is running.", Step("Type:", "evidence status"), ())
        return
    step = _update(*topics) if rest <= 0 else _update()
    yield Trouble(what, step, tuple(key("never", each) for each in topics))


def _update(*topics: str) -> Step:
    return Step("Type:", shlex.join(("evidence", "update", *topics)))


def _failing(topic: str, streak: tuple[Search, ...], *, ever: bool) -> Trouble:
    """Told at the first failure, at the third, then once a day."""
    newest, onset = streak[0], streak[-1]
    stage = "1" if len(streak) < _REPEATED else newest.started.date().isoformat()
    why, step = split(newest.error)
    said = "failed" if newest.state == "failed" else "was interrupted"
    what = f"The search of {topic} on {on(newest.started)} {said}{_because(why)}."
    if len(streak) > 1:
        what += f" It was the last of {len(streak)} without an answer."
    if not ever:
        what += f" {topic} has never been searched to the end."
    return Trouble(what, step or _update(topic), (key("failing", topic, onset.id, stage),))


def _unanswered(searches: Iterable[Search]) -> tuple[Search, ...]:
    return tuple(takewhile(lambda each: each.state not in CLOSED, searches))


def _because(why: str) -> str:
    return f": {short(why).rstrip('.')}" if why else ""
