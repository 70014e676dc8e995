"""How a status is printed: rows for people, the JSON of docs/json.md for programs."""

from datetime import datetime, timedelta

from evidence.status import Status, TopicStatus, age

COLUMNS = ("topic", "members", "searched", "newest", "not read", "left out", "next")


def row(each: TopicStatus, now: datetime) -> tuple[str, ...]:
    """One topic's row."""
    return (
        each.topic,
        str(each.members),
        "never" if each.closed is None else f"{age(now - each.closed, short=True)} ago",
        each.state,
        str(each.quarantined),
        str(len(each.dropped)),
        each.next_step or "nothing",
    )


def caption(seen: Status) -> str:
    """What the columns count."""
    number = len(seen.topics)
    return (
        f"{number} {'topic' if number == 1 else 'topics'}, {seen.now.astimezone():%Y-%m-%d %H:%M}."
        " Searched: to the end. Newest: the search begun last. Not read: records that PubMed"
        " lists and that could not be fetched or read then. Left out: phrases that PubMed did not"
        " search for."
    )


def as_dict(seen: Status, limit: timedelta | None) -> dict[str, object]:
    """The documented JSON; `late` is null where no limit was given."""
    return {
        "schema_version": 1,
        "now": seen.now.isoformat(timespec="seconds"),
        "running": seen.running,
        "max_age_hours": None if limit is None else int(limit.total_seconds() // 3600),
        "topics": [_topic(each, seen.now, limit) for each in seen.topics],
    }


def _topic(each: TopicStatus, now: datetime, limit: timedelta | None) -> dict[str, object]:
    old = None if each.closed is None else (now - each.closed).total_seconds() / 3600
    return {
        "topic": each.topic,
        "members": each.members,
        "last_closed": _iso(each.closed),
        "last_complete": _iso(each.complete),
        "age_hours": None if old is None else round(old, 1),
        "late": None if limit is None else each.late(now, limit),
        "newest": _iso(each.newest),
        "state": each.state,
        "error": each.error,
        "quarantined": each.quarantined,
        "unacknowledged": list(each.dropped),
        "query_changed": each.edited,
        "next": each.next_step,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
