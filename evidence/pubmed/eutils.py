"""PubMed's E-utilities: search and fetch, each complete or an error.

`esearch` lists at most 9,999 records; `search_all` divides a larger result by PMID ranges,
the one division that is complete and without overlap. `fetch` accounts for every PMID.
No result set is kept at NCBI (WebEnv): it expires, and lifts no limit.
"""

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from types import TracebackType
from typing import IO, Self
from urllib.parse import urlsplit

from evidence.pubmed.answers import HIGHEST_PMID, LIMIT, SearchAnswer, read_search
from evidence.pubmed.fetching import Batch, Fetching
from evidence.pubmed.pace import Pace
from evidence.pubmed.slicing import every_pmid
from evidence.pubmed.transport import Settings, Transport
from evidence.pubmed.trouble import BrokenAnswer

__all__ = ["Batch", "Client", "Fetching", "Settings"]

_SEARCH_ROOTS = ("eSearchResult",)


class Client:
    """Asks one E-utilities service. Use `with`, or close it.

    Every method raises Trouble (a ServiceUnavailable) where PubMed did not answer or
    declined, and ConfigProblem for a key that NCBI does not accept.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        """NCBI without key or e-mail, unless `settings` say otherwise."""
        self.settings = settings or Settings()
        self._transport = Transport(self.settings)
        self._pace = Pace(self.settings.batch)

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
    def service(self) -> str:
        """The host that is asked, with its port where it has one of its own."""
        return urlsplit(self.settings.base_url).netloc.rpartition("@")[2]

    @property
    def requests(self) -> int:
        """Requests sent so far, retries included."""
        return self._transport.requests

    @property
    def bytes(self) -> int:
        """Bytes received so far: bodies as they came over the wire, failures' included."""
        return self._transport.bytes

    def search(
        self, term: str, retstart: int = 0, retmax: int = LIMIT, *, tries: int | None = None
    ) -> SearchAnswer:
        """One esearch: the count, and PMIDs from `retstart` on, `retmax` at most.

        `tries`: requests to spend on passing troubles; None as the settings say.
        """
        fields = {"db": "pubmed", "retmode": "xml", "term": term}
        fields |= {"retstart": str(retstart), "retmax": str(retmax)}

        def read(body: IO[bytes]) -> SearchAnswer:
            # What PubMed remarks on is stored and shown, and may echo the key.
            text = BytesIO(self.settings.redact_bytes(body.read()))
            answer = read_search(text, retstart, retmax)
            if max(answer.pmids, default=0) > HIGHEST_PMID:
                raise BrokenAnswer(f"PubMed listed {max(answer.pmids)}, which is no PMID.")
            return answer

        return self._transport.ask("esearch.fcgi", fields, read, roots=_SEARCH_ROOTS, tries=tries)

    def search_all(self, term: str, *, tries: int | None = None) -> SearchAnswer:
        """As `search`, with all PMIDs however many: past 9,999 by ranges of PMIDs, descending.

        `tries` are of the first request, which shows whether PubMed answers. A search with
        an unknown field tag is not divided: it is wider than what was asked. Raises
        BrokenAnswer where the ranges hold fewer PMIDs than the whole counts.
        """
        limit = self.settings.limit
        whole = self.search(term, retmax=limit, tries=tries)
        if whole.count <= limit or whole.fields_not_found:
            return whole

        def within(low: int, high: int) -> SearchAnswer:
            return self.search(f"({term}) AND {low}:{high}[UID]", retmax=limit)

        pmids = tuple(reversed(every_pmid(within, whole, limit)))
        return replace(whole, count=len(pmids), pmids=pmids)

    def fetch(self, pmids: Iterable[int], *, tries: int | None = None) -> Fetching:
        """The records of `pmids` in batches; see Fetching for what did not come."""
        return Fetching(self._transport, pmids, tries=tries, pace=self._pace)
