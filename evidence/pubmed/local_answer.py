"""What esearch of the local PubMed sends: XML and JSON in NCBI's form."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from evidence.pubmed.local_http import Reply
from evidence.pubmed.local_terms import Answer, Pair

DECLARATION = '<?xml version="1.0" encoding="UTF-8" ?>\n'
_DOCTYPE = (
    '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN"'
    ' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
)
_JSON = "application/json; charset=UTF-8"
_HEADER = {"type": "esearch", "version": "0.3"}


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a result that is listed; `place` is its WebEnv and query key."""

    count: int
    start: int
    pmids: tuple[int, ...]
    messages: tuple[str, ...] = ()
    place: tuple[str, int] | None = None


def listed(page: Page, read: Answer, *, as_json: bool) -> Reply:
    """A page of PMIDs, with what there is to say about the term."""
    if as_json:
        return Reply(_json(page, read).encode(), content_type=_JSON)
    return _xml(_inner(page, read))


def counted(count: int) -> Reply:
    """The count alone (rettype=count)."""
    return _xml(f"\n\t<Count>{count}</Count>\n")


def declined(text: str, *, as_json: bool) -> Reply:
    """An error, with status 200 as NCBI sends it."""
    if as_json:
        # NCBI leaves the line break raw, which is not JSON: clients must live with it.
        body = '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"%s"}}'
        return Reply((body % text.replace('"', "'")).encode(), content_type="application/json")
    return _xml(f"<ERROR>{escape(text)}</ERROR>")


def _xml(inner: str) -> Reply:
    return Reply(f"{DECLARATION}{_DOCTYPE}<eSearchResult>{inner}</eSearchResult>\n".encode())


def _inner(page: Page, read: Answer) -> str:
    place, ids = "", "".join(f"<Id>{pmid}</Id>\n" for pmid in page.pmids)
    if page.place:
        place = f"<QueryKey>{page.place[1]}</QueryKey><WebEnv>{page.place[0]}</WebEnv>"
    errors = _elements("PhraseNotFound", read.phrases_not_found)
    errors += _elements("FieldNotFound", read.fields_not_found)
    warnings = _elements("QuotedPhraseNotFound", read.quoted_phrases_not_found)
    warnings += _elements("OutputMessage", page.messages)
    return (
        f"<Count>{page.count}</Count><RetMax>{len(page.pmids)}</RetMax>"
        f"<RetStart>{page.start}</RetStart>{place}"
        f"{_within('IdList', ids)}{_within('TranslationSet', ''.join(map(_pair, read.pairs)))}"
        f"<QueryTranslation>{escape(read.translation)}</QueryTranslation>"
        f"{_within('ErrorList', errors) if errors else ''}"
        f"{_within('WarningList', warnings) if warnings else ''}"
    )


def _within(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _elements(name: str, texts: Iterable[str]) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for text in texts)


def _pair(pair: Pair) -> str:
    source, target = map(escape, pair)
    return f"<Translation><From>{source}</From><To>{target}</To></Translation>"


def _json(page: Page, read: Answer) -> str:
    result: dict[str, object] = {
        "count": str(page.count),
        "retmax": str(len(page.pmids)),
        "retstart": str(page.start),
    }
    if page.place:
        result |= {"querykey": str(page.place[1]), "webenv": page.place[0]}
    result |= {
        "idlist": [str(pmid) for pmid in page.pmids],
        "translationset": [{"from": source, "to": target} for source, target in read.pairs],
        "querytranslation": read.translation,
    }
    if read.phrases_not_found or read.fields_not_found:
        result["errorlist"] = {
            "phrasesnotfound": list(read.phrases_not_found),
            "fieldsnotfound": list(read.fields_not_found),
        }
    if page.messages or read.quoted_phrases_not_found:
        result["warninglist"] = {
            "phrasesignored": [],
            "quotedphrasesnotfound": list(read.quoted_phrases_not_found),
            "outputmessages": list(page.messages),
        }
    return json.dumps({"header": _HEADER, "esearchresult": result})
