"""A PubMed on this machine: the E-utilities over files, for work and tests without a network.

It answers searches with this program's own evaluator, and keeps to NCBI's limits, messages
and failures, so that what works against it works against NCBI.
"""

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from evidence.pubmed import local_files
from evidence.pubmed.local_elink import elink
from evidence.pubmed.local_faults import Fault
from evidence.pubmed.local_fetch import efetch, einfo, epost, espell
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request, Server
from evidence.pubmed.local_ids import numbers
from evidence.pubmed.local_records import Holdings, Source
from evidence.pubmed.local_search import esearch
from evidence.pubmed.local_summary import esummary
from evidence.query.mesh import Mesh

_LOG_LENGTH = 100_000


@dataclass(frozen=True, slots=True)
class Served:
    """What became of a request.

    `status` is 0 and `sent` 0 where the connection broke or hung before an answer; `sent`
    counts the bytes of the body; `ids` those that the request named; `retmax` is None where
    none was given. `seconds` is the time it took to make the answer, not to send it.
    """

    request: Request
    status: int
    ids: int
    retmax: int | None
    sent: int
    seconds: float


class LocalPubMed:
    """An HTTP server on loopback; use `with`, or `close` it.

    `fault`: a hook that may replace any reply, see `local_faults`. `log` holds the
    requests, newest last, without key and e-mail address; `served` what each was given.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        mesh: Mesh | None = None,
        files: Path | None = None,
    ) -> None:
        """Read the sources (paths of PubMed XML, or bytes) and start serving.

        Port 0 takes any free one. `files`: a folder with baseline/ and updatefiles/, served
        below /pubmed/ (see `local_files`). Raises UsageProblem for an address that is not this
        machine's own, a port in use or a source that is no PubMed XML.
        """
        self.fault: Fault | None = None
        self.log: deque[Request] = deque(maxlen=_LOG_LENGTH)
        self.served: deque[Served] = deque(maxlen=_LOG_LENGTH)
        self.history = History()
        self._lock = Lock()
        self._files = files
        self._numbered = 0
        self._stopped = Event()
        self._server = Server(host, port, self._accept, self._answer)
        try:
            self._mesh = mesh or Mesh.shipped()
            self._holdings = Holdings(sources)
        except BaseException:
            self._server.server_close()
            raise
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The base address for a client."""
        return self._server.url

    @property
    def count(self) -> int:
        """Records served."""
        return self._holdings.count

    @property
    def requests(self) -> int:
        """Requests received so far."""
        return self._numbered

    def busiest(self, seconds: float = 1.0) -> int:
        """The most requests that came within any `seconds`: what a rate limit is judged by."""
        times = [request.time for request in tuple(self.log)]
        return max(
            (bisect_left(times, start + seconds) - at for at, start in enumerate(times)), default=0
        )

    def replace(self, sources: Sequence[Source]) -> None:
        """Serve these sources from now on, as if PubMed had changed; the log goes on."""
        earlier, self._holdings = self._holdings, Holdings(sources)
        earlier.close()

    def wait(self) -> None:
        """Serve until Ctrl-C or `close`."""
        try:
            self._stopped.wait()
        except KeyboardInterrupt:
            return

    def close(self) -> None:
        """Stop serving and forget the records."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._holdings.close()
        self._stopped.set()

    def _accept(
        self, endpoint: str, params: Mapping[str, str], method: str, address: str
    ) -> Request:
        with self._lock:
            self._numbered += 1
            request = Request(self._numbered, endpoint, params, method, address, time.monotonic())
            self.log.append(request)
        return request

    def _answer(self, request: Request) -> Reply:
        reply, fault = self._reply(request), self.fault
        if fault:
            reply = fault(request, reply)
        self.served.append(_served(request, reply))  # before sending: the client may look
        return reply

    def _reply(self, request: Request) -> Reply:
        holdings, history = self._holdings, self.history
        answers: dict[str, Callable[[], Reply]] = {
            "esearch": lambda: esearch(request, holdings, self._mesh, history),
            "efetch": lambda: efetch(request, holdings, history),
            "epost": lambda: epost(request, history),
            "elink": lambda: elink(request, holdings, history),
            "esummary": lambda: esummary(request, holdings, history),
            "einfo": lambda: einfo(request, holdings),
            "espell": lambda: espell(request),
            "files": lambda: local_files.serve(self._files, request.address),
        }
        answer = answers.get(request.endpoint)
        return answer() if answer else Reply(b"Not Found", 404, "text/plain")


def _served(request: Request, reply: Reply) -> Served:
    retmax = request.text("retmax")
    return Served(
        request,
        status=0 if reply.silent else reply.status,
        ids=len(numbers(request.text("id"))[0]),
        retmax=int(retmax) if retmax.isdecimal() else None,
        sent=0 if reply.silent else len(reply.body[: reply.sent]),
        seconds=time.monotonic() - request.time,
    )
