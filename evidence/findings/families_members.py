"""What a family needs to know of a record, from the facts about it."""

from collections.abc import Iterable

from evidence.findings.families_model import Member
from evidence.findings.model import Facts
from evidence.record import Record


def members(known: Iterable[tuple[Record, Facts]]) -> tuple[Member, ...]:
    """The records with their people and designs; a review's people are its studies'."""
    return tuple(
        Member(record, facts.size.value if facts.size else None, facts.design.name)
        for record, facts in known
    )
