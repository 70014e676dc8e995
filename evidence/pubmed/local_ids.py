"""What the endpoints of the local PubMed share: the ids of a request, small answers, errors."""

import json
import re
from xml.sax.saxutils import escape

from evidence.pubmed.answers import LIMIT
from evidence.pubmed.local_answer import DECLARATION
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_search import OUTSIDE

_NCBI_DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/"
_HIGHEST = 2**32


class Declined(Exception):
    """An <ERROR>, with its HTTP status."""

    def __init__(self, text: str, status: int = 400) -> None:
        """`text` as NCBI words it."""
        super().__init__(text)
        self.status = status


def asked(request: Request, history: History) -> list[int]:
    """The PMIDs of a request, from its ids or from a kept list, cut to the page asked for.

    A kept list has offsets 0 to 9,998 only, and a window across that edge is cut without a
    word, as measured at NCBI. Raises Declined.
    """
    start = request.whole("retstart", 0)
    if request.text("WebEnv"):
        found = kept(request, history)
        if start >= LIMIT and len(found) > start:
            raise Declined(OUTSIDE)
        if start >= len(found):
            raise Declined(
                f"Cannot retrieve history data: OUT OF RANGE. Parameter retstart={start} + 1 is"
                " greater than number of records available in history."
                f" History includes {len(found)} IDs."
            )
        return list(found[start : min(start + request.whole("retmax", 20), LIMIT)])
    pmids, _ = numbers(request.text("id"))
    if not pmids:
        raise Declined("ID list is empty! Possibly it has no correct IDs.")
    return pmids[start : start + request.whole("retmax", 10_000)]


def kept(request: Request, history: History) -> tuple[int, ...]:
    """The list that WebEnv and query_key name. Raises Declined where it is gone."""
    key = request.whole("query_key", 0)
    found = history.get(request.text("WebEnv"), key)
    if found is None:
        # [?] NCBI sends this with 200 or with 400: both were reported.
        raise Declined(f"Unable to obtain query #{key}")
    return found


def numbers(text: str) -> tuple[list[int], bool]:
    """The PMIDs in a list, each once, and whether something else stood in it."""
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    right = [int(part) for part in parts if part.isdecimal() and len(part) <= len(str(_HIGHEST))]
    pmids = list(dict.fromkeys(pmid for pmid in right if 0 < pmid < _HIGHEST))
    return pmids, len(right) < len(parts)


def as_json(value: object) -> Reply:
    """A JSON answer."""
    return Reply(json.dumps(value).encode(), content_type="application/json; charset=UTF-8")


def declined(root: str, dtd: str, error: Declined) -> Reply:
    """An <ERROR> alone in its root."""
    inner = f"\t<ERROR>{escape(str(error))}</ERROR>\n"
    return Reply(f"{doctype(root, dtd)}<{root}>\n{inner}</{root}>\n".encode(), error.status)


def doctype(root: str, dtd: str) -> str:
    """The declaration and document type of NCBI's small answers: name and date of the DTD."""
    name, day = dtd.split(" ", 1)[0], dtd.rsplit(" ", 1)[1]
    public = f"-//NLM//DTD {dtd}//EN"
    return f'{DECLARATION}<!DOCTYPE {root} PUBLIC "{public}" "{_NCBI_DTD}{day}/{name}.dtd">\n'
