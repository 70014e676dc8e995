"""`evidence backup`: the whole database as one file."""

from pathlib import Path

import click


@click.command("backup")
@click.argument(
    "target",
    metavar="[FILE|FOLDER]",
    required=False,
    type=click.Path(path_type=Path),
    help="A new file, or a folder for one named by database and moment (UTC). Default: beside "
    "the SQLite file; of PostgreSQL, your user data folder.",
)
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(min=1),
    help="Afterwards delete all but the newest N backups of this database in that folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(target: Path | None, keep: int | None, *, as_json: bool) -> None:
    """Write the whole database to one file, and read it again.

    The file is a SQLite database, also of PostgreSQL, whose own programs are not
    needed; `evidence restore` puts it into either. It gets its name when it is
    whole on disk and the hash of every record in it is right.

    \b
    Examples:
      evidence backup
      evidence backup /mnt/safe --keep 14
      evidence backup before-the-move.backup
    """
    from evidence.commands import output
    from evidence.commands.backup_files import asked_for, engine_of
    from evidence.errors import StorageProblem
    from evidence.store.backup import prune, write

    with engine_of(must_exist=True) as engine:
        path = asked_for(engine, target, keep)
        made = write(engine, path)
        spoilt = [each.pmid for each in made.damaged]
        removed = prune(engine, path.parent, keep) if keep and not spoilt else ()
    if as_json:
        output.document(
            {
                "file": str(made.path),
                "schema": made.schema,
                "records": made.rows["record"],
                "size": made.size,
                "damaged": spoilt,
                "removed": [str(each) for each in removed],
            }
        )
    else:
        click.echo(output.clean(str(made.path)))
        output.say(f"{made.rows['record']:,} records, {made.size:,} bytes, read again: whole")
        for each in removed:
            output.say(f"deleted: {each}")
    if spoilt:
        raise StorageProblem(
            f"{len(spoilt)} records were damaged before they were backed up, PMID "
            f"{', '.join(map(str, spoilt[:5]))}; no earlier backup was deleted.",
            "Type: evidence doctor --deep",
        )
