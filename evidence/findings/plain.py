"""Rows of the comparison table as plain values; docs/json.md names the keys."""

from collections.abc import Sequence

from evidence.findings.table import Row, in_words


def as_dicts(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows, in order."""
    return [as_dict(row) for row in rows]


def as_dict(row: Row) -> dict[str, object]:
    """One row."""
    entry, facts = row.entry, row.entry.facts
    return {
        "study": row.study,
        "pmids": list(row.pmids),
        "short": entry.short,
        "year": entry.record.year,
        "design": facts.design.name,
        "design_detail": facts.design.detail,
        "level": entry.level.number,
        "level_rule": entry.level.rule,
        "level_changed": entry.changed,
        "n": facts.size.value if facts.size else None,
        "follow_up": facts.follow_up.value if facts.follow_up else None,
        "follow_up_unit": facts.follow_up.unit if facts.follow_up else "",
        "comparison": row.kind,
        "arm_a": row.a,
        "arm_b": row.b,
        "outcome": row.outcome,
        "domain": row.domain,
        "instrument": row.instrument,
        "high": row.high,
        "time": row.time,
        "intention_to_treat": row.cell("intention to treat"),
        "as_treated": row.cell("as treated"),
        "not_stated": row.cell("not stated"),
        "estimate": row.estimate.values.value if row.estimate else None,
        "measure": row.estimate.measure if row.estimate else "",
        "ci_low": row.estimate.values.low if row.estimate else None,
        "ci_high": row.estimate.values.high if row.estimate else None,
        "p_operator": row.p.values.operator if row.p else "",
        "p": row.p.values.value if row.p else None,
        "crossover": [
            each.place.text for one in row.entries for each in one.facts.report.crossovers
        ],
        "lost": [each.text for one in row.entries for each in one.facts.report.lost],
        "harms": [each.place.text for one in row.entries for each in one.facts.report.harms],
        "notices": list(row.notices),
        "findings": findings(row),
    }


def findings(row: Row) -> list[dict[str, object]]:
    """The words that a row rests on, each with its address and what was read from it."""
    return [
        {
            "pmid": each.address.pmid,
            "record_sha256": each.address.record_sha256,
            "section": each.address.section,
            "start": each.address.start,
            "end": each.address.end,
            "text": each.text,
            "direction": in_words(each.direction, row.a, row.b, row.kind),
            "basis": each.basis,
            "why": each.why,
        }
        for each in row.said
    ]
