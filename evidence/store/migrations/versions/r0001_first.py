"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Create everything."""
    _records()
    _computed()
    _ledger()
    op.create_table(
        "setting",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    _full_text()


def downgrade() -> None:
    """Drop everything."""
    op.execute("DROP TABLE words")
    for table in (
        *("setting", "membership", "search", "rejected"),
        *("tag", "date_range", "revision", "record"),
    ):
        op.drop_table(table)


def _records() -> None:
    op.create_table(
        "record",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("journal", sa.Text(), nullable=False),
        sa.Column("revised", sa.String(10), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.CheckConstraint("state IN ('present', 'deleted')", name="ck_record_state"),
        sa.CheckConstraint("form IN ('xml', 'medline')", name="ck_record_form"),
        sa.CheckConstraint("pmid > 0", name="ck_record_pmid"),
        sa.PrimaryKeyConstraint("pmid", name="pk_record"),
    )
    op.create_table(
        "revision",
        sa.Column("pmid", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.ForeignKeyConstraint(["pmid"], ["record.pmid"], name="fk_revision_pmid"),
        sa.PrimaryKeyConstraint("pmid", "number", name="pk_revision"),
    )
    op.create_table(
        "rejected",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pmid", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rejected"),
    )


def _computed() -> None:
    op.create_table(
        "date_range",
        sa.Column("pmid", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(8), nullable=False),
        sa.Column("first", sa.String(10), nullable=False),
        sa.Column("last", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["pmid"], ["record.pmid"], name="fk_date_range_pmid"),
        sa.PrimaryKeyConstraint("pmid", "field", "first", "last", name="pk_date_range"),
    )
    op.create_index("ix_date_range_field", "date_range", ["field", "first", "last"])
    op.create_table(
        "tag",
        sa.Column("pmid", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(200), nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
        sa.Column("matched", JSON, nullable=False),
        sa.ForeignKeyConstraint(["pmid"], ["record.pmid"], name="fk_tag_pmid"),
        sa.PrimaryKeyConstraint("pmid", "tag", name="pk_tag"),
    )
    op.create_index("ix_tag_tag", "tag", ["tag"])


def _ledger() -> None:
    op.create_table(
        "search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("warnings", JSON, nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("finished", MOMENT, nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("program_version", sa.String(64), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'complete', 'partial', 'failed', 'interrupted')",
            name="ck_search_state",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search"),
    )
    op.create_index("ix_search_topic", "search", ["topic"])
    op.create_table(
        "membership",
        sa.Column("topic", sa.String(200), nullable=False),
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("joined_search", sa.Integer(), nullable=False),
        sa.Column("left_search", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["joined_search"], ["search.id"], name="fk_membership_joined_search"
        ),
        sa.ForeignKeyConstraint(["left_search"], ["search.id"], name="fk_membership_left_search"),
        sa.PrimaryKeyConstraint("topic", "pmid", "joined_search", name="pk_membership"),
    )
    op.create_index("ix_membership_joined_search", "membership", ["joined_search"])
    op.create_index("ix_membership_left_search", "membership", ["left_search"])


def _full_text() -> None:
    """One table a full-text engine; see evidence.store.words for what a body is."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'ascii')")
        return
    op.execute(
        "CREATE TABLE words (pmid integer PRIMARY KEY, body text NOT NULL, lexemes tsvector)"
    )
    op.execute("CREATE INDEX ix_words_lexemes ON words USING gin (lexemes)")
    op.execute("CREATE INDEX ix_words_without ON words (pmid) WHERE lexemes IS NULL")
