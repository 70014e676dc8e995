"""`evidence findings`: what studies say between two arms, as a table for people and programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.commands import findings_rows
from evidence.commands.options import PMIDS

if TYPE_CHECKING:
    from evidence.findings.table import Row


@click.command("findings")
@PMIDS
@click.option("--topic", metavar="NAME", help="The records of a topic.")
@click.option("--csv", "form", flag_value="csv", help="CSV that spreadsheets open safely.")
@click.option("--json", "form", flag_value="json", help="A JSON array of rows.")
@click.option("--parquet", "form", flag_value="parquet", help="Parquet; needs -o FILE.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write there instead of standard output.",
)
def command(
    pmids: tuple[int, ...], *, topic: str | None, form: str | None, output: Path | None
) -> None:
    """List comparisons: who fared better, in which outcome, when, by whose count.

    One row a study, an outcome and a point in time, with the very words it rests
    on. Directions are read by rules, and say unclear where the rules are not
    sure. Records that are retracted, or are notices, give no row.

    \b
    Examples:
      evidence findings --topic surgery-or-conservative
      evidence findings 990000001 990000002 --json
      evidence findings --topic leg-cramps --csv -o findings.csv
    """
    from evidence.commands import opening
    from evidence.commands.output import say
    from evidence.errors import UsageProblem

    if pmids and topic:
        raise UsageProblem("PMIDs and --topic together.", "Give one or the other.")
    if form == "parquet" and output is None:
        raise UsageProblem("Parquet is not for a terminal.", "Type: -o findings.parquet")
    if output is not None and form is None:
        raise UsageProblem("In which form?", "Type one of: --csv, --json, --parquet")
    asked = opening.topics([topic])[0] if topic else None
    kept = opening.store(reading=True)
    found = findings_rows.rows(kept, pmids, asked)
    findings_rows.write(found, form, output)
    if form is None or output is not None:
        say(_summary(found))
    for pmid in pmids:
        if pmid not in kept.pmids():
            kept.record(pmid)  # says why, and what to type


def _summary(found: "tuple[Row, ...]") -> str:
    from evidence.summary.compose import number_of

    studies = len({row.study for row in found})
    reports = len({pmid for row in found for pmid in row.pmids})
    counts = (
        number_of(len(found), "row", "rows"),
        number_of(studies, "study", "studies"),
        number_of(reports, "report", "reports"),
    )
    return ", ".join(counts)
