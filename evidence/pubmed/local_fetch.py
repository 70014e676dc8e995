"""efetch, epost, esummary and einfo of the local PubMed."""

import json
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from evidence.pubmed.answers import LIMIT
from evidence.pubmed.local_answer import DECLARATION
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_records import Holdings
from evidence.pubmed.local_search import OUTSIDE
from evidence.record import Record

_SET = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC'
    ' "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
    ' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)
_NCBI_DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/"
_MOST_SUMMARIES = 500
_HIGHEST = 2**32


class Declined(Exception):
    """An <ERROR>, with its HTTP status."""

    def __init__(self, text: str, status: int = 400) -> None:
        """`text` as NCBI words it."""
        super().__init__(text)
        self.status = status


def efetch(request: Request, holdings: Holdings, history: History) -> Reply:
    """Records as PubmedArticleSet, or PMIDs as a uilist; unknown PMIDs are left out."""
    try:
        pmids = _asked(request, history)
    except Declined as error:
        return _declined("eFetchResult", "efetch 20131226", str(error), error.status)
    kind = request.text("rettype")
    mode = request.text("retmode")
    if kind == "uilist" and mode != "xml":
        known = "".join(f"{pmid}\n" for pmid in pmids if holdings.block(pmid) is not None)
        return Reply(known.encode(), content_type="text/plain; charset=UTF-8")
    if mode not in {"", "xml"} or kind not in {"", "xml", "full"}:
        text = f"The local PubMed has no rettype={kind}&retmode={mode}"
        return _declined("eFetchResult", "efetch 20131226", text, 400)
    blocks = (holdings.block(pmid) for pmid in pmids)
    body = b"".join(block.strip() + b"\n" for block in blocks if block is not None)
    return Reply(_SET.encode() + body + b"</PubmedArticleSet>\n")


def epost(request: Request, history: History) -> Reply:
    """Keep a list of PMIDs; unknown ones are kept too, as NCBI does."""
    pmids, wrong = _numbers(request.text("id"))
    errors = [] if pmids else ["Empty ID list; Nothing to store"]
    if wrong:
        errors.append(
            "Some IDs have invalid value and were omitted. Maximum ID value 18446744073709551615"
        )
    inner = "".join(f"\t<ERROR>{error}</ERROR>\n" for error in errors)
    if pmids:
        environment, key = history.put(pmids, request.text("WebEnv"))
        inner += f"\t<QueryKey>{key}</QueryKey>\n\t<WebEnv>{environment}</WebEnv>\n"
    head = _doctype("ePostResult", "epost 20090526")
    return Reply(f"{head}<ePostResult>\n{inner}</ePostResult>\n".encode())


def esummary(request: Request, holdings: Holdings, history: History) -> Reply:
    """Title, source, date and authors; JSON version 2.0, or a minimal XML version 1."""
    as_json = request.text("retmode") == "json"
    try:
        pmids = _asked(request, history)
    except Declined as error:
        if as_json:
            return _as_json({"esummaryresult": ["Empty id list - nothing todo"]})
        return _declined("eSummaryResult", "esummary v1 20041029", str(error), 200)
    if not as_json:
        return Reply(_summaries(pmids, holdings).encode())
    header = {"type": "esummary", "version": "0.3"}
    if len(pmids) > _MOST_SUMMARIES:
        most = f"Maximum number of UIDs is {_MOST_SUMMARIES} for JSON format output."
        return _as_json({"header": header, "error": f"Too many UIDs in request. {most}"})
    result: dict[str, object] = {"uids": [str(pmid) for pmid in pmids]}
    for pmid in pmids:
        record = holdings.record(pmid)
        if record is None:
            result[str(pmid)] = {"uid": str(pmid), "error": "cannot get document summary"}
        else:
            result[str(pmid)] = _summary(record)
    return _as_json({"header": header, "result": result})


def einfo(request: Request, holdings: Holdings) -> Reply:
    """The list of databases (one), or how many records it has."""
    head = _doctype("eInfoResult", "einfo 20190110")
    if not request.text("db"):
        inner = "<DbList>\n\t<DbName>pubmed</DbName>\n</DbList>"
    elif request.text("db") != "pubmed":
        inner = f"<ERROR>Can not retrieve DbInfo for db={escape(request.text('db'))}</ERROR>"
    else:
        inner = (
            "<DbInfo>\n\t<DbName>pubmed</DbName>\n\t<MenuName>PubMed</MenuName>\n"
            "\t<Description>PubMed bibliographic record (local)</Description>\n"
            f"\t<Count>{holdings.count}</Count>\n</DbInfo>"
        )
    return Reply(f"{head}<eInfoResult>\n{inner}\n</eInfoResult>\n".encode())


