"""Records from files: kept and tagged a batch at a time, nothing twice."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evidence.keeping import BATCH, Keeper
from evidence.pubmed.files import Item, read_file, read_stream
from evidence.query.mesh import Mesh
from evidence.store import Kept, Store
from evidence.topic import Tag

STANDARD_INPUT = Path("-")


def import_files(
    store: Store, files: Iterable[Path], *, tags: Sequence[Tag], mesh: Mesh | None = None
) -> Kept:
    """Keep the records of `files` (`-`: standard input), in that order.

    Each batch is on disk before the next is read. What a reader raises (a truncated file,
    a file that is none of PubMed's) is raised when the records before it are kept.
    """
    total = Kept()
    for path in files:
        keeper = Keeper(str(path), tags, mesh or Mesh.shipped())
        total += _import(store, keeper, _items(path))
    return total


def _items(path: Path) -> Iterator[Item]:
    if path == STANDARD_INPUT:
        return read_stream(sys.stdin.buffer, "standard input")
    return read_file(path)


def _import(store: Store, keeper: Keeper, items: Iterator[Item]) -> Kept:
    total = Kept()
    problem: Exception | None = None
    while problem is None:
        batch, problem = _next(items)
        if not batch:
            break
        total += store.transact(lambda unit, batch=batch: keeper.keep(unit, batch))  # type: ignore[misc]
    if problem is not None:
        raise problem
    return total


def _next(items: Iterator[Item]) -> tuple[list[Item], Exception | None]:
    """Up to a batch of items, and what the reader raised after them."""
    batch: list[Item] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == BATCH:
                break
    except Exception as problem:  # noqa: BLE001 - raised again once the good ones are kept
        return batch, problem
    return batch, None
