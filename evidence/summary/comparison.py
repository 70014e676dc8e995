"""The comparison table of a topic, and what the program says of it in its own words.

Everything that is said is counted from rows, and each row rests on quoted words. Without a
randomised comparison nothing is said to be better: then the sentence says so.
"""

from collections.abc import Callable, Iterable, Sequence

from evidence.findings.families_model import Family
from evidence.findings.table import Entry, Row, rows
from evidence.summary.agreement import statements
from evidence.summary.model import ComparisonRow, Comparisons, Finding
from evidence.summary.study import NOT_FINDINGS, QUOTABLE, Study
from evidence.topic import Topic

SURGERY = "surgical_vs_conservative"


def comparisons(
    studies: Sequence[Study],
    families: Sequence[Family],
    topic: Topic,
    number: Callable[[Study], int],
) -> Comparisons:
    """The table for a topic's question; `number` gives a study its reference number.

    Only records that may be quoted. A topic on surgery shows surgery against care without it;
    another topic shows every two arms that its records set against each other.
    """
    usable = {each.record.pmid: each for each in studies}
    found = [
        row
        for row in rows(entries(studies, topic.question_type), families)
        if not _on_surgery(topic) or row.kind == SURGERY
    ]
    for row in found:
        for pmid in row.pmids:
            number(usable[pmid])
    numbers = {pmid: number(usable[pmid]) for row in found for pmid in row.pmids}
    return Comparisons(
        statements=statements(found, {pmid: numbers[pmid] for pmid in numbers}),
        rows=tuple(_row(row, usable, numbers) for row in found),
        studies=len({row.study for row in found}),
        reports=len({pmid for row in found for pmid in row.pmids}),
    )


def _on_surgery(topic: Topic) -> bool:
    return "surg" in topic.pico.intervention.casefold()


def entries(studies: Iterable[Study], question_type: str) -> tuple[Entry, ...]:
    """The studies that may give a row: no retracted record, no notice, no protocol."""
    return tuple(
        Entry(
            record=each.record,
            facts=each.facts,
            short=each.short,
            level=each.level(question_type),
            changed=each.changed(question_type),
            notices=each.warnings,
        )
        for each in studies
        if each.status in QUOTABLE and each.design.name not in NOT_FINDINGS
    )


def _row(row: Row, studies: dict[int, Study], numbers: dict[int, int]) -> ComparisonRow:
    study = studies[row.entry.record.pmid]
    findings = tuple(dict.fromkeys(Finding(each.address, each.text) for each in row.said))
    quoted = dict.fromkeys(each.address.pmid for each in findings)
    return ComparisonRow(
        study=row.study,
        pmids=row.pmids,
        short=" and ".join(studies[pmid].short for pmid in row.pmids),
        year=study.record.year,
        design=study.kind,
        level=row.entry.level.number,
        level_reason=row.entry.level.reason,
        size=study.size,
        follow_up=study.follow_up,
        arms=f"{row.a} v {row.b}",
        outcome=row.outcome,
        instrument=row.instrument,
        high=row.high,
        time=row.time,
        intention_to_treat=row.cell("intention to treat"),
        as_treated=row.cell("as treated"),
        not_stated=row.cell("not stated"),
        estimate=row.estimate.text if row.estimate else "",
        p=row.p.text if row.p else "",
        findings=findings,
        references=tuple(numbers[pmid] for pmid in quoted),
        notices=row.notices,
        level_changed=row.entry.changed,
    )
