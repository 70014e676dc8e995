"""`evidence runs show`: everything the ledger says of one run."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evidence.store import Moves


@click.command("show")
@click.argument("run", metavar="RUN", type=click.IntRange(min=1), help="The run's number.")
@click.option("--topic", metavar="NAME", help="Only the search of this topic.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(run: int, topic: str | None, *, as_json: bool) -> None:
    """Show one run: the query as written, as sent and as translated, and what came of it.

    \b
    Examples:
      evidence runs show 12
      evidence runs show 12 --topic leg-cramps --json
    """
    from evidence.commands import opening, output
    from evidence.commands.outcomes import as_dict
    from evidence.commands.runs_rows import facts
    from evidence.errors import NotFound

    store = opening.store(reading=True)
    searches = [
        search for search in store.ledger.run(run) if topic is None or search.topic == topic
    ]
    if not searches:
        which = f" of the topic {topic!r}" if topic else ""
        raise NotFound(f"There is no run {run}{which}.", "Type: evidence runs")
    if as_json:
        output.document([_whole(as_dict(search), store.moves(search.id)) for search in searches])
        return
    for number, search in enumerate(searches):
        if number:
            click.echo()
        for name, text in facts(store, search):
            click.echo(f"{name:<20} {output.clean(text)}")


def _whole(row: dict[str, object], moves: "Moves") -> dict[str, object]:
    return {**row, "pmids_joined": list(moves.joined), "pmids_left": list(moves.left)}
