"""The models' weights: NumPy archives beside this file, read when first asked for.

Never a pickle: an archive holds numbers, one text of vocabulary and a version.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # NumPy takes 0.1 s to import: only a model that is used pays for it
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float32]

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Weights:
    """A model: its version, the row of each word in its tables, and its tables by name."""

    version: str
    rows: "dict[str, int]"
    tables: "dict[str, Numbers]"


@cache
def weights(name: str) -> Weights:
    """The shipped weights of the model `name` ("roles", "trials").

    Raises FileNotFoundError where the program was installed without them.
    """
    import numpy as np  # noqa: PLC0415 - see above

    with np.load(HERE / f"{name}.npz", allow_pickle=False) as archive:
        vocabulary = archive["vocabulary"].tobytes().decode("utf-8").split("\n")
        tables = {
            key: archive[key].astype(np.float32)
            for key in archive.files
            if key not in {"vocabulary", "version"}
        }
        version = str(archive["version"])
    return Weights(version, {word: row for row, word in enumerate(vocabulary)}, tables)


def save(path: Path, version: str, vocabulary: "list[str]", tables: "dict[str, Numbers]") -> None:
    """Write an archive for `weights`; tables are kept as 16-bit floats."""
    import numpy as np  # noqa: PLC0415 - see above

    text = np.frombuffer("\n".join(vocabulary).encode("utf-8"), dtype=np.uint8)
    small = {name: table.astype(np.float16) for name, table in tables.items()}
    with path.open("wb") as stream:
        np.savez_compressed(  # its type stub takes every table for an option
            stream,
            version=np.array(version),
            vocabulary=text,
            **small,  # type: ignore[arg-type]
        )
