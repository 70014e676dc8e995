"""`evidence appraise`: design and levels of a record, and a person's word on a level."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evidence.commands.appraised import Appraised


@click.command("appraise")
@click.argument("pmid", metavar="PMID", type=click.IntRange(1, 2**32 - 1), help="A PMID.")
@click.option("--question", metavar="TYPE", help="prevalence, diagnosis, prognosis, ...")
@click.option("--level", type=click.IntRange(1, 5), help="The level you give it.")
@click.option("--raise", "up", is_flag=True, help="One level better than the scheme's.")
@click.option("--lower", "down", is_flag=True, help="One level worse than the scheme's.")
@click.option("--withdraw", is_flag=True, help="Take your level back: the scheme's counts.")
@click.option("--why", metavar="TEXT", help="Why; the summary prints it.")
@click.option(
    "--who", metavar="NAME", envvar="EVIDENCE_USER", help="Who says so. Default: your login name."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(  # noqa: PLR0913 - one parameter an option
    pmid: int,
    *,
    question: str | None,
    level: int | None,
    up: bool,
    down: bool,
    withdraw: bool,
    why: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Show a record's study design and levels of evidence, or give it another level.

    The levels are those of OCEBM 2011, one for each kind of question; it lets a
    person raise or lower one for quality, imprecision or indirectness. Your
    level stands in summaries beside the scheme's, with your name and reason,
    and is never overwritten by the program.

    \b
    Examples:
      evidence appraise 990000001
      evidence appraise 990000001 --question "treatment benefit" --lower \\
        --why "a third were lost" --who "A. Reader"
      evidence appraise 990000001 --question prognosis --withdraw --why "mistaken"
    """
    from evidence.commands import appraised, opening, output

    changes = sum((level is not None, up, down, withdraw))
    store = opening.store(reading=True)
    if changes or question or why:
        appraised.decide(
            store,
            pmid,
            appraised.Wish(question, level, up, down, withdraw, why, who),
        )
    found = appraised.appraised(store, pmid)
    if as_json:
        output.document(appraised.as_dict(found))
    else:
        _print(found)


def _print(found: "Appraised") -> None:
    from evidence.commands import output

    click.echo(output.clean(f"PMID {found.pmid}: {found.title}"))
    click.echo(output.clean(f"design: {found.design} ({found.reason})"))
    rows = [
        (
            each.question,
            str(each.counts or "none"),
            str(each.by_scheme or "none"),
            each.reason,
            each.person,
        )
        for each in found.levels
    ]
    output.table(("question", "level", "OCEBM 2011", "why", "changed by"), rows)
