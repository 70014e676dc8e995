"""`evidence families join`: a person's word on two records."""

import click

PMID = click.IntRange(1, 2**32 - 1)


@click.command("join")
@click.argument("one", metavar="PMID", type=PMID, help="A stored record.")
@click.argument("two", metavar="PMID", type=PMID, help="Another one.")
@click.option("--why", required=True, metavar="TEXT", help="The reason; every output shows it.")
@click.option(
    "--who", metavar="NAME", envvar="EVIDENCE_USER", help="Who says so. Default: your login name."
)
def command(one: int, two: int, *, why: str, who: str | None) -> None:
    """Say that two records report one study.

    \b
    Examples:
      evidence families join 990000001 990000002 --why "the trial at 8 years"
      evidence families join 990000001 990000003 --why "one cohort" --who Reader
    """
    from evidence.commands.families_word import say_of

    say_of((one, two), together=True, why=why, who=who)
