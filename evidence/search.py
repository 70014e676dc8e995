"""Finds stored records with a query in PubMed's own language."""

from dataclasses import dataclass
from datetime import date

from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.syntax import parse
from evidence.store import Store


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to a local search; `unknowable` records could match at PubMed only."""

    pmids: tuple[int, ...]  # newest PMID first
    unknowable: tuple[int, ...]
    notes: tuple[str, ...]
    searched: int  # how many records were looked at


def search(store: Store, text: str, mesh: Mesh, today: date) -> Hits:
    """Run the query `text` on the stored records; "last N days" counts back from `today`.

    Raises UsageProblem, with the position, where the text is not a query.
    """
    query = parse(text)
    index = store.index()
    verdict = evaluate(query, index, mesh, today)
    warnings = tuple(
        f"{message.text} (at character {message.start + 1})" for message in query.messages
    )
    return Hits(
        pmids=tuple(sorted(verdict.yes, reverse=True)),
        unknowable=tuple(sorted(verdict.unknowable, reverse=True)),
        notes=warnings + tuple(note.text for note in verdict.notes),
        searched=len(index.universe()),
    )
