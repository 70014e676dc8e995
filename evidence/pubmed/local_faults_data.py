"""Answers of the local PubMed that arrive whole and are not what was asked for.

The faults harm the records of efetch, or the list and count of esearch; other answers pass
as they are. See `local_plan` for picking the requests.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_plan import Fault, where
from evidence.pubmed.xml import find_pmid

_RECORD = re.compile(rb"<(PubmedArticle|PubmedBookArticle)[\s>].*?</\1\s*>\n?", re.DOTALL)
_PMID = re.compile(rb"(<PMID[^>]*>)\s*\d+\s*(</PMID>)")
_COUNT = re.compile(rb"(<Count>)(\d+)(</Count>)")


@dataclass(frozen=True, slots=True)
class _Block:
    """A record of an answer, as it stands there."""

    pmid: int | None
    raw: bytes


def dropped(*pmids: int) -> Fault:
    """The answer without the records of `pmids`."""
    return _records(lambda blocks: [each for each in blocks if each.pmid not in pmids])


def unretrievable(*pmids: int) -> Fault:
    """The answer without the records of `pmids`, and their names in an ErrorList at its end.

    [?] Reported once; more often NCBI says nothing of a record that it does not send.
    """
    told = b"".join(b"<CannotRetrievePMID>%d</CannotRetrievePMID>" % pmid for pmid in pmids)
    end = b"</PubmedArticleSet>"

    def fault(request: Request, reply: Reply) -> Reply:
        left = dropped(*pmids)(request, reply)
        return replace(
            left, body=left.body.replace(end, b"<ErrorList>" + told + b"</ErrorList>" + end)
        )

    return where(lambda request: request.endpoint == "efetch", fault)


def doubled(*pmids: int) -> Fault:
    """The records of `pmids` twice."""
    return _records(lambda blocks: [each for each in blocks for _ in range(_times(each, pmids))])


def added(raw: bytes) -> Fault:
    """One record more, first, that was not asked for."""
    return _records(lambda blocks: [_Block(None, raw + b"\n"), *blocks])


def shuffled(seed: int = 0) -> Fault:
    """The records in another order."""

    def mixed(blocks: list[_Block]) -> list[_Block]:
        order = random.Random(seed).sample(blocks, len(blocks))  # noqa: S311 - a test's
        return order if order != blocks else blocks[::-1]

    return _records(mixed)


def misnumbered(pmid: int, text: str = "not-a-number") -> Fault:
    """The record of `pmid` with `text` in the place of its PMID."""

    def numbered(found: re.Match[bytes]) -> bytes:
        return found[1] + text.encode() + found[2]

    return _one(pmid, lambda raw: _PMID.sub(numbered, raw, count=1))


def truncated(pmid: int, part: float = 0.5) -> Fault:
    """The record of `pmid` cut after `part` of its bytes, the others whole after it."""
    return _one(pmid, lambda raw: raw[: int(len(raw) * part)] + b"\n")


def altered(pmid: int, old: bytes, new: bytes) -> Fault:
    """`new` for `old` in the record of `pmid`."""
    return _one(pmid, lambda raw: raw.replace(old, new))


def poisoned(*pmids: int, status: int = 500) -> Fault:
    """Every efetch that asks for one of `pmids` fails whole, as one bad record makes it."""

    def failed(request: Request, reply: Reply) -> Reply:
        del request, reply
        return Reply(b"<html><body>Internal Server Error</body></html>", status, "text/html")

    names = {str(pmid) for pmid in pmids}

    def asks(request: Request) -> bool:
        return request.endpoint == "efetch" and not names.isdisjoint(request.text("id").split(","))

    return where(asks, failed)


def recounted(by: int) -> Fault:
    """The Count of esearch larger by `by`, as when records come or go between two pages."""

    def counted(found: re.Match[bytes]) -> bytes:
        return found[1] + str(int(found[2]) + by).encode() + found[3]

    return _searched(lambda body: _COUNT.sub(counted, body, count=1))


def unlisted(*pmids: int) -> Fault:
    """The IdList of esearch without `pmids`, its Count as it was."""

    def without(body: bytes) -> bytes:
        for pmid in pmids:
            body = body.replace(b"<Id>%d</Id>\n" % pmid, b"")
        return body

    return _searched(without)


def _times(block: _Block, pmids: tuple[int, ...]) -> int:
    return 2 if block.pmid in pmids else 1


def _one(pmid: int, change: Callable[[bytes], bytes]) -> Fault:
    return _records(
        lambda blocks: [
            _Block(pmid, change(each.raw)) if each.pmid == pmid else each for each in blocks
        ]
    )


def _records(change: Callable[[list[_Block]], list[_Block]]) -> Fault:
    def fault(request: Request, reply: Reply) -> Reply:
        found = list(_RECORD.finditer(reply.body))
        if request.endpoint != "efetch" or not found:
            return reply
        blocks = [_Block(find_pmid(each[0]), each[0]) for each in found]
        body = b"".join(block.raw for block in change(blocks))
        start, end = found[0].start(), found[-1].end()
        return replace(reply, body=reply.body[:start] + body + reply.body[end:])

    return fault


def _searched(change: Callable[[bytes], bytes]) -> Fault:
    def fault(request: Request, reply: Reply) -> Reply:
        return replace(reply, body=change(reply.body)) if request.endpoint == "esearch" else reply

    return fault
