"""`evidence search`: PubMed's language on the stored records."""

import click

NOTES = 20  # more than that, nobody reads


@click.command("search")
@click.argument("query", help="A PubMed query; one line, quoted for the shell.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N records.")
@click.option("--pmids", "only_pmids", is_flag=True, help="Print one PMID a line.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(query: str, limit: int | None, *, only_pmids: bool, as_json: bool) -> None:
    """Find stored records with a PubMed query; newest PMID first.

    \b
    Examples:
      evidence search 'spinal stenosis[mh] AND exercise*[tiab]'
      evidence search '"leg cramps"[ti] NOT review[pt]' --pmids
    """
    from evidence.appraisal import design, status
    from evidence.commands import opening, output
    from evidence.query.mesh import Mesh
    from evidence.query.syntax import parse
    from evidence.search import search

    parse(query)  # what is wrong with a query is said before a database is missed
    kept = opening.store(reading=True)
    hits = search(kept, query, Mesh.shipped(), opening.today())
    notes = list(dict.fromkeys(hits.notes))
    for note in notes[:NOTES]:
        output.say(f"note: {note[:300]}")
    if len(notes) > NOTES:
        output.say(f"note: and {len(notes) - NOTES} more")
    pmids = hits.pmids[:limit]
    if only_pmids:
        for pmid in pmids:
            click.echo(pmid)
        return
    records = {record.pmid: record for record in kept.records(pmids)}
    rows = [(records[pmid], design(records[pmid])) for pmid in pmids]
    if as_json:
        output.document(
            {
                "schema_version": 1,
                "query": query,
                "count": len(hits.pmids),
                "searched": hits.searched,
                "unknowable": list(hits.unknowable),
                "notes": list(hits.notes),
                "records": [
                    {
                        "pmid": record.pmid,
                        "year": record.year,
                        "design": found.name,
                        "standing": status(record),
                        "journal": record.journal.abbreviation,
                        "title": record.title,
                    }
                    for record, found in rows
                ],
            }
        )
        return
    output.table(
        ("PMID", "year", "design", "standing", "title"),
        [
            (
                str(record.pmid),
                str(record.year or ""),
                found.name,
                status(record),
                record.title,
            )
            for record, found in rows
        ],
    )
    output.say(f"{len(hits.pmids)} of {hits.searched} stored records match {query}")
    if hits.unknowable:
        output.say(f"{len(hits.unknowable)} more can only be decided by PubMed itself.")
