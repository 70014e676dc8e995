"""A methods section as the JSON of docs/json.md."""

from dataclasses import asdict
from datetime import datetime

from evidence.methods import Methods, items, paragraph
from evidence.methods.model import Dropped, Numbers, Strategy
from evidence.store import Acknowledgement, Search


def document(methods: Methods) -> dict[str, object]:
    """The documented JSON."""
    return {
        "schema_version": 1,
        "topic": methods.topic,
        "title": methods.title,
        "question": methods.question,
        "invented": methods.invented,
        "run": methods.newest.run,
        "numbers_of_run": methods.base.run if methods.base else None,
        "problem": methods.problem,
        "doubts": list(methods.doubts),
        "paragraph": " ".join(paragraph(methods)),
        "sources": list(methods.sources),
        "services": list(methods.services),
        "program_versions": list(methods.versions),
        "strategies": [_strategy(each) for each in methods.strategies],
        "limits": [asdict(each) for each in methods.limits],
        "filters": [asdict(each) for each in methods.filters],
        "warnings": list((methods.base or methods.newest).warnings),
        "dropped": _counting(methods),
        "searches": [_search(each) for each in methods.searches],
        "numbers": {"search": _numbers(methods.this), "all": _numbers(methods.whole)},
        "notices": dict(methods.standings),
        "prisma_s": [asdict(each) for each in items(methods)],
    }


def _strategy(each: Strategy) -> dict[str, object]:
    return {
        "query": each.query,
        "sent": each.sent,
        "translation": each.translation,
        "first": _iso(each.first),
        "last": _iso(each.last),
        "first_run": each.first_run,
        "last_run": each.last_run,
        "searches": each.searches,
        "dropped": [_dropped(phrase) for phrase in each.dropped],
    }


def _dropped(each: Dropped) -> dict[str, object]:
    return {
        "phrase": each.phrase,
        "first_run": each.first,
        "last_run": each.last,
        **_accepted(each.accepted),
    }


def _accepted(by: Acknowledgement | None) -> dict[str, str | None]:
    return {
        "who": by.who if by else None,
        "why": by.why if by else None,
        "at": _iso(by.at) if by else None,
    }


def _numbers(numbers: Numbers | None) -> dict[str, int] | None:
    return None if numbers is None else asdict(numbers)


def _counting(methods: Methods) -> list[dict[str, str | None]]:
    """What was left out of the search that counts."""
    counts = methods.base or methods.newest
    given = [each for each in methods.acknowledged if each.covers(counts.query)]
    accepted = {each.phrase: each for each in given}
    dropped = counts.dropped
    return [{"phrase": phrase, **_accepted(accepted.get(phrase))} for phrase in dropped]


def _search(each: Search) -> dict[str, object]:
    return {
        "run": each.run,
        "state": each.state,
        "started": _iso(each.started),
        "finished": _iso(each.finished) if each.finished else None,
        "source": each.source,
        "service": each.service,
        "count": each.count,
        "stored": each.stored,
        "new": each.new,
        "changed": each.changed,
        "joined": each.joined,
        "left": each.left,
        "gone": each.gone,
        "quarantined": each.quarantined,
        "error": each.error,
        "program_version": each.program_version,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
