"""`evidence restore`: a backup takes the place of the database."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # heavy imports wait until a command runs
    from evidence.store.restore import Candidate


@click.command("restore")
@click.argument(
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `evidence backup` wrote, now or by an earlier version; of SQLite or PostgreSQL.",
)
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option(
    "--force", is_flag=True, help="Also a backup in which some records are damaged; they are named."
)
@click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Wait so long for an update that runs. Default: 0.",
)
def command(file: Path, *, yes: bool, force: bool, wait: float) -> None:
    """Replace the whole database by a backup: all of it, or nothing.

    The backup is examined first, and what is in the database now is backed up
    (its path is printed). Other programs that read meanwhile see the old state
    or the new one. A SQLite backup can be put into PostgreSQL and back.

    \b
    Examples:
      evidence restore evidence.db.2026-11-25T031700Z.backup
      evidence --database postgresql://me@host/evidence restore FILE --yes
    """
    from evidence.commands import opening, output
    from evidence.commands.settings import default_database
    from evidence.errors import StorageProblem
    from evidence.store.restore import candidate, replace

    url = opening.settings().database
    if url == str(default_database()):
        default_database().parent.mkdir(parents=True, exist_ok=True)
    with candidate(file) as found:
        spoilt = found.backup.damaged
        if spoilt:
            named = ", ".join(str(each.pmid) for each in spoilt[:5])
            if not force:
                raise StorageProblem(
                    f"{len(spoilt)} records of the backup are damaged: PMID {named}.",
                    "Take an earlier backup, or add --force to have the others.",
                )
            output.say(f"damaged in the backup: PMID {named}")
        _agreed(found, yes=yes)
        kept = replace(url, found, wait=wait, say=output.say)
    if kept is not None:
        output.say(f"What was there before is at {kept}")
    click.echo(f"{found.backup.rows['record']:,} records restored")


def _agreed(found: "Candidate", *, yes: bool) -> None:
    """Ask; without a terminal there is nobody to ask."""
    from evidence.errors import UsageProblem

    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageProblem(
            "Restoring replaces the whole database, and there is no terminal to ask at.",
            "Add --yes.",
        )
    question = f"Replace the whole database by these {found.backup.rows['record']:,} records?"
    if not click.confirm(question, err=True):
        click.echo("Nothing was changed.", err=True)
        click.get_current_context().exit(1)
