"""The rows of `evidence findings`, and the forms they are written in."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.commands.files import write_bytes
from evidence.errors import ConfigProblem

if TYPE_CHECKING:
    from evidence.findings.table import Row
    from evidence.store import Store
    from evidence.topic import Topic

COLUMNS = ("study", "design", "level", "n", "outcome", "when", "ITT", "as treated", "not stated")


def rows(kept: "Store", pmids: Sequence[int], topic: "Topic | None") -> "tuple[Row, ...]":
    """The rows of some records, of a topic's, or of all; levels are for the topic's question."""
    from evidence.findings.cached import facts_of
    from evidence.findings.families import families
    from evidence.findings.families_members import members
    from evidence.findings.table import rows as table
    from evidence.summary.comparison import entries
    from evidence.summary.study import studies

    stored = kept.pmids()
    wanted: Iterable[int] = dict.fromkeys(pmids) if pmids else stored
    if topic is not None:
        wanted = kept.membership(topic.name)
    records = kept.records([pmid for pmid in wanted if pmid in stored])
    question = topic.question_type if topic else "treatment benefit"
    found = studies(facts_of(kept, records), kept.decisions.standing())
    joined = families(
        members((each.record, each.facts) for each in found), kept.decisions.related()
    )
    return table(entries(found, question), joined)


def write(found: "Sequence[Row]", form: str | None, path: Path | None) -> None:
    """Print the rows, or write them to a file: a table, "csv", "json" or "parquet"."""
    from evidence.findings.frame import csv, parquet
    from evidence.findings.plain import as_dicts

    if form is None:
        _print(found)
    elif form == "parquet":
        assert path is not None  # noqa: S101 - the command saw to it
        try:
            write_bytes(path, parquet(found))
        except ImportError as problem:
            raise ConfigProblem(
                "Parquet needs the package pyarrow.",
                "Type: pip install 'evidence-tracker[parquet]'",
            ) from problem
    elif form == "csv":
        _text(csv(found), path, bom=True)
    else:
        from evidence.commands.output import steered

        text = json.dumps(as_dicts(found), ensure_ascii=False, indent=2) + "\n"
        _text(steered(text), path)


def _print(found: "Sequence[Row]") -> None:
    from evidence.commands import output

    output.table(
        COLUMNS,
        [
            (
                f"{row.entry.short} ({', '.join(map(str, row.pmids))})",
                row.entry.facts.design.name,
                str(row.entry.level.number or "none") + ("*" if row.entry.changed else ""),
                str(row.entry.facts.size.value) if row.entry.facts.size else "",
                row.outcome if not row.instrument else f"{row.outcome} ({row.instrument})",
                row.time,
                row.cell("intention to treat"),
                row.cell("as treated"),
                row.cell("not stated"),
            )
            for row in found
        ],
        caption="* level changed by a person" if any(row.entry.changed for row in found) else "",
    )


def _text(text: str, path: Path | None, *, bom: bool = False) -> None:
    """Text to a file, with the mark by which Excel knows UTF-8 where wanted; or printed."""
    if path is None:
        click.echo(text, nl=False)
    else:
        write_bytes(path, text.encode("utf-8-sig" if bom else "utf-8"))
