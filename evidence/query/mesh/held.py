"""`Mesh`: headings, subheadings, publication types and substances behind one interface."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from evidence.query.mesh.model import (
    WHOLE,
    Action,
    Descriptor,
    Edition,
    Kind,
    Qualifier,
    Substance,
)
from evidence.query.mesh.near import nearest
from evidence.query.mesh.qualifiers import Qualifiers
from evidence.query.mesh.subheadings import SHIPPED_QUALIFIERS
from evidence.query.mesh.table import read_table
from evidence.query.mesh.tables import (
    Headings,
    HeldHeadings,
    HeldSubstances,
    Substances,
)
from evidence.query.tokens import joined
from evidence.shipped import shipped


class Mesh:
    """MeSH as far as it is at hand. Compared and hashed by identity.

    `editions` says where each kind was read; `qualifiers` are the shipped ones where none
    were given.
    """

    def __init__(
        self,
        descriptors: Iterable[Descriptor] = (),
        qualifiers: Iterable[Qualifier] | None = None,
        substances: Iterable[Substance] = (),
        actions: Iterable[Action] = (),
        editions: Sequence[Edition] = (),
    ) -> None:
        """Hold them in memory; entry terms are indexed when first asked for."""
        held = tuple(descriptors)
        self.headings: Headings = HeldHeadings(held)
        self._substances: Substances = HeldSubstances(substances, actions, held)
        self.qualifiers = shipped_qualifiers() if qualifiers is None else Qualifiers(qualifiers)
        self.editions: tuple[Edition, ...] = tuple(editions)
        self._below: dict[str, frozenset[str]] = {}
        self._tokens: dict[str, frozenset[str]] = {}

    @classmethod
    def of(
        cls,
        headings: Headings,
        qualifiers: Qualifiers,
        substances: Substances,
        editions: Sequence[Edition],
    ) -> Self:
        """Over tables that lie elsewhere, such as in the database."""
        made = cls()
        made.headings = headings
        made._substances = substances
        made.qualifiers = qualifiers
        made.editions = tuple(editions)
        return made

    @classmethod
    def from_table(cls, path: Path) -> Self:
        """Read UI, name, entry terms (|) and tree numbers (|), tab-separated; .gz too.

        Raises ConfigProblem for a table that cannot be read.
        """
        descriptors = tuple(read_table(path))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        edition = Edition("descriptor", None, path.name, digest, len(descriptors))
        return cls(descriptors, editions=(edition,))

    @classmethod
    def shipped(cls) -> "Mesh":
        """The table in queries/; read once. An empty table where there is none."""
        path = shipped("queries") / "mesh.tsv"
        return _cached(path) if path.is_file() else _empty()

    def __len__(self) -> int:
        return self.headings.size()

    @property
    def year(self) -> int | None:
        """The year of the descriptors, where their file or its name told it."""
        return next((each.year for each in self.editions if each.kind == "descriptor"), None)

    @property
    def source(self) -> str:
        """The name of the descriptors' file; "" for a table made in memory."""
        return next((each.source for each in self.editions if each.kind == "descriptor"), "")

    @cached_property
    def whole(self) -> bool:
        """Whether all of MeSH's descriptors are here, so that what is missing is no heading."""
        return len(self) >= WHOLE

    @cached_property
    def version(self) -> str:
        """A short name of what is at hand: it changes with every file imported."""
        told = "".join(f"{each.kind}{each.digest}" for each in self.editions)
        digest = hashlib.sha256(told.encode()).hexdigest()[:8]
        return f"{self.year}-{digest}" if self.year else digest

    def get(self, ui: str) -> Descriptor | None:
        """The descriptor with this UI."""
        return self.headings.get(ui)

    def heading(self, name: str) -> Descriptor | None:
        """The descriptor of this preferred name: case, accents and punctuation are free."""
        return self.headings.named(joined(name))

    def lookup(self, name: str) -> Descriptor | None:
        """The descriptor of this name or entry term."""
        token = joined(name)
        return self.headings.named(token) or self.headings.entered(token)

    def descendants(self, ui: str) -> frozenset[str]:
        """UIs of the descriptor and of all below it in any tree; empty if unknown."""
        self._explode(ui)
        return self._below[ui]

    def tokens_below(self, ui: str) -> frozenset[str]:
        """The descendants as tokens of the index fields "mh" and "majr"."""
        self._explode(ui)
        return self._tokens[ui]

    def parents(self, ui: str) -> tuple[tuple[str, str], ...]:
        """(tree number, name of the heading it stands under) of every place; "" at the top."""
        found = self.get(ui)
        trees = found.trees if found else ()
        over = {tree: tree.rpartition(".")[0] for tree in trees}
        names = self.headings.at(tuple(over.values()))
        return tuple((tree, names.get(over[tree], "")) for tree in trees)

    def substance(self, name: str) -> Substance | None:
        """The supplementary concept of this name or synonym, where they were imported."""
        return self._substances.called(joined(name))

    def acting(self, names: Iterable[str]) -> frozenset[str]:
        """Names of the headings and substances with any of these pharmacological actions."""
        return self._substances.acting(joined(name) for name in names)

    def knows(self, kind: Kind) -> bool:
        """Whether this kind was imported."""
        return any(each.kind == kind for each in self.editions)

    @property
    def substances(self) -> int:
        """How many supplementary concepts are at hand."""
        return self._substances.size()

    @property
    def actions(self) -> int:
        """How many pairs of action and substance are at hand; 0: none was imported."""
        return self._substances.actions()

    @cached_property
    def has_types(self) -> bool:
        """Whether the publication types are among the descriptors: a whole edition has them."""
        return self.heading("Publication Formats") is not None or self.whole

    def names(self) -> Iterator[str]:
        """Every preferred name of a heading."""
        return self.headings.names()

    def nearest(self, name: str, most: int = 3) -> tuple[str, ...]:
        """Headings whose names are spelled much like `name`, the nearest first."""
        return nearest(name, self.headings.names(), most)

    @cached_property
    def longest(self) -> int:
        """Words of the longest name or entry term."""
        return self.headings.longest()

    def _explode(self, ui: str) -> None:
        if ui not in self._below:
            found = self.headings.below(ui)
            self._below[ui] = frozenset(found)
            self._tokens[ui] = frozenset(joined(name) for name in found.values())


@cache
def shipped_qualifiers() -> Qualifiers:
    """The subheadings that the program ships."""
    return Qualifiers(SHIPPED_QUALIFIERS)


@cache
def _cached(path: Path) -> Mesh:
    return Mesh.from_table(path)


@cache
def _empty() -> Mesh:
    return Mesh()
