"""F7: PubMed sends other records than it was asked for, or not all, or not readable ones."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from evidence.pubmed import local_faults as faults
from evidence.pubmed import local_ids, local_search
from evidence.pubmed.files import Item, read_stream
from evidence.pubmed.local_faults import Fault
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.streams import TruncatedFile
from evidence.store import open_store

from . import world
from .child import Ended, run
from .conftest import Counted
from .scene import DATABASE, Scene
from .tally import count

VICTIM = world.FIRST + 30  # a member of all three topics
EXTRA = world.record(999_000_001, "Zebrafish")
_END = b"</PubmedArticleSet>"
_BLOCK = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
Change = Callable[[bytes], bytes]


def _of(pmid: int, body: bytes) -> bytes:
    """The record of a PMID as it stands in an answer."""
    sign = f'<PMID Version="1">{pmid}</PMID>'.encode()
    return next((block for block in _BLOCK.findall(body) if sign in block), b"")


def _fetched(change: Change) -> Fault:
    def fault(request: Request, reply: Reply) -> Reply:
        if request.endpoint != "efetch":
            return reply
        return replace(reply, body=change(reply.body))

    return fault


def _missing(body: bytes) -> bytes:
    block = _of(VICTIM, body)
    return body.replace(block, b"") if block else body


def _twice(body: bytes) -> bytes:
    block = _of(VICTIM, body)
    return body.replace(block, block + block) if block else body


def _unasked(body: bytes) -> bytes:
    return body.replace(_END, EXTRA + _END)


def _backwards(body: bytes) -> bytes:
    blocks = _BLOCK.findall(body)
    return body.replace(b"\n".join(blocks), b"\n".join(reversed(blocks)))


def _unreadable(body: bytes) -> bytes:
    block = _of(VICTIM, body)
    return body.replace(block, block.replace(b"<ArticleTitle>", b"<ArticleTitle><i>"))


def _no_number(body: bytes) -> bytes:
    block = _of(VICTIM, body)
    sign = f'<PMID Version="1">{VICTIM}</PMID>'.encode()
    return body.replace(block, block.replace(sign, b'<PMID Version="1">none</PMID>'))


def _poisoned(request: Request, reply: Reply) -> Reply:
    """PubMed fails whenever it is asked for one record."""
    if request.endpoint == "efetch" and str(VICTIM) in request.text("id").split(","):
        return Reply(b"", 502)
    return reply


PARTIAL: dict[str, tuple[Fault, str]] = {
    "one of a batch is missing": (_fetched(_missing), "not sent"),
    "one cannot be read": (_fetched(_unreadable), "unreadable"),
    "one without a number": (_fetched(_no_number), "not sent"),
    "one that fails whenever asked for": (_poisoned, "not fetchable"),
}
WHOLE: dict[str, Fault] = {
    "one twice": _fetched(_twice),
    "one not asked for": _fetched(_unasked),
    "in another order": _fetched(_backwards),
}
_COUNT = re.compile(rb"<Count>\d+</Count>")
_FIVE = re.compile(rb"(<Id>\d+</Id>\s*){5}")
_TWO = re.compile(rb"(<Id>\d+</Id>\s*)(<Id>\d+</Id>)")


def _counted(change: Change) -> Fault:
    def fault(request: Request, reply: Reply) -> Reply:
        if request.endpoint != "esearch" or "walking" not in request.text("term"):
            return reply
        return replace(reply, body=change(reply.body))

    return fault


UNCOUNTED: dict[str, Fault] = {
    "no count": _counted(lambda body: _COUNT.sub(b"", body, 1)),
    "a count in words": _counted(lambda body: _COUNT.sub(b"<Count>many</Count>", body, 1)),
    "an empty count": _counted(lambda body: _COUNT.sub(b"<Count></Count>", body, 1)),
    "a negative count": _counted(lambda body: _COUNT.sub(b"<Count>-1</Count>", body, 1)),
    "more counted than listed": _counted(lambda body: _COUNT.sub(b"<Count>999</Count>", body, 1)),
    "fewer counted than listed": _counted(lambda body: _COUNT.sub(b"<Count>3</Count>", body, 1)),
    "a list cut short": _counted(lambda body: _FIVE.sub(b"", body, 1)),
    "an id that is no number": _counted(lambda body: body.replace(b"<Id>99", b"<Id>x9", 1)),
    "an id twice": _counted(lambda body: _TWO.sub(rb"\1\1", body, 1)),
}


def test_what_does_not_come_is_set_aside(scene: Scene, counted: Counted) -> None:
    tally = counted("F7", "a record missing, unreadable or poisoned")
    for number, (name, (fault, reason)) in enumerate(PARTIAL.items(), 1):
        with tally.case(number, name), scene.begin("first") as folder:
            scene.server.fault = fault
            ended = run(scene.update(folder, "--json"))
            assert ended.code == 3, f"exit {ended.code}: {ended.err}"
            states = {row["topic"]: row["state"] for row in json.loads(ended.out)}
            assert set(states.values()) == {"partial"}, states
            scene.holds(folder, "first")
            with open_store(str(folder / DATABASE)) as store:
                (aside,) = store.ledger.quarantined()
                assert (aside.pmid, aside.kind) == (VICTIM, reason)
                everybody = frozenset().union(*scene.members("first").values())
                assert frozenset(store.pmids()) == everybody - {VICTIM}
            scene.settle(folder, "first")
            scene.reached(folder, "first", but=("rejected",))


def test_what_comes_otherwise_is_kept_once(scene: Scene, counted: Counted) -> None:
    tally = counted("F7", "a record twice, unasked for, in another order")
    for number, (name, fault) in enumerate(WHOLE.items(), 1):
        with tally.case(number, name), scene.begin("first") as folder:
            scene.server.fault = fault
            ended = run(scene.update(folder))
            assert ended.code == 0, f"exit {ended.code}: {ended.err}"
            scene.holds(folder, "first")
            scene.reached(folder, "first")


def test_a_count_that_is_none_is_a_failure(scene: Scene, counted: Counted) -> None:
    tally = counted("F7", "counts and lists that are at odds")
    for number, (name, fault) in enumerate(UNCOUNTED.items(), 1):
        with tally.case(number, name), scene.begin("later") as folder:
            scene.server.fault = fault
            ended = run(scene.update(folder, "--json"))
            _one_failed(ended)
            scene.holds(folder, "later")
            scene.settle(folder, "later")
            scene.reached(folder, "later")


def _one_failed(ended: Ended) -> None:
    assert ended.code == 3, f"exit {ended.code}: {ended.err}"
    states = {row["topic"]: row["state"] for row in json.loads(ended.out)}
    assert states == {"cramps": "complete", "stenosis": "complete", "walking": "failed"}


def test_more_than_a_search_may_list(
    scene: Scene, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit of 9,999 lowered to 40 on both sides."""
    tally = counted("F7", "more results than a search may list")
    for module in (local_search, local_ids):
        monkeypatch.setattr(module, "LIMIT", 40)
    slices = {"whole": None, "a slice is cut": faults.cut(0.5), "a slice fails": faults.page(500)}
    for number, (name, fault) in enumerate(slices.items(), 1):
        with tally.case(number, name), scene.begin("first") as folder:
            if fault is not None:
                scene.server.fault = faults.at("esearch", set(range(3, 9999)), fault)
            ended = run(replace(scene.update(folder), limit=40))
            assert (ended.code == 0) == (fault is None), f"exit {ended.code}: {ended.err}"
            scene.holds(folder, "first")
            scene.server.fault = None
            ended = run(replace(scene.update(folder), limit=40))
            assert ended.code == 0, f"exit {ended.code}: {ended.err}"
            scene.reached(folder, "first")


def test_cut_anywhere_nothing_half_is_read(scene: Scene, counted: Counted) -> None:
    """A record comes whole or not at all, and an answer that was cut says so."""
    tally = counted("F7", "an answer of PubMed cut at any byte")
    body = world.wrapped(b"\n".join(_BLOCK.findall(scene.made.first)[:5]))
    whole = {item.raw for item in read_stream(BytesIO(body), "whole")}  # type: ignore[union-attr]
    places = count(60, 300, len(body) - 1)
    for number in tally.numbers(places):
        place = 1 + (number - 1) * (len(body) - 1) // places
        with tally.case(number, f"cut after {place} of {len(body)} bytes"):
            read: list[Item] = []
            with pytest.raises(TruncatedFile):
                read.extend(read_stream(BytesIO(body[:place]), "cut"))
            assert {getattr(item, "raw", b"half") for item in read} <= whole
