"""PubMed's E-utilities: search and fetch, each complete or an error.

`esearch` lists at most 9,999 records; `search_all` divides a larger result by PMID ranges,
the one division that is complete and without overlap. `fetch` accounts for every PMID.
No result set is kept at NCBI (WebEnv): it expires, and lifts no limit.
"""

from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Self

from evidence.pubmed.answers import LIMIT, SearchAnswer, read_search
from evidence.pubmed.files import Item, Parsed, Rejected, TruncatedFile, read_stream
from evidence.pubmed.transport import Settings, Transport
from evidence.pubmed.trouble import (
    BrokenAnswer,
    ListEmpty,
    NoConnection,
    RateLimited,
    ServerTrouble,
    Trouble,
)
from evidence.record import Deletion

__all__ = ["Client", "Fetching", "Settings"]

HIGHEST_PMID = 999_999_999
_SEARCH_ROOTS = ("eSearchResult",)
_FETCH_ROOTS = ("PubmedArticleSet", "PubmedBookArticleSet")
_BATCH_TRIES = 3  # then one record at either end: five requests tell "down" from "too large"
_MOST_UNFETCHABLE = 10


class Client:
    """Asks one E-utilities service. Use `with`, or close it.

    Every method raises Trouble (a ServiceUnavailable) where PubMed did not answer or
    declined, and ConfigProblem for a key that NCBI does not accept.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        """NCBI without key or e-mail, unless `settings` say otherwise."""
        self.settings = settings or Settings()
        self._transport = Transport(self.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    @property
    def requests(self) -> int:
        """Requests sent so far, retries included."""
        return self._transport.requests

    def search(self, term: str, retstart: int = 0, retmax: int = LIMIT) -> SearchAnswer:
        """One esearch: the count, and PMIDs from `retstart` on, `retmax` at most."""
        fields = {"db": "pubmed", "retmode": "xml", "term": term}
        fields |= {"retstart": str(retstart), "retmax": str(retmax)}

        def read(body: IO[bytes]) -> SearchAnswer:
            return read_search(body, retstart, retmax)

        return self._transport.ask("esearch.fcgi", fields, read, roots=_SEARCH_ROOTS)

    def search_all(self, term: str) -> SearchAnswer:
        """As `search`, with all PMIDs however many: past 9,999 by ranges of PMIDs.

        Raises BrokenAnswer where the ranges' lists hold fewer PMIDs than the whole counts.
        """
        whole = self.search(term)
        if whole.count <= LIMIT:
            return whole
        if whole.fields_not_found:
            return whole  # a wider question than was asked: not worth a hundred requests
        pmids = tuple(self._ranges(term, 1, HIGHEST_PMID, whole.count))
        if len(pmids) < whole.count:
            raise BrokenAnswer(
                f"PubMed counted {whole.count:,} records and listed {len(pmids):,} of them."
            )
        return SearchAnswer(
            len(pmids),
            pmids,
            whole.query_translation,
            whole.translations,
            whole.phrases_not_found,
            whole.fields_not_found,
            whole.phrases_ignored,
            whole.quoted_phrases_not_found,
            whole.output_messages,
        )

    def _ranges(self, term: str, low: int, high: int, expected: int) -> Iterator[int]:
        """The PMIDs of `low` to `high`; `expected` > LIMIT, so the range is halved unasked."""
        middle = (low + high) // 2
        left = self.search(f"({term}) AND {low}:{middle}[UID]")
        yield from self._listed(term, low, middle, left)
        if expected > left.count:
            right = self.search(f"({term}) AND {middle + 1}:{high}[UID]")
            yield from self._listed(term, middle + 1, high, right)

    def _listed(self, term: str, low: int, high: int, answer: SearchAnswer) -> Iterator[int]:
        if answer.count <= LIMIT:
            yield from answer.pmids
        elif low < high:
            yield from self._ranges(term, low, high, answer.count)
        else:
            raise BrokenAnswer(f"PubMed counts {answer.count:,} records with PMID {low}.")

    def fetch(self, pmids: Iterable[int]) -> "Fetching":
        """The records of `pmids`, streamed in batches; see Fetching for what did not come."""
        return Fetching(self._transport, pmids)


class Fetching:
    """An iterable of Items, to be read once; afterwards it says what was not as asked.

    A batch's answer is received whole before its first record is given out. One that
    keeps failing is halved, down to the record that cannot be had.
    """

    def __init__(self, transport: Transport, pmids: Iterable[int]) -> None:
        """`pmids` in any order; each is asked for once."""
        self._transport = transport
        self._asked = tuple(dict.fromkeys(pmids))
        self._wanted = frozenset(self._asked)
        self._arrived: set[int] = set()
        self._extra: dict[int, None] = {}
        self._duplicates: dict[int, None] = {}
        self._unfetchable: dict[int, Trouble] = {}

    @property
    def missing(self) -> tuple[int, ...]:
        """Asked for and not sent, in the order asked, those that could not be had included."""
        return tuple(pmid for pmid in self._asked if pmid not in self._arrived)

    @property
    def unfetchable(self) -> tuple[int, ...]:
        """Those of `missing` whose request fails again and again."""
        return tuple(self._unfetchable)

    @property
    def extra(self) -> tuple[int, ...]:
        """Sent and not asked for; not given out."""
        return tuple(self._extra)

    @property
    def duplicates(self) -> tuple[int, ...]:
        """Sent more than once; given out once."""
        return tuple(self._duplicates)

    def __iter__(self) -> Iterator[Item]:
        size = self._transport.settings.batch
        for start in range(0, len(self._asked), size):
            yield from self._batch(self._asked[start : start + size])

    def _batch(self, pmids: Sequence[int]) -> Iterator[Item]:
        """One full-size batch; where it fails and PubMed is up, in halves."""
        try:
            body = self._receive(pmids, _BATCH_TRIES if len(pmids) > 1 else None)
        except (BrokenAnswer, ServerTrouble, NoConnection) as trouble:
            if len(pmids) == 1 or not self._is_up(pmids):
                raise
            yield from self._halves(pmids, trouble)
            return
        yield from self._sort_out(body)

    def _is_up(self, pmids: Sequence[int]) -> bool:
        """Whether PubMed sends the first or the last record alone."""
        for pmid in (pmids[0], pmids[-1]):
            try:
                self._receive((pmid,), 1).close()
            except RateLimited:
                raise
            except Trouble:
                continue
            return True
        return False

    def _halves(self, pmids: Sequence[int], trouble: Trouble) -> Iterator[Item]:
        if len(pmids) == 1:
            self._unfetchable[pmids[0]] = trouble
            if len(self._unfetchable) > _MOST_UNFETCHABLE:
                raise trouble
            return
        middle = len(pmids) // 2
        for half in (pmids[:middle], pmids[middle:]):
            try:
                body = self._receive(half, 2)
            except (BrokenAnswer, ServerTrouble, NoConnection) as again:
                yield from self._halves(half, again)
            else:
                yield from self._sort_out(body)

    def _receive(self, pmids: Sequence[int], tries: int | None) -> IO[bytes]:
        """One efetch, received whole; a file at its start."""
        fields = {"db": "pubmed", "retmode": "xml", "id": ",".join(map(str, pmids))}
        try:
            return self._transport.ask(
                "efetch.fcgi", fields, _whole, roots=_FETCH_ROOTS, tries=tries
            )
        except ListEmpty:  # none of them exists: HTTP 400, or an empty set
            return SpooledTemporaryFile()

    def _sort_out(self, body: IO[bytes]) -> Iterator[Item]:
        with body:
            if not body.read(1):
                return
            body.seek(0)
            try:
                for item in read_stream(body, "efetch"):  # type: ignore[arg-type]
                    if self._is_due(item):
                        yield item
            except TruncatedFile:
                raise BrokenAnswer("PubMed's answer was cut off on the way.") from None

    def _is_due(self, item: Item) -> bool:
        """Account for an item; whether to give it out."""
        if isinstance(item, Deletion):
            return False  # update files hold these, efetch never
        pmid = _pmid(item)
        if pmid is None:
            return True  # unreadable without a PMID: the store keeps it with the reason
        if pmid not in self._wanted:
            self._extra[pmid] = None
        elif pmid in self._arrived:
            self._duplicates[pmid] = None
        else:
            self._arrived.add(pmid)
            return True
        return False


def _pmid(item: Parsed | Rejected) -> int | None:
    return item.record.pmid if isinstance(item, Parsed) else item.pmid


def _whole(body: IO[bytes]) -> IO[bytes]:
    """The answer as it came: it is parsed while it is given out."""
    return body
