"""Ends a topic's search: its members and its ledger row, in the transaction of its last batch."""

from dataclasses import replace
from datetime import UTC, datetime

from pyroaring import BitMap

from evidence.harvest import wording
from evidence.harvest.asking import dropped
from evidence.harvest.model import Open
from evidence.harvest.tally import Tally
from evidence.harvest.wanted import Due
from evidence.store import Search, Unit


def close(unit: Unit, topic: Due, tally: Tally) -> Search:
    """Set the members and close the row.

    What PubMed lists and could not be had is no member: it joins when it comes.
    """
    asked = topic.asked
    held = asked.listed & tally.present
    closed, _ = unit.close_search(_row(topic, tally), held)
    return closed


def _row(topic: Due, tally: Tally) -> Search:
    asked = topic.asked
    scope = topic.scope
    missing = asked.listed - tally.present
    faults = BitMap(tally.faults) & scope
    quarantined = missing | (asked.listed & faults)
    warnings = wording.of_topic(scope, tally.faults, tally.gone)
    lost = len(missing - faults)
    if lost:  # cannot happen; were it to, it must not pass as complete
        warnings += (f"{lost:,} records that PubMed lists are neither stored nor accounted for.",)
    waiting = BitMap(pmid for pmid in faults if tally.faults[pmid][0] == "not listed")
    return replace(
        counted(topic.opened, topic, tally),
        translation=asked.answer.query_translation,
        translations=asked.answer.translations,
        warnings=(*asked.answer.warnings, *asked.remarks, *warnings, *tally.remarks),
        dropped=dropped(asked.answer),
        count=asked.answer.count,
        stored=len(asked.listed & tally.present),
        gone=len(tally.gone & scope),
        quarantined=len(quarantined),
        finished=datetime.now(UTC),
        state="partial" if quarantined or faults - waiting else "complete",
    )


def unended(  # noqa: PLR0913 - what the row says, each by name
    opened: Open, topic: Due | None, tally: Tally, *, members: int, state: str, error: str
) -> Search:
    """The row of a search that failed or was stopped; its records stay, its members as well."""
    row = counted(opened, topic, tally)
    return replace(row, stored=members, finished=datetime.now(UTC), state=state, error=error)


def counted(opened: Open, topic: Due | None, tally: Tally) -> Search:
    """The row with what was kept of the topic so far, and what it cost."""
    cost = opened.cost
    row = replace(
        opened.row, requests=cost.requests, bytes=cost.bytes, seconds=round(cost.seconds, 3)
    )
    if topic is None:
        return row
    new, changed = tally.new & topic.scope, tally.changed & topic.scope
    return replace(row, new=len(new), changed=len(changed))
