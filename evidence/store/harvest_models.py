"""The tables around a harvest: what did not arrive, what was imported, cited, sent."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from evidence.store.models import Base, UtcDateTime


class QuarantineRow(Base):
    """A PMID that PubMed lists, or did list, and whose record could not be had."""

    __tablename__ = "quarantine"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('not sent', 'not listed', 'not fetchable', 'unreadable')", name="kind"
        ),
    )

    pmid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    first_seen: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen: Mapped[datetime] = mapped_column(UtcDateTime)
    times: Mapped[int]


class AcknowledgementRow(Base):
    """A person has seen that PubMed left a phrase out of a topic's search."""

    __tablename__ = "acknowledgement"

    topic: Mapped[str] = mapped_column(String(200), primary_key=True)
    phrase: Mapped[str] = mapped_column(String(1000), primary_key=True)
    query: Mapped[str] = mapped_column(Text)  # of the search; another query is another matter
    who: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SourceFileRow(Base):
    """A numbered PubMed file that was imported; `matched`: the topics it was sieved for."""

    __tablename__ = "source_file"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    md5: Mapped[str] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(BigInteger)
    matched: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read: Mapped[int]
    kept: Mapped[int]
    deleted: Mapped[int]
    rejected: Mapped[int]


class CitedRow(Base):
    """A record that a rendered text rests on, in the state it was cited in."""

    __tablename__ = "cited"
    __table_args__ = (Index("ix_cited_pmid", "pmid"),)

    place: Mapped[str] = mapped_column(String(300), primary_key=True)
    pmid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SentRow(Base):
    """An item of a digest that a recipient was told."""

    __tablename__ = "sent"

    recipient: Mapped[str] = mapped_column(String(300), primary_key=True)
    item: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
