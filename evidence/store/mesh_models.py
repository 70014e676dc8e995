"""The tables of MeSH: small beside the records, read by name, the same on every node."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from evidence.store.models import Base, Json, UtcDateTime

KEY = 200  # characters of a name's token; longer ones are cut and hashed


class MeshEditionRow(Base):
    """Which file a kind was read from."""

    __tablename__ = "mesh_edition"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    year: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    count: Mapped[int]
    longest: Mapped[int]  # words of the longest name
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeshDescriptorRow(Base):
    """A descriptor."""

    __tablename__ = "mesh_descriptor"
    __table_args__ = (Index("ix_mesh_descriptor_token", "token"),)

    ui: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(String(KEY))
    entries: Mapped[list[str]] = mapped_column(Json)
    trees: Mapped[list[str]] = mapped_column(Json)
    actions: Mapped[list[str]] = mapped_column(Json)
    subheadings: Mapped[list[str]] = mapped_column(Json)


class MeshEntryRow(Base):
    """An entry term of a descriptor, or of a supplementary concept; the first that has it."""

    __tablename__ = "mesh_entry"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    token: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    ui: Mapped[str] = mapped_column(String(32))


class MeshTreeRow(Base):
    """A place in the trees: those below it have the places up to `last`."""

    __tablename__ = "mesh_tree"
    __table_args__ = (Index("ix_mesh_tree_ui", "ui"), Index("ix_mesh_tree_tree", "tree"))

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
    tree: Mapped[str] = mapped_column(String(KEY))
    ui: Mapped[str] = mapped_column(String(32))


class MeshQualifierRow(Base):
    """A subheading."""

    __tablename__ = "mesh_qualifier"

    ui: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    abbreviation: Mapped[str] = mapped_column(String(8))
    entries: Mapped[list[str]] = mapped_column(Json)
    trees: Mapped[list[str]] = mapped_column(Json)


class MeshSubstanceRow(Base):
    """A supplementary concept."""

    __tablename__ = "mesh_substance"

    ui: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    entries: Mapped[list[str]] = mapped_column(Json)
    headings: Mapped[list[str]] = mapped_column(Json)
    actions: Mapped[list[str]] = mapped_column(Json)


class MeshActionRow(Base):
    """A pharmacological action and a substance that has it, by the file that says so."""

    __tablename__ = "mesh_action"
    __table_args__ = (Index("ix_mesh_action_token", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    token: Mapped[str] = mapped_column(String(KEY))
    substance: Mapped[str] = mapped_column(Text)
