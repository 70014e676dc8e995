"""What `Mesh` asks of a table: held in memory here, in the database by evidence.store.mesh.

Names are asked for as tokens (`evidence.query.tokens.joined`): case, accents and
punctuation are free.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from evidence.query.mesh.model import Action, Descriptor, Substance
from evidence.query.tokens import joined, words

_TOPMOST = "~"  # sorts after every character of a tree number


class Headings(Protocol):
    """Descriptors by UI, by name, and by tree."""

    def size(self) -> int:
        """How many there are."""
        ...

    def get(self, ui: str) -> Descriptor | None:
        """The descriptor with this UI."""
        ...

    def named(self, token: str) -> Descriptor | None:
        """The descriptor of this preferred name."""
        ...

    def entered(self, token: str) -> Descriptor | None:
        """The descriptor of this entry term; names come before entry terms elsewhere."""
        ...

    def below(self, ui: str) -> Mapping[str, str]:
        """UI -> name of the descriptor and all below it in any tree; empty if unknown."""
        ...

    def at(self, trees: Sequence[str]) -> Mapping[str, str]:
        """Tree number -> name, of those of `trees` that there are."""
        ...

    def longest(self) -> int:
        """Words of the longest name or entry term."""
        ...

    def names(self) -> Iterator[str]:
        """Every preferred name."""
        ...


class Substances(Protocol):
    """Supplementary concepts by name, and what has a pharmacological action."""

    def size(self) -> int:
        """How many supplementary concepts are known."""
        ...

    def called(self, token: str) -> Substance | None:
        """The supplementary concept of this name or synonym."""
        ...

    def actions(self) -> int:
        """How many pairs of action and substance are known; 0 where none was loaded."""
        ...

    def acting(self, tokens: Iterable[str]) -> frozenset[str]:
        """Names of the substances and headings that have any of these actions."""
        ...


class HeldHeadings:
    """Descriptors in memory; their entry terms are indexed when first asked for."""

    def __init__(self, descriptors: Iterable[Descriptor]) -> None:
        """Hold `descriptors`."""
        self._by_ui = {each.ui: each for each in descriptors}

    def size(self) -> int:
        """See `Headings`."""
        return len(self._by_ui)

    def get(self, ui: str) -> Descriptor | None:
        """See `Headings`."""
        return self._by_ui.get(ui)

    def named(self, token: str) -> Descriptor | None:
        """See `Headings`."""
        return self._by_name.get(token)

    def entered(self, token: str) -> Descriptor | None:
        """See `Headings`."""
        return self._by_entry.get(token)

    def below(self, ui: str) -> Mapping[str, str]:
        """See `Headings`."""
        found = self._by_ui.get(ui)
        if found is None:
            return {}
        uis = {ui}
        for tree in found.trees:
            low = bisect_left(self._trees, (tree + ".", ""))
            high = bisect_left(self._trees, (tree + "." + _TOPMOST, ""))
            uis.update(below for _, below in self._trees[low:high])
        return {each: self._by_ui[each].name for each in uis}

    def at(self, trees: Sequence[str]) -> Mapping[str, str]:
        """See `Headings`."""
        return {tree: self._by_ui[self._at[tree]].name for tree in trees if tree in self._at}

    def longest(self) -> int:
        """See `Headings`."""
        names = (name for each in self._by_ui.values() for name in (each.name, *each.entries))
        return max((len(words(name)) for name in names), default=0)

    def names(self) -> Iterator[str]:
        """See `Headings`."""
        return (each.name for each in self._by_ui.values())

    @cached_property
    def _by_name(self) -> Mapping[str, Descriptor]:
        """Of two names that differ in punctuation alone, the one with the lower UI."""
        ordered = sorted(self._by_ui.values(), key=lambda each: each.ui, reverse=True)
        return {joined(each.name): each for each in ordered}

    @cached_property
    def _by_entry(self) -> Mapping[str, Descriptor]:
        found: dict[str, Descriptor] = {}
        for each in self._by_ui.values():
            for entry in each.entries:
                found.setdefault(joined(entry), each)
        return found

    @cached_property
    def _at(self) -> Mapping[str, str]:
        return dict(self._trees)

    @cached_property
    def _trees(self) -> list[tuple[str, str]]:
        return sorted((tree, each.ui) for each in self._by_ui.values() for tree in each.trees)


class HeldSubstances:
    """Supplementary concepts and actions in memory."""

    def __init__(
        self,
        substances: Iterable[Substance],
        actions: Iterable[Action],
        descriptors: Iterable[Descriptor] = (),
    ) -> None:
        """Hold them; actions are also those that `substances` and `descriptors` list."""
        self._by_name: dict[str, Substance] = {}
        self._acting: defaultdict[str, set[str]] = defaultdict(set)
        self._uis: set[str] = set()
        listed: list[Descriptor | Substance] = list(descriptors)
        for each in substances:
            listed.append(each)
            self._uis.add(each.ui)
            for name in (each.name, *each.entries):
                self._by_name.setdefault(joined(name), each)
        for one in listed:
            for action in one.actions:
                self._acting[joined(action)].add(one.name)
        for pair in actions:
            self._acting[joined(pair.name)].add(pair.substance)

    def size(self) -> int:
        """See `Substances`."""
        return len(self._uis)

    def called(self, token: str) -> Substance | None:
        """See `Substances`."""
        return self._by_name.get(token)

    def actions(self) -> int:
        """See `Substances`."""
        return sum(len(each) for each in self._acting.values())

    def acting(self, tokens: Iterable[str]) -> frozenset[str]:
        """See `Substances`."""
        return frozenset(name for each in tokens for name in self._acting.get(each, ()))
