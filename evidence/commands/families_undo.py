"""`evidence families undo`: a person's word on two records."""

import click

PMID = click.IntRange(1, 2**32 - 1)


@click.command("undo")
@click.argument("one", metavar="PMID", type=PMID, help="A stored record.")
@click.argument("two", metavar="PMID", type=PMID, help="Another one.")
@click.option("--why", required=True, metavar="TEXT", help="The reason; every output shows it.")
@click.option(
    "--who", metavar="NAME", envvar="EVIDENCE_USER", help="Who says so. Default: your login name."
)
def command(one: int, two: int, *, why: str, who: str | None) -> None:
    """Take back what was said of two records; the rules decide again.

    \b
    Examples:
      evidence families undo 990000001 990000002 --why "a misreading"
      evidence families undo 990000001 990000003 --why "asked them" --who Reader
    """
    from evidence.commands.families_word import say_of

    say_of((one, two), together=None, why=why, who=who)
