"""efetch, epost, einfo and espell of the local PubMed."""

from xml.sax.saxutils import escape

from evidence.pubmed.local_answer import DECLARATION
from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_ids import Declined, asked, declined, doctype, numbers
from evidence.pubmed.local_records import Holdings

_SET = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC'
    ' "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
    ' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)
_EFETCH = "efetch 20131226"
_MOST_POSTED = 10_000  # NBK25499


def efetch(request: Request, holdings: Holdings, history: History) -> Reply:
    """Records as PubmedArticleSet, or PMIDs as a uilist; unknown PMIDs are left out."""
    try:
        pmids = asked(request, history)
    except Declined as error:
        return declined("eFetchResult", _EFETCH, error)
    kind = request.text("rettype")
    mode = request.text("retmode")
    if kind == "uilist" and mode != "xml":
        known = "".join(f"{pmid}\n" for pmid in pmids if holdings.block(pmid) is not None)
        return Reply(known.encode(), content_type="text/plain; charset=UTF-8")
    if mode not in {"", "xml"} or kind not in {"", "xml", "full"}:
        unknown = Declined(f"The local PubMed has no rettype={kind}&retmode={mode}")
        return declined("eFetchResult", _EFETCH, unknown)
    blocks = (holdings.block(pmid) for pmid in pmids)
    body = b"".join(block.strip() + b"\n" for block in blocks if block is not None)
    return Reply(_SET.encode() + body + b"</PubmedArticleSet>\n")


def epost(request: Request, history: History) -> Reply:
    """Keep a list of PMIDs; unknown ones are kept too, as NCBI does."""
    if request.text("db") not in {"pubmed", ""}:
        error = Declined(f"Invalid db name specified: {request.text('db')}", 200)
        return declined("ePostResult", "epost 20090526", error)
    pmids, wrong = numbers(request.text("id"))
    if len(pmids) > _MOST_POSTED:
        # [?] NBK25499 gives the limit; what NCBI answers above it is not known.
        error = Declined(f"Too many UIDs in request. Maximum number of UIDs is {_MOST_POSTED}.")
        return declined("ePostResult", "epost 20090526", error)
    errors = [] if pmids else ["Empty ID list; Nothing to store"]
    if wrong:
        errors.append(
            "Some IDs have invalid value and were omitted. Maximum ID value 18446744073709551615"
        )
    inner = "".join(f"\t<ERROR>{error}</ERROR>\n" for error in errors)
    if pmids:
        environment, key = history.put(pmids, request.text("WebEnv"))
        inner += f"\t<QueryKey>{key}</QueryKey>\n\t<WebEnv>{environment}</WebEnv>\n"
    head = doctype("ePostResult", "epost 20090526")
    return Reply(f"{head}<ePostResult>\n{inner}</ePostResult>\n".encode())


def einfo(request: Request, holdings: Holdings) -> Reply:
    """The list of databases (one), or how many records it has."""
    head = doctype("eInfoResult", "einfo 20190110")
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


def espell(request: Request) -> Reply:
    """No correction for any query: the local PubMed has no dictionary."""
    head = (
        f'{DECLARATION}<!DOCTYPE eSpellResult PUBLIC "-//NLM//DTD eSpellResult, 23 November'
        ' 2004//EN" "https://www.ncbi.nlm.nih.gov/entrez/query/DTD/eSpell.dtd">\n'
    )
    inner = f"<Database>pubmed</Database>\n\t<Query>{escape(request.text('term'))}</Query>"
    rest = "<CorrectedQuery/>\n\t<SpelledQuery/>\n\t<ERROR/>"
    return Reply(f"{head}<eSpellResult>\n\t{inner}\n\t{rest}\n</eSpellResult>\n".encode())
