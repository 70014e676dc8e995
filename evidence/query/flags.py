"""Yes-or-no facts about a record that PubMed makes searchable.

Untagged words such as hasabstract, and subsets such as medline[sb]; the names are those
of the PubMed User Guide.
"""

from collections.abc import Iterator, Mapping

from evidence.record import Record

# RefType of CommentsCorrections (PubMed DTD) -> its untagged word, where it is not has+RefType.
_CORRECTIONS: Mapping[str, str] = {
    "CorrectedandRepublishedIn": "hascorrectedrepublishedin",
    "CorrectedandRepublishedFrom": "hascorrectedrepublishedfrom",
}
_REFERENCES = (  # noqa: SIM905 -- shorter to read
    "AssociatedDataset AssociatedPublication CommentIn CommentOn CorrectedandRepublishedIn"
    " CorrectedandRepublishedFrom ErratumIn ErratumFor ExpressionOfConcernIn"
    " ExpressionOfConcernFor OriginalReportIn RepublishedIn RepublishedFrom"
    " RetractedandRepublishedIn RetractedandRepublishedFrom RetractionIn RetractionOf"
    " SummaryForPatientsIn UpdateIn UpdateOf"
).split()
_BY_REFERENCE: Mapping[str, str] = {
    kind: _CORRECTIONS.get(kind, f"has{kind.lower()}") for kind in _REFERENCES
}
PSEUDO_TERMS: frozenset[str] = frozenset(
    {
        *_BY_REFERENCE.values(),
        "hasabstract",
        "hasstructuredabstract",
        "hasnonenglishabstract",
        "haskeyword",
        "hascois",
        "hasnihmsid",
        "hasdatabanklist",
        "pubstatusaheadofprint",
        "pubstatusnihms",
        "pubstatuspmcsd",
        "pmcbook",
        "pmcbooktitle",
        "pmcbookchapter",
        "indexingmethod_automated",
        "indexingmethod_curated",
    }
)
# What the record alone cannot tell.
UNKNOWABLE_TERMS: frozenset[str] = frozenset({"pubstatusnihms", "pubstatuspmcsd"})
# MedlineCitation@Status -> subset.
_STATUS: Mapping[str, str] = {
    "MEDLINE": "medline",
    "OLDMEDLINE": "oldmedline",
    "PubMed-not-MEDLINE": "pubmednotmedline",
    "Publisher": "publisher",
    "In-Process": "inprocess",
    "In-Data-Review": "indatareview",
    "Completed": "completed",
}
# Subsets of citations: the codes of CitationSubset, searched as jsubsetaim and the like.
STATUS_SUBSETS: frozenset[str] = frozenset({*_STATUS.values(), "pubmedbooks"})
# Names of filters -> the subset of citations they stand for.
JOURNAL_SUBSETS: Mapping[str, str] = {
    "aim": "jsubsetaim",
    "abridgedindexmedicus": "jsubsetaim",
    "coreclinicaljournals": "jsubsetaim",
    "im": "jsubsetim",
    "dentaljournals": "jsubsetd",
    "nursingjournals": "jsubsetn",
    "nlmbooks": "pubmedbooks",
    "books": "pubmedbooks",
}


def flags(record: Record) -> Iterator[tuple[str, str]]:
    """("has", word), ("sb", subset) and ("owner", owner) of a record."""
    for word in _content(record):
        yield "has", word
    for each in record.corrections:
        if each.kind in _BY_REFERENCE:
            yield "has", _BY_REFERENCE[each.kind]
    if record.indexing:
        yield "has", f"indexingmethod_{record.indexing.lower()}"
    yield "sb", _STATUS.get(record.status, "")
    for subset in record.subsets:
        yield "sb", f"jsubset{subset.lower()}"
    if record.book:
        yield "sb", "pubmedbooks"
    yield "owner", record.owner


def _content(record: Record) -> Iterator[str]:
    if record.abstract:
        yield "hasabstract"
    if any(section.label for section in record.abstract):
        yield "hasstructuredabstract"
    if any(each.language not in {"", "eng"} for each in record.other_abstracts):
        yield "hasnonenglishabstract"
    if record.keywords:
        yield "haskeyword"
    if record.conflict_of_interest:
        yield "hascois"
    if any(each.kind == "mid" for each in record.article_ids):
        yield "hasnihmsid"
    if record.data_banks:
        yield "hasdatabanklist"
    if record.publication_status == "aheadofprint":
        yield "pubstatusaheadofprint"
    if record.book:
        yield "pmcbook"
        yield "pmcbookchapter" if record.title != record.book.title else "pmcbooktitle"
