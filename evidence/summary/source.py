"""Where a summary's records come from: the store, or plain records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evidence.findings.cached import facts_of
from evidence.findings.facts import facts
from evidence.findings.model import Facts
from evidence.record import Record
from evidence.store import PUBMED, Judgement, Kinship, Search, Store
from evidence.summary.model import SearchNote
from evidence.topic import Topic


class Source(Protocol):
    """One topic's records, their tags, and its last search."""

    def records(self) -> Iterable[Record]:
        """The records that belong to the topic."""
        ...

    def facts(self, records: Iterable[Record]) -> Iterable[tuple[Record, Facts]]:
        """The records with what is computed from them."""
        ...

    def judgements(self) -> Mapping[tuple[int, str], Judgement]:
        """The levels that people gave, by PMID and question."""
        ...

    def kinships(self) -> Sequence[Kinship]:
        """What people said of records that are, or are not, of one study."""
        ...

    def tags(self, pmid: int) -> tuple[str, ...]:
        """Names of the record's tags."""
        ...

    def last_search(self) -> SearchNote | None:
        """The last finished search; None where the topic was never searched."""
        ...


@dataclass(frozen=True, slots=True)
class _Plain:
    kept: tuple[Record, ...]
    names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    search: SearchNote | None = None
    given: Mapping[tuple[int, str], Judgement] = field(default_factory=dict)

    def records(self) -> tuple[Record, ...]:
        return self.kept

    def facts(self, records: Iterable[Record]) -> Iterable[tuple[Record, Facts]]:
        return ((record, facts(record)) for record in records)

    def judgements(self) -> Mapping[tuple[int, str], Judgement]:
        return self.given

    def kinships(self) -> Sequence[Kinship]:
        return ()

    def tags(self, pmid: int) -> tuple[str, ...]:
        return self.names.get(pmid, ())

    def last_search(self) -> SearchNote | None:
        return self.search


def at_hand(
    records: Sequence[Record],
    tags: Mapping[int, tuple[str, ...]] | None = None,
    search: SearchNote | None = None,
    judgements: Mapping[tuple[int, str], Judgement] | None = None,
) -> Source:
    """A source over records at hand."""
    return _Plain(tuple(records), tags or {}, search, judgements or {})


@dataclass(frozen=True, slots=True)
class _Stored:
    store: Store
    topic: Topic

    def records(self) -> Iterable[Record]:
        return self.store.records(self.store.membership(self.topic.name))

    def facts(self, records: Iterable[Record]) -> Iterable[tuple[Record, Facts]]:
        return facts_of(self.store, records)

    def judgements(self) -> Mapping[tuple[int, str], Judgement]:
        return self.store.decisions.standing(self.store.membership(self.topic.name))

    def kinships(self) -> Sequence[Kinship]:
        return self.store.decisions.related()

    def tags(self, pmid: int) -> tuple[str, ...]:
        return tuple(tag.name for tag in self.store.tags(pmid))

    def last_search(self) -> SearchNote | None:
        problem = ""
        searches = self.store.searches(self.topic.name)  # newest first
        for each in (each for each in searches if each.source == PUBMED):
            if each.state != "complete":
                problem = problem or _problem(each)
            if each.state in {"complete", "partial"} and each.finished is not None:
                return SearchNote(
                    finished=each.finished.date().isoformat(),
                    query=each.query,
                    translation=each.translation,
                    count=each.count or 0,
                    new=each.new,
                    changed=each.changed,
                    joined=each.joined,
                    left=each.left,
                    warnings=self._open_warnings(each),
                    problem=problem,
                )
        return None

    def _open_warnings(self, search: Search) -> tuple[str, ...]:
        """Without those on phrases that a person has acknowledged."""
        waiting = self.store.ledger.unacknowledged(self.topic.name)
        seen = [repr(phrase) for phrase in search.dropped if phrase not in waiting]
        return tuple(each for each in search.warnings if not any(text in each for text in seen))


def _problem(search: Search) -> str:
    why = f": {search.error}" if search.error else ""
    return f"The search of {search.started.date().isoformat()} is {search.state}{why}"


def stored(store: Store, topic: Topic) -> Source:
    """A source over what the store holds of `topic`."""
    return _Stored(store, topic)
