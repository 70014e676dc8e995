"""The tables. Every large table's key contains `pmid`, so a cluster can shard by it."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment: timestamptz in PostgreSQL, UTC without an offset in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a moment without a time zone is refused with ValueError."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware moment in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """All tables, with names for every constraint so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class RecordRow(Base):
    """The newest state of a PMID; a deleted one stays as its own tombstone."""

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint("state IN ('present', 'deleted')", name="state"),
        CheckConstraint("form IN ('xml', 'medline')", name="form"),
        CheckConstraint("pmid > 0", name="pmid"),
    )

    pmid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    number: Mapped[int]  # of this state among the record's revisions, from 1
    sha256: Mapped[str] = mapped_column(String(64))
    form: Mapped[str] = mapped_column(String(8))
    raw: Mapped[bytes] = mapped_column(LargeBinary)  # zlib
    title: Mapped[str] = mapped_column(Text)
    year: Mapped[int | None]
    journal: Mapped[str] = mapped_column(Text)
    revised: Mapped[str] = mapped_column(String(10))  # DateRevised, ISO day, or ""
    state: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(Text)
    first_seen: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changes: Mapped[list[str]] = mapped_column(Json)


class RevisionRow(Base):
    """A state that a newer one replaced: the newest stands in `record` only."""

    __tablename__ = "revision"

    pmid: Mapped[int] = mapped_column(ForeignKey("record.pmid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    form: Mapped[str] = mapped_column(String(8))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changes: Mapped[list[str]] = mapped_column(Json)


class DateRow(Base):
    """From which to which day a date of a record can mean, by query field."""

    __tablename__ = "date_range"
    __table_args__ = (Index("ix_date_range_field", "field", "first", "last"),)

    pmid: Mapped[int] = mapped_column(ForeignKey("record.pmid"), primary_key=True)
    field: Mapped[str] = mapped_column(String(8), primary_key=True)
    first: Mapped[str] = mapped_column(String(10), primary_key=True)
    last: Mapped[str] = mapped_column(String(10), primary_key=True)


class TagRow(Base):
    """A tag that a record earned, with the matched words; computed, can be rebuilt."""

    __tablename__ = "tag"
    __table_args__ = (Index("ix_tag_tag", "tag"),)

    pmid: Mapped[int] = mapped_column(ForeignKey("record.pmid"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(200), primary_key=True)
    rules: Mapped[str] = mapped_column(String(64))
    matched: Mapped[list[dict[str, str | int]]] = mapped_column(Json)


class RejectedRow(Base):
    """An item that could not be read, with its bytes; the key is the hash of all of it."""

    __tablename__ = "rejected"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    pmid: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    raw: Mapped[bytes] = mapped_column(LargeBinary)  # zlib
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SearchRow(Base):
    """The ledger: one row a search."""

    __tablename__ = "search"
    __table_args__ = (
        CheckConstraint(
            "state IN ('running', 'complete', 'partial', 'failed', 'interrupted')", name="state"
        ),
        Index("ix_search_topic", "topic"),
        Index("ix_search_run", "run"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[int]  # searches of one update share it
    source: Mapped[str] = mapped_column(Text)
    service: Mapped[str] = mapped_column(Text)  # the host that was asked
    topic: Mapped[str] = mapped_column(String(200))
    query: Mapped[str] = mapped_column(Text)
    sent: Mapped[str] = mapped_column(Text)
    translation: Mapped[str] = mapped_column(Text)
    translations: Mapped[list[list[str]]] = mapped_column(Json)
    warnings: Mapped[list[str]] = mapped_column(Json)
    dropped: Mapped[list[str]] = mapped_column(Json)
    count: Mapped[int | None]
    stored: Mapped[int | None]
    new: Mapped[int]
    changed: Mapped[int]
    joined: Mapped[int]
    left: Mapped[int]
    gone: Mapped[int]
    quarantined: Mapped[int]
    requests: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float] = mapped_column(Double)
    started: Mapped[datetime] = mapped_column(UtcDateTime)
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))
    error: Mapped[str] = mapped_column(Text)
    program_version: Mapped[str] = mapped_column(String(64))


class MembershipRow(Base):
    """A PMID's stay in a topic, from the search that found it to the one that did not.

    There is no foreign key to `record`: PubMed may count a PMID that it does not deliver.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_joined_search", "joined_search"),
        Index("ix_membership_left_search", "left_search"),
    )

    topic: Mapped[str] = mapped_column(String(200), primary_key=True)
    pmid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    joined_search: Mapped[int] = mapped_column(ForeignKey("search.id"), primary_key=True)
    left_search: Mapped[int | None] = mapped_column(ForeignKey("search.id"))


class SettingRow(Base):
    """What the database says of itself, such as how its search index was made."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
