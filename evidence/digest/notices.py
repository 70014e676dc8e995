"""Notices that befell records: those that a text rests on, and the others of the topics."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence.appraisal import Notice, notices
from evidence.digest.model import GRAVE, GRAVITY, Item, Step
from evidence.digest.text import fingerprint, key, plain, short
from evidence.digest.usage import changed, step, used
from evidence.record import Record
from evidence.store import Revision, Store

# Where a notice can come from: pointers, publication types, a title that starts RETRACTED:
FIELDS = ("corrections", "publication types", "title")
_NEEDS_READING = frozenset({"erratum", "corrected and republished"})
_SAID = {
    "retraction": "It is retracted",
    "deleted": "PubMed has deleted it",
    "partial retraction": "It is partially retracted",
    "expression of concern": "Its editors have expressed concern",
    "retracted and republished": "It is retracted and republished",
    "corrected and republished": "It is corrected and republished",
    "update": "A newer version replaces it",
    "erratum": "It is corrected by an erratum",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A text that rests on a record; `sha256` is "" where the state it cites is not known."""

    place: str
    sha256: str = ""


def of_cited(
    store: Store,
    cited: Mapping[int, Sequence[Citation]],
    since: datetime,
    topics: Mapping[int, tuple[str, ...]],
) -> Iterator[Item]:
    """Items of cited records.

    A notice is news where a state that was cited did not bear it, however long ago it came;
    and where it came since `since`, even if a text has been rendered with it meanwhile.
    """
    moved = store.ledger.changed_since(since, FIELDS)
    for row in store.rows(sorted(cited)):
        pmid = row.pmid
        as_cited = row.state == "present" and all(each.sha256 == row.sha256 for each in cited[pmid])
        if as_cited and pmid not in moved:
            continue  # its states need not be read: most of what a page lists
        history = _History(store.revisions(pmid))
        citations = tuple(cited[pmid])
        among = topics.get(pmid, ())
        everywhere = tuple(dict.fromkeys(plain(each.place) for each in citations))
        if row.state == "deleted":
            when = history.newest.seen_at
            name = key("deleted", pmid, when.date().isoformat())
            gone = Notice("deleted")
            yield _item(history, gone, when, (name,), among, everywhere)
        for notice in history.borne():
            places = dict.fromkeys(
                plain(each.place)
                for each in citations
                if not history.cited_with(notice, each.sha256)
            )
            if places or history.gained(notice, since):
                where = tuple(places) or everywhere
                yield _item(
                    history, notice, history.seen(notice), names(pmid, notice), among, where
                )


def of_others(
    store: Store,
    topics: Mapping[int, tuple[str, ...]],
    since: datetime,
    arrived: Iterable[int],
) -> Iterator[Item]:
    """Notices on records nobody cites (`topics`, by PMID): those that came since `since`.

    And the grave ones that a record bore already when it `arrived`.
    """
    late = frozenset(
        record.pmid
        for record in store.records(sorted(topics.keys() & set(arrived)))
        if any(each.kind in GRAVE for each in notices(record))
    )
    came = frozenset(store.ledger.changed_since(since, FIELDS)) & topics.keys()
    for pmid in sorted(came | late):
        history = _History(store.revisions(pmid))
        for notice in history.borne():
            if history.gained(notice, since) or (pmid in late and notice.kind in GRAVE):
                seen, known = history.seen(notice), names(pmid, notice)
                yield _item(history, notice, seen, known, topics[pmid], ())


def names(pmid: int, notice: Notice) -> tuple[str, ...]:
    """A notice's names in the sent ledger.

    PubMed often gives a notice its PMID days after its citation, so it goes by both; a
    retraction comes as publication type, title and pointer in any order, and is one.
    """
    if notice.kind == "retraction":
        return (key("retraction", pmid),)
    found = []
    if notice.pmid:
        found.append(key(notice.kind, pmid, notice.pmid))
    if notice.citation:
        found.append(key(notice.kind, pmid, fingerprint(notice.citation)))
    return tuple(found) or (key(notice.kind, pmid),)


class _History:
    """The states of one record, oldest first."""

    def __init__(self, states: Sequence[Revision]) -> None:
        self._states = states
        self._known = [_all_names(each.record) for each in states]

    @property
    def newest(self) -> Revision:
        return self._states[-1]

    def borne(self) -> tuple[Notice, ...]:
        """The notices of the newest state that say something of the record as a source."""
        return tuple(each for each in notices(self.newest.record) if each.kind in GRAVITY)

    def cited_with(self, notice: Notice, sha256: str) -> bool:
        """Whether the state that was cited bore the notice; a state not stored bore none."""
        wanted = names(self.newest.pmid, notice)
        return any(
            state.sha256 == sha256 and not known.isdisjoint(wanted)
            for state, known in zip(self._states, self._known, strict=True)
        )

    def gained(self, notice: Notice, since: datetime) -> bool:
        """Whether the state before `since` was stored and bore it not."""
        before = [
            known
            for state, known in zip(self._states, self._known, strict=True)
            if state.seen_at < since
        ]
        base = before[-1] if before else self._known[0]
        return base.isdisjoint(names(self.newest.pmid, notice))

    def seen(self, notice: Notice) -> datetime:
        """Since when the record bears it without a break."""
        wanted = names(self.newest.pmid, notice)
        first = self.newest.seen_at
        for state, known in zip(reversed(self._states), reversed(self._known), strict=True):
            if known.isdisjoint(wanted):
                break
            first = state.seen_at
        return first

    def changes(self, notice: Notice) -> tuple[str, ...] | None:
        """What changed in the states that bear it; None where no state before is stored."""
        wanted = names(self.newest.pmid, notice)
        found: tuple[str, ...] = ()
        for state, known in zip(reversed(self._states), reversed(self._known), strict=True):
            if known.isdisjoint(wanted):
                return found
            found = (*state.changes, *found)
        return None


def _all_names(record: Record) -> frozenset[str]:
    return frozenset(name for each in notices(record) for name in names(record.pmid, each))


def _item(  # noqa: PLR0913, PLR0917 - an item's parts
    history: _History,
    notice: Notice,
    seen: datetime,
    known: tuple[str, ...],
    topics: tuple[str, ...],
    cited_in: tuple[str, ...],
) -> Item:
    record = history.newest.record
    pointer = _pointer(notice)
    said = f"{_SAID[notice.kind]}: {pointer}." if pointer else f"{_SAID[notice.kind]}."
    what = changed(history.changes(notice)) if notice.kind in _NEEDS_READING else ""
    where = used(cited_in) if cited_in else f"In {', '.join(topics)}."
    return Item(
        record.pmid,
        notice.kind,
        " ".join(each for each in (source_line(record), said, what, where) if each),
        seen,
        short(record.title),
        journal(record),
        record.year,
        topics,
        cited_in,
        known,
        step(notice.kind, cited_in) if cited_in else Step(),
    )


def source_line(record: Record) -> str:
    """A record in one line: its title in quotation marks, journal, year."""
    title = short(record.title).rstrip(".") or f"PMID {record.pmid}"
    facts = [each for each in (journal(record), str(record.year or "")) if each]
    return f"“{title}”, {', '.join(facts)}." if facts else f"“{title}”."


def journal(record: Record) -> str:
    """The journal's short name, or the book's title."""
    named = record.journal.abbreviation or record.journal.title
    return short(named or (record.book.title if record.book else ""), 120)


def _pointer(notice: Notice) -> str:
    said = short(notice.citation).rstrip(".")
    if notice.pmid is None:
        return said
    return f"{said}, PMID {notice.pmid}" if said else f"PMID {notice.pmid}"
