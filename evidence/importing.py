"""Records from files: kept and tagged a batch at a time, nothing twice."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.keeping import BATCH, Keeper
from evidence.pubmed.files import Item, read_file, read_stream
from evidence.query.mesh import Mesh
from evidence.store import Kept, Store
from evidence.topic import Tag

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Imported:
    """What was kept of all files, and the errors of those that could not be read whole."""

    kept: Kept
    failures: tuple[EvidenceError, ...] = ()


def import_files(
    store: Store, files: Iterable[Path], *, tags: Sequence[Tag], mesh: Mesh | None = None
) -> Imported:
    """Keep the records of `files` (`-`: standard input), in that order.

    Each batch is on disk before the next is read. A file that is truncated or none of
    PubMed's is passed over from there on: the records before are kept, so are those of the
    other files, and its error is in `failures`.
    """
    kept, failures = Kept(), list[EvidenceError]()
    for path in files:
        keeper = Keeper(str(path), tags, mesh or Mesh.shipped())
        part, failure = _import(store, keeper, _items(path))
        kept += part
        failures += [failure] if failure else []
    return Imported(kept, tuple(failures))


def _items(path: Path) -> Iterator[Item]:
    if path == STANDARD_INPUT:
        return read_stream(sys.stdin.buffer, "standard input")
    return read_file(path)


def _import(
    store: Store, keeper: Keeper, items: Iterator[Item]
) -> tuple[Kept, EvidenceError | None]:
    total = Kept()
    problem: EvidenceError | None = None
    while problem is None:
        batch, problem = _next(items)
        if not batch:
            break
        total += store.transact(lambda unit, batch=batch: keeper.keep(unit, batch))  # type: ignore[misc]
    return total, problem


def _next(items: Iterator[Item]) -> tuple[list[Item], EvidenceError | None]:
    """Up to a batch of items, and what the reader raised after them."""
    batch: list[Item] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == BATCH:
                break
    except EvidenceError as problem:
        return batch, problem
    return batch, None
