"""The few tokens by which a set of queries can find a record: others need no index."""

import re
from collections.abc import Iterable, Iterator, Sequence

from evidence.query.codes import MARK
from evidence.query.mesh import Mesh
from evidence.query.phrases import anchor, wildcard
from evidence.query.plan import Near, Nested, Words
from evidence.query.planning import Context, plan
from evidence.query.tree import Query

_REMEMBERED = 200_000  # tokens: about 20 MB


class Wanted(dict[str, bool]):
    """Token -> whether a query of the set may find records by it; filled as tokens come."""

    def __init__(
        self, queries: Iterable[Query], mesh: Mesh, contexts: Sequence[Context] = ()
    ) -> None:
        """Read what `queries` look up, with `mesh` for their headings.

        `contexts`: one a query, where they depend on more than MeSH.
        """
        super().__init__()
        asked = tuple(queries)
        fields: set[str] = set()
        exact: set[str] = set()
        wild: set[str] = set()
        for atom in _atoms(asked, contexts or (Context(mesh),) * len(asked)):
            fields.update(atom.fields)
            for pattern in _anchors(atom):
                (wild if "*" in pattern else exact).add(pattern)
        self.fields = frozenset(fields)
        self.kinds = frozenset(each.partition(MARK)[0] for each in exact | wild if MARK in each[1:])
        self._exact = frozenset(exact)
        self._matches = re.compile("|".join(map(wildcard, sorted(wild))) or "(?!)").fullmatch

    def __missing__(self, token: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[token] = token in self._exact or self._matches(token) is not None
        return found


def _atoms(queries: Sequence[Query], contexts: Sequence[Context]) -> Iterator[Words | Near]:
    waiting = list(zip(queries, contexts, strict=True))
    while waiting:
        query, context = waiting.pop()
        for leaf in query.leaves:
            for atom in plan(leaf, context).atoms:
                if isinstance(atom, Nested):
                    waiting.append((atom.query, context))
                elif isinstance(atom, Words | Near):
                    yield atom


def _anchors(atom: Words | Near) -> Iterator[str]:
    if isinstance(atom, Near):
        yield from atom.words
        return
    for phrase in atom.phrases:
        if phrase:
            yield phrase[anchor(phrase)]
