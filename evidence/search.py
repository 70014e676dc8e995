"""Finds stored records with a query in PubMed's own language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.query.evaluate import evaluate
from evidence.query.explain import reasons
from evidence.query.lint import lint
from evidence.query.mesh import Mesh
from evidence.query.planning import Context
from evidence.query.spans import Match
from evidence.query.syntax import parse
from evidence.query.translations import Translated
from evidence.query.tree import Message, Query
from evidence.record import Record
from evidence.store import Store

_CHUNK = 200  # records in memory at a time


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to a local search; `unknowable` records could match at PubMed only."""

    pmids: tuple[int, ...]  # newest PMID first
    unknowable: tuple[int, ...]
    query: Query
    mesh: Mesh
    notes: tuple[str, ...]  # on how it was read
    searched: int  # how many records were looked at

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is likely wrong with the query; looked for when it is asked."""
        return tuple(m for m in lint(self.query, self.mesh) if m.severity != "note")


class Searcher:
    """Runs queries on the stored records, one after the other."""

    def __init__(self, store: Store, mesh: Mesh, today: date) -> None:
        """`mesh`: the headings; `today`: the day that "last N days" counts back from."""
        self.mesh = mesh
        self.today = today
        self.store = store
        self.index = store.index()

    def context(self, text: str) -> Context:
        """How to read a query: with PubMed's own translations, where it was asked it."""
        pairs = self.store.translations(text)
        return Context(self.mesh, self.today, tuple(Translated(*pair) for pair in pairs))

    def search(self, text: str) -> Hits:
        """Run one query. Raises UsageProblem, with the position, where it is none."""
        query = parse(text)
        asked = self.context(text)
        with self.index as index:
            verdict = evaluate(query, index, asked.mesh, asked.today, asked.translations)
            searched = len(index)
        return Hits(
            pmids=tuple(sorted(verdict.yes, reverse=True)),
            unknowable=tuple(sorted(verdict.unknowable, reverse=True)),
            query=query,
            mesh=self.mesh,
            notes=tuple(note.text for note in verdict.notes),
            searched=searched,
        )

    def why(self, text: str, pmids: Sequence[int]) -> Iterator[tuple[Record, tuple[Match, ...]]]:
        """Each of `pmids` that is stored, with the words that made it match, in that order."""
        query, context = parse(text), self.context(text)
        for start in range(0, len(pmids), _CHUNK):
            records = list(self.store.records(pmids[start : start + _CHUNK]))
            found = reasons(query, records, context)
            yield from zip(records, found, strict=True)


def search(store: Store, text: str, mesh: Mesh, today: date) -> Hits:
    """Run the query `text` on the stored records; "last N days" counts back from `today`.

    Raises UsageProblem, with the position, where the text is not a query.
    """
    return Searcher(store, mesh, today).search(text)
