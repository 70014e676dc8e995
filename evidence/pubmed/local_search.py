"""esearch of the local PubMed: limits, messages and errors as NCBI words them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pyroaring import BitMap

from evidence.pubmed.answers import LIMIT
from evidence.pubmed.local_answer import Page, counted, declined, listed
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_records import Holdings
from evidence.pubmed.local_terms import Answer, Declined, Reader
from evidence.query.mesh import Mesh

OUTSIDE = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed,"
    " ESearch can only retrieve the first 9,999 records matching the query. To obtain more than"
    " 9,999 PubMed records, consider using EDirect that contains additional logic to batch"
    " PubMed search results automatically so that an arbitrary number can be retrieved. For"
    " details see https://www.ncbi.nlm.nih.gov/books/NBK25499/"
)
_DEFAULT_RETMAX = 20
_DATE_FIELDS = {
    "edat": "edat",
    "pdat": "dp",
    "dp": "dp",
    "mdat": "lr",
    "lr": "lr",
    "crdt": "crdt",
    "mhda": "mhda",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search found, before it is cut to the page asked for."""

    pmids: Sequence[int]
    read: Answer


def esearch(request: Request, holdings: Holdings, mesh: Mesh, history: History) -> Reply:
    """Search `holdings`; XML, or JSON with its raw line break in errors as NCBI sends it."""
    as_json = request.text("retmode") == "json"
    try:
        found = _search(request, holdings, mesh, history)
        page = _page(request, found, history)
    except Declined as error:
        return declined(str(error), as_json=as_json)
    if request.text("rettype") == "count" and not as_json:
        return counted(page.count)
    return listed(page, found.read, as_json=as_json)


def _search(request: Request, holdings: Holdings, mesh: Mesh, history: History) -> _Found:
    if request.text("db") not in {"pubmed", ""}:
        raise Declined(f"Invalid db name specified: {request.text('db')}")
    today = datetime.now(UTC).date()
    term, environment = request.text("term").strip(), request.text("WebEnv")
    earlier = history.get(environment, request.whole("query_key", 0))
    if term:
        if request.text("field") and "[" not in term:
            term = f"{term}[{request.text('field')}]"
        reader = Reader(holdings.index, mesh, today)
        read = reader.answer(term, lambda key: history.get(environment, key))
    elif earlier is not None:
        read = Answer(holdings.index.universe(), "")
    else:
        raise Declined("Empty term and query_key - nothing todo")
    chosen = _within(request, read.pmids, holdings, today)
    if earlier is not None:
        chosen &= BitMap(earlier)
    return _Found(holdings.ordered(chosen, request.text("sort").lower()), read)


def _within(request: Request, chosen: BitMap, holdings: Holdings, today: date) -> BitMap:
    """Cut to mindate..maxdate, or to the last `reldate` days, by `datetype`."""
    kind = _DATE_FIELDS.get(request.text("datetype") or "edat")
    low, high = request.text("mindate"), request.text("maxdate")
    days = request.whole("reldate", 0)
    if days:
        first, last = (today - timedelta(days=days)).isoformat(), today.isoformat()
    elif low and high:
        first, last = _day(low, "0001-01-01"), _day(high, "3000-12-31")
    else:
        return chosen
    if kind is None:
        raise Declined(f"Invalid datetype: {request.text('datetype')}")
    return chosen & holdings.index.dates(kind, first, last)


def _day(text: str, open_end: str) -> str:
    """YYYY, YYYY/MM or YYYY/MM/DD as an ISO day; the open parts from `open_end`."""
    parts = re.fullmatch(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?", text.strip())
    if parts is None:
        raise Declined(f"Invalid date: {text}")
    year, month, day = parts.groups()
    rest = open_end.split("-")
    return f"{year}-{int(month or rest[1]):02}-{int(day or rest[2]):02}"


def _page(request: Request, found: _Found, history: History) -> Page:
    start = request.whole("retstart", 0)
    length = request.whole("retmax", _DEFAULT_RETMAX)
    count = len(found.pmids)
    messages = found.read.messages
    if not count:
        messages += ("No items found.",)
    if start >= LIMIT and count > start:
        raise Declined(OUTSIDE)
    if start + length > LIMIT < count:
        length = LIMIT - min(start, LIMIT)
        messages += (f"Restrictions achieved. start and count adjusted to {start}, {length}",)
    place = None
    if request.text("usehistory") == "y":
        place = history.put(found.pmids, request.text("WebEnv"))
    return Page(count, start, tuple(found.pmids[start : start + length]), messages, place)
