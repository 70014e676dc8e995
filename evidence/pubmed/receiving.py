"""Receives one answer whole, on disk where it is large: capped in time, size and expansion."""

import time
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO

import urllib3

from evidence.pubmed.trouble import BrokenAnswer, Head, NoConnection, classify

LARGEST_ANSWER = 512 * 2**20  # bytes, decompressed; 1,000 records are about 15 MB
_FREE = 64 * 2**20  # bytes that any answer may decompress to; above, the ratio counts
_RATIO = 100  # PubMed's XML is 8-12 times smaller compressed
_ENCODINGS = frozenset({"", "identity", "gzip"})
_IN_MEMORY = 8 * 2**20
_CHUNK = 2**16


def receive(
    response: urllib3.BaseHTTPResponse,
    roots: tuple[str, ...],
    until: float,
    largest: int,
    hide: Callable[[bytes], bytes],
) -> IO[bytes]:
    """The whole body as a file at its start, after `classify` found nothing wrong with it.

    `until` is a moment of the monotonic clock, `largest` in bytes decompressed; `hide` takes
    out what no message may quote. Raises Trouble, or ConfigProblem where the API key was
    declined.
    """
    body: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller's
    try:
        _copy(response, body, until, largest)
        size = body.tell()
        body.seek(0)
        start = body.read(4096)
        body.seek(max(0, size - 256))
        end = body.read()
        body.seek(0)
        wait = response.headers.get("Retry-After", "")
        classify(Head(response.status, wait, hide(start), hide(end)), roots)
    except BaseException:
        body.close()
        raise
    return body


def _copy(response: urllib3.BaseHTTPResponse, body: IO[bytes], until: float, largest: int) -> None:
    """Read to the end; read1 returns what has come, so a trickle cannot outlast the deadline."""
    if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
        response.close()
        raise BrokenAnswer("PubMed's answer is compressed in a way that was not asked for.")
    try:
        while chunk := response.read1(_CHUNK):
            body.write(chunk)
            size = body.tell()
            if size > largest or (size > _FREE and size > response.tell() * _RATIO):
                response.close()
                raise BrokenAnswer("PubMed's answer is too large to be one.")
            if time.monotonic() > until:
                response.close()
                raise NoConnection("PubMed's answer came too slowly.")
    except (urllib3.exceptions.HTTPError, OSError):
        response.close()
        raise BrokenAnswer("PubMed's answer was cut off on the way.") from None
