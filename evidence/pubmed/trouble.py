"""What can be wrong with an answer of the E-utilities, and how to recognise it.

NCBI answers many failures with HTTP 200, so the body decides, not the status. The shapes
below were recorded from the service by several projects; `classify` knows them all.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from evidence.errors import ConfigProblem, ServiceUnavailable

LATER = "Run the same command again later."


class Trouble(ServiceUnavailable):
    """PubMed did not answer, or not with an answer.

    `passing`: the same request may succeed a moment later. `retry_after`: seconds that the
    service asked for, or None.
    """

    passing = True

    def __init__(
        self, what: str, next_step: str = LATER, *, retry_after: float | None = None
    ) -> None:
        """As EvidenceError, and the pause the service asked for."""
        super().__init__(what, next_step)
        self.retry_after = retry_after

    def redact(self, hide: Callable[[str], str]) -> None:
        """Pass every text through `hide`: what PubMed said may echo the key."""
        self.what = hide(self.what)
        self.next_step = hide(self.next_step)
        self.args = (self.what,)


class NoConnection(Trouble):
    """No connection, or it broke before an answer began."""


class RateLimited(Trouble):
    """Too many requests a second from this address or key."""


class ServerTrouble(Trouble):
    """The service answered with a failure of its own."""


class BrokenAnswer(Trouble):
    """An answer that began well and is cut, malformed or at odds with itself."""


class Refused(Trouble):
    """The service understood and declined: the same request will be declined again."""

    passing = False


class HistoryLost(Refused):
    """A result set kept at NCBI (WebEnv) has expired."""


class ListEmpty(Refused):
    """None of the ids asked for exists."""


@dataclass(frozen=True, slots=True)
class Head:
    """The start and the end of an answer: status, Retry-After, first and last bytes."""

    status: int
    retry_after: str
    start: bytes
    end: bytes


def classify(head: Head, roots: tuple[str, ...]) -> None:
    """Raise what is wrong with an answer; return if it is a whole XML document of `roots`.

    Raises Trouble, or ConfigProblem where the API key was declined.
    """
    text = head.start.decode("utf-8", "replace")
    note = "" if text.lstrip().startswith("<") else text[:_NOTE]
    if head.status == _TOO_MANY or "API rate limit exceeded" in note:
        raise RateLimited(
            "PubMed says there were too many requests a second.",
            "Wait a minute and run the same command again; a free NCBI API key in NCBI_API_KEY"
            " allows more.",
            retry_after=seconds(head.retry_after),
        )
    if "api key invalid" in note.lower():
        raise ConfigProblem(
            "NCBI does not accept the API key.",
            "Correct or unset NCBI_API_KEY; keys are listed at"
            " https://account.ncbi.nlm.nih.gov/settings/",
        )
    if _REDIRECT <= head.status < _REFUSAL:
        raise Refused(
            "The E-utilities address answered with a redirect, which is not followed.",
            "Check EVIDENCE_EUTILS_URL.",
        )
    _stated(text)
    _by_status(head, text)
    _by_shape(head, text, roots)


def seconds(retry_after: str) -> float | None:
    """A Retry-After header, seconds or an HTTP date, as seconds from now; None if neither."""
    value = retry_after.strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, moment.timestamp() - time.time())


def excerpt(text: str, length: int = 160) -> str:
    """The first words of a text on one line, without markup or control characters."""
    plain = re.sub(r"<[^>]*>", " ", text)
    line = " ".join("".join(c if c.isprintable() else " " for c in plain).split())
    return line if len(line) <= length else line[: length - 1] + "…"


_TOO_MANY = 429
_REDIRECT = 300
_REFUSAL = 400
_FAILURE = 500
_TIMED_OUT = 408
_NOTE = 400  # a failure in JSON stands in the first characters
_ERROR = re.compile(r"<ERROR>(.*?)</ERROR>", re.DOTALL)
_PROLOG = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[<>]*>)*", re.DOTALL | re.IGNORECASE
)
_SUBSET = re.compile(r"<!DOCTYPE\s[^\[>]*\[|<!ENTITY", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z][\w.-]*)")
_ENCODING = re.compile(r"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_OUTSIDE = ("retstart' cannot be larger", "OUT OF RANGE", "out of acceptable range")
_DECLINED = ("nvalid", "mpty", "rong", "oo many", "arger than")  # words of what stays as it is
_BACKEND = ("Backend failed", "Database is not supported", "CTxRawClient", "TXCLIENT")


def _stated(text: str) -> None:
    """Failures that the service names in words, whatever the status."""
    stated = _ERROR.search(text)
    said = stated.group(1) if stated else ""
    if "Unable to obtain query" in said or "Cannot retrieve history" in said:
        raise HistoryLost("PubMed no longer keeps the result list that was asked for.")
    # A list or a set of records may hold any words; what else came is about itself.
    about = said if "<Count>" in text or "<PubmedArticleSet" in text else text
    if any(words in about for words in _OUTSIDE):
        raise Refused(
            "PubMed lists only the first 9,999 records of a search, and more were asked for.",
            "Narrow the query.",
        )
    if "ID list is empty" in said or "id parameter is empty" in said:
        raise ListEmpty("PubMed knows none of the PMIDs asked for.", "Check the PMIDs.")
    if any(words in about for words in _BACKEND):
        raise ServerTrouble("PubMed's search service failed inside.")
    if said and not any(words in said for words in _DECLINED):
        raise ServerTrouble(f"PubMed's service failed inside: {excerpt(said)}.")


def _by_status(head: Head, text: str) -> None:
    if head.status >= _FAILURE or head.status == _TIMED_OUT:
        raise ServerTrouble(
            f"PubMed answered with HTTP {head.status}.", retry_after=seconds(head.retry_after)
        )
    if head.status >= _REFUSAL:
        said = _ERROR.search(text)
        reason = f": {excerpt(said.group(1))}" if said else ""
        raise Refused(
            f"PubMed declined the request with HTTP {head.status}{reason}.",
            "Check the query, and EVIDENCE_EUTILS_URL if you set it.",
        )


def _by_shape(head: Head, text: str, roots: tuple[str, ...]) -> None:
    body = text.lstrip("\ufeff \t\r\n")
    if not body:
        raise ServerTrouble("PubMed sent an empty answer.")
    rest = body[_end_of_prolog(body) :]
    if _SUBSET.match(rest):
        raise Refused("The answer declares XML entities of its own, which PubMed never does.")
    found = _ROOT.match(rest)
    if not body.startswith("<") or (found and found.group(1).lower() in {"html", "head", "body"}):
        raise ServerTrouble("PubMed sent a page or a message in place of an answer.")
    if found is None:
        raise ServerTrouble("PubMed sent the beginning of an answer and nothing more.")
    declared = _ENCODING.match(body)
    if declared and declared[1].lower() not in _PLAIN:
        raise BrokenAnswer(f"PubMed's answer came in {excerpt(declared[1], 20)}, not in UTF-8.")
    root = found.group(1)
    said = _ERROR.search(text)
    if said and root not in roots:
        raise Refused(f"PubMed declined the request: {excerpt(said.group(1))}.")
    if root not in roots:
        raise ServerTrouble(f"PubMed sent another kind of answer ({excerpt(root, 40)}).")
    end = head.end.rstrip()
    if not end.endswith((f"</{root}>".encode(), f"<{root}/>".encode())):
        raise BrokenAnswer("PubMed's answer was cut off on the way.")


def _end_of_prolog(body: str) -> int:
    """Where the root element, or what cannot stand before it, begins."""
    prolog = _PROLOG.match(body)
    return prolog.end() if prolog else 0
