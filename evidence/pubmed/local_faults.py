"""The failures of the real service, to be served on purpose.

A fault takes a request and the reply it would get, and returns the reply to send. Give one
to `LocalPubMed.fault`; `at` and `during` pick the requests.
"""

from collections.abc import Callable
from dataclasses import replace

from evidence.pubmed.local_http import Reply, Request

Fault = Callable[[Request, Reply], Reply]


def at(endpoint: str, numbers: frozenset[int] | set[int], fault: Fault) -> Fault:
    """`fault` for the k-th requests to `endpoint` ("" for any), k in `numbers`, from 1."""
    seen = 0

    def chosen(request: Request, reply: Reply) -> Reply:
        nonlocal seen
        if endpoint not in {"", request.endpoint}:
            return reply
        seen += 1
        return fault(request, reply) if seen in numbers else reply

    return chosen


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
    """The first `part` of the answer; `declared`: its head promises all of it."""

    def fault(request: Request, reply: Reply) -> Reply:
        del request
        kept = int(len(reply.body) * part)
        return replace(reply, sent=kept) if declared else replace(reply, body=reply.body[:kept])

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
