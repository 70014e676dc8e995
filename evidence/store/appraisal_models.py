"""Tables of what is computed from records, and of what people decided about them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from evidence.store.models import Base, UtcDateTime


class FindingRow(Base):
    """What the rules of a version found in the record with this hash: can be computed again."""

    __tablename__ = "finding"

    pmid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    rules: Mapped[str] = mapped_column(String(100))
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class JudgementRow(Base):
    """A person's level of evidence for a record and a question; the last number counts.

    Without a level it takes the earlier one back. `sha256` is the record's at that time.
    """

    __tablename__ = "judgement"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="level"),)

    pmid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int | None]
    who: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(String(64))


class KinshipRow(Base):
    """A person's word that two records are of one study, or are not; the last number counts.

    `pmid` is the smaller PMID. Without `together` it takes the earlier word back.
    """

    __tablename__ = "kinship"

    pmid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    other: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    together: Mapped[bool | None]
    who: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
