"""Builds a topic's summary: select, count, number, tabulate."""

from collections.abc import Sequence
from datetime import date

from evidence.citation.nlm import nlm, nlm_html
from evidence.citation.numbering import Numbering
from evidence.errors import StorageProblem
from evidence.findings.families import Family, families
from evidence.findings.families_members import members
from evidence.query.mesh import Mesh
from evidence.shipped import program_version
from evidence.store import Store
from evidence.summary import compose
from evidence.summary.comparison import comparisons
from evidence.summary.model import (
    Condition,
    Notices,
    Provenance,
    Reference,
    Row,
    Section,
    Statement,
    Summary,
)
from evidence.summary.select import Candidate, Questions, spread
from evidence.summary.source import Source, stored
from evidence.summary.study import QUOTABLE, REFUSED, Study, studies
from evidence.topic import Topic, TopicSection

_NO_LEVEL = 6


def from_store(
    store: Store, topic: Topic, *, today: date, invented: bool = False, mesh: Mesh | None = None
) -> Summary:
    """The summary of what the store holds of `topic`."""
    return summarise(stored(store, topic), topic, today=today, invented=invented, mesh=mesh)


def summarise(
    source: Source, topic: Topic, *, today: date, invented: bool = False, mesh: Mesh | None = None
) -> Summary:
    """The summary of a topic's records on `today`.

    `invented` marks every output as made of sample records. `mesh` expands headings in
    section queries (default: the shipped table). The same input gives the same summary.
    """
    headings = Mesh.shipped() if mesh is None else mesh
    kept = studies(source.facts(source.records()), source.judgements())
    joined = families(members((each.record, each.facts) for each in kept), source.kinships())
    questions = Questions(kept, topic.query, headings)
    builder = _Builder(questions)
    sections = tuple(builder.section(each) for each in topic.sections)
    compared = comparisons(kept, joined, topic, builder.number)
    return Summary(
        topic=topic.name,
        title=topic.title,
        question=topic.question,
        question_type=topic.question_type,
        created=today.isoformat(),
        program_version=program_version(),
        invented=invented,
        condition=Condition(topic.condition, topic.condition_ui),
        pico=topic.pico,
        search=source.last_search(),
        records=len(kept),
        red_flags=compose.red_flags(f"{topic.title} {topic.condition}"),
        sections=sections,
        rows=_rows(kept, source, topic.question_type, builder.numbers),
        missing=compose.missing_designs(kept, topic.question_type),
        notices=tuple(_notices(each) for each in kept if each.status != "citable"),
        references=builder.references(),
        comparison=compared,
        studies=_studies(kept, joined),
    )


def _studies(kept: Sequence[Study], joined: Sequence[Family]) -> int:
    """How many studies the records that may be used report."""
    usable = {each.record.pmid for each in kept if each.status not in REFUSED}
    return sum(not usable.isdisjoint(family.pmids) for family in joined)


class _Builder:
    """Sections in their order; references get their number at their first use."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._cited: dict[int, Study] = {}
        self.numbers = Numbering()

    def section(self, section: TopicSection) -> Section:
        members = self._questions.members(section.query)
        usable = [each for each in members if each.status not in REFUSED]
        ranked = self._questions.candidates(members, section.about, section.question_type)
        chosen = spread(ranked)
        statements = [self._quote(each, section.question_type) for each in chosen]
        counted = compose.designs_counted(members)
        if counted:
            statements.insert(0, counted)
        rest = compose.not_quoted([each.study for each in chosen], usable)
        if chosen and rest:
            statements.append(rest)
        return Section(
            name=section.name,
            title=section.title,
            question_type=section.question_type,
            records=len(usable),
            statements=tuple(statements),
            missing="" if chosen else _missing(section, len(usable)),
        )

    def references(self) -> tuple[Reference, ...]:
        return tuple(
            Reference(
                number=self.numbers.number(pmid),
                pmid=pmid,
                record_sha256=study.sha256,
                doi=study.record.doi,
                title=study.record.title,
                text=nlm(study.record),
                html=nlm_html(study.record),
            )
            for pmid, study in self._cited.items()
        )

    def _quote(self, candidate: Candidate, question_type: str) -> Statement:
        study = candidate.study
        finding = candidate.finding
        if finding.text != candidate.sentence.text:
            raise StorageProblem(
                f"A sentence of PMID {study.record.pmid} does not stand at its own address."
            )
        number = self.number(study)
        return Statement(
            "quote",
            finding.text,
            findings=(finding,),
            references=(number,),
            source=_provenance(study, question_type, number),
        )

    def number(self, study: Study) -> int:
        """The study's reference number; the next one at its first use."""
        self._cited.setdefault(study.record.pmid, study)
        return self.numbers.number(study.record.pmid)


def _missing(section: TopicSection, records: int) -> str:
    return compose.nothing_quotable(records) if records else section.missing


def _provenance(study: Study, question_type: str, number: int) -> Provenance:
    level = study.level(question_type)
    return Provenance(
        pmid=study.record.pmid,
        short=study.short,
        title=study.record.title,
        year=study.record.year,
        design=study.kind,
        design_reason=study.design.reason,
        level=level.number,
        level_reason=level.reason,
        size=study.size,
        notices=study.warnings,
        reference=number,
        follow_up=study.follow_up,
        level_changed=study.changed(question_type),
    )


def _rows(
    kept: Sequence[Study], source: Source, question_type: str, numbers: Numbering
) -> tuple[Row, ...]:
    cited = frozenset(numbers.pmids)
    rows = []
    for study in kept:
        if study.status in REFUSED:
            continue
        level = study.level(question_type)
        rows.append(
            Row(
                pmid=study.record.pmid,
                short=study.short,
                title=study.record.title,
                year=study.record.year,
                design=study.kind,
                design_reason=study.design.reason,
                level=level.number,
                level_reason=level.reason,
                size=study.size,
                tags=source.tags(study.record.pmid),
                notices=study.warnings,
                reference=numbers.number(pmid) if (pmid := study.record.pmid) in cited else None,
                follow_up=study.follow_up,
                level_changed=study.changed(question_type),
            )
        )
    return tuple(
        sorted(rows, key=lambda row: (row.level or _NO_LEVEL, -(row.year or 0), -row.pmid))
    )


def _notices(study: Study) -> Notices:
    record = study.record
    return Notices(record.pmid, nlm(record), study.status, study.warnings, _handling(study.status))


def _handling(status: str) -> str:
    if status in REFUSED:
        return "not used in this summary"
    return "may be quoted, with the notice" if status in QUOTABLE else "listed, never quoted"
