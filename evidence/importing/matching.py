"""Which records the topics ask for, judged from the records alone."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pyroaring import BitMap

from evidence.query.evaluate import Verdict, evaluate
from evidence.query.index import Index
from evidence.query.mesh import Mesh
from evidence.query.planning import Context
from evidence.query.sieve import Sieve
from evidence.query.syntax import parse
from evidence.query.translations import Translated
from evidence.query.wanted import Wanted
from evidence.record import Record
from evidence.store import Store
from evidence.topic import Topic


@dataclass(frozen=True, slots=True)
class Question:
    """A topic's query, with PubMed's own translations where it has answered it."""

    topic: str
    query: str
    translations: tuple[tuple[str, str], ...] = ()


def questions(store: Store, topics: Sequence[Topic]) -> tuple[Question, ...]:
    """What the topics ask."""
    return tuple(Question(each.name, each.query, store.translations(each.query)) for each in topics)


def fingerprint(asked: Sequence[Question], mesh: Mesh) -> str:
    """Changes with what the topics ask and with the MeSH it is read by; "" for no topics."""
    if not asked:
        return ""
    told = sorted((" ".join(each.query.split()), each.translations) for each in asked)
    return hashlib.sha256(repr((told, mesh.version)).encode()).hexdigest()


class Matcher:
    """Judges records by all questions."""

    def __init__(self, asked: Sequence[Question], mesh: Mesh, today: date) -> None:
        """`today`: the day that "last 5 years" counts back from."""
        self._queries = [parse(each.query) for each in asked]
        self._contexts = [
            Context(mesh, today, tuple(Translated(*pair) for pair in each.translations))
            for each in asked
        ]
        self._wanted = Wanted(self._queries, mesh, self._contexts)

    def matched(self, records: Sequence[Record]) -> BitMap:
        """PMIDs of those that a question finds, or that nobody can tell from the record.

        Of a PMID that is given more than once, every state is judged.
        """
        found = BitMap()
        rest = list(records)
        while rest:
            distinct: dict[int, Record] = {}
            doubles = [each for each in rest if distinct.setdefault(each.pmid, each) is not each]
            for verdict in self.verdicts(Sieve(list(distinct.values()), self._wanted)):
                found |= verdict.yes | verdict.unknowable
            rest = doubles
        return found

    def verdicts(self, index: Index) -> Iterator[Verdict]:
        """What each question finds in an index, in their order."""
        for query, context in zip(self._queries, self._contexts, strict=True):
            yield evaluate(query, index, context.mesh, context.today, context.translations)