def _asked(request: Request, history: History) -> list[int]:
    """The PMIDs of a request, from its ids or from a kept list, cut to the page asked for."""
    start = request.whole("retstart", 0)
    if request.text("WebEnv"):
        key = request.whole("query_key", 0)
        kept = history.get(request.text("WebEnv"), key)
        if kept is None:
            raise Declined(f"Unable to obtain query #{key}")
        if start >= LIMIT and len(kept) > start:
            raise Declined(OUTSIDE)
        if start >= len(kept):
            raise Declined(
                f"Cannot retrieve history data: OUT OF RANGE. Parameter retstart={start} + 1 is"
                " greater than number of records available in history."
                f" History includes {len(kept)} IDs."
            )
        return list(kept[start : min(start + request.whole("retmax", 20), LIMIT)])
    pmids, _ = _numbers(request.text("id"))
    if not pmids:
        raise Declined("ID list is empty! Possibly it has no correct IDs.")
    return pmids[start : start + request.whole("retmax", 10_000)]


def _numbers(text: str) -> tuple[list[int], bool]:
    """The PMIDs in a list, and whether something else stood in it."""
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    right = [int(part) for part in parts if part.isdecimal() and len(part) <= len(str(_HIGHEST))]
    pmids = list(dict.fromkeys(pmid for pmid in right if 0 < pmid < _HIGHEST))
    return pmids, len(right) < len(parts)


def _summary(record: Record) -> dict[str, object]:
    names = [
        author.collective or f"{author.last} {author.initials}".strip() for author in record.authors
    ]
    return {
        "uid": str(record.pmid),
        "pubdate": record.published.raw,
        "source": record.journal.abbreviation,
        "authors": [{"name": name, "authtype": "Author", "clusterid": ""} for name in names],
        "lastauthor": names[-1] if names else "",
        "title": record.title,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "lang": list(record.languages),
        "fulljournalname": record.journal.title,
        "pubtype": [term.name for term in record.publication_types],
        "articleids": [{"idtype": each.kind, "value": each.value} for each in record.article_ids],
        "attributes": ["Has Abstract"] if record.abstract else [],
        "sortpubdate": record.published.first_day.replace("-", "/") + " 00:00",
    }


def _summaries(pmids: Sequence[int], holdings: Holdings) -> str:
    parts: list[str] = []
    for pmid in pmids:
        record = holdings.record(pmid)
        if record is None:
            parts.append(f"<ERROR>UID={pmid}: cannot get document summary</ERROR>\n")
            continue
        items = {
            "PubDate": ("Date", record.published.raw),
            "Source": ("String", record.journal.abbreviation),
            "Title": ("String", record.title),
        }
        inner = "".join(
            f'\t<Item Name="{name}" Type="{kind}">{escape(value)}</Item>\n'
            for name, (kind, value) in items.items()
        )
        parts.append(f"<DocSum>\n\t<Id>{pmid}</Id>\n{inner}</DocSum>\n")
    head = _doctype("eSummaryResult", "esummary v1 20041029")
    return f"{head}<eSummaryResult>\n{''.join(parts)}</eSummaryResult>\n"


def _as_json(value: object) -> Reply:
    return Reply(json.dumps(value).encode(), content_type="application/json; charset=UTF-8")


def _declined(root: str, dtd: str, text: str, status: int) -> Reply:
    inner = f"\t<ERROR>{escape(text)}</ERROR>\n"
    return Reply(f"{_doctype(root, dtd)}<{root}>\n{inner}</{root}>\n".encode(), status)


def _doctype(root: str, dtd: str) -> str:
    """The declaration and document type of NCBI's small answers: name and date of the DTD."""
    name, day = dtd.split(" ", 1)[0], dtd.rsplit(" ", 1)[1]
    public = f"-//NLM//DTD {dtd}//EN"
    return f'{DECLARATION}<!DOCTYPE {root} PUBLIC "{public}" "{_NCBI_DTD}{day}/{name}.dtd">\n'
