"""`evidence methods`: how a topic was searched, for the methods section of a text."""

from pathlib import Path

import click


@click.command("methods")
@click.argument("topic", help="A topic's name; see `evidence topics`.")
@click.option("--run", type=click.IntRange(1), metavar="N", help="As of this run, not the newest.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "json"]),
    default="md",
    show_default=True,
    help="Markdown to edit, or JSON to build on.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to a file.",
)
def command(topic: str, run: int | None, form: str, output: Path | None, *, as_json: bool) -> None:
    """Write how a topic was searched, and the numbers of records.

    The paragraph and the table that PRISMA-S asks for, the query word for word,
    the dates of all searches, and the numbers for a PRISMA 2020 flow diagram. What
    the program does not know is named, for you to add.

    \b
    Examples:
      evidence methods leg-cramps
      evidence methods leg-cramps --run 12 --json
      evidence methods leg-cramps -o methods.md
    """
    from evidence.commands import opening
    from evidence.commands import output as printing
    from evidence.commands.files import write
    from evidence.commands.methods_json import document
    from evidence.commands.methods_markdown import markdown
    from evidence.methods import collect
    from evidence.methods.wording import not_pubmed

    wanted = "json" if as_json else form
    [asked] = opening.topics((topic,))
    found = collect(opening.store(reading=True), asked, run)
    for note in (not_pubmed(found), found.problem):
        if note:
            printing.say(f"note: {note}")
    for doubt in found.doubts:
        printing.say(f"note: this does not add up: {doubt}")
    if output is not None:
        write(output, markdown(found) if wanted == "md" else _json(document(found)))
    elif wanted == "md":
        click.echo(markdown(found), nl=False)
    else:
        printing.document(document(found))


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
