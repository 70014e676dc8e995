"""A digest to a webhook: one JSON document by POST, to the very address and no other."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import urllib3

from evidence.digest.mail_settings import loopback
from evidence.digest.model import Digest
from evidence.digest.sending import SECONDS, identity
from evidence.digest.serialise import to_json
from evidence.digest.text import fingerprint
from evidence.errors import ConfigProblem, ServiceUnavailable
from evidence.shipped import program_version

_OK = range(200, 300)
_GONE = frozenset({401, 403, 404, 410})
_MOVED = range(300, 400)


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that takes a digest. The URL is a secret: only its host is ever shown."""

    url: str = field(repr=False)
    timeout: float = SECONDS
    days: int = 7

    def __post_init__(self) -> None:
        """Refuses an URL that is none, or that would carry the digest in the clear."""
        parts = _parts(self.url)
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigProblem("The webhook's address is no URL.", "Write https://...")
        if parts.scheme == "http" and not loopback(parts.hostname):
            raise ConfigProblem(
                f"The webhook at {parts.hostname} would be told in the clear.",
                "Write its address with https://",
            )

    @property
    def name(self) -> str:
        """Its host."""
        parts = _parts(self.url)
        return f"webhook at {parts.hostname if parts else '?'}"

    @property
    def key(self) -> str:
        """The ledger's name: the host, and a hash that tells two of one host apart."""
        return f"webhook:{self.name.rpartition(' ')[2]}:{fingerprint(self.url)}"

    def lost(self) -> bool:
        """What was accepted stays accepted."""
        return False

    def send(self, digest: Digest) -> None:
        """Post the document; anything but a 2xx answer raises, and nothing is followed."""
        timeout = urllib3.Timeout(connect=self.timeout, read=self.timeout)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": identity(self.key, digest),
            "User-Agent": f"evidence-tracker/{program_version()}",
        }
        with _unlogged(), urllib3.PoolManager(num_pools=1, retries=False) as pool:
            try:
                answer = pool.request(
                    "POST",
                    self.url,
                    body=to_json(digest).encode(),
                    headers=headers,
                    timeout=timeout,
                    redirect=False,
                    preload_content=False,
                )
                status = answer.status
                answer.close()
            except (urllib3.exceptions.HTTPError, OSError) as error:
                # Not its text, and not as its cause: both hold the URL.
                raise ServiceUnavailable(
                    f"The {self.name} could not be reached ({_kind(error)}).",
                    "What was not delivered comes with the next run.",
                ) from None
        self._judge(status)

    def _judge(self, status: int) -> None:
        if status in _OK:
            return
        if status in _GONE:
            raise ConfigProblem(
                f"The {self.name} does not take the digest (status {status}).",
                "Ask its owner for a new address.",
            )
        what = "points elsewhere, which is not followed" if status in _MOVED else "refused"
        raise ServiceUnavailable(
            f"The {self.name} {what} (status {status}).",
            "What was not delivered comes with the next run.",
        )


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep urllib3 from writing the address into a log: its path is the secret."""
    logger = logging.getLogger("urllib3.connectionpool")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _parts(url: str) -> SplitResult | None:
    if any(not character.isprintable() or character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError:
        return None
    return parts


def _kind(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, urllib3.exceptions.NewConnectionError):  # a TimeoutError to urllib3
        return "it accepts no connection"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return "it did not answer in time"
    return "no connection"
