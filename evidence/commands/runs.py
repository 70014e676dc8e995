"""`evidence runs`: the ledger of searches."""

from collections.abc import Mapping

import click

from evidence.commands.lazy import LazyGroup


class RunsCommands(LazyGroup):
    """The subcommands, each in a module of its own."""

    modules: Mapping[str, str] = {"show": "runs_show", "acknowledge": "runs_acknowledge"}


@click.group(
    cls=RunsCommands,
    invoke_without_command=True,
    short_help="Every search that was made: when, what came, what went wrong.",
)
@click.option("--topic", metavar="NAME", help="Only the searches of this topic.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="The newest so many runs.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def command(ctx: click.Context, topic: str | None, limit: int, *, as_json: bool) -> None:
    """List the runs, newest first: one row a topic and run.

    A run is one `evidence update` (or the import of files that were searched for
    the topics), with a search for each of its topics.

    \b
    Examples:
      evidence runs
      evidence runs --topic leg-cramps --json
      evidence runs show 12
      evidence runs acknowledge leg-cramps "nocturnal crampz" --why "a misprint"
    """
    if ctx.invoked_subcommand is not None:
        return
    from evidence.commands import opening, output
    from evidence.commands.outcomes import as_dict
    from evidence.commands.runs_rows import COLUMNS, row_of

    store = opening.store(reading=True)
    if topic is not None:
        opening.topics([topic])  # a misspelt name is an error, not an empty list
        searches = store.searches(topic, limit)
    else:
        searches = tuple(search for run in store.ledger.runs(limit) for search in run)
    if as_json:
        output.document([as_dict(search) for search in searches])
        return
    if not searches:
        output.say("No search has been made yet. Type: evidence update")
        return
    output.table(COLUMNS, [row_of(search) for search in searches])
