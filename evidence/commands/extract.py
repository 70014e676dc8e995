"""`evidence extract`: what the rules find in a text, without a database."""

import click


@click.command("extract")
@click.option(
    "--jsonl",
    required=True,
    metavar="FILE",
    help='Rows {"id", "title", "text"}, one answer a row; - is stdin.',
)
def command(*, jsonl: str) -> None:
    """Find sentences, numbers, design and comparisons in texts, and where.

    A text is a sentence or an abstract, with a title or without. Nothing is
    stored. Numbers that are no evidence (ages, doses, ends of a scale,
    registrations) are marked as such.

    \b
    Examples:
      evidence extract --jsonl abstracts.jsonl > read.jsonl
      echo '{"id": 1, "text": "85 of 120 (70.8%)"}' | evidence extract --jsonl -
    """
    from evidence.commands import extract_rows

    extract_rows.run(jsonl)
