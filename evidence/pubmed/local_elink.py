"""elink of the local PubMed: LinkSets in NCBI's form, with the links that `local_links` knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.pubmed.local_history import History
from evidence.pubmed.local_http import Reply, Request
from evidence.pubmed.local_ids import Declined, as_json, declined, doctype, kept, numbers
from evidence.pubmed.local_links import NAMES
from evidence.pubmed.local_records import Holdings

_ELINK = "elink 20101123"
_COMMANDS = frozenset({"", "neighbor"})


@dataclass(frozen=True, slots=True)
class _LinkSet:
    ids: Sequence[int]
    links: Mapping[str, Sequence[int]]  # by link name, none empty


def elink(request: Request, holdings: Holdings, history: History) -> Reply:
    """One LinkSet for each `id` given; ids joined by commas share one. cmd=neighbor only."""
    try:
        sets = _link_sets(request, holdings, history)
    except Declined as error:
        error.status = 200
        return declined("eLinkResult", _ELINK, error)
    return _json(sets) if request.text("retmode") == "json" else _xml(sets)


def _link_sets(request: Request, holdings: Holdings, history: History) -> list[_LinkSet]:
    for name in ("db", "dbfrom"):
        if request.text(name) not in {"", "pubmed"}:
            raise Declined(f"Invalid db name specified: {request.text(name)}")
    if request.text("cmd") not in _COMMANDS:
        raise Declined(f"The local PubMed has no cmd={request.text('cmd')}")
    groups = _groups(request, history)
    given = request.text("linkname")
    found = holdings.links.of(groups, given.split(",") if given else NAMES)
    return [_LinkSet(group, links) for group, links in zip(groups, found, strict=True)]


def _groups(request: Request, history: History) -> list[list[int]]:
    if request.text("WebEnv"):
        return [list(kept(request, history))]
    groups = [numbers(each)[0] for each in request.repeated]
    if not any(groups):
        raise Declined("Empty id list - nothing todo")
    return [group for group in groups if group]


def _xml(sets: Sequence[_LinkSet]) -> Reply:
    inner = "".join(map(_set_xml, sets))
    head = doctype("eLinkResult", _ELINK)
    return Reply(f"{head}<eLinkResult>\n\n{inner}</eLinkResult>\n".encode())


def _set_xml(linked: _LinkSet) -> str:
    ids = "".join(f"      <Id>{pmid}</Id>\n" for pmid in linked.ids)
    found = "".join(
        "    <LinkSetDb>\n      <DbTo>pubmed</DbTo>\n"
        f"      <LinkName>{name}</LinkName>\n"
        + "".join(f"      <Link>\n        <Id>{pmid}</Id>\n      </Link>\n" for pmid in pmids)
        + "    </LinkSetDb>\n"
        for name, pmids in linked.links.items()
    )
    return (
        f"  <LinkSet>\n    <DbFrom>pubmed</DbFrom>\n    <IdList>\n{ids}    </IdList>\n{found}"
        "  </LinkSet>\n"
    )


def _json(sets: Sequence[_LinkSet]) -> Reply:
    return as_json(
        {
            "header": {"type": "elink", "version": "0.3"},
            "linksets": [_set_json(linked) for linked in sets],
        }
    )


def _set_json(linked: _LinkSet) -> dict[str, object]:
    found: dict[str, object] = {"dbfrom": "pubmed", "ids": [str(pmid) for pmid in linked.ids]}
    if linked.links:
        found["linksetdbs"] = [
            {"dbto": "pubmed", "linkname": name, "links": [str(pmid) for pmid in pmids]}
            for name, pmids in linked.links.items()
        ]
    return found
