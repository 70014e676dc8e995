"""The books: who updates, what was left running, how old the answers are, what is missing."""

from collections.abc import Sequence
from datetime import datetime

from evidence.doctor.check import Check, mended, ok, warn
from evidence.errors import Busy
from evidence.store import Store
from evidence.store.lock import lock_owner, update_lock
from evidence.topic import Topic

_OLD = 31  # days
_NAMED = 5


def lock(store: Store) -> Check:
    """Who holds the update's lock: for information, neither good nor bad."""
    owner = lock_owner(store.engine)
    if owner is None:
        return ok("lock", "no update is running")
    said = str(owner)
    return ok("lock", f"an update is running ({said})" if said else "an update is running")


def runs(store: Store, *, fix: bool) -> Check:
    """Searches that a killed program left "running"."""
    left = [each for each in store.searches() if each.state == "running"]
    if not left:
        return ok("runs", "none was left unfinished")
    try:
        with update_lock(store.engine):
            if fix:
                count = store.interrupt_searches()
                return mended(runs(store, fix=False), f"{count} marked as interrupted")
    except Busy:
        return ok("runs", f"{len(left)} running now")
    named = ", ".join(dict.fromkeys(each.topic for each in left[:_NAMED]))
    step = "Type: evidence update, which goes on where it ended; or evidence doctor --fix"
    return warn("runs", f"{len(left)} searches were left unfinished ({named})", step)


def searches(store: Store, topics: Sequence[Topic], now: datetime) -> Check:
    """How old the last complete search of each topic is."""
    last: dict[str, datetime] = {}
    for each in store.searches():  # newest first
        if each.state == "complete":
            last.setdefault(each.topic, each.finished or each.started)
    days = {name: (now - moment).days for name, moment in last.items()}
    never = [topic.name for topic in topics if topic.name not in days]
    old = [topic.name for topic in topics if days.get(topic.name, 0) > _OLD]
    parts = []
    if never:
        parts.append(f"never complete: {_names(never)}")
    if old:
        ages = [f"{name} ({days[name]} days ago)" for name in old]
        parts.append(f"long ago: {_names(ages)}")
    if parts:
        one = (never + old)[0]
        return warn("searches", "; ".join(parts), f"Type: evidence update {one}")
    ages_of = [days[topic.name] for topic in topics]
    oldest = f", the oldest {max(ages_of)} days ago" if ages_of else ""
    return ok("searches", f"{len(topics)} topics were searched to the end{oldest}")


def quarantine(store: Store) -> Check:
    """Records that PubMed lists and that could not be had."""
    found = store.ledger.quarantined()
    if not found:
        return ok("quarantine", "every record that PubMed listed was had")
    named = [f"PMID {each.pmid} ({each.kind}, {each.times} times)" for each in found]
    step = "Nothing to type: each update asks for them again."
    return warn("quarantine", f"{len(found):,} could not be had: {_names(named)}", step)


def dropped(store: Store, topics: Sequence[Topic]) -> Check:
    """Phrases that PubMed left out of a search, and that nobody has acknowledged."""
    waiting = {topic.name: store.ledger.unacknowledged(topic.name) for topic in topics}
    named = [f"{name}: {phrase!r}" for name, phrases in waiting.items() for phrase in phrases]
    if not named:
        return ok("phrases", "PubMed left none out that nobody has seen")
    topic = next(name for name, phrases in waiting.items() if phrases)
    step = f"Mend the query, or type: evidence runs acknowledge {topic} --all --why TEXT"
    return warn("phrases", f"PubMed left out of the search: {_names(named)}", step)


def rejected(store: Store) -> Check:
    """Items of files or answers that could not be read."""
    found = store.rejected()
    if not found:
        return ok("rejected", "nothing was set aside")
    named = [f"{each.source}, record {each.number}" for each in found]
    step = "Fetch the file again and import it; what can be read then is kept."
    return warn("rejected", f"{len(found):,} items could not be read: {_names(named)}", step)


def _names(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
