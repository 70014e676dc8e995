"""Runs, quarantine, acknowledged warnings, imported files, what was cited and what was sent."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
_NEW_TABLES = ("quarantine", "acknowledgement", "source_file", "cited", "sent")
_NEW_COLUMNS = ("run", "source", "service", "dropped", "stored", "gone", "quarantined", "seconds")


def upgrade() -> None:
    """Add them; each earlier search counts as a run of its own."""
    for column in _columns():
        op.add_column("search", column)
    op.execute("UPDATE search SET run = id")
    op.create_index("ix_search_run", "search", ["run"])
    _records()
    _messages()


def downgrade() -> None:
    """Drop them."""
    for table in _NEW_TABLES:
        op.drop_table(table)
    op.drop_index("ix_search_run", "search")
    for name in _NEW_COLUMNS:
        op.drop_column("search", name)


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("run", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("source", sa.Text(), nullable=False, server_default="PubMed"),
        sa.Column("service", sa.Text(), nullable=False, server_default=""),
        sa.Column("dropped", JSON, nullable=False, server_default="[]"),
        sa.Column("stored", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("quarantined", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("seconds", sa.Double(), nullable=False, server_default="0"),
    )


def _records() -> None:
    op.create_table(
        "quarantine",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pmid", name="pk_quarantine"),
        sa.CheckConstraint(
            "kind IN ('not sent', 'not listed', 'not fetchable', 'unreadable')",
            name="ck_quarantine_kind",
        ),
    )
    op.create_table(
        "source_file",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("md5", sa.String(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.String(64), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_source_file"),
    )


def _messages() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("topic", sa.String(200), nullable=False),
        sa.Column("phrase", sa.String(1000), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("topic", "phrase", name="pk_acknowledgement"),
    )
    op.create_table(
        "cited",
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("place", "pmid", name="pk_cited"),
    )
    op.create_index("ix_cited_pmid", "cited", ["pmid"])
    op.create_table(
        "sent",
        sa.Column("recipient", sa.String(300), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("recipient", "item", name="pk_sent"),
    )
