"""esearch of the local PubMed: limits, messages and errors as NCBI words them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from pyroaring import BitMap

from evidence.errors import UsageProblem
from evidence.pubmed.answers import LIMIT
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_records import Holdings
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.syntax import parse
from evidence.query.translation import translation

DECLARATION = '<?xml version="1.0" encoding="UTF-8" ?>\n'
OUTSIDE = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed,"
    " ESearch can only retrieve the first 9,999 records matching the query."
)
_DOCTYPE = (
    '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN"'
    ' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
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
_TAG = re.compile(r"\"[^\"]*\"|\[([^\]\[:]*)(?::[^\]]*)?\]")
_SAMPLES = ("word", '"two words"', "2020", "1:2")  # one of them suits every known field


class Declined(Exception):
    """esearch's <ERROR>."""


@dataclass(slots=True)
class _Found:
    """What a search found, before it is cut to the page asked for."""

    pmids: list[int]
    translation: str = ""
    fields_not_found: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Page:
    """The part of a result that is listed."""

    start: int
    pmids: list[int]
    place: tuple[str, int] | None = None  # WebEnv and query key


def esearch(request: Request, holdings: Holdings, mesh: Mesh, history: History) -> Reply:
    """Search `holdings`; XML, or JSON with its raw line break in errors as NCBI sends it."""
    as_json = request.text("retmode") == "json"
    try:
        found = _search(request, holdings, mesh, history)
        page = _page(request, found, history)
    except Declined as error:
        return _declined(str(error), as_json=as_json)
    if as_json:
        return Reply(_json(found, page).encode(), content_type="application/json; charset=UTF-8")
    if request.text("rettype") == "count":
        inner = f"\n\t<Count>{len(found.pmids)}</Count>\n"
        return Reply(f"{DECLARATION}{_DOCTYPE}<eSearchResult>{inner}</eSearchResult>\n".encode())
    return Reply(_xml(found, page).encode())


def _search(request: Request, holdings: Holdings, mesh: Mesh, history: History) -> _Found:
    if request.text("db") not in {"pubmed", ""}:
        raise Declined(f"Invalid db name specified: {request.text('db')}")
    term = request.text("term").strip()
    earlier = history.get(request.text("WebEnv"), request.whole("query_key", 0))
    if not term and earlier is None:
        raise Declined("Empty term and query_key - nothing todo")
    found = _Found([])
    chosen = holdings.index.universe()
    if term:
        chosen = _evaluate(term, request.text("field"), found, holdings, mesh)
    if earlier is not None:
        chosen &= BitMap(earlier)
    chosen = _within(request, chosen, holdings)
    found.pmids = holdings.ordered(chosen, request.text("sort").lower())
    if not found.pmids:
        found.messages.append("No items found.")
    return found


def _evaluate(term: str, field_name: str, found: _Found, holdings: Holdings, mesh: Mesh) -> BitMap:
    """The PMIDs of a term; a field tag that does not exist is left out, which widens it."""
    if field_name and "[" not in term:
        term = f"{term}[{field_name}]"
    for name in dict.fromkeys(match[1] for match in _TAG.finditer(term) if match[1]):
        if not _known(name.strip()):
            found.fields_not_found.append(name.strip())
            term = re.sub(rf"\[{re.escape(name)}(?::[^\]]*)?\]", "", term)
    if term.count('"') % 2:
        found.messages.append("Unmatched double quote ignored.")
    today = datetime.now(UTC).date()
    try:
        query = parse(term)
        verdict = evaluate(query, holdings.index, mesh, today)
        found.translation = translation(query, mesh, today)
    except UsageProblem as error:
        raise Declined(str(error)) from error
    if verdict.unknowable:
        found.messages.extend(
            f"The local PubMed cannot tell: {note.text}" for note in verdict.notes
        )
    return verdict.yes


def _known(name: str) -> bool:
    """Whether our query language has the field: some value with it can be read."""
    for sample in _SAMPLES:
        try:
            parse(f"{sample}[{name}]")
        except UsageProblem:
            continue
        return True
    return False


def _within(request: Request, chosen: BitMap, holdings: Holdings) -> BitMap:
    """Cut to mindate..maxdate, or to the last `reldate` days, by `datetype`."""
    kind = _DATE_FIELDS.get(request.text("datetype") or "edat")
    low, high = request.text("mindate"), request.text("maxdate")
    days = request.whole("reldate", 0)
    if days:
        today = datetime.now(UTC).date()
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


def _page(request: Request, found: _Found, history: History) -> _Page:
    start = request.whole("retstart", 0)
    length = request.whole("retmax", _DEFAULT_RETMAX)
    if start >= LIMIT and len(found.pmids) > start:
        raise Declined(OUTSIDE)
    if start + length > LIMIT < len(found.pmids):
        length = LIMIT - min(start, LIMIT)
        found.messages.append(
            f"Restrictions achieved. start and count adjusted to {start}, {length}"
        )
    place = None
    if request.text("usehistory") == "y":
        place = history.put(found.pmids, request.text("WebEnv"))
    return _Page(start, found.pmids[start : start + length], place)


def _declined(text: str, *, as_json: bool) -> Reply:
    if as_json:
        # NCBI leaves the line break raw, which is not JSON: clients must live with it.
        body = '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"%s"}}'
        return Reply((body % text.replace('"', "'")).encode(), content_type="application/json")
    inner = f"<ERROR>{escape(text)}</ERROR>"
    return Reply(f"{DECLARATION}{_DOCTYPE}<eSearchResult>{inner}</eSearchResult>\n".encode())


def _xml(found: _Found, page: _Page) -> str:
    place = ""
    if page.place:
        place = f"<QueryKey>{page.place[1]}</QueryKey><WebEnv>{page.place[0]}</WebEnv>"
    ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in page.pmids)
    listed = f"<IdList>\n{ids}</IdList>" if ids else "<IdList/>"
    errors = _list("ErrorList", "FieldNotFound", found.fields_not_found)
    warnings = _list("WarningList", "OutputMessage", found.messages)
    return (
        f"{DECLARATION}{_DOCTYPE}<eSearchResult><Count>{len(found.pmids)}</Count>"
        f"<RetMax>{len(page.pmids)}</RetMax><RetStart>{page.start}</RetStart>{place}{listed}"
        f"<TranslationSet/><QueryTranslation>{escape(found.translation)}</QueryTranslation>"
        f"{errors}{warnings}</eSearchResult>\n"
    )


def _list(outer: str, inner: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    return f"<{outer}>{''.join(f'<{inner}>{escape(text)}</{inner}>' for text in texts)}</{outer}>"


def _json(found: _Found, page: _Page) -> str:
    result: dict[str, object] = {
        "count": str(len(found.pmids)),
        "retmax": str(len(page.pmids)),
        "retstart": str(page.start),
    }
    if page.place:
        result |= {"querykey": str(page.place[1]), "webenv": page.place[0]}
    result |= {
        "idlist": [str(pmid) for pmid in page.pmids],
        "translationset": [],
        "querytranslation": found.translation,
    }
    if found.fields_not_found:
        result["errorlist"] = {"phrasesnotfound": [], "fieldsnotfound": found.fields_not_found}
    if found.messages:
        lists: dict[str, list[str]] = {"phrasesignored": [], "quotedphrasesnotfound": []}
        result["warninglist"] = lists | {"outputmessages": found.messages}
    header = {"type": "esearch", "version": "0.3"}
    return json.dumps({"header": header, "esearchresult": result})
