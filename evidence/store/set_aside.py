"""Keeps what could not be read, with its bytes, once."""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from evidence.pubmed.files import Rejected
from evidence.store.models import RejectedRow
from evidence.store.text import clean


def set_aside(connection: Connection, rejected: Sequence[Rejected], *, now: datetime) -> None:
    """Keep the items; those that were set aside before stay as they are."""
    rows = {_fingerprint(each): each for each in rejected}
    if not rows:
        return
    there = set(
        connection.execute(select(RejectedRow.id).where(RejectedRow.id.in_(rows))).scalars()
    )
    fresh = [
        {
            "id": key,
            "source": clean(each.source),
            "number": each.number,
            "pmid": each.pmid,
            "reason": clean(each.reason),
            "raw": zlib.compress(each.raw),
            "seen_at": now,
        }
        for key, each in rows.items()
        if key not in there
    ]
    if fresh:
        connection.execute(insert(RejectedRow), fresh)


def _fingerprint(item: Rejected) -> str:
    digest = hashlib.sha256(f"{item.source}\0{item.number}\0{item.reason}\0".encode())
    digest.update(item.raw)
    return digest.hexdigest()
