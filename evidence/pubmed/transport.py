"""Asks the E-utilities: POST, time-outs, rate limit, retries; nothing secret ever leaves it.

The API key and the e-mail address travel in the request's body only: never in an address,
a log line, an exception or a repr. Texts that the service sends back are redacted, for it
echoes the key.
"""

import ipaddress
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import quote, quote_plus, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from platformdirs import user_cache_path

from evidence.errors import ConfigProblem
from evidence.pubmed import ratelimit
from evidence.pubmed.answers import LIMIT
from evidence.pubmed.ratelimit import RateLimit
from evidence.pubmed.receiving import LARGEST_ANSWER, receive
from evidence.pubmed.trouble import NoConnection, RateLimited, Refused, Trouble

NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
_log = logging.getLogger("evidence.pubmed")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where and how to ask. Times in seconds; key and e-mail stay out of the repr.

    `spacing` None: NCBI's limit for the key in use, and none at all on loopback.
    `deadline` covers one request with its queue, retries and pauses. `batch` is how many
    records one efetch asks for, `limit` how many PMIDs the service lists of one search.
    An answer of more than `largest` bytes is refused.
    """

    base_url: str = NCBI
    email: str = field(default="", repr=False)
    tool: str = "evidence-tracker"
    api_key: str = field(default="", repr=False)
    spacing: float | None = None
    connect_timeout: float = 15.0
    read_timeout: float = 90.0
    deadline: float = 300.0
    tries: int = 5
    backoff: float = 1.0
    batch: int = 1000  # 11 requests for a full list of 9,999
    limit: int = LIMIT
    largest: int = LARGEST_ANSWER
    cache: Path | None = None

    def redact(self, text: str) -> str:
        """`text` without the key and the e-mail address, in any form they travel in."""
        for secret in (self.api_key, self.email):
            for form in {secret, quote(secret, safe=""), quote_plus(secret)} - {""}:
                text = text.replace(form, "[hidden]")
        return text

    def redact_bytes(self, raw: bytes) -> bytes:
        """As `redact`, whatever the encoding."""
        return self.redact(raw.decode("latin-1")).encode("latin-1")


class Transport:
    """A pool of connections to one E-utilities service; close it.

    `requests` sent, retries included, and `bytes` received: bodies as they came over the
    wire, compressed where they were, those of failures too; headers are not counted.
    """

    def __init__(self, settings: Settings) -> None:
        """Raise ConfigProblem where the base address is none."""
        self.settings = settings
        self.requests = 0
        self.bytes = 0
        parts = urlsplit(settings.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ConfigProblem(
                "The address of the E-utilities is not a plain web address.",
                f"Set EVIDENCE_EUTILS_URL to one such as {NCBI}",
            )
        self._host = parts.hostname
        if parts.scheme == "http" and not _loopback(self._host):
            raise ConfigProblem(
                f"The E-utilities address on {self._host} is not encrypted.",
                "Begin EVIDENCE_EUTILS_URL with https://",
            )
        self._base = settings.base_url.rstrip("/") + "/"
        self._pool = _pool(parts.scheme, self._host)
        self._limit = _limit(settings, self._host)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def ask(  # noqa: PLR0913 - the parts of a request, each by name
        self,
        endpoint: str,
        params: Mapping[str, str],
        read: Callable[[IO[bytes]], Read],
        *,
        roots: tuple[str, ...],
        tries: int | None = None,
        limited: int | None = None,
    ) -> Read:
        """What `read` makes of the whole answer (it may keep the file); passing troubles again.

        `roots` are the names that the answer's outermost element may have; `tries` None are
        the settings', and `limited` as many where the rate limit is the trouble, None the
        same. `read` may raise Trouble. Raises Trouble when the tries or the time are used up.
        """
        until = time.monotonic() + self.settings.deadline
        most = tries or self.settings.tries
        number = 1
        while True:
            try:
                return _read(self._once(endpoint, params, roots, until), read)
            except Trouble as trouble:
                trouble.redact(self.settings.redact)
                _log.debug("%s, try %d: %s", endpoint, number, type(trouble).__name__)
                pause = self._pause(number, trouble)
                if isinstance(trouble, RateLimited):
                    self._limit.hold(pause)
                    most = limited or most
                if not trouble.passing or number >= most or time.monotonic() + pause > until:
                    raise
                time.sleep(pause)
                number += 1

    def _pause(self, number: int, trouble: Trouble) -> float:
        """Twice as long each time, up to a half more by chance; what the service asks, at least."""
        own = self.settings.backoff * 2.0 ** (number - 1) * random.uniform(1.0, 1.5)  # noqa: S311
        return own if trouble.retry_after is None else max(own, trouble.retry_after)

    def _once(
        self, endpoint: str, params: Mapping[str, str], roots: tuple[str, ...], until: float
    ) -> IO[bytes]:
        """The whole body, at its start, after `classify` found nothing wrong with it."""
        if not self._limit.wait(until - time.monotonic()):
            raise RateLimited("Other programs on this machine use up the requests NCBI allows.")
        self.requests += 1
        own = {"tool": self.settings.tool, "email": self.settings.email}
        own |= {"api_key": self.settings.api_key}
        fields = {**params, **{name: value for name, value in own.items() if value}}
        timeout = urllib3.Timeout(
            connect=min(self.settings.connect_timeout, max(0.1, until - time.monotonic())),
            read=min(self.settings.read_timeout, max(0.1, until - time.monotonic())),
        )
        try:
            response = self._pool.request(
                "POST",
                self._base + endpoint,
                body=urlencode(fields),
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept-Encoding": "gzip",
                    "User-Agent": self.settings.tool,
                },
                timeout=timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise Refused(
                    f"The certificate of {self._host} is not one that this computer trusts.",
                    "If your network has its own, name its file in SSL_CERT_FILE.",
                ) from None
            raise NoConnection(_reason(error, self._host)) from None
        try:
            return receive(
                response, roots, until, self.settings.largest, self.settings.redact_bytes
            )
        finally:
            self.bytes += response.tell()
            response.release_conn()


def _read(body: IO[bytes], read: Callable[[IO[bytes]], Read]) -> Read:
    """What `read` makes of the body, which is closed unless `read` hands it on."""
    try:
        result = read(body)
    except BaseException:
        body.close()
        raise
    if result is not body:
        body.close()
    return result


def _reason(error: Exception, host: str) -> str:
    """Why there is no connection, without the library's own text, which may carry addresses."""
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return f"The name {host} was not found: is this computer online?"
    if isinstance(error, urllib3.exceptions.NewConnectionError):  # a TimeoutError to urllib3
        return f"{host} accepts no connection."
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return f"{host} did not answer in time."
    if isinstance(error, urllib3.exceptions.SSLError):
        return f"The secure connection to {host} failed."
    if isinstance(error, urllib3.exceptions.ProxyError):
        return f"The web proxy on the way to {host} failed."
    return f"The connection to {host} broke."


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _pool(scheme: str, host: str) -> urllib3.PoolManager:
    """Through the proxy that the environment names, as a clinic's network may demand."""
    proxy = getproxies().get(scheme, "")
    if not proxy or _loopback(host) or proxy_bypass(host):
        return urllib3.PoolManager(num_pools=1, maxsize=2)
    return urllib3.ProxyManager(proxy if "://" in proxy else f"http://{proxy}", num_pools=2)


def _limit(settings: Settings, host: str) -> RateLimit:
    spacing = settings.spacing
    if spacing is None and _loopback(host):
        spacing = 0.0
    elif spacing is None:
        spacing = ratelimit.WITH_KEY if settings.api_key else ratelimit.WITHOUT_KEY
    folder = settings.cache or user_cache_path("evidence-tracker", appauthor=False)
    return RateLimit(spacing, folder / f"eutils-{host}.slot".replace(":", "_"))
