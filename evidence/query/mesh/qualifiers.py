"""Subheadings by name, entry term or two-letter abbreviation, and their families."""

from collections.abc import Iterable, Mapping

from evidence.query.codes import subheading
from evidence.query.mesh.model import Qualifier


class Qualifiers:
    """The subheadings of MeSH, as tokens (`evidence.query.codes.subheading`)."""

    def __init__(self, qualifiers: Iterable[Qualifier]) -> None:
        """Hold `qualifiers`."""
        held = tuple(qualifiers)
        self._by_token = {subheading(each.name): each for each in held}
        self._tokens: dict[str, str] = {}
        for each in held:
            for entry in each.entries:
                self._tokens.setdefault(subheading(entry), subheading(each.name))
        for each in held:
            self._tokens[each.abbreviation.lower()] = subheading(each.name)
        for token in self._by_token:
            self._tokens[token] = token
        self._families = _families(held)

    def __len__(self) -> int:
        return len(self._by_token)

    def get(self, text: str) -> Qualifier | None:
        """The subheading of this name, entry term or abbreviation: "su" is surgery."""
        return self._by_token.get(self.token(text))

    def token(self, text: str) -> str:
        """The token of what is typed; of a name that MeSH has not, the name's own."""
        return self._tokens.get(subheading(text), subheading(text))

    def below(self, token: str) -> frozenset[str]:
        """The token with those of its family."""
        return self._families.get(token, frozenset((token,)))

    def names(self) -> tuple[str, ...]:
        """Every name."""
        return tuple(each.name for each in self._by_token.values())


def _families(held: tuple[Qualifier, ...]) -> Mapping[str, frozenset[str]]:
    trees = [(tree, subheading(each.name)) for each in held for tree in each.trees]
    return {
        subheading(each.name): frozenset(
            below
            for tree in each.trees
            for other, below in trees
            if f"{other}.".startswith(f"{tree}.")
        )
        | {subheading(each.name)}
        for each in held
    }
