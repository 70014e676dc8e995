"""The tables of MeSH."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
KEY = 200


def upgrade() -> None:
    """Create them, empty."""
    _edition()
    _descriptors()
    _others()


def downgrade() -> None:
    """Drop them."""
    for table in (
        *("mesh_action", "mesh_substance", "mesh_qualifier", "mesh_tree"),
        *("mesh_entry", "mesh_descriptor", "mesh_edition"),
    ):
        op.drop_table(table)


def _edition() -> None:
    op.create_table(
        "mesh_edition",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_mesh_edition"),
    )


def _descriptors() -> None:
    op.create_table(
        "mesh_descriptor",
        sa.Column("ui", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token", sa.String(KEY), nullable=False),
        sa.Column("entries", JSON, nullable=False),
        sa.Column("trees", JSON, nullable=False),
        sa.Column("actions", JSON, nullable=False),
        sa.Column("subheadings", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ui", name="pk_mesh_descriptor"),
    )
    op.create_index("ix_mesh_descriptor_token", "mesh_descriptor", ["token"])
    op.create_table(
        "mesh_entry",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("token", sa.String(KEY), nullable=False),
        sa.Column("ui", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("kind", "token", name="pk_mesh_entry"),
    )
    op.create_table(
        "mesh_tree",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("tree", sa.String(KEY), nullable=False),
        sa.Column("ui", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_mesh_tree"),
    )
    op.create_index("ix_mesh_tree_ui", "mesh_tree", ["ui"])
    op.create_index("ix_mesh_tree_tree", "mesh_tree", ["tree"])


def _others() -> None:
    op.create_table(
        "mesh_qualifier",
        sa.Column("ui", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("abbreviation", sa.String(8), nullable=False),
        sa.Column("entries", JSON, nullable=False),
        sa.Column("trees", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ui", name="pk_mesh_qualifier"),
    )
    op.create_table(
        "mesh_substance",
        sa.Column("ui", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entries", JSON, nullable=False),
        sa.Column("headings", JSON, nullable=False),
        sa.Column("actions", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ui", name="pk_mesh_substance"),
    )
    op.create_table(
        "mesh_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("token", sa.String(KEY), nullable=False),
        sa.Column("substance", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mesh_action"),
    )
    op.create_index("ix_mesh_action_token", "mesh_action", ["token"])
