"""The failures of the real service and of the way to it, to be served on purpose.

A fault takes a request and the reply it would get, and returns the reply to send. Give one
to `LocalPubMed.fault`; `local_plan` picks the requests, `local_faults_data` harms records.
"""

import gzip
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock

from evidence.pubmed.local_answer import declined
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_plan import Fault, Plan, at, sequence, sometimes, where

__all__ = ["Fault", "Plan", "at", "sequence", "sometimes", "where"]


def rate_limited(retry_after: str = "", *, status: int = 429, key: str = "192.0.2.1") -> Fault:
    """HTTP 429, or another status, with the body that echoes the caller's key or address."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request, reply
        body = f'{{"error":"API rate limit exceeded","api-key":"{key}","count":"4","limit":"3"}}'
        headers = {"X-RateLimit-Limit": "3", "X-RateLimit-Remaining": "0"}
        if retry_after:
            headers["Retry-After"] = retry_after
        return Reply(body.encode(), status, "application/json", headers)

    return fault


def limited(most: int = 3, seconds: float = 1.0) -> Fault:
    """HTTP 429 for every request above `most` within `seconds`, refused ones counted as well.

    NCBI allows 3 a second without a key and 10 with one (NBK25497).
    """
    times: deque[float] = deque(maxlen=most)
    lock = Lock()

    def fault(request: Request, reply: Reply) -> Reply:
        with lock:
            over = len(times) == most and request.time - times[0] < seconds
            times.append(request.time)
        return rate_limited()(request, reply) if over else reply

    return fault


def page(status: int = 500) -> Fault:
    """An HTML page in place of an answer."""
    body = b"<!DOCTYPE html>\n<html><head><title>Error</title></head><body>down</body></html>"
    return constant(Reply(body, status, "text/html"))


def message(text: str, status: int = 200) -> Fault:
    """Any text in place of an answer: a trace, a half prolog, nothing."""
    return constant(Reply(text.encode(), status))


def stated(root: str, error: str, status: int = 200) -> Fault:
    """An <ERROR> in an otherwise empty answer."""
    return message(f'<?xml version="1.0"?>\n<{root}><ERROR>{error}</ERROR></{root}>', status)


def constant(instead: Reply) -> Fault:
    """`instead`, whatever was asked."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request, reply
        return instead

    return fault


def cut(part: float, *, declared: bool = True) -> Fault:
    """The first `part` of the answer; `declared`: its head promises all of it.

    A part is a share below 1, or a whole number of bytes, negative ones from the end.
    """

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        size = len(reply.body)
        whole = int(part) if isinstance(part, int) else int(size * part)
        kept = max(0, min(size, whole + size if whole < 0 else whole))
        return replace(reply, sent=kept) if declared else replace(reply, body=reply.body[:kept])

    return fault


def unsized(part: float = 1.0) -> Fault:
    """The first `part` of the answer without a length: nothing tells that it was cut."""

    def fault(request: Request, reply: Reply) -> Reply:
        return replace(cut(part, declared=False)(request, reply), sized=False)

    return fault


def reset(request: Request, reply: Reply) -> Reply:
    """The connection breaks before an answer."""
    del request
    return replace(reply, reset=True)


def trickle(seconds: float) -> Fault:
    """One byte every `seconds`."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        return replace(reply, pause=seconds)

    return fault


def delayed(seconds: float) -> Fault:
    """The answer, whole, after `seconds`."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        return replace(reply, delay=seconds)

    return fault


def hang(after: int | None = None) -> Fault:
    """Silence until either side closes: at once, or after the head and `after` bytes."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        return replace(reply, hang=True, sent=after)

    return fault


def labelled(charset: str) -> Fault:
    """The answer as it is, with another charset in its Content-Type."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        kind = reply.content_type.split(";")[0]
        return replace(reply, content_type=f"{kind}; charset={charset}")

    return fault


def recoded(codec: str) -> Fault:
    """The answer in another encoding than it says; what that cannot hold becomes "?"."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        return replace(reply, body=reply.body.decode("utf-8", "replace").encode(codec, "replace"))

    return fault


def zipped(damage: str = "bytes") -> Fault:
    """A gzip answer: with wrong "bytes" in the middle, "cut" at two thirds, or "" (sound)."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        body = bytearray(gzip.compress(reply.body, mtime=0))
        if damage == "bytes":
            middle = len(body) // 2
            body[middle : middle + 8] = bytes(each ^ 0xFF for each in body[middle : middle + 8])
        elif damage == "cut":
            del body[len(body) * 2 // 3 :]
        headers = {**reply.headers, "Content-Encoding": "gzip"}
        return replace(reply, body=bytes(body), headers=headers)

    return fault


def redirect(location: str, status: int = 302) -> Fault:
    """A redirect, which the client may not follow to another host."""
    return constant(Reply(b"", status, "text/html", {"Location": location}))


def raw_newline(text: str = "Search Backend failed: Exception:\nno answer") -> Fault:
    """An error in JSON with HTTP 200 and a line break that JSON does not allow."""
    return constant(declined(text, as_json=True))


def evicted(history: History, status: int = 200) -> Fault:
    """Every kept list expires, and the request is told so if it named one."""

    def fault(request: Request, reply: Reply) -> Reply:
        history.forget()
        if not request.text("WebEnv"):
            return reply
        root = {"esearch": "eSearchResult", "elink": "eLinkResult"}.get(request.endpoint)
        key = request.text("query_key") or "1"
        error = f"Unable to obtain query #{key}"
        return stated(root or "eFetchResult", error, status)(request, reply)

    return fault


def in_the_wild() -> Mapping[str, Fault]:
    """Answers in place of an answer that clients have met at NCBI, by a name.

    All but the last three are passing: the same request may succeed a little later.
    """
    trace = "NCBI C++ Exception: CTxRawClient::readAll EOF"
    comment = '<DocumentSummarySet status="OK"><!-- DocSum Backend failed --></DocumentSummarySet>'
    position = "Position 15000 is out of acceptable range [9999,9998]"
    prolog = '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "x" "y">\n'
    backend = "Search Backend failed: Database is not supported: pubmed"
    return {
        "429": rate_limited(),
        "429 with status 200": rate_limited(status=200),
        **{f"page, {status}": page(status) for status in (200, 500, 502, 503, 504)},
        "backend failed": stated("eSearchResult", backend),
        "backend failed, JSON": raw_newline(),
        "nothing": message(""),
        "prolog only": message(prolog),
        "trace": message(trace),
        "comment for a summary": message(comment),
        "cut": cut(0.6),
        "cut, undeclared": cut(0.6, declared=False),
        "broken gzip": zipped(),
        "reset": reset,
        "position out of range": stated("eSearchResult", position),
        "WebEnv expired": stated("eFetchResult", "Unable to obtain query #1"),
        "414": page(414),
    }
