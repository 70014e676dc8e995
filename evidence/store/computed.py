"""What was computed from records and can be computed again: a cache with its rules' version."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from evidence.store.appraisal_models import FindingRow
from evidence.store.appraisal_values import Computed

_CHUNK = 1000


def put(connection: Connection, found: Sequence[Computed]) -> None:
    """Keep these, each in the place of what was kept for its PMID."""
    ordered = sorted(found, key=lambda each: each.pmid)
    drop(connection, [each.pmid for each in ordered])
    if ordered:
        rows = [
            {
                "pmid": each.pmid,
                "sha256": each.sha256,
                "rules": each.rules,
                "payload": each.payload,
            }
            for each in ordered
        ]
        connection.execute(insert(FindingRow), rows)


def drop(connection: Connection, pmids: Sequence[int]) -> None:
    """Forget what was computed of these records."""
    for start in range(0, len(pmids), _CHUNK):
        chunk = pmids[start : start + _CHUNK]
        connection.execute(delete(FindingRow).where(FindingRow.pmid.in_(chunk)))


def clear(connection: Connection) -> None:
    """Forget all of it."""
    connection.execute(delete(FindingRow))


def of(connection: Connection, pmids: Iterable[int]) -> dict[int, Computed]:
    """What is kept of these records, by PMID."""
    wanted = list(pmids)
    found: dict[int, Computed] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = connection.execute(
            select(FindingRow.pmid, FindingRow.sha256, FindingRow.rules, FindingRow.payload).where(
                FindingRow.pmid.in_(wanted[start : start + _CHUNK])
            )
        )
        found |= {row.pmid: Computed(*row) for row in rows}
    return found
