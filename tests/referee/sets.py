"""Subsets and pseudo-terms; None for what no record can tell."""

from collections.abc import Callable

from evidence.query.tree import Leaf
from evidence.record import Record

from .page import Page
from .words import name

Test = Callable[[Page], bool | None]
_STATUS = {
    "publisher": {"publisher"},
    "inprocess": {"in process"},
    "indatareview": {"in data review"},
    "medline": {"medline"},
    "pubmednotmedline": {"pubmed not medline"},
}
_PRINTED: dict[str, Callable[[Record], bool]] = {
    "hasabstract": lambda record: bool(record.abstract),
    "hasstructuredabstract": lambda record: any(each.label for each in record.abstract),
    "hasnonenglishabstract": lambda record: any(
        each.language not in {"", "eng"} for each in record.other_abstracts
    ),
    "haskeyword": lambda record: bool(record.keywords),
    "hascois": lambda record: bool(record.conflict_of_interest),
    "hasdatabanklist": lambda record: bool(record.data_banks),
    "hasnihmsid": lambda record: any(
        each.kind == "mid" and each.value.upper().startswith("NIHMS") for each in record.article_ids
    ),
    "pubstatusaheadofprint": lambda record: record.publication_status == "aheadofprint",
    "indexingmethod_automated": lambda record: record.indexing == "Automated",
    "indexingmethod_curated": lambda record: record.indexing == "Curated",
    "pmcbook": lambda record: record.book is not None,
    "pmcbooktitle": lambda record: record.book is not None and record.book.title == record.title,
    "pmcbookchapter": lambda record: record.book is not None and record.book.title != record.title,
}
_ELSEWHERE = {"pubstatusnihms", "pubstatuspmcsd"}  # needs what PubMed Central holds


def pseudo(leaf: Leaf) -> Test:
    """A test for hasabstract, hasretractionin, jsubsetaim and the like."""
    asked = leaf.text
    if asked.startswith("jsubset"):
        code = asked.removeprefix("jsubset")
        return lambda page: code in {each.lower() for each in page.record.subsets}
    if asked in _ELSEWHERE:
        return lambda _: None
    if asked in _PRINTED:
        holds = _PRINTED[asked]
        return lambda page: holds(page.record)
    notice = asked.removeprefix("has")
    if notice.startswith("corrected"):
        notice = notice.replace("correctedrep", "correctedandrep")
    return lambda page: notice in {each.kind.lower() for each in page.record.corrections}


def subset(leaf: Leaf) -> Test | None:
    """A test for [sb], [filter], [stat] by the record's status; None for other filters."""
    asked = name(leaf.text)
    if asked == "all":
        return lambda _: True
    if asked.replace(" ", "") in _STATUS:
        status = _STATUS[asked.replace(" ", "")]
        return lambda page: name(page.record.status) in status
    if asked == "pubmed books":
        return lambda page: page.record.book is not None
    return pseudo(Leaf(asked)) if asked.startswith("jsubset") else None
