"""`evidence search`: PubMed's language on the stored records."""

from typing import TYPE_CHECKING

import click

from evidence.commands.asking import Sources, asked, sources

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.search import Hits

NOTES = 20  # more than that, nobody reads


@click.command("search")
@click.argument("query", required=False, help="A PubMed query, quoted for the shell; - is stdin.")
@sources
@click.option("--jsonl", metavar="FILE", help='Rows {"id", "query"}, one answer a row; - is stdin.')
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N records.")
@click.option("--why", is_flag=True, help="Show the words that made each record match.")
@click.option("--pmids", "only_pmids", is_flag=True, help="Print one PMID a line.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(  # noqa: PLR0913 -- one parameter an option
    query: str | None,
    *,
    query_file: str | None,
    topic: str | None,
    tag: str | None,
    jsonl: str | None,
    limit: int | None,
    why: bool,
    only_pmids: bool,
    as_json: bool,
) -> None:
    """Find stored records with a PubMed query; newest PMID first.

    \b
    Examples:
      evidence search 'spinal stenosis[mh] AND exercise*[tiab]' --why
      evidence search '"leg cramps"[ti] NOT review[pt]' --pmids
      evidence search --jsonl queries.jsonl > answers.jsonl
    """
    from evidence.commands import dropped, opening, output, search_results
    from evidence.commands.search_results import Hit
    from evidence.query.syntax import parse
    from evidence.search import Searcher

    instead = Sources(query_file, topic, tag)
    if jsonl is not None:
        if query is not None or instead.given or why or only_pmids or as_json or limit:
            raise click.UsageError("--jsonl takes its queries from the rows, and no other option.")
        _rows(jsonl)
        return
    if only_pmids and (why or as_json):
        raise click.UsageError("--pmids prints numbers alone: leave --why and --json out.")
    text = asked(query, instead).text
    parse(text)  # what is wrong with a query is said before a database is missed
    kept = opening.store(reading=True)
    searcher = Searcher(kept, opening.mesh(kept), opening.today())
    hits = searcher.search(text)
    _say(hits)
    dropped.tell(kept, [topic] if topic else [])
    pmids = hits.pmids[:limit]
    if only_pmids:
        for pmid in pmids:
            click.echo(pmid)
        return
    if why:
        found = [Hit(record, words) for record, words in searcher.why(text, pmids)]
    else:
        found = [Hit(record) for record in kept.records(pmids)]
    if as_json:
        search_results.document(text, hits, found, why=why)
        return
    search_results.table(found, why=why)
    output.say(f"{len(hits.pmids)} of {hits.searched} stored records match {text[:300]}")
    if hits.unknowable:
        output.say(f"{len(hits.unknowable)} more can only be decided by PubMed itself.")


def _rows(name: str) -> None:
    from evidence.commands import opening, search_rows
    from evidence.search import Searcher

    kept = opening.store(reading=True)
    search_rows.run(Searcher(kept, opening.mesh(kept), opening.today()), name)


def said(hits: "Hits") -> list[str]:
    """What there is to say of a query: how it is written, then how it was read."""
    lines = [f"{m.severity}: {m.text} (at character {m.start + 1})" for m in hits.messages]
    lines += [f"note: {text}" for text in hits.notes]
    return list(dict.fromkeys(lines))


def _say(hits: "Hits") -> None:
    from evidence.commands import output

    lines = said(hits)
    for line in lines[:NOTES]:
        output.say(line[:300])
    if len(lines) > NOTES:
        output.say(f"note: and {len(lines) - NOTES} more; all of them: --json")
