"""A scripted E-utilities service on loopback: a test says what it answers, it logs the asking."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

from evidence.pubmed import local_faults as faults
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.files import Parsed
from evidence.pubmed.local_http import Reply, Request, Server

KEY = "SECRETKEY123"
EMAIL = "someone+x@clinic.example"
FIRST = 990_000_001


def record(pmid: int, title: str = "Invented") -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>'
        f"<Article><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation>"
        "</PubmedArticle>"
    )


def found(*pmids: int, count: int | None = None, more: str = "") -> Reply:
    ids = "".join(f"<Id>{pmid}</Id>" for pmid in pmids)
    total = len(pmids) if count is None else count
    return Reply(
        f"<eSearchResult><Count>{total}</Count><IdList>{ids}</IdList>{more}</eSearchResult>".encode()
    )


def records(request: Request) -> Reply:
    body = "".join(record(int(pmid)) for pmid in request.text("id").split(","))
    return Reply(f"<PubmedArticleSet>{body}</PubmedArticleSet>".encode())


def plain(request: Request) -> Reply:
    return found(FIRST) if request.endpoint == "esearch" else records(request)


def ids(request: Request) -> list[int]:
    """What an efetch asks for."""
    return [int(pmid) for pmid in request.text("id").split(",")]


def pmids_of(items: Iterable[object]) -> list[int]:
    """Of the records that could be read."""
    return [item.record.pmid for item in items if isinstance(item, Parsed)]


class Service:
    """A scripted E-utilities service."""

    def __init__(self, answer: Callable[[Request], Reply] = plain) -> None:
        self.log: list[Request] = []
        self.headers: list[str] = []
        self.fault: faults.Fault | None = None
        self._answer = answer
        self.server = Server("127.0.0.1", 0, self._accept, self._reply)

    def _accept(
        self, endpoint: str, params: Mapping[str, str], method: str, address: str
    ) -> Request:
        request = Request(len(self.log) + 1, endpoint, params, method, address, time.monotonic())
        self.log.append(request)
        return request

    def _reply(self, request: Request) -> Reply:
        reply = self._answer(request)
        return self.fault(request, reply) if self.fault else reply


@contextmanager
def serving(
    answer: Callable[[Request], Reply] = plain, kind: type[Service] | None = None
) -> Iterator[Service]:
    service = (kind or Service)(answer)
    thread = Thread(target=service.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        thread.join()
        service.server.server_close()


def quick(url: str, **changes: object) -> Settings:
    settings = Settings(base_url=url, email=EMAIL, api_key=KEY, backoff=0.001, read_timeout=0.5)
    return replace(settings, **changes)  # type: ignore[arg-type]


def client(service: Service, **changes: object) -> Client:
    return Client(quick(service.server.url, **changes))
