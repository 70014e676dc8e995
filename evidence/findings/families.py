"""Which records report one study, and why: counts are of studies, not of papers.

Precision first: a false join hides a study. Only strong reasons join, and a chain of them
never puts two registration numbers of one registry, or a pair that a person parted, into
one family. A person's word overrules everything else.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evidence.findings.families_marks import Marks, marks
from evidence.findings.families_model import Family, Join, Member
from evidence.findings.families_reasons import conflict, joins

if TYPE_CHECKING:  # values only: nothing here asks a database
    from evidence.store import Kinship

__all__ = ["Family", "Join", "Member", "families"]

_ORDER = (
    "person",
    "registration",
    "review version",
    "PubMed link",
    "study name",
    "title",
    "authors",
)


def families(members: Sequence[Member], words: "Sequence[Kinship]" = ()) -> tuple[Family, ...]:
    """A partition of the records' PMIDs, by `id`; most families have one record.

    The order of the members does not matter. A person's words about records that are not
    among them are left out. Of two words on one pair the later holds; `together` None takes
    what was said before back.
    """
    found = {each.record.pmid: each for each in members}
    known = {pmid: marks(found[pmid]) for pmid in sorted(found)}
    said = _said(words, known)
    union = _Union(known, [pair for pair, word in said.items() if not word.together])
    persons = [
        Join(*pair, "person", word.why, word.who) for pair, word in said.items() if word.together
    ]
    reasons = sorted(joins(tuple(known.values())), key=_strength)
    for join in (*persons, *reasons):
        union.add(join)
    parted = [
        Join(*pair, "person", word.why, word.who)
        for pair, word in said.items()
        if not word.together
    ]
    return tuple(_family(known, pmids, union.kept, parted) for pmids in union.parts())


class _Union:
    """Components that grow by joins, unless a join would break what must stay apart."""

    def __init__(self, known: dict[int, Marks], apart: Sequence[tuple[int, int]]) -> None:
        self._known = known
        self._apart = apart
        self._part = {pmid: {pmid} for pmid in known}
        self.kept: list[Join] = []

    def add(self, join: Join) -> None:
        """Unite the two components, if they may stand together."""
        one, two = self._part[join.pmid_a], self._part[join.pmid_b]
        if one is two or self._kept_apart(one, two):
            return
        if join.ground != "person" and conflict(self._numbers(one), self._numbers(two)):
            return
        one |= two
        for pmid in two:
            self._part[pmid] = one
        self.kept.append(join)

    def parts(self) -> list[tuple[int, ...]]:
        """The components, each sorted, by their smallest PMID."""
        return sorted({tuple(sorted(part)) for part in self._part.values()})

    def _kept_apart(self, one: set[int], two: set[int]) -> bool:
        return any((a in one and b in two) or (a in two and b in one) for a, b in self._apart)

    def _numbers(self, part: Iterable[int]) -> set[tuple[str, str]]:
        return {number for pmid in part for number in self._known[pmid].numbers}


def _said(words: "Sequence[Kinship]", known: dict[int, Marks]) -> "dict[tuple[int, int], Kinship]":
    """The last word on each pair, in the order in which they were said."""
    said: dict[tuple[int, int], Kinship] = {}
    for word in sorted(words, key=lambda each: (each.at, each.pmid_a, each.pmid_b)):
        pair = min(word.pmid_a, word.pmid_b), max(word.pmid_a, word.pmid_b)
        if pair[0] in known and pair[1] in known and pair[0] != pair[1]:
            said.pop(pair, None)
            said[pair] = word
    return {pair: word for pair, word in said.items() if word.together is not None}


def _strength(join: Join) -> tuple[int, int, int]:
    return _ORDER.index(join.ground), join.pmid_a, join.pmid_b


def _family(
    known: dict[int, Marks], pmids: tuple[int, ...], kept: Sequence[Join], parted: Sequence[Join]
) -> Family:
    inside = frozenset(pmids)
    reports = tuple(pmid for pmid in pmids if known[pmid].has_results)
    return Family(
        id=pmids[0],
        pmids=pmids,
        main=_main([known[pmid] for pmid in reports or pmids]),
        reports=reports,
        joins=tuple(join for join in kept if join.pmid_a in inside),
        parted=tuple(join for join in parted if {join.pmid_a, join.pmid_b} & inside),
    )


def _main(candidates: Sequence[Marks]) -> int:
    """The latest of a review's versions, else the earliest report."""
    dated = sorted(candidates, key=lambda each: (_day(each), each.pmid))
    return dated[-1 if any(each.is_review for each in candidates) else 0].pmid


def _day(each: Marks) -> str:
    record = each.member.record
    return record.published.first_day or f"{record.year or 9999:04}"
