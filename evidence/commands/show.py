"""`evidence show`: all that is kept of a record, and why it is tagged and judged so."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.commands.detail import Detail


@click.command("show")
@click.argument(
    "pmids",
    metavar="PMID...",
    nargs=-1,
    required=True,
    type=click.IntRange(1, 2**32 - 1),
    help="PMIDs.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of records.")
def command(pmids: tuple[int, ...], *, as_json: bool) -> None:
    """Show records: tags with the words that earned them, design, notices.

    \b
    Examples:
      evidence show 990000001
      evidence show 990000001 990000002 --json
    """
    from evidence.commands import opening, output
    from evidence.commands.detail import as_dict, detail

    kept = opening.store(reading=True)
    stored = kept.pmids()
    details = [detail(kept, pmid) for pmid in pmids if pmid in stored]
    if as_json:
        output.document([as_dict(each) for each in details])
    else:
        for each in details:
            _print(each)
    for pmid in pmids:
        if pmid not in stored:
            kept.record(pmid)  # says why, and what to type


def _print(each: "Detail") -> None:
    from evidence.citation.nlm import nlm
    from evidence.commands.output import clean

    def line(name: str, text: str) -> None:
        click.echo(f"{name:9}{clean(text)}")

    click.echo(clean(nlm(each.record)) + "\n")
    for notice in each.notices:
        source = f"PMID {notice.pmid}" if notice.pmid else ""
        line("notice", f"{notice.kind}: {notice.citation} {source}")
    line("design", f"{each.design.name}: {each.design.reason}")
    for tag in each.tags:
        words = {match.text.casefold(): match.text for match in tag.matched}
        line("tag", f"{tag.name}: {'; '.join(words.values())}")
    for revision in each.revisions[1:]:
        line("revised", f"{revision.seen_at:%Y-%m-%d}: {'; '.join(revision.changes)}")
    for section in each.record.abstract:
        label = f"{section.label}: " if section.label else ""
        click.echo(clean(f"\n{label}{section.text}"))
    click.echo("")
