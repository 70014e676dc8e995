"""Words of a record as data: what steers a terminal, a mail or a line's direction goes."""

import hashlib
import re
from datetime import datetime

_KEY = 200  # characters that the ledger keeps of an item's key
# C0 and C1 controls, marks and overrides of direction, the byte-order mark, tag characters,
# lone surrogates and noncharacters: none is seen, and XML 1.0 refuses some.
_STEERING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """`text` on one line, without characters that do something instead of being read."""
    return " ".join(_STEERING.sub("", text).split())


def short(text: str, most: int = 300) -> str:
    """The same, cut after `most` characters with an ellipsis."""
    shown = plain(text)
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def key(*parts: object) -> str:
    """A name for the sent ledger: the parts joined by colons, hashed where too long."""
    whole = ":".join(str(part) for part in parts)
    return whole if len(whole) <= _KEY else f"{whole[:100]}:{fingerprint(whole)}"


def fingerprint(text: str) -> str:
    """Sixteen hexadecimal digits that stand for `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def on(moment: datetime) -> str:
    """The day of a moment in words, UTC: "24 November 2026"."""
    return f"{moment.day} {moment:%B} {moment.year}"
