"""`evidence import`: records from files."""

from pathlib import Path

import click


@click.command("import")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="PubMed XML, XML.gz or .nbib (MEDLINE); - reads standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Keep and tag the records of PubMed files.

    Importing a file twice changes nothing. A record that cannot be read is set
    aside with its reason; the others are kept, and the exit code is 3.

    \b
    Examples:
      evidence import pubmed-export.nbib
      evidence import records.xml.gz more.xml
      curl ... | evidence import -
    """
    from evidence.commands import opening, output
    from evidence.errors import PartialResult
    from evidence.importing import import_files

    store = opening.store()
    imported = import_files(store, files, tags=opening.tags(), mesh=opening.mesh(store))
    kept = imported.kept
    counts = {
        "read": kept.read,
        "new": kept.new,
        "changed": kept.changed,
        "unchanged": kept.unchanged,
        "rejected": kept.rejected,
        "deleted": kept.deleted,
    }
    if as_json:
        output.document(counts)
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
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
