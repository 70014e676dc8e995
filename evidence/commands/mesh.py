"""`evidence mesh`: which MeSH is at hand, and from where."""

from collections.abc import Mapping

import click

from evidence.commands.lazy import LazyGroup


class MeshCommands(LazyGroup):
    """The subcommands, each in a module of its own."""

    modules: Mapping[str, str] = {"import": "mesh_import", "show": "mesh_show"}


@click.group(
    cls=MeshCommands,
    invoke_without_command=True,
    short_help="Which MeSH is at hand; import NLM's files; look a heading up.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Show which MeSH (Medical Subject Headings) is at hand.

    The program ships the headings that its own topics and tags need. For queries
    of your own, import NLM's files: https://www.nlm.nih.gov/databases/download/mesh.html

    \b
    Examples:
      evidence mesh
      evidence mesh import desc2026.xml qual2026.xml pa2026.xml
      evidence mesh show "spinal stenosis"
    """
    if ctx.invoked_subcommand is not None:
        return
    from evidence.commands import opening, output
    from evidence.commands.mesh_rows import COLUMNS, row_of, rows_of

    rows = rows_of(opening.mesh(), opening.mesh_editions())
    if as_json:
        output.document([row_of(row) for row in rows])
        return
    output.table(COLUMNS, [row.cells for row in rows])
