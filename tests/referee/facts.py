"""Tables the referee is given, and the MeSH table as it reads it itself."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.query.tree import Node

from .words import name


@dataclass(frozen=True, slots=True)
class Mesh:
    """Descriptors by folded name, by entry term, and as (tree number, name)."""

    trees: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, str]
    numbers: tuple[tuple[str, str], ...]

    def below(self, heading: str) -> frozenset[str]:
        """The heading and every heading with a tree number that begins with one of its own."""
        above = tuple(each + "." for each in self.trees.get(heading, ()))
        found = {heading}
        if above:
            found.update(each for number, each in self.numbers if number.startswith(above))
        return frozenset(found)


def mesh(rows: list[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Mesh:
    """Rows of name, entry terms, tree numbers."""
    entries: dict[str, str] = {}
    for heading, terms, _ in rows:
        for each in terms:
            entries.setdefault(name(each), name(heading))
    trees = {name(heading): numbers for heading, _, numbers in rows}
    pairs = ((number, heading) for heading, numbers in trees.items() for number in numbers)
    return Mesh(trees, entries, tuple(pairs))


def mesh_file(path: Path) -> Mesh:
    """The table of UI, name, entry terms (|) and tree numbers (|)."""
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            _, heading, terms, numbers = row.rstrip("\n").split("\t")[:4]
            rows.append((heading, tuple(terms.split("|")), tuple(filter(None, numbers.split("|")))))
    return mesh(rows)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is not the language but tables: names are folded, subheadings without "and".

    `subheading` takes a name or a two-letter code; `subheadings` gives its family with it;
    `strategy` is the tree of the published filter of a name.
    """

    mesh: Mesh
    types: Callable[[str], frozenset[str]]
    type_names: frozenset[str]
    subheading: Callable[[str], str]
    subheadings: Callable[[str], frozenset[str]]
    languages: Callable[[str], tuple[str, ...]]
    strategy: Callable[[str], Sequence[Node] | None]
