"""data/families.toml, read once, when first needed."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Data:
    """Patterns of registries (name, pattern), and the words that tell nothing of a study."""

    registries: tuple[tuple[str, str], ...]
    own: str
    not_names: frozenset[str]
    generic: tuple[str, ...]


@cache
def data() -> Data:
    """All of it."""
    path = files("evidence.findings") / "data" / "families.toml"
    read = tomllib.loads(path.read_text("utf-8"))
    return Data(
        registries=tuple((name, pattern) for name, pattern in read["registries"]["patterns"]),
        own=read["registries"]["own"],
        not_names=frozenset(read["names"]["not_names"]),
        generic=tuple(read["titles"]["generic"]),
    )
