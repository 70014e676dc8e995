"""`evidence extract`: what the rules find in a text, without a database."""

import click


@click.command("extract")
@click.option(
    "--jsonl",
    required=True,
    metavar="FILE",
    help='Rows {"id", "text"}, one answer a row; - is stdin.',
)
def command(*, jsonl: str) -> None:
    """Find sentences and numbers in texts: what each number is, and where.

    A text is a sentence or an abstract. Nothing is stored. Numbers that are no
    evidence (ages, doses, ends of a scale, registrations) are marked as such.

    \b
    Examples:
      evidence extract --jsonl abstracts.jsonl > numbers.jsonl
      echo '{"id": 1, "text": "85 of 120 (70.8%)"}' | evidence extract --jsonl -
    """
    from evidence.commands import extract_rows

    extract_rows.run(jsonl)
