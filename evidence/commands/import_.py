"""`evidence import`: records from files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # the heavy imports wait until the command runs
    from evidence.importing import Imported
    from evidence.store import Store


@click.command("import")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
    help="PubMed XML, XML.gz or .nbib (MEDLINE); a folder of numbered NLM files; "
    "- reads standard input.",
)
@click.option(
    "--match-topics",
    is_flag=True,
    help="Keep only records that a topic asks for, or may ask for; then set the "
    "topics' members and write the search down.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help="Read in so many processes. Default: 1.",
)
@click.option("--again", is_flag=True, help="Also numbered files that were imported before.")
@click.option("--dry-run", is_flag=True, help="Count only; the database is not changed.")
@click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Wait so long for an update of this database to end.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(  # noqa: PLR0913 - one parameter an option
    files: tuple[Path, ...],
    jobs: int,
    wait: float,
    *,
    match_topics: bool,
    again: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Keep and tag the records of PubMed files.

    NLM's numbered files (pubmed26n1335.xml.gz) are applied in the order of their
    numbers, a later one wins, and what they delete is marked as deleted. Each is
    compared with the .md5 file beside it. One that fails stops those after it.

    Importing a file twice changes nothing. A record that cannot be read is set
    aside with its reason; the others are kept, and the exit code is 3.

    \b
    Examples:
      evidence import pubmed-export.nbib
      evidence import records.xml.gz more.xml
      evidence import updatefiles/ --match-topics --jobs 2
      curl ... | evidence import -
    """
    from evidence.commands import import_outcome, opening, output
    from evidence.importing import Options, import_files

    store = _rehearsal() if dry_run else opening.store()
    imported = import_files(
        store,
        files,
        tags=opening.tags(),
        mesh=opening.mesh(store),
        topics=opening.topics() if match_topics else (),
        today=opening.today(),
        options=Options(jobs=jobs, again=again, rehearse=dry_run, wait=wait),
        say=output.say,
    )
    if as_json:
        output.document(import_outcome.as_dict(imported))
    else:
        import_outcome.show(imported)
    _settle(imported)


def _rehearsal() -> "Store":
    """The store for reading only; an empty one in memory where there is none yet."""
    from evidence.commands import opening
    from evidence.store.rehearsal import open_unchanged

    opened = open_unchanged(opening.settings().database)
    click.get_current_context().call_on_close(opened.close)
    return opened


def _settle(imported: "Imported") -> None:
    """Say what was set aside or not read whole, and raise what it amounts to."""
    from evidence.commands import output
    from evidence.errors import PartialResult

    kept = imported.kept
    for rejected in kept.rejected_items:
        output.say(f"set aside: {rejected.source}, record {rejected.number}: {rejected.reason}")
    for failure in imported.failures[:-1]:
        output.say(f"not read whole: {failure}")
    if imported.failures:
        raise imported.failures[-1]
    if kept.rejected:
        raise PartialResult(
            f"{kept.rejected} of {kept.read} records could not be read; the others are kept.",
            "Fetch the file again, or look at the records named above.",
        )
