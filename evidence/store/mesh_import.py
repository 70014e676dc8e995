"""Puts a file of MeSH into the database: one transaction, replacing only its own kind."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection, Engine, delete, insert

from evidence.query.mesh import Action, Descriptor, Edition, Qualifier, Substance
from evidence.query.mesh.files import MeshFile
from evidence.query.mesh.model import Entry, Kind
from evidence.query.tokens import joined, words
from evidence.store.engine import transact
from evidence.store.mesh import key
from evidence.store.mesh_models import (
    MeshActionRow,
    MeshDescriptorRow,
    MeshEditionRow,
    MeshEntryRow,
    MeshQualifierRow,
    MeshSubstanceRow,
    MeshTreeRow,
)
from evidence.store.models import Base
from evidence.store.text import clean

_BATCH = 2000
_ROWS: Mapping[Kind, type[Base] | None] = {
    "descriptor": MeshDescriptorRow,
    "qualifier": MeshQualifierRow,
    "substance": MeshSubstanceRow,
    "action": None,
}

Row = dict[str, str | int | list[str]]  # what SQLAlchemy's bulk insert takes


def import_mesh(engine: Engine, file: MeshFile) -> Edition:
    """Replace this kind of MeSH by the file's, all of it or nothing.

    Raises ConfigProblem where the file is broken, and StorageProblem where the database
    refuses.
    """
    return transact(engine, lambda connection: _replace(connection, file))


def _replace(connection: Connection, file: MeshFile) -> Edition:
    _clear(connection, file.kind)
    writer = _Writer(connection, file.kind)
    entries = file.entries()
    while chunk := list(islice(entries, _BATCH)):
        writer.write(chunk)
    writer.finish()
    edition = Edition(file.kind, file.year, file.path.name, file.digest(), writer.count)
    connection.execute(
        insert(MeshEditionRow).values(
            kind=edition.kind,
            year=edition.year,
            source=clean(edition.source),
            digest=edition.digest,
            count=edition.count,
            longest=writer.longest,
            imported_at=datetime.now(UTC),
        )
    )
    return edition


def _clear(connection: Connection, kind: Kind) -> None:
    table = _ROWS[kind]
    if table is not None:
        connection.execute(delete(table))
    if kind == "descriptor":
        connection.execute(delete(MeshTreeRow))
    connection.execute(delete(MeshEntryRow).where(MeshEntryRow.kind == kind))
    connection.execute(delete(MeshActionRow).where(MeshActionRow.kind == kind))
    connection.execute(delete(MeshEditionRow).where(MeshEditionRow.kind == kind))


@dataclass(slots=True)
class _Writer:
    """Writes entries; what has to wait until all are read waits in it."""

    connection: Connection
    kind: Kind
    count: int = 0
    longest: int = 0
    _uis: set[str] = field(default_factory=set)
    _tokens: set[str] = field(default_factory=set)
    _trees: list[tuple[str, str]] = field(default_factory=list)

    def write(self, entries: Iterable[Entry]) -> None:
        rows: list[Row] = []
        named: list[Row] = []
        actions: list[Row] = []
        for each in entries:
            if isinstance(each, Action):
                self.count += 1
                actions.append(self._action(each.name, each.substance))
                continue
            if each.ui in self._uis:
                continue
            self._uis.add(each.ui)
            self.count += 1
            rows.append(_row(each))
            named += self._names(each)
            if isinstance(each, Descriptor):
                self._trees += ((clean(tree), clean(each.ui)) for tree in each.trees)
            if not isinstance(each, Qualifier):
                actions += (self._action(name, each.name) for name in each.actions)
        self._insert(_ROWS[self.kind], rows)
        self._insert(MeshEntryRow, named)
        self._insert(MeshActionRow, actions)

    def finish(self) -> None:
        """The trees: their places in order, and up to which place what is below goes."""
        self._trees.sort(key=lambda pair: pair[0].split("."))
        rows: list[Row] = [
            {
                "place": place,
                "last": last,
                "tree": self._trees[place][0],
                "ui": self._trees[place][1],
            }
            for place, last in _nested([tree for tree, _ in self._trees])
        ]
        for start in range(0, len(rows), _BATCH):
            self._insert(MeshTreeRow, rows[start : start + _BATCH])

    def _names(self, entry: Descriptor | Qualifier | Substance) -> Iterator[Row]:
        if isinstance(entry, Qualifier):
            return
        # A substance is found by its name too; a descriptor's name has a column of its own.
        named = (entry.name,) if isinstance(entry, Substance) else ()
        for name in (*named, *entry.entries):
            token = key(joined(name))
            self.longest = max(self.longest, len(words(name)))
            if token not in self._tokens:
                self._tokens.add(token)
                yield {"kind": self.kind, "token": token, "ui": clean(entry.ui)}
        self.longest = max(self.longest, len(words(entry.name)))

    def _action(self, name: str, substance: str) -> Row:
        return {"kind": self.kind, "token": key(joined(name)), "substance": clean(substance)}

    def _insert(self, table: type[Base] | None, rows: list[Row]) -> None:
        if table is not None and rows:
            self.connection.execute(insert(table), rows)


def _nested(trees: list[str]) -> Iterator[tuple[int, int]]:
    """(place, last place below it) of sorted tree numbers."""
    last = list(range(len(trees)))
    open_places: list[int] = []
    for place, tree in enumerate(trees):
        while open_places and not f"{tree}.".startswith(f"{trees[open_places[-1]]}."):
            open_places.pop()
        for each in open_places:
            last[each] = place
        open_places.append(place)
    return enumerate(last)


def _row(entry: Descriptor | Qualifier | Substance) -> Row:
    row: Row = {
        "ui": clean(entry.ui),
        "name": clean(entry.name),
        "entries": _cleaned(entry.entries),
    }
    if isinstance(entry, Qualifier):
        return row | {
            "abbreviation": clean(entry.abbreviation)[:8],
            "trees": _cleaned(entry.trees),
        }
    row["actions"] = _cleaned(entry.actions)
    if isinstance(entry, Substance):
        return row | {"headings": _cleaned(entry.headings)}
    return row | {
        "token": key(joined(entry.name)),
        "trees": _cleaned(entry.trees),
        "subheadings": _cleaned(entry.subheadings),
    }


def _cleaned(names: Iterable[str]) -> list[str]:
    return [clean(each) for each in names]
