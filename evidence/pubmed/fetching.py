"""efetch in batches: every PMID asked for is accounted for, and none may stop the others.

A batch is read whole before anything of it is given out. One that keeps failing while
PubMed answers other requests is halved, down to the record that cannot be had.
"""

import codecs
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from evidence.errors import UsageProblem
from evidence.pubmed.files import Item, Parsed, Rejected, TruncatedFile, read_stream
from evidence.pubmed.pace import Pace
from evidence.pubmed.transport import Transport
from evidence.pubmed.trouble import BrokenAnswer, ListEmpty, NoConnection, ServerTrouble, Trouble
from evidence.record import Deletion

_ROOTS = ("PubmedArticleSet", "PubmedBookArticleSet")
_BATCH_TRIES = 3  # of one batch: the fourth request tells "down" from "cannot be had"
_PART_TRIES = 2
_MOST_UNFETCHABLE = 10
_EXISTS = 1  # PMID 1: asked for where no record has come yet, to see whether PubMed answers
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of one request for records; the parts of `asked` are complete.

    `items` are Parsed (books too) or Rejected, each PMID of `asked` once at most, and the
    unreadable ones without a PMID. `missing`: asked for and not sent, in the order asked;
    `reasons`: of those, PMID → why its request fails again and again. `extra` was sent and
    not asked for in this batch, `duplicates` more than once; neither is in `items` again.
    """

    asked: tuple[int, ...]
    items: tuple[Parsed | Rejected, ...] = ()
    missing: tuple[int, ...] = ()
    reasons: Mapping[int, str] = field(default_factory=dict)
    extra: tuple[int, ...] = ()
    duplicates: tuple[int, ...] = ()

    @property
    def unfetchable(self) -> tuple[int, ...]:
        """Those of `missing` that cannot be had."""
        return tuple(self.reasons)


class Fetching:
    """The records of some PMIDs, to be read once: `batches()`, or the items one by one.

    The batches' `asked` together are the PMIDs, each once, in the order given. The
    properties sum up the batches read so far.
    """

    def __init__(
        self,
        transport: Transport,
        pmids: Iterable[int],
        *,
        tries: int | None = None,
        pace: Pace | None = None,
    ) -> None:
        """`pmids` in any order; each is asked for once. `tries` as in Client.search."""
        self._transport = transport
        self._asked = tuple(dict.fromkeys(pmids))
        self._tries = tries or transport.settings.tries
        self._pace = pace or Pace(transport.settings.batch)
        self._known = _EXISTS  # a PMID that PubMed has sent
        self._missing: list[int] = []
        self._reasons: dict[int, str] = {}
        self._extra: dict[int, None] = {}
        self._duplicates: dict[int, None] = {}

    @property
    def missing(self) -> tuple[int, ...]:
        """Asked for and not sent, in the order asked, those that cannot be had included."""
        return tuple(self._missing)

    @property
    def reasons(self) -> Mapping[int, str]:
        """Those of `missing` whose request fails again and again, with the last failure."""
        return dict(self._reasons)

    @property
    def unfetchable(self) -> tuple[int, ...]:
        """The PMIDs of `reasons`."""
        return tuple(self._reasons)

    @property
    def extra(self) -> tuple[int, ...]:
        """Sent and not asked for; not given out."""
        return tuple(self._extra)

    @property
    def duplicates(self) -> tuple[int, ...]:
        """Sent more than once; given out once."""
        return tuple(self._duplicates)

    def __iter__(self) -> Iterator[Item]:
        """The items of all batches."""
        for batch in self.batches():
            yield from batch.items

    def batches(self) -> Iterator[Batch]:
        """One Batch for each request that brought records, and for each record given up.

        Raises Trouble where PubMed does not answer, or more than ten records cannot be had;
        what was given out before stands.
        """
        rest = deque(self._asked)
        while rest:
            size = min(self._pace.size, len(rest))
            yield from self._whole(tuple(rest.popleft() for _ in range(size)))

    def _whole(self, pmids: tuple[int, ...]) -> Iterator[Batch]:
        """One request; where it fails and PubMed is up, its parts."""
        try:
            # With the question whether PubMed is up, no more requests than `tries`.
            most = max(1, min(self._tries - 1, _BATCH_TRIES if len(pmids) > 1 else self._tries))
            batch = self._receive(pmids, most)
        except (BrokenAnswer, ServerTrouble, NoConnection) as trouble:
            self._check_up(trouble)
            yield from self._in_parts(pmids)
        else:
            self._pace.succeeded(len(pmids))
            yield self._count(batch)

    def _in_parts(self, pmids: tuple[int, ...]) -> Iterator[Batch]:
        """The parts of a batch that failed; where all come, it was too large."""
        largest, given_up = 0, len(self._reasons)
        for part in self._halves(pmids) if len(pmids) > 1 else self._part(pmids):
            largest = max(largest, len(part.asked))
            yield part
        if len(self._reasons) == given_up:
            self._pace.too_large(largest)

    def _halves(self, pmids: tuple[int, ...]) -> Iterator[Batch]:
        middle = len(pmids) // 2
        for half in (pmids[:middle], pmids[middle:]):
            yield from self._part(half)

    def _part(self, pmids: tuple[int, ...]) -> Iterator[Batch]:
        try:
            batch = self._receive(pmids, min(self._tries, _PART_TRIES))
        except (BrokenAnswer, ServerTrouble, NoConnection) as trouble:
            if len(pmids) > 1:
                yield from self._halves(pmids)
                return
            self._check_up(trouble)
            if len(self._reasons) == _MOST_UNFETCHABLE:
                raise
            batch = Batch(pmids, missing=pmids, reasons={pmids[0]: trouble.what})
        yield self._count(batch)

    def _check_up(self, trouble: Trouble) -> None:
        """Raise `trouble` unless PubMed answers another request for a record, sent or not."""
        try:
            self._receive((self._known,), 1)
        except (BrokenAnswer, ServerTrouble, NoConnection):
            raise trouble from None

    def _receive(self, pmids: tuple[int, ...], tries: int) -> Batch:
        """One efetch, read whole."""
        fields = {"db": "pubmed", "retmode": "xml", "id": ",".join(map(str, pmids))}

        def read(body: IO[bytes]) -> Batch:
            return _sorted_out(pmids, _items(body))

        try:
            return self._transport.ask(
                "efetch.fcgi", fields, read, roots=_ROOTS, tries=tries, limited=self._tries
            )
        except ListEmpty:  # none of them exists: HTTP 400, or an empty set
            return Batch(pmids, missing=pmids)

    def _count(self, batch: Batch) -> Batch:
        self._missing += batch.missing
        self._reasons |= batch.reasons
        self._extra |= dict.fromkeys(batch.extra)
        self._duplicates |= dict.fromkeys(batch.duplicates)
        arrived = next((_pmid(item) for item in batch.items if isinstance(item, Parsed)), None)
        self._known = arrived or self._known
        return batch


def _items(body: IO[bytes]) -> list[Item]:
    """Every item of an answer. Raises BrokenAnswer where it is not whole."""
    _check_encoding(body)
    try:
        return list(read_stream(body, "efetch"))  # type: ignore[arg-type]
    except TruncatedFile:
        raise BrokenAnswer("PubMed's answer was cut off on the way.") from None
    except UsageProblem:  # no record and no set, or entities within the records
        raise BrokenAnswer("PubMed's answer holds something other than records.") from None


def _check_encoding(body: IO[bytes]) -> None:
    """Raise BrokenAnswer where the text is not in UTF-8: every accented name would be wrong."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := body.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise BrokenAnswer("PubMed's answer is not in UTF-8.") from None
    body.seek(0)


