"""`evidence query describe`: a query in words, and as a table for a methods section."""

from typing import TYPE_CHECKING

import click

from evidence.commands.asking import Asked, Sources, asked, sources

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.commands.described import Searched
    from evidence.query.planning import Context
    from evidence.query.strategy import Strategy
    from evidence.store import Store


@click.command("describe")
@click.argument("query", required=False, help="A PubMed query, quoted for the shell; - is stdin.")
@sources
@click.option("--markdown", "form", flag_value="markdown", help="Print Markdown for a document.")
@click.option("--csv", "form", flag_value="csv", help="Print the strategy's lines as CSV.")
@click.option("--json", "form", flag_value="json", help="Print one JSON document.")
@click.option("--all", "full", is_flag=True, help="Cut no list short.")
def command(  # noqa: PLR0913 -- one parameter an option
    query: str | None,
    *,
    query_file: str | None,
    topic: str | None,
    tag: str | None,
    form: str | None,
    full: bool,
) -> None:
    """Put a query into words, and count what each of its lines finds.

    Prints the question, the MeSH headings it takes in, how far it can be
    answered here, and a numbered search strategy with the hits in your database.

    \b
    Examples:
      evidence query describe --topic spinal-stenosis
      evidence query describe --query-file search.txt --markdown > methods.md
    """
    from evidence.commands import described, opening
    from evidence.query.describe import describe
    from evidence.query.planning import Context
    from evidence.query.syntax import parse
    from evidence.search import Searcher

    found: Asked = asked(query, Sources(query_file, topic, tag))
    parsed = parse(found.text)
    kept = _database()
    if kept is None:
        context = Context(opening.mesh(), opening.today())
    else:
        context = Searcher(kept, opening.mesh(kept), opening.today()).context(found.text)
    made = describe(parsed, context)
    searched = _searched(kept, made.strategy, context) if kept is not None else None
    if form == "json":
        described.as_json(found, made, searched)
    elif form == "csv":
        described.as_csv(made, searched)
    elif form == "markdown":
        described.as_markdown(found, made, searched)
    else:
        described.for_people(made, searched, full=full)


def _database() -> "Store | None":
    """The database; where there is none, it is said that nothing is counted."""
    from evidence.commands import opening, output
    from evidence.errors import NotFound

    try:
        return opening.store(reading=True)
    except NotFound as problem:
        output.say(f"note: no hits are counted. {problem}")
        return None


def _searched(kept: "Store", strategy: "Strategy", context: "Context") -> "Searched":
    """What the lines find in the database, and which database that is."""
    from evidence.commands import opening
    from evidence.commands.described import Searched
    from evidence.query.strategy import counts
    from evidence.store import PUBMED

    index = kept.index()
    ended = (
        search.finished
        for search in kept.searches()
        if search.state == "complete" and search.source == PUBMED
    )
    return Searched(
        counts=counts(strategy, index, context),
        records=len(index.universe()),
        updated=next((day for day in ended if day is not None), None),
        today=opening.today(),
    )
