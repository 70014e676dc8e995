"""A local PubMed of ten invented records, and a client that hides nothing of its answers."""

import re
from typing import Any

import urllib3

from evidence.pubmed.local import LocalPubMed

FIRST = 990_000_001
COUNT = 10
PMIDS = tuple(range(FIRST, FIRST + COUNT))
WORD = "Ménière"


def record(pmid: int) -> bytes:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal>'
        f"<JournalIssue/></Journal><ArticleTitle>{WORD} {pmid}, invented</ArticleTitle></Article>"
        "</MedlineCitation></PubmedArticle>"
    ).encode()


SOURCE = b"<PubmedArticleSet>" + b"\n".join(map(record, PMIDS)) + b"</PubmedArticleSet>"


def ask(
    server: LocalPubMed, endpoint: str = "efetch", *, timeout: float = 30, **params: object
) -> urllib3.HTTPResponse:
    fields = {"db": "pubmed", "id": ",".join(map(str, PMIDS)), "term": WORD, "retmode": "xml"}
    fields |= {name: str(value) for name, value in params.items()}
    with urllib3.PoolManager(retries=False, timeout=timeout) as pool:
        answer = pool.request(
            "POST",
            f"{server.url}{endpoint}.fcgi",
            fields=fields,
            encode_multipart=False,
            redirect=False,
        )
    assert isinstance(answer, urllib3.HTTPResponse)
    return answer


def pmids(answer: urllib3.BaseHTTPResponse) -> list[int]:
    return [int(each) for each in re.findall(rb"<PMID[^>]*>(\d+)<", answer.data)]


def found(answer: urllib3.BaseHTTPResponse) -> list[int]:
    return [int(each) for each in re.findall(rb"<Id>(\d+)</Id>", answer.data)]


def kept(server: LocalPubMed) -> dict[str, Any]:
    """The parameters that name the list of one search."""
    answer = ask(server, "esearch", usehistory="y").data.decode()
    names = {"WebEnv": "WebEnv", "query_key": "QueryKey"}
    return {name: answer.split(f"<{tag}>")[1].split("<")[0] for name, tag in names.items()}
