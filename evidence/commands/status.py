"""`evidence status`: is every topic fresh, and what to do next."""

import click

from evidence.commands.options import TOPICS


@click.command("status")
@TOPICS
@click.option(
    "--max-age",
    metavar="AGE",
    help="Exit 1 where a topic's last search to the end is older: 36h, 8d, 2w.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(topics: tuple[str, ...], max_age: str | None, *, as_json: bool) -> None:
    """Show how fresh every topic is, and what to do next.

    Asks nobody, changes nothing. For a monitor: with --max-age, a line on standard
    error names each topic that is too old, and the exit code is 1; it is 0 where
    all are fresh, and 5 where there is no database.

    \b
    Examples:
      evidence status
      evidence status --max-age 8d      (for a monitor)
      evidence status leg-cramps --json
    """
    from datetime import UTC, datetime

    from evidence.commands import opening, output
    from evidence.commands.status_rows import COLUMNS, as_dict, caption, row
    from evidence.status import duration, look

    limit = duration(max_age) if max_age else None
    asked = opening.topics(tuple(dict.fromkeys(topics)))
    seen = look(opening.store(reading=True), asked, datetime.now(UTC))
    if as_json:
        output.document(as_dict(seen, limit))
    else:
        output.table(COLUMNS, [row(each, seen.now) for each in seen.topics], caption(seen))
        if seen.running:
            output.say(seen.running)
    if limit is None:
        return
    late = [each for each in seen.topics if each.late(seen.now, limit)]
    for each in late:
        output.say(f"{each.topic}: {each.lateness(seen.now)}; limit {max_age}. {each.next_step}")
    if late:
        click.get_current_context().exit(1)
