"""What is computed from records, and what people decided about levels and studies."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
_NEW_TABLES = ("finding", "judgement", "kinship")


def upgrade() -> None:
    """Add them, empty: findings are computed again whenever they are asked for."""
    op.create_table(
        "finding",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rules", sa.String(100), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pmid", name="pk_finding"),
    )
    op.create_table(
        "judgement",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("pmid", "question", "number", name="pk_judgement"),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="ck_judgement_level"),
    )
    op.create_table(
        "kinship",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("together", sa.Boolean(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("pmid", "other", "number", name="pk_kinship"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in _NEW_TABLES:
        op.drop_table(table)
