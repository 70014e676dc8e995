"""What every way of sending shares: a recipient's name in the ledger, and how it may fail."""

import hashlib
from typing import Protocol

from evidence.digest.model import Digest

SECONDS = 20.0  # for a server to answer


class Recipient(Protocol):
    """Somebody, or something, to tell.

    `key` is its name in the sent ledger, `name` what messages call it (never a secret),
    `days` how far back its first digest looks.
    """

    @property
    def key(self) -> str:
        """Its name in the sent ledger."""
        ...

    @property
    def name(self) -> str:
        """Its name in messages."""
        ...

    @property
    def days(self) -> int:
        """How far back its first digest looks."""
        ...

    def send(self, digest: Digest) -> None:
        """Tell it; raises an EvidenceError where that cannot be known to have worked."""
        ...

    def lost(self) -> bool:
        """Whether what was told is gone there, so that it must be told again."""
        ...


def identity(recipient: str, digest: Digest) -> str:
    """32 hexadecimal digits for a message: equal for the same recipient and the same news.

    A program that is killed after sending and before writing it down sends the same news
    once more: under the same identity, so that a mail program or a webhook can drop it.
    """
    whole = "\n".join((recipient, *sorted(digest.keys)))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
