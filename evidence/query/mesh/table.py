"""The table form of descriptors: UI, name, entry terms (|), tree numbers (|), by tabs."""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from evidence.errors import ConfigProblem
from evidence.query.mesh.model import Descriptor

_COLUMNS = 4


def read_table(path: Path) -> Iterator[Descriptor]:
    """The descriptors of a table, plain or .gz. Raises ConfigProblem for what is none."""
    try:
        yield from _rows(path)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise ConfigProblem(
            f"{path}: not a table of MeSH descriptors: {error}.",
            "Its columns are UI, name, entry terms and tree numbers, tab-separated.",
        ) from error


def _rows(path: Path) -> Iterator[Descriptor]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    for number, line in enumerate(io.StringIO(text), start=1):
        columns = line.rstrip("\r\n").split("\t")
        if columns == [""]:
            continue
        if len(columns) < _COLUMNS:
            raise ValueError(f"line {number} has {len(columns)} columns")
        ui, name, entries, trees = columns[:_COLUMNS]
        yield Descriptor(ui, name, _several(entries), _several(trees))


def _several(text: str) -> tuple[str, ...]:
    return tuple(each for each in text.split("|") if each)
