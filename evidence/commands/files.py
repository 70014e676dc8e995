"""Writes a file whole or not at all."""

import os
import tempfile
from pathlib import Path

from evidence.errors import StorageProblem


def write(path: Path, text: str) -> None:
    """Replace `path` by `text` in UTF-8; see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Replace `path` by `content`: the old file or the new one, never a part.

    Raises StorageProblem where the folder or the disk refuses.
    """
    try:
        path = path.resolve()  # a link stays a link
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)  # mkstemp's 0600 is not for pages to publish
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageProblem(
            f"{path} could not be written: {error.strerror or error}.",
            "Free space or choose another file with --output.",
        ) from error
