"""MeSH headings: by name or entry term, and what stands below them in the trees."""

import gzip
import io
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from evidence.errors import ConfigProblem
from evidence.query.tokens import joined, words
from evidence.shipped import shipped

_COLUMNS = 4
_TOPMOST = "~"  # sorts after every character of a tree number


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A MeSH descriptor: UI, preferred name, entry terms and tree numbers."""

    ui: str
    name: str
    entries: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()


class Mesh:
    """A table of descriptors. Compared and hashed by identity."""

    def __init__(self, descriptors: Iterable[Descriptor] = ()) -> None:
        """Hold `descriptors`; their entry terms are indexed when first asked for."""
        self._by_ui = {each.ui: each for each in descriptors}
        self._by_name = {joined(each.name): each for each in self._by_ui.values()}
        self._trees = sorted(
            (tree, each.ui) for each in self._by_ui.values() for tree in each.trees
        )
        self._below: dict[str, frozenset[str]] = {}

    @classmethod
    def from_table(cls, path: Path) -> Self:
        """Read UI, name, entry terms (|) and tree numbers (|), tab-separated; .gz too.

        Raises ConfigProblem for a table that cannot be read.
        """
        try:
            return cls(_read(path))
        except (OSError, ValueError, EOFError, zlib.error) as error:
            raise ConfigProblem(
                f"{path}: not a table of MeSH descriptors: {error}.",
                "Its columns are UI, name, entry terms and tree numbers, tab-separated.",
            ) from error

    @classmethod
    def shipped(cls) -> "Mesh":
        """The table in queries/; read once. An empty table where there is none."""
        path = shipped("queries") / "mesh.tsv"
        return _cached(path) if path.is_file() else _empty()

    def __len__(self) -> int:
        return len(self._by_ui)

    def get(self, ui: str) -> Descriptor | None:
        """The descriptor with this UI."""
        return self._by_ui.get(ui)

    def heading(self, name: str) -> Descriptor | None:
        """The descriptor of this preferred name: case, accents and punctuation are free."""
        return self._by_name.get(joined(name))

    def lookup(self, name: str) -> Descriptor | None:
        """The descriptor of this name or entry term."""
        token = joined(name)
        return self._by_name.get(token) or self._by_entry.get(token)

    def descendants(self, ui: str) -> frozenset[str]:
        """UIs of the descriptor and of all below it in any tree; empty if unknown."""
        if ui not in self._below:
            self._below[ui] = frozenset(self._walk(ui))
        return self._below[ui]

    def tokens_below(self, ui: str) -> frozenset[str]:
        """The descendants as tokens of the index fields "mh" and "majr"."""
        return frozenset(joined(self._by_ui[each].name) for each in self.descendants(ui))

    @cached_property
    def longest(self) -> int:
        """Words of the longest name or entry term."""
        names = (
            name for each in self._by_ui.values() for name in (each.name, *each.entries) if name
        )
        return max((len(words(name)) for name in names), default=0)

    @cached_property
    def _by_entry(self) -> Mapping[str, Descriptor]:
        found: dict[str, Descriptor] = {}
        for each in self._by_ui.values():
            for entry in each.entries:
                found.setdefault(joined(entry), each)
        return found

    def _walk(self, ui: str) -> Iterator[str]:
        found = self._by_ui.get(ui)
        if found is None:
            return
        yield ui
        for tree in found.trees:
            low = bisect_left(self._trees, (tree + ".", ""))
            high = bisect_left(self._trees, (tree + "." + _TOPMOST, ""))
            for _, below in self._trees[low:high]:
                yield below


def _read(path: Path) -> Iterator[Descriptor]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    for number, line in enumerate(io.StringIO(text), start=1):
        columns = line.rstrip("\r\n").split("\t")
        if columns == [""]:
            continue
        if len(columns) < _COLUMNS:
            raise ValueError(f"line {number} has {len(columns)} columns")
        ui, name, entries, trees = columns[:_COLUMNS]
        yield Descriptor(
            ui,
            name,
            tuple(each for each in entries.split("|") if each),
            tuple(each for each in trees.split("|") if each),
        )


@cache
def _cached(path: Path) -> Mesh:
    return Mesh.from_table(path)


@cache
def _empty() -> Mesh:
    return Mesh()
