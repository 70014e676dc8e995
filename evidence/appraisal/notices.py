"""Notices on a record, each under its own name, and whether it may be cited as evidence.

RefTypes are those of CommentsCorrections in NLM's DTD; publication types by UI or name.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evidence.record import Record

Standing: TypeAlias = Literal[
    "citable", "retracted", "notice", "concern", "superseded", "republished", "corrected"
]

# RefType: (what the notice is called, what the record's standing becomes).
_KINDS: dict[str, tuple[str, Standing]] = {
    "RetractionIn": ("retraction", "retracted"),
    "PartialRetractionIn": ("partial retraction", "concern"),
    "ExpressionOfConcernIn": ("expression of concern", "concern"),
    "RetractedandRepublishedIn": ("retracted and republished", "republished"),
    "RepublishedIn": ("corrected and republished", "republished"),
    "UpdateIn": ("update", "superseded"),
    "ErratumIn": ("erratum", "corrected"),
}
_TYPES: dict[str, tuple[str, Standing]] = {
    "D016441": ("retraction", "retracted"),
    "retracted publication": ("retraction", "retracted"),
}
# What the record itself is. Ids as printed by NLM; "Retraction Notice" is the 2024 name.
_IS_NOTICE = {
    "D016440": "retraction notice",
    "retraction of publication": "retraction notice",
    "retraction notice": "retraction notice",
    "D016425": "erratum notice",
    "published erratum": "erratum notice",
    "D000075742": "expression of concern notice",
    "expression of concern": "expression of concern notice",
}
_NOTICE_OF = {
    "RetractionOf": "retraction notice",
    "PartialRetractionOf": "retraction notice",
    "ErratumFor": "erratum notice",
    "ExpressionOfConcernFor": "expression of concern notice",
}
_WITHDRAWN = re.compile(
    r"^\W*(?P<word>RETRACTED(?: ARTICLE)?|WITHDRAWN(?: ARTICLE)?|Retracted(?: Article)?|"
    r"Withdrawn)\s*[:\]]"
)
_ANNOUNCES = (  # titles of notices that carry no publication type yet
    (
        "retraction notice",
        re.compile(
            r"^\W*Retraction(?: notice)?(?: (?:to|of|for))?:|^Retraction notice", re.IGNORECASE
        ),
    ),
    (
        "erratum notice",
        re.compile(
            r"^\W*(?:(?:publisher|author) )?(?:erratum|corrigendum|correction)(?: (?:to|for))?:"
            r"|^\W*(?:erratum|corrigendum)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "expression of concern notice",
        re.compile(r"^\W*(?:editorial )?expression of concern\b", re.IGNORECASE),
    ),
)
_ORDER: tuple[Standing, ...] = (  # gravest first
    *("retracted", "notice", "concern", "republished", "superseded", "corrected"),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: its own name, and the PMID and citation PubMed gives ("" and None if none).

    A kind that ends in "notice" says what the record itself is, and points to its subject.
    """

    kind: str
    pmid: int | None = None
    citation: str = ""


def notices(record: Record) -> tuple[Notice, ...]:
    """All notices, gravest first; comments and cited papers are none."""
    found = _found(record)
    return tuple(sorted(found, key=lambda notice: _ORDER.index(found[notice])))


def _found(record: Record) -> dict[Notice, Standing]:
    found: dict[Notice, Standing] = {}
    for each in record.corrections:
        if each.kind in _KINDS:
            name, standing_ = _KINDS[each.kind]
            found[Notice(name, each.pmid, each.source)] = standing_
        elif each.kind in _NOTICE_OF and _is_notice(record, _NOTICE_OF[each.kind]):
            found[Notice(_NOTICE_OF[each.kind], each.pmid, each.source)] = "notice"
    _add_unpointed(record, found)
    return found


def standing(record: Record) -> Standing:
    """The gravest thing that bears on citing the record.

    "retracted" and "notice" are never cited as evidence; "concern", "republished",
    "superseded" and "corrected" are cited with their notice shown.
    """
    found = _found(record).values()
    return next((each for each in _ORDER if each in found), "citable")


status = standing


def _add_unpointed(record: Record, found: dict[Notice, Standing]) -> None:
    """Notices that only the publication type or the title tells."""
    kinds = {notice.kind for notice in found}
    for term in record.publication_types:
        key = term.ui if term.ui in _TYPES or term.ui in _IS_NOTICE else term.name.lower()
        if key in _TYPES and _TYPES[key][0] not in kinds:
            found[Notice(_TYPES[key][0])] = "retracted"
        elif key in _IS_NOTICE and _IS_NOTICE[key] not in kinds:
            found[Notice(_IS_NOTICE[key])] = "notice"
    if not record.abstract and "notice" not in found.values():
        for kind, pattern in _ANNOUNCES:
            if pattern.search(record.title):
                found[Notice(kind, None, "the title says so")] = "notice"
    title = _WITHDRAWN.match(record.title)
    if title and not {"retraction", "retracted and republished"} & {each.kind for each in found}:
        found[Notice("retraction", None, f'the title starts "{title["word"]}:"')] = "retracted"


def _is_notice(record: Record, kind: str) -> bool:
    """Whether a pointer to another paper makes this record a notice.

    A paper may carry "ErratumFor" beside its own content (a corrected reprint); it is a
    notice where its publication type says so, or where it has no abstract of its own.
    """
    types = {
        _IS_NOTICE.get(term.ui) or _IS_NOTICE.get(term.name.lower())
        for term in record.publication_types
    }
    return kind in types or not record.abstract
