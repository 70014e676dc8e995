"""`evidence families part`: a person's word on two records."""

import click

PMID = click.IntRange(1, 2**32 - 1)


@click.command("part")
@click.argument("one", metavar="PMID", type=PMID, help="A stored record.")
@click.argument("two", metavar="PMID", type=PMID, help="Another one.")
@click.option("--why", required=True, metavar="TEXT", help="The reason; every output shows it.")
@click.option(
    "--who", metavar="NAME", envvar="EVIDENCE_USER", help="Who says so. Default: your login name."
)
def command(one: int, two: int, *, why: str, who: str | None) -> None:
    """Say that two records report two studies, whatever else would join them.

    \b
    Examples:
      evidence families part 990000001 990000002 --why "two cohorts of one clinic"
      evidence families part 990000001 990000003 --why "two years" --who Reader
    """
    from evidence.commands.families_word import say_of

    say_of((one, two), together=False, why=why, who=who)
