"""MeSH in the database: looked up by name and tree when a query asks, never read whole.

A search of ten headings needs ten names and their trees, not thirty thousand.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from evidence.query.codes import subheading
from evidence.query.mesh import Descriptor, Edition, Mesh, Qualifier, Substance
from evidence.query.mesh.model import KINDS
from evidence.query.mesh.qualifiers import Qualifiers
from evidence.query.mesh.subheadings import SHIPPED_QUALIFIERS
from evidence.query.mesh.tables import Headings
from evidence.store.engine import reading
from evidence.store.mesh_models import (
    KEY,
    MeshActionRow,
    MeshDescriptorRow,
    MeshEditionRow,
    MeshEntryRow,
    MeshQualifierRow,
    MeshSubstanceRow,
    MeshTreeRow,
)
from evidence.store.text import clean

_HASH = 64
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """An edition and when it was imported."""

    edition: Edition
    when: datetime


def key(token: str) -> str:
    """A token as it is indexed: whole, or cut and told apart by its hash."""
    text = clean(token)
    if len(text) <= KEY:
        return text
    return text[: KEY - _HASH] + hashlib.sha256(text.encode()).hexdigest()


def editions(engine: Engine) -> tuple[Imported, ...]:
    """What was imported, in the order of KINDS."""
    with reading(engine) as connection:
        rows = connection.execute(select(MeshEditionRow.__table__)).mappings().all()
    found = {
        row["kind"]: Imported(
            Edition(row["kind"], row["year"], row["source"], row["digest"], row["count"]),
            row["imported_at"],
        )
        for row in rows
    }
    return tuple(found[kind] for kind in KINDS if kind in found)


def stored_mesh(engine: Engine) -> Mesh:
    """MeSH as imported; what was not imported is as shipped, where anything is."""
    held = tuple(each.edition for each in editions(engine))
    if not held:
        return Mesh.shipped()
    kinds = {each.kind for each in held}
    shipped = Mesh.shipped()
    headings: Headings = shipped.headings
    if "descriptor" in kinds:
        headings = StoredHeadings(engine)
    else:
        held = (*shipped.editions, *held)
    qualifiers = _qualifiers(engine) if "qualifier" in kinds else shipped.qualifiers
    return Mesh.of(headings, qualifiers, StoredSubstances(engine), held)


def _qualifiers(engine: Engine) -> Qualifiers:
    """Those stored; with the shipped trees where the file, as NLM's ASCII one, told none."""
    with reading(engine) as connection:
        rows = connection.execute(select(MeshQualifierRow.__table__)).mappings().all()
    told = any(row["trees"] for row in rows)
    known = {subheading(each.name): each.trees for each in SHIPPED_QUALIFIERS}
    return Qualifiers(
        Qualifier(
            row["ui"],
            row["name"],
            row["abbreviation"],
            tuple(row["entries"]),
            tuple(row["trees"]) if told else known.get(subheading(row["name"]), ()),
        )
        for row in rows
    )


