"""What `evidence show` shows of one record, and its JSON (frozen by a snapshot test)."""

from dataclasses import dataclass

from evidence.appraisal import Design, Notice, design, notices
from evidence.record import Record
from evidence.store import Revision, Store, StoredTag


@dataclass(frozen=True, slots=True)
class Detail:
    """A record with what is computed from it and what the store knows of it."""

    record: Record
    design: Design
    notices: tuple[Notice, ...]
    tags: tuple[StoredTag, ...]
    revisions: tuple[Revision, ...]


def detail(store: Store, pmid: int) -> Detail:
    """Everything about `pmid`; NotFound where it is not stored."""
    record = store.record(pmid)
    return Detail(
        record=record,
        design=design(record),
        notices=notices(record),
        tags=store.tags(pmid),
        revisions=store.revisions(pmid),
    )


def as_dict(each: Detail) -> dict[str, object]:
    """The documented JSON of one record."""
    record = each.record
    return {
        "pmid": record.pmid,
        "version": record.version,
        "record_sha256": record.sha256,
        "title": record.title,
        "vernacular_title": record.vernacular_title,
        "abstract": [
            {"label": section.label, "category": section.category, "text": section.text}
            for section in record.abstract
        ],
        "authors": [
            {
                "last": author.last,
                "initials": author.initials,
                "suffix": author.suffix,
                "collective": author.collective,
            }
            for author in record.authors
        ],
        "journal": {
            "title": record.journal.title,
            "abbreviation": record.journal.abbreviation,
        },
        "year": record.year,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "doi": record.doi,
        "pmcid": record.pmcid,
        "languages": list(record.languages),
        "publication_types": [term.name for term in record.publication_types],
        "mesh": [
            {
                "ui": heading.ui,
                "name": heading.name,
                "major": heading.major,
                "qualifiers": [
                    {"ui": each.ui, "name": each.name, "major": each.major}
                    for each in heading.qualifiers
                ],
            }
            for heading in record.mesh
        ],
        "registrations": list(record.registrations),
        "notices": [
            {"type": notice.kind, "pmid": notice.pmid, "citation": notice.citation}
            for notice in each.notices
        ],
        "tags": [
            {"name": tag.name, "matched": [match.text for match in tag.matched]}
            for tag in each.tags
        ],
        "design": {"name": each.design.name, "reason": each.design.reason},
        "revisions": [
            {
                "number": revision.number,
                "record_sha256": revision.sha256,
                "seen_at": revision.seen_at.isoformat(),
                "changes": list(revision.changes),
            }
            for revision in each.revisions
        ],
    }
