"""esummary of the local PubMed."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from evidence.pubmed.local_answer import DECLARATION
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_ids import Declined, as_json, asked, declined, doctype
from evidence.pubmed.local_records import Holdings
from evidence.record import Record

_MOST_SUMMARIES = 500
_NEWER = (  # [?] the date in it follows NCBI's releases, and no client was seen to read it
    f'{DECLARATION}<!DOCTYPE eSummaryResult PUBLIC "-//NLM//DTD esummary pubmed 20250101//EN"'
    ' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20250101/esummary_pubmed.dtd">\n'
)
_ELEMENTS = (  # in NCBI's order; the keys of its JSON are the same in lower case
    "PubDate",
    "Source",
    "Authors",
    "LastAuthor",
    "Title",
    "Volume",
    "Issue",
    "Pages",
    "Lang",
    "PubType",
    "ArticleIds",
    "Attributes",
    "FullJournalName",
    "SortPubDate",
)
_ITEMS = {
    "Authors": "Author",
    "Lang": "string",
    "PubType": "flag",
    "ArticleIds": "ArticleId",
    "Attributes": "flag",
}
_NAMES = {
    "name": "Name",
    "authtype": "AuthType",
    "clusterid": "ClusterID",
    "idtype": "IdType",
    "value": "Value",
}


def esummary(request: Request, holdings: Holdings, history: History) -> Reply:
    """What a list shows of a record: JSON, XML version 2.0, or a minimal XML version 1."""
    in_json = request.text("retmode") == "json"
    try:
        pmids = asked(request, history)
    except Declined as error:
        if in_json:
            return as_json({"esummaryresult": ["Empty id list - nothing todo"]})
        error.status = 200
        return declined("eSummaryResult", "esummary v1 20041029", error)
    if not in_json:
        newer = request.text("version") == "2.0"
        return (_version_2 if newer else _version_1)(pmids, holdings)
    header = {"type": "esummary", "version": "0.3"}
    if len(pmids) > _MOST_SUMMARIES:
        most = f"Maximum number of UIDs is {_MOST_SUMMARIES} for JSON format output."
        return as_json({"header": header, "error": f"Too many UIDs in request. {most}"})
    result: dict[str, object] = {"uids": [str(pmid) for pmid in pmids]}
    for pmid in pmids:
        record = holdings.record(pmid)
        if record is None:
            result[str(pmid)] = {"uid": str(pmid), "error": "cannot get document summary"}
        else:
            result[str(pmid)] = _summary(record)
    return as_json({"header": header, "result": result})


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


def _version_2(pmids: Sequence[int], holdings: Holdings) -> Reply:
    parts: list[str] = []
    for pmid in pmids:
        record = holdings.record(pmid)
        if record is None:
            inner = "\t<error>cannot get document summary</error>\n"
        else:
            shown = _summary(record)
            inner = "".join(_element(name, shown[name.lower()]) for name in _ELEMENTS)
        parts.append(f'<DocumentSummary uid="{pmid}">\n{inner}</DocumentSummary>\n')
    body = f'<DocumentSummarySet status="OK">\n{"".join(parts)}</DocumentSummarySet>\n'
    return Reply(f"{_NEWER}<eSummaryResult>\n{body}</eSummaryResult>\n".encode())


def _element(name: str, value: object) -> str:
    """One field: text, or a list whose items NCBI names as in `_ITEMS`."""
    if not isinstance(value, list):
        return f"\t<{name}>{escape(str(value))}</{name}>\n"
    inner = ""
    for item in value:
        fields = item.items() if isinstance(item, dict) else ()
        within = "".join(
            f"<{_NAMES[key]}>{escape(str(text))}</{_NAMES[key]}>" for key, text in fields
        )
        inner += f"<{_ITEMS[name]}>{within or escape(str(item))}</{_ITEMS[name]}>"
    return f"\t<{name}>{inner}</{name}>\n"


def _version_1(pmids: Sequence[int], holdings: Holdings) -> Reply:
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
    head = doctype("eSummaryResult", "esummary v1 20041029")
    return Reply(f"{head}<eSummaryResult>\n{''.join(parts)}</eSummaryResult>\n".encode())