class StoredHeadings:
    """`evidence.query.mesh.tables.Headings` over the database."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: of a database that holds descriptors."""
        self._engine = engine

    def size(self) -> int:
        """How many there are."""
        return _of_edition(self._engine, MeshEditionRow.count, "descriptor")

    def longest(self) -> int:
        """Words of the longest name or entry term."""
        return _of_edition(self._engine, MeshEditionRow.longest, "descriptor")

    def get(self, ui: str) -> Descriptor | None:
        """The descriptor with this UI."""
        return self._one(MeshDescriptorRow.ui == ui)

    def named(self, token: str) -> Descriptor | None:
        """The descriptor of this preferred name."""
        return self._one(MeshDescriptorRow.token == key(token))

    def entered(self, token: str) -> Descriptor | None:
        """The descriptor of this entry term."""
        found = select(MeshEntryRow.ui).where(
            MeshEntryRow.kind == "descriptor", MeshEntryRow.token == key(token)
        )
        return self._one(MeshDescriptorRow.ui.in_(found))

    def below(self, ui: str) -> Mapping[str, str]:
        """UI -> name of the descriptor and all below it in any tree; empty if unknown."""
        top, place = aliased(MeshTreeRow), aliased(MeshTreeRow)
        under = (
            select(place.ui).join(top, place.place.between(top.place, top.last)).where(top.ui == ui)
        )
        wanted = (MeshDescriptorRow.ui == ui) | MeshDescriptorRow.ui.in_(under)
        statement = select(MeshDescriptorRow.ui, MeshDescriptorRow.name).where(wanted)
        with reading(self._engine) as connection:
            return {row.ui: row.name for row in connection.execute(statement)}

    def at(self, trees: Sequence[str]) -> Mapping[str, str]:
        """Tree number -> name, of those of `trees` that there are."""
        statement = (
            select(MeshTreeRow.tree, MeshDescriptorRow.name)
            .join(MeshDescriptorRow, MeshDescriptorRow.ui == MeshTreeRow.ui)
            .where(MeshTreeRow.tree.in_(tuple(trees)))
        )
        with reading(self._engine) as connection:
            return {row.tree: row.name for row in connection.execute(statement)}

    def names(self) -> Iterator[str]:
        """Every preferred name."""
        with reading(self._engine) as connection:
            return iter(connection.execute(select(MeshDescriptorRow.name)).scalars().all())

    def _one(self, condition: ColumnElement[bool]) -> Descriptor | None:
        statement = (
            select(MeshDescriptorRow.__table__)
            .where(condition)
            .order_by(MeshDescriptorRow.ui)
            .limit(1)
        )
        with reading(self._engine) as connection:
            row = connection.execute(statement).mappings().first()
        if row is None:
            return None
        return Descriptor(
            row["ui"],
            row["name"],
            tuple(row["entries"]),
            tuple(row["trees"]),
            tuple(row["actions"]),
            tuple(row["subheadings"]),
        )


class StoredSubstances:
    """`evidence.query.mesh.tables.Substances` over the database."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: of a database with MeSH's tables."""
        self._engine = engine

    def size(self) -> int:
        """How many supplementary concepts there are."""
        return _of_edition(self._engine, MeshEditionRow.count, "substance")

    def called(self, token: str) -> Substance | None:
        """The supplementary concept of this name or synonym."""
        statement = (
            select(MeshSubstanceRow.__table__)
            .join(MeshEntryRow, MeshEntryRow.ui == MeshSubstanceRow.ui)
            .where(MeshEntryRow.kind == "substance", MeshEntryRow.token == key(token))
        )
        with reading(self._engine) as connection:
            row = connection.execute(statement).mappings().first()
        if row is None:
            return None
        return Substance(
            row["ui"],
            row["name"],
            tuple(row["entries"]),
            tuple(row["headings"]),
            tuple(row["actions"]),
        )

    def actions(self) -> int:
        """How many pairs of action and substance are known."""
        with reading(self._engine) as connection:
            counted = connection.execute(select(func.count()).select_from(MeshActionRow))
            return int(counted.scalar_one())

    def acting(self, tokens: Iterable[str]) -> frozenset[str]:
        """Names of the substances and headings that have any of these actions."""
        keys = sorted({key(each) for each in tokens})
        found: set[str] = set()
        with reading(self._engine) as connection:
            for start in range(0, len(keys), _CHUNK):
                chunk = keys[start : start + _CHUNK]
                statement = select(MeshActionRow.substance).where(MeshActionRow.token.in_(chunk))
                found.update(connection.execute(statement.distinct()).scalars())
        return frozenset(found)


def _of_edition(engine: Engine, column: InstrumentedAttribute[int], kind: str) -> int:
    """A figure of what was imported of a kind; 0 where nothing was."""
    with reading(engine) as connection:
        found = connection.execute(select(column).where(MeshEditionRow.kind == kind)).scalar()
    return int(found or 0)
