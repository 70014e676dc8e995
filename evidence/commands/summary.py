"""`evidence summary`: what the stored records say about a topic, every word with its source."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.store import Store
    from evidence.summary import Summary


_AT_ONCE = 5_000  # records in a statement


@click.command("summary")
@click.argument("topic", help="A topic's name; see `evidence topics`.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "md", "json"]),
    default="md",
    show_default=True,
    help="A page to publish, Markdown to edit, or JSON to build on.",
)
@click.option(
    "--output",
    "-o",
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file; its ending (.html, .md, .json) sets the format.",
)
def command(topic: str, form: str, target: Path | None) -> None:
    """Write a topic's summary with citations.

    Each statement is a sentence of a record with its address, or a count that
    lists what it counted. `evidence verify FILE` checks it at any later time.

    \b
    Examples:
      evidence summary leg-cramps
      evidence summary leg-cramps --output leg-cramps.html
    """
    from evidence.commands import opening, output
    from evidence.commands.files import write
    from evidence.errors import UsageProblem
    from evidence.report import MOST_ROWS, render
    from evidence.summary import from_store

    if target is not None and target.suffix:
        form = {".html": "html", ".htm": "html", ".md": "md", ".json": "json"}.get(
            target.suffix, ""
        )
        if not form:
            raise UsageProblem(
                f"A summary cannot be written as {target.suffix}.",
                "Name the file .html, .md or .json.",
            )
    (found,) = opening.topics([topic])
    kept = opening.store(reading=True)
    built = from_store(kept, found, today=opening.today(), mesh=opening.mesh(kept))
    text = render(built, form)
    if target is None:
        click.echo(text)
    else:
        write(target, text)
    _remember(kept, built, None if form == "json" else MOST_ROWS)
    if target is not None:
        output.say(f"written: {target}; check it at any time with: evidence verify {target}")


def _remember(kept: "Store", built: "Summary", most: int | None) -> None:
    """Write down what the text rests on, so that a digest can tell the day it is retracted.

    What is quoted, and what its table lists: `most` rows beside those quoted (None: all).
    The summary is right without it: a database that may only be read is no error.
    """
    from evidence.commands import output
    from evidence.digest.usage import TABLE
    from evidence.errors import EvidenceError

    place = f"summary {built.topic}"
    listed = [row.pmid for row in built.rows if row.reference is None][:most]
    cited = {each.pmid: each.record_sha256 for each in built.references}
    try:
        kept.ledger.cite(place, cited)
        for at in range(0, len(listed), _AT_ONCE):
            rows = kept.rows(listed[at : at + _AT_ONCE])
            kept.ledger.cite(f"{place}{TABLE}", {row.pmid: row.sha256 for row in rows})
    except EvidenceError as error:
        output.say(f"`evidence digest` will not know what this summary cites: {error}")
