"""What `evidence show` shows of one record, and its JSON (frozen by a snapshot test)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from evidence.appraisal import Design, Notice
from evidence.commands.appraised import Appraised, appraised
from evidence.findings.cached import facts_of
from evidence.findings.families import Family, families
from evidence.findings.families_members import members
from evidence.findings.model import Facts
from evidence.findings.plain import as_dict as row_as_dict
from evidence.findings.table import Row, rows
from evidence.record import Record
from evidence.store import Judgement, Revision, Store, StoredTag
from evidence.summary.comparison import entries
from evidence.summary.study import study


@dataclass(frozen=True, slots=True)
class Detail:
    """A record with what is computed from it and what the store knows of it."""

    record: Record
    notices: tuple[Notice, ...]
    tags: tuple[StoredTag, ...]
    revisions: tuple[Revision, ...]
    facts: Facts
    appraised: Appraised
    rows: tuple[Row, ...]
    family: Family

    @property
    def design(self) -> Design:
        """Its study design."""
        return self.facts.design


def details(store: Store, pmids: Sequence[int], topics: Sequence[str] = ()) -> tuple[Detail, ...]:
    """Everything about the stored ones of `pmids`, in their order.

    Other reports of their studies are looked for in those of the `topics` that they belong to.
    """
    joined = _families(store, pmids, topics)
    pairs = list(facts_of(store, store.records(pmids)))
    given = store.decisions.standing(pmids)
    return tuple(
        _detail(store, record, found, given, joined[record.pmid]) for record, found in pairs
    )


def _families(store: Store, pmids: Sequence[int], topics: Sequence[str]) -> dict[int, Family]:
    near = set(pmids)
    for name in topics:
        belong = store.membership(name)
        if not near.isdisjoint(belong):
            near.update(belong)
    found = members(facts_of(store, store.records(sorted(near))))
    every = families(found, store.decisions.related())
    return {pmid: family for family in every for pmid in family.pmids}


def _detail(
    store: Store,
    record: Record,
    found: Facts,
    given: Mapping[tuple[int, str], Judgement],
    family: Family,
) -> Detail:
    own = study(record, found, given)
    return Detail(
        record=record,
        notices=own.notices,
        tags=store.tags(record.pmid),
        revisions=store.revisions(record.pmid),
        facts=found,
        appraised=appraised(store, record.pmid),
        rows=rows(entries([own], "treatment benefit"), [family]),
        family=family,
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
        "design": {
            "name": each.design.name,
            "detail": each.design.detail,
            "basis": each.design.basis,
            "reason": each.design.reason,
        },
        "revisions": [
            {
                "number": revision.number,
                "record_sha256": revision.sha256,
                "seen_at": revision.seen_at.isoformat(),
                "changes": list(revision.changes),
            }
            for revision in each.revisions
        ],
        "levels": [asdict(one) for one in each.appraised.levels],
        "size": asdict(each.facts.size) if each.facts.size else None,
        "follow_up": asdict(each.facts.follow_up) if each.facts.follow_up else None,
        "family": {
            "id": each.family.id,
            "pmids": list(each.family.pmids),
            "why": [join.why for join in each.family.joins],
        },
        "comparison": {
            "kind": each.facts.report.compared.kind,
            "why": each.facts.report.compared.why,
            "overall": each.facts.report.overall,
            "rows": [row_as_dict(row) for row in each.rows],
            "harms": [asdict(one) for one in each.facts.report.harms],
            "crossovers": [asdict(one.place) for one in each.facts.report.crossovers],
            "lost": [asdict(one) for one in each.facts.report.lost],
        },
        "doubts": [asdict(one) for one in each.facts.doubts],
    }
