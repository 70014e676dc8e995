"""A seal over a whole rendered summary: one changed character anywhere breaks it.

It tells that a file was edited since it was rendered. It is no signature: who recomputes it
can make another; the words themselves are checked against the database.
"""

import hashlib
import re

_MARK = "evidence-seal-"
BLANK = _MARK + "0" * 64
_SEAL = re.compile(rf"{_MARK}[0-9a-f]{{64}}")


def seal(text: str) -> str:
    """`text` with its one BLANK replaced by its seal; ValueError where there is not one."""
    if text.count(BLANK) != 1:
        raise ValueError(BLANK)
    return text.replace(BLANK, _MARK + _digest(text))


def unbroken(text: str) -> bool:
    """Whether `text` carries one seal, and is what was sealed; line ends do not count."""
    found = _SEAL.findall(text)
    return len(found) == 1 and _MARK + _digest(text.replace(found[0], BLANK)) == found[0]


def _digest(text: str) -> str:
    lines = text.replace("\r\n", "\n").rstrip()
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
