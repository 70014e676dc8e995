"""Odd answers of the E-utilities as faults, each with the error that it is to become.

All were met at NCBI by some project or asked for by a careful one: the words are invented
where the service's own do not matter.
"""

import gzip
from dataclasses import replace

from evidence.pubmed import local_faults as faults
from evidence.pubmed.local_http import Reply
from evidence.pubmed.trouble import (
    BrokenAnswer,
    HistoryLost,
    NoConnection,
    RateLimited,
    Refused,
    ServerTrouble,
    Trouble,
)
from tests.eutils_service import KEY

PROLOG = '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE x PUBLIC "y" "https://z/x.dtd">\n'
TRACE = 'Error: NCBI C++ Exception: "CTxRawClient::readAll", line 3: EOF'

PASSING: dict[str, tuple[faults.Fault, type[Trouble]]] = {
    "429": (faults.rate_limited(key=KEY), RateLimited),
    "429, now": (faults.rate_limited("0", key=KEY), RateLimited),
    "429, a day gone by": (faults.rate_limited("Fri, 02 Jan 1970 00:00:00 GMT"), RateLimited),
    "429, nonsense": (faults.rate_limited("soon"), RateLimited),
    "429 with status 200": (faults.rate_limited(status=200, key=KEY), RateLimited),
    "429 with status 500": (faults.rate_limited(status=500, key=KEY), RateLimited),
    "408": (faults.page(408), ServerTrouble),
    **{str(status): (faults.page(status), ServerTrouble) for status in (500, 502, 503, 504)},
    "503 without a body": (faults.message("", 503), ServerTrouble),
    "a page": (faults.page(200), ServerTrouble),
    "a page without a doctype": (faults.message("<HTML><BODY>down</BODY></HTML>"), ServerTrouble),
    "nothing": (faults.message(""), ServerTrouble),
    "white space": (faults.message(" \r\n"), ServerTrouble),
    "prolog": (faults.message(PROLOG), ServerTrouble),
    "half a prolog": (faults.message(PROLOG[:60]), ServerTrouble),
    "trace": (faults.message(TRACE), ServerTrouble),
    "trace in an error": (faults.stated("eFetchResult", TRACE), ServerTrouble),
    "trace with TXCLIENT": (faults.message("TXCLIENT::readAll EOF"), ServerTrouble),
    "JSON": (faults.message('{"header":{}}'), ServerTrouble),
    "JSON error": (faults.raw_newline(), ServerTrouble),
    "backend": (faults.stated("eSearchResult", "Search Backend failed: x"), ServerTrouble),
    "backend, status 400": (faults.stated("eSearchResult", "Backend failed", 400), ServerTrouble),
    "database": (
        faults.stated("eSearchResult", "Search Backend failed: Database is not supported: pubmed"),
        ServerTrouble,
    ),
    "an error never heard of": (faults.stated("eFetchResult", "Something broke"), ServerTrouble),
    "summaries": (
        faults.message(
            '<DocumentSummarySet status="OK"><!-- x DocSum Backend failed --></DocumentSummarySet>'
        ),
        ServerTrouble,
    ),
    "another kind of answer": (faults.message("<eLinkResult/>"), ServerTrouble),
    "short": (faults.cut(0.7), BrokenAnswer),
    "one byte short": (faults.cut(-1), BrokenAnswer),
    "cut XML": (faults.cut(0.7, declared=False), BrokenAnswer),
    "not in UTF-8": (
        lambda _, reply: replace(reply, body=reply.body.replace(b"</", b"\xe4</", 1)),
        BrokenAnswer,
    ),
    "declared in Latin-1": (
        lambda _, reply: replace(
            reply, body=b'<?xml version="1.0" encoding="ISO-8859-1"?>' + _bare(reply.body)
        ),
        BrokenAnswer,
    ),
    "in UTF-16": (
        lambda _, reply: replace(reply, body=reply.body.decode().encode("utf-16")),
        ServerTrouble,
    ),
    "no gzip": (
        faults.constant(Reply(b"no gzip", headers={"Content-Encoding": "gzip"})),
        BrokenAnswer,
    ),
    "damaged gzip": (faults.zipped(), BrokenAnswer),
    "cut gzip": (faults.zipped("cut"), BrokenAnswer),
    "compressed twice": (
        lambda _, reply: replace(
            reply,
            body=gzip.compress(gzip.compress(reply.body)),
            headers={"Content-Encoding": "gzip, gzip"},
        ),
        BrokenAnswer,
    ),
    "reset": (faults.reset, NoConnection),
    "silence": (faults.hang(), NoConnection),
    "silence within": (faults.hang(20), BrokenAnswer),
}
LASTING: dict[str, tuple[faults.Fault, type[Trouble]]] = {
    "400": (faults.message("wrong", 400), Refused),
    "403": (faults.page(403), Refused),
    "404": (faults.page(404), Refused),
    "414": (faults.page(414), Refused),
    "invalid": (faults.stated("eFetchResult", "Invalid db name specified: x"), Refused),
    "WebEnv": (faults.stated("eFetchResult", "Unable to obtain query #1"), HistoryLost),
    "WebEnv, status 400": (
        faults.stated("eFetchResult", "Unable to obtain query #1", 400),
        HistoryLost,
    ),
    "past the limit": (
        faults.stated(
            "eSearchResult",
            "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998.",
        ),
        Refused,
    ),
    "429 for an hour": (faults.rate_limited("3600", key=KEY), RateLimited),
    "429 until 2100": (faults.rate_limited("Fri, 31 Dec 2100 23:59:59 GMT"), RateLimited),
    "429 for ever": (faults.rate_limited("9" * 40), RateLimited),
}


def _bare(body: bytes) -> bytes:
    return body.partition(b"?>")[2]
