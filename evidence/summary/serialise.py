"""A summary as JSON: sections, statements, findings with their addresses."""

import json
from dataclasses import asdict

from evidence.summary.model import (
    SCHEMA_VERSION,
    ComparisonRow,
    Finding,
    Section,
    Statement,
    Summary,
)
from evidence.summary.seal import BLANK, seal


def to_json(summary: Summary) -> str:
    """One JSON document, UTF-8, two-space indented, keys in fixed order."""
    return seal(json.dumps(document(summary), ensure_ascii=False, indent=2) + "\n")


def document(summary: Summary) -> dict[str, object]:
    """The document as plain values; its keys are described in reports/README.md."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "evidence summary",
        "invented": summary.invented,
        "created": summary.created,
        "program_version": summary.program_version,
        "topic": summary.topic,
        "title": summary.title,
        "question": summary.question,
        "question_type": summary.question_type,
        "condition": asdict(summary.condition),
        "pico": asdict(summary.pico),
        "search": asdict(summary.search) if summary.search else None,
        "records": summary.records,
        "manifest": manifest(summary),
        "seal": BLANK,
        "sections": [_section(each) for each in summary.sections],
        "studies": summary.studies,
        "comparison": {
            "studies": summary.comparison.studies,
            "reports": summary.comparison.reports,
            "statements": [_statement(each) for each in summary.comparison.statements],
            "rows": [_comparison(row) for row in summary.comparison.rows],
        },
        "evidence": [asdict(row) for row in summary.rows],
        "missing": list(summary.missing),
        "notices": [asdict(each) for each in summary.notices],
        "references": [asdict(each) for each in summary.references],
    }


def manifest(summary: Summary) -> dict[str, int]:
    """How many of each a rendered summary must carry: what `verify` counts."""
    return {
        "schema_version": SCHEMA_VERSION,
        "quotes": len(summary.quoted),
        "counted": sum(each.kind == "counted" for each in summary.statements),
        "references": len(summary.references),
    }


def address(finding: Finding) -> dict[str, object]:
    """An address with its words, as in every output."""
    return {**asdict(finding.address), "text": finding.text}


def _comparison(row: ComparisonRow) -> dict[str, object]:
    return {**asdict(row), "findings": [address(each) for each in row.findings]}


def _section(section: Section) -> dict[str, object]:
    return {
        "name": section.name,
        "title": section.title,
        "question_type": section.question_type,
        "records": section.records,
        "statements": [_statement(each) for each in section.statements],
        "missing": section.missing,
    }


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "kind": statement.kind,
        "text": statement.text,
        "findings": [address(each) for each in statement.findings],
        "counts": [asdict(each) for each in statement.counts],
        "references": list(statement.references),
        "source": asdict(statement.source) if statement.source else None,
    }
