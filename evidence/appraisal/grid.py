"""The grid of data/levels.toml: which level a design has for a question, and on what condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from evidence.appraisal.model import Design
from evidence.appraisal.signs import Signs
from evidence.appraisal.words import Told, Words, table, told, words
from evidence.record import Record


@dataclass(frozen=True, slots=True)
class Condition:
    """Words in the title or in title and abstract, or a heading ((UI, name); () for none)."""

    where: str
    words: Words | None
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: for these designs, where its conditions hold; `level` None for no level.

    `signs` and `without` are signs of data/signs.toml that must and must not be found.
    """

    designs: frozenset[str]
    level: int | None
    rule: str
    reason: str
    every: tuple[str, ...]
    none: tuple[str, ...]
    signs: tuple[str, ...]
    without: tuple[str, ...]
    historical: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The scheme: cells by question, designs without a place, and the reason where none fits."""

    name: str
    cells: Mapping[str, tuple[Cell, ...]]
    no_place: Mapping[str, str]
    otherwise: Mapping[str, str]
    conditions: Mapping[str, Condition]


@cache
def grid() -> Grid:
    """The file, read once."""
    data = table("levels")
    cells: dict[str, list[Cell]] = {}
    for each in data["cell"]:
        for question in each.get("questions") or [each["question"]]:
            cells.setdefault(question, []).append(_cell(each))
    return Grid(
        data["scheme"]["name"],
        MappingProxyType({question: tuple(found) for question, found in cells.items()}),
        MappingProxyType({k: v for k, v in data["no_place"].items() if k != "source"}),
        MappingProxyType(data["otherwise"]),
        MappingProxyType({each["name"]: _condition(each) for each in data["condition"]}),
    )


def _cell(entry: Mapping[str, object]) -> Cell:
    def several(key: str) -> tuple[str, ...]:
        found = entry.get(key, ())
        return tuple(map(str, found)) if isinstance(found, list) else ()

    level = entry.get("level")
    return Cell(
        designs=frozenset(several("designs")),
        level=level if isinstance(level, int) else None,
        rule=str(entry.get("rule", "")),
        reason=str(entry["reason"]),
        every=several("all"),
        none=several("none"),
        signs=several("signs"),
        without=several("without"),
        historical=bool(entry.get("historical", False)),
    )


def _condition(entry: Mapping[str, str]) -> Condition:
    return Condition(entry.get("where", "any"), words(entry), tuple(entry.get("heading", ())))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A study as the grid sees it."""

    found: Design
    record: Record
    told: Told
    signs: Signs


def cell(question_type: str, found: Design, record: Record) -> Cell | None:
    """The first cell of a question that fits a study; None where none does."""
    passages = told(record)
    asked = _Asked(found, record, passages, Signs(record, passages))
    return next((each for each in grid().cells[question_type] if _fits(each, asked)), None)


def _fits(each: Cell, asked: _Asked) -> bool:
    if asked.found.name not in each.designs:
        return False
    if each.historical and not asked.found.historically_controlled:
        return False
    return (
        all(_holds(name, asked) for name in each.every)
        and not any(_holds(name, asked) for name in each.none)
        and all(map(asked.signs.find, each.signs))
        and not any(map(asked.signs.find, each.without))
    )


def _holds(name: str, asked: _Asked) -> bool:
    condition = grid().conditions[name]
    if any(mesh.ui in condition.heading for mesh in asked.record.mesh if mesh.ui):
        return True
    return asked.told.first(condition.words, condition.where) is not None
