"""Which requests of the local PubMed get a fault: by number, in turn, by chance, by a test.

A fault takes a request and the reply it would get, and returns the reply to send. Give one,
or a Plan of several, to `LocalPubMed.fault`. All are safe where requests come in parallel.
"""

import random
from collections.abc import Callable, Collection
from threading import Lock

from evidence.pubmed.local_http import Reply, Request

Fault = Callable[[Request, Reply], Reply]


class Plan:
    """The faults of a test: applied in order, each to what the one before it left.

    `fired` are the numbers of the requests whose reply was changed, so that a test can tell
    a fault that was survived from one that never came.
    """

    def __init__(self, *faults: Fault) -> None:
        """Begin with `faults`."""
        self.fired: list[int] = []
        self._faults = faults
        self._lock = Lock()

    def __call__(self, request: Request, reply: Reply) -> Reply:
        """The reply to send."""
        with self._lock:
            faults = self._faults
        changed = reply
        for fault in faults:
            changed = fault(request, changed)
        if changed != reply:
            with self._lock:
                self.fired.append(request.number)
        return changed

    def set(self, *faults: Fault) -> None:
        """These faults from now on; none ends the trouble."""
        with self._lock:
            self._faults = faults


def at(endpoint: str, numbers: Collection[int], fault: Fault) -> Fault:
    """`fault` for the k-th requests to `endpoint` ("" for any), k in `numbers`, from 1."""
    turn = _Counter(endpoint)

    def chosen(request: Request, reply: Reply) -> Reply:
        return fault(request, reply) if turn.number(request) in numbers else reply

    return chosen


def sequence(*faults: Fault | None, endpoint: str = "") -> Fault:
    """The k-th fault for the k-th request to `endpoint` ("" for any); None and later: whole."""
    turn = _Counter(endpoint)

    def chosen(request: Request, reply: Reply) -> Reply:
        number = turn.number(request)
        fault = faults[number - 1] if 0 < number <= len(faults) else None
        return fault(request, reply) if fault else reply

    return chosen


def sometimes(probability: float, *faults: Fault, seed: int = 0, endpoint: str = "") -> Fault:
    """One of `faults` by chance for so many of the requests to `endpoint` ("" for any).

    The draw depends on the seed and the request's number only, not on the order in which
    threads answer.
    """

    def chosen(request: Request, reply: Reply) -> Reply:
        draw = random.Random(f"{seed} {request.number}")  # noqa: S311 - a test's, no secret
        if endpoint not in {"", request.endpoint} or draw.random() >= probability:
            return reply
        return draw.choice(faults)(request, reply)

    return chosen


def where(holds: Callable[[Request], bool], fault: Fault) -> Fault:
    """`fault` for the requests of which `holds` is true."""

    def chosen(request: Request, reply: Reply) -> Reply:
        return fault(request, reply) if holds(request) else reply

    return chosen


class _Counter:
    """Numbers the requests to one endpoint."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._seen = 0
        self._lock = Lock()

    def number(self, request: Request) -> int:
        """From 1; 0 for a request to another endpoint."""
        if self._endpoint not in {"", request.endpoint}:
            return 0
        with self._lock:
            self._seen += 1
            return self._seen
