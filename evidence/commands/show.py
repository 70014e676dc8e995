"""`evidence show`: all that is kept of a record, and why it is tagged and judged so."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from collections.abc import Callable

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
    """Show records: tags with their words, design, levels, what was compared.

    \b
    Examples:
      evidence show 990000001
      evidence show 990000001 990000002 --json
    """
    from evidence.commands import opening, output
    from evidence.commands.detail import as_dict, details

    kept = opening.store(reading=True)
    stored = kept.pmids()
    topics = [each.name for each in opening.topics()]
    found = details(kept, [pmid for pmid in pmids if pmid in stored], topics)
    if as_json:
        output.document([as_dict(each) for each in found])
    else:
        for each in found:
            _print(each)
    for pmid in pmids:
        if pmid not in stored:
            kept.record(pmid)  # says why, and what to type


def _study(each: "Detail", line: "Callable[[str, str], None]") -> None:
    """Levels, people, follow-up, and the other reports of its study."""
    for level in each.appraised.levels:
        if level.counts or level.person:
            changed = f" (changed from {level.by_scheme or 'none'}: {level.person})"
            said = f"{level.counts} for {level.question}: {level.reason}"
            line("level", said + (changed if level.person else ""))
    if each.facts.size:
        line("people", f"{each.facts.size.value:,} {each.facts.size.what}")
    if each.facts.follow_up:
        line("followed", f"{each.facts.follow_up.value:g} {each.facts.follow_up.unit}")
    others = [str(pmid) for pmid in each.family.pmids if pmid != each.record.pmid]
    if others:
        why = each.family.joins[0].why if each.family.joins else ""
        line("study", f"also reported in {', '.join(others)}: {why}")


def _comparison(each: "Detail", line: "Callable[[str, str], None]") -> None:
    """What is set against what, and how each outcome came out, in the record's words."""
    report = each.facts.report
    if report.compared.a and report.compared.b:
        line("compares", f"{report.compared.a.words.text} v {report.compared.b.words.text}")
    for row in each.rows:
        for said in row.said:
            when = "" if row.time == "not stated" else f", {row.time}"
            basis = "" if said.basis == "not stated" else f", {said.basis}"
            what = f"{row.outcome}{when}{basis}: {row.words(said.direction)}"
            line("outcome", f'{what} "{said.text}"')
    for harm in report.harms:
        none = "" if harm.reported else " (none reported, which is not none)"
        line("harm", f'{harm.what}{none}: "{harm.place.text}"')
    for crossed in report.crossovers:
        line("crossed", f'"{crossed.place.text}"')
    for lost in report.lost:
        line("lost", f'"{lost.text}"')
    for doubt in each.facts.doubts:
        line("doubt", f'{doubt.why} "{doubt.text}"')


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
    _study(each, line)
    for tag in each.tags:
        words = {match.text.casefold(): match.text for match in tag.matched}
        line("tag", f"{tag.name}: {'; '.join(words.values())}")
    for revision in each.revisions[1:]:
        line("revised", f"{revision.seen_at:%Y-%m-%d}: {'; '.join(revision.changes)}")
    _comparison(each, line)
    for section in each.record.abstract:
        label = f"{section.label}: " if section.label else ""
        click.echo(clean(f"\n{label}{section.text}"))
    click.echo("")
