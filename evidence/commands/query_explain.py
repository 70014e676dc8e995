"""`evidence query explain`: why stored records match a query, or do not."""

from typing import TYPE_CHECKING

import click

from evidence.commands.asking import Sources, asked, sources

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.query.tree import Query
    from evidence.store import Store

_LARGEST = 2**32 - 1
_MESSAGES = 5  # on how the query is written


@click.command("explain")
@click.argument("words", metavar="[QUERY] PMID...", nargs=-1, required=True)
@sources
@click.option("--all", "full", is_flag=True, help="Print every term, also what decides nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, one object a record.")
def command(  # noqa: PLR0913 -- one parameter an option
    words: tuple[str, ...],
    query_file: str | None,
    topic: str | None,
    tag: str | None,
    *,
    full: bool,
    as_json: bool,
) -> None:
    """Show why stored records match a query, or do not.

    QUERY is left out where --topic, --tag or --query-file names one; - reads it
    from standard input. Marks: + yes, - no, ? only PubMed can tell.

    \b
    Examples:
      evidence query explain 'spinal stenosis[mh] AND exercise*[tiab]' 990000001
      evidence query explain --topic leg-cramps 990000001 990000002 --all
    """
    from evidence.commands import opening
    from evidence.query.syntax import parse

    instead = Sources(query_file, topic, tag)
    text, numbers = (None, words) if instead.given else (words[0], words[1:])
    query = parse(asked(text, instead).text)
    pmids = [_pmid(each) for each in numbers]
    if not pmids:
        raise click.UsageError("Name the records: one PMID or more after the query.")
    _explain(opening.store(reading=True), query, pmids, full=full, as_json=as_json)


def _pmid(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= _LARGEST:
        return int(text)
    raise click.UsageError(f"{text!r} is no PMID. Put the query in quotes, then the PMIDs.")


def _explain(kept: "Store", query: "Query", pmids: list[int], *, full: bool, as_json: bool) -> None:
    from evidence.commands import deep, opening, output
    from evidence.commands.explain_json import as_dict
    from evidence.commands.explain_lines import LEGEND, lines
    from evidence.errors import NotFound
    from evidence.query.explain import explanations
    from evidence.search import Searcher

    records = list(kept.records(pmids))
    context = Searcher(kept, opening.mesh(kept), opening.today()).context(query.text)
    found = explanations(query, records, context)
    for message in query.messages[:_MESSAGES]:
        output.say(f"{message.severity}: {message.text} (at character {message.start + 1})")
    more = len(query.messages) - _MESSAGES
    if more > 0:
        output.say(f"note: and {more} more; all of them: evidence query check")
    if as_json:
        deep.document([as_dict(each) for each in found])
    else:
        for record, each in zip(records, found, strict=True):
            for line in lines(each, record, full=full, bold=_on_terminal()):
                click.echo(line)
            click.echo("")
        if records:
            output.say(LEGEND)
    stored = {record.pmid for record in records}
    missing = [str(pmid) for pmid in dict.fromkeys(pmids) if pmid not in stored]
    if missing:
        raise NotFound(
            f"Not stored: {', '.join(missing)}.", "Import them, or type: evidence search QUERY"
        )


def _on_terminal() -> bool:
    import sys

    return sys.stdout.isatty()
