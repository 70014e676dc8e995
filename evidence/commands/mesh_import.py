"""`evidence mesh import`: NLM's files of MeSH into the database."""

from pathlib import Path

import click


@click.command("import")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="descYYYY.xml, qualYYYY.xml, suppYYYY.xml, paYYYY.xml, NLM's ASCII files, or a table "
    "of headings; .gz too.",
)
def command(files: tuple[Path, ...]) -> None:
    """Read MeSH into the database; each file replaces what was there of its kind.

    A file that is cut or broken changes nothing. With the year's headings,
    [mh] finds all narrower ones; with subheadings, [sh] NLM's own families; with
    pharmacological actions, [pa]; with supplementary concepts, [nm] by synonym.

    \b
    Examples:
      evidence mesh import desc2026.xml.gz qual2026.xml
      evidence mesh import pa2026.xml supp2026.gz
    """
    from evidence.commands import opening
    from evidence.commands.mesh_rows import said
    from evidence.query.mesh.files import recognise

    recognised = [recognise(path) for path in files]  # a wrong file stops before any is read
    kept = opening.store()
    before = kept.mesh().version
    for file in recognised:
        click.echo(said(kept.import_mesh(file)))
    if kept.mesh().version != before and kept.tag_counts():
        click.echo("Tags were given with another MeSH: type `evidence retag`.")
