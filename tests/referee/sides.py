"""The evaluators side by side: memory, SQLite, PostgreSQL and the referee, on one query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pyroaring import BitMap

from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.filters import filter_named
from evidence.query.index import Index
from evidence.query.languages import language_codes
from evidence.query.mesh import Mesh
from evidence.query.syntax import read
from evidence.query.tree import Leaf, Node, Query
from evidence.query.vocabulary import TYPE_NAMES, types_below
from evidence.record import Record

from .facts import Facts
from .facts import Mesh as Table
from .logic import Referee, Test, Verdict, decide
from .page import Page
from .words import name

REFEREE = "referee"
_JOINT, _BLANK = "\u00b7", " "  # between the words of a name: theirs and the referee's


def facts(table: Table, mesh: Mesh) -> Facts:
    """The tables that both sides use alike; the headings are the referee's own reading."""
    return Facts(
        table,
        lambda each: _plain(types_below(each.replace(_BLANK, _JOINT))),
        frozenset(map(name, TYPE_NAMES)),
        lambda each: mesh.qualifiers.token(each).replace(_JOINT, _BLANK),
        lambda each: _plain(mesh.qualifiers.below(mesh.qualifiers.token(each))),
        language_codes,
        _strategy,
    )


def _strategy(text: str) -> tuple[Node, ...] | None:
    found = filter_named(text)
    return found.query.tree if found else None


def _plain(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(each.replace(_JOINT, _BLANK) for each in tokens)


@dataclass(frozen=True, slots=True)
class Answer:
    """PMIDs that match, and those of which nobody can tell."""

    yes: frozenset[int]
    unknowable: frozenset[int]

    def of(self, pmid: int) -> str:
        """What is said of one record."""
        return "yes" if pmid in self.yes else "?" if pmid in self.unknowable else "no"


class Remembering:
    """An index that asks another each thing once: many queries share their terms."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[tuple[object, ...], BitMap] = {}

    def universe(self) -> BitMap:
        return self._ask("universe")

    def phrase(self, fields: tuple[str, ...], patterns: tuple[str, ...]) -> BitMap:
        return self._ask("phrase", fields, patterns)

    def phrases(self, fields: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> BitMap:
        return self._ask("phrases", fields, phrases)

    def near(self, fields: tuple[str, ...], words: tuple[str, ...], distance: int) -> BitMap:
        return self._ask("near", fields, words, distance)

    def dates(self, field: str, first: str, last: str) -> BitMap:
        return self._ask("dates", field, first, last)

    def _ask(self, method: str, *arguments: object) -> BitMap:
        key = (method, *arguments)
        if key not in self._known:
            self._known[key] = getattr(self._index, method)(*arguments)
        return self._known[key]


@dataclass(slots=True, repr=False)
class Sides:
    """One collection of records, and everybody who can be asked about it."""

    records: Sequence[Record]
    mesh: Mesh
    facts: Facts
    today: date
    indexes: dict[str, Index] = field(default_factory=dict)
    _pages: list[Page] = field(default_factory=list)
    _verdicts: dict[Leaf, list[Verdict]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.indexes = {"memory": Batch(self.records), **self.indexes}
        self._pages = [Page(each) for each in self.records]

    def add(self, side: str, index: Index) -> None:
        """One more index to ask."""
        self.indexes[side] = Remembering(index)

    def answers(self, query: Query) -> Mapping[str, Answer]:
        """What each says of all records."""
        found = {side: self._evaluated(query, index) for side, index in self.indexes.items()}
        return {**found, REFEREE: self._refereed(query)}

    def _evaluated(self, query: Query, index: Index) -> Answer:
        found = evaluate(query, index, self.mesh, self.today)
        return Answer(frozenset(found.yes), frozenset(found.unknowable))

    def _refereed(self, query: Query) -> Answer:
        columns = [self.verdicts(each) for each in query.leaves]
        rows = zip(*columns, strict=True)
        whole = [decide(query.tree, row) for row in rows]
        return self._answer(whole)

    def _answer(self, verdicts: Sequence[Verdict]) -> Answer:
        pairs = list(zip(self.records, verdicts, strict=True))
        return Answer(
            frozenset(record.pmid for record, verdict in pairs if verdict),
            frozenset(record.pmid for record, verdict in pairs if verdict is None),
        )

    def verdicts(self, leaf: Leaf) -> list[Verdict]:
        """The referee's verdict on a leaf, record by record."""
        key = replace(leaf, start=0, end=0)
        if key not in self._verdicts:
            test = Referee(self.facts, self.today, self._untagged).test(key)
            self._verdicts[key] = [test(page) for page in self._pages]
        return self._verdicts[key]

    def _untagged(self, leaf: Leaf) -> Test:
        """Automatic term mapping: not in the specification, so taken from the evaluator."""
        found = self._evaluated(alone(leaf), self.indexes["memory"])

        def test(page: Page) -> Verdict:
            said = found.of(page.record.pmid)
            return None if said == "?" else said == "yes"

        return test


def alone(leaf: Leaf) -> Query:
    """A leaf as a query of its own."""
    return Query(str(leaf), (replace(leaf, start=0, end=0),))


def differences(query: Query, answers: Mapping[str, Answer], most: int = 3) -> list[str]:
    """Lines that tell what each said of the first records on which they differ."""
    if len(set(answers.values())) == 1:
        return []
    pmids = sorted(set().union(*(each.yes | each.unknowable for each in answers.values())))
    found = []
    for pmid in pmids:
        said = {side: answer.of(pmid) for side, answer in answers.items()}
        if len(set(said.values())) > 1:
            told = ", ".join(f"{side} {each}" for side, each in said.items())
            found.append(f"{query.text}: PMID {pmid}: {told}")
    rest = [f"... and {len(found) - most} records more"] if len(found) > most else []
    return found[:most] + rest


def asked(text: str) -> Query:
    """The query as it is read; whatever is odd in it is read all the same."""
    return read(text)