def _sorted_out(pmids: tuple[int, ...], items: Sequence[Item]) -> Batch:
    """Account for what came of `pmids`."""
    wanted = frozenset(pmids)
    unknown: list[Rejected | Parsed] = []
    arrived: dict[int, Parsed | Rejected] = {}
    extra: dict[int, None] = {}
    duplicates: dict[int, None] = {}
    for item in items:
        if isinstance(item, Deletion):
            continue  # update files hold these, efetch never
        pmid = _pmid(item)
        if pmid is None:
            unknown.append(item)
        elif pmid not in wanted:
            extra[pmid] = None
        elif pmid in arrived:
            duplicates[pmid] = None
            arrived[pmid] = max(arrived[pmid], item, key=_rank)
        else:
            arrived[pmid] = item
    return Batch(
        asked=pmids,
        items=(*arrived.values(), *unknown),
        missing=tuple(pmid for pmid in pmids if pmid not in arrived),
        extra=tuple(extra),
        duplicates=tuple(duplicates),
    )


def _pmid(item: Parsed | Rejected) -> int | None:
    return item.record.pmid if isinstance(item, Parsed) else item.pmid


def _rank(item: Parsed | Rejected) -> int:
    """Of two with one PMID, the readable one and the newer version; the first where equal."""
    return item.record.version if isinstance(item, Parsed) else -1
