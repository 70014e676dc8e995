"""A PubMed on this machine: the E-utilities over files, for work and tests without a network.

It answers searches with this program's own evaluator, and keeps to NCBI's limits, messages
and failures, so that what works against it works against NCBI.
"""

import time
from collections import deque
from collections.abc import Mapping, Sequence
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from evidence.pubmed.local_faults import Fault
from evidence.pubmed.local_fetch import efetch, einfo, epost, esummary
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request, Server
from evidence.pubmed.local_records import Holdings, Source
from evidence.pubmed.local_search import esearch
from evidence.query.mesh import Mesh

_LOG_LENGTH = 100_000


class LocalPubMed:
    """An HTTP server on loopback; use `with`, or `close` it.

    `fault`: a hook that may replace any reply, see `local_faults`. `log` holds the
    requests, newest last, without key and e-mail address.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        mesh: Mesh | None = None,
    ) -> None:
        """Read the sources (paths of PubMed XML, or bytes) and start serving.

        Port 0 takes any free one. Raises UsageProblem for an address that is not this
        machine's own, a port in use or a source that is no PubMed XML.
        """
        self.fault: Fault | None = None
        self.log: deque[Request] = deque(maxlen=_LOG_LENGTH)
        self.history = History()
        self._lock = Lock()
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
        reply = self._reply(request)
        return self.fault(request, reply) if self.fault else reply

    def _reply(self, request: Request) -> Reply:
        match request.endpoint:
            case "esearch":
                return esearch(request, self._holdings, self._mesh, self.history)
            case "efetch":
                return efetch(request, self._holdings, self.history)
            case "epost":
                return epost(request, self.history)
            case "esummary":
                return esummary(request, self._holdings, self.history)
            case "einfo":
                return einfo(request, self._holdings)
            case _:
                return Reply(b"Not Found", 404, "text/plain")
