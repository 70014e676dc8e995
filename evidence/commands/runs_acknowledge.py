"""`evidence runs acknowledge`: a person has seen what PubMed left out of a search."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evidence.store import Acknowledgement


@click.command("acknowledge")
@click.argument("topic", metavar="TOPIC", help="The topic's name.")
@click.argument(
    "phrases", metavar="PHRASE...", nargs=-1, help="The phrases, as the warning prints them."
)
@click.option("--all", "every", is_flag=True, help="Every phrase of the topic's last search.")
@click.option("--why", required=True, metavar="TEXT", help="Why the search is right without it.")
@click.option(
    "--who", metavar="NAME", envvar="EVIDENCE_USER", help="Who says so. Default: your login name."
)
def command(
    topic: str, phrases: tuple[str, ...], why: str, who: str | None, *, every: bool
) -> None:
    """Say that a search is right although PubMed left a phrase out of it.

    PubMed drops a phrase that it does not find, and answers the rest: the warning
    stands in every output until somebody says that this is well. It stays in the
    ledger and in `evidence methods`, with your name and reason.

    \b
    Examples:
      evidence runs acknowledge leg-cramps zebrafishes --why "a word yet to come"
      evidence runs acknowledge leg-cramps --all --why "checked" --who "A. Reader"
    """
    from datetime import UTC, datetime
    from getpass import getuser

    from evidence.commands import opening, output
    from evidence.errors import NotFound, UsageProblem
    from evidence.store import Acknowledgement

    (asked,) = opening.topics([topic])
    store = opening.store(reading=True)
    if not why.strip():
        raise UsageProblem("The reason is empty.", 'Type: --why "..."')
    waiting = store.ledger.unacknowledged(asked.name)
    chosen = waiting if every else phrases
    if not chosen and not every:
        raise UsageProblem(
            "No phrase is named.", f"Name one of: {', '.join(waiting)}" if waiting else ""
        )
    seen = {each.phrase: each for each in store.ledger.acknowledged(asked.name)}
    unknown = [phrase for phrase in chosen if phrase not in waiting]
    if unknown or not waiting:
        left = f"These wait: {', '.join(waiting)}" if waiting else "Nothing waits."
        raise NotFound(f"{_what(asked.name, unknown[:1], seen)} {left}")
    name = who or getuser()
    newest = store.ledger.newest_answered(asked.name)
    query = newest.query if newest else asked.query
    for phrase in chosen:
        given = Acknowledgement(asked.name, phrase, name, why, datetime.now(UTC), query)
        store.ledger.acknowledge(given)
        output.say(f"{asked.name}: {phrase!r} acknowledged by {name}")


def _what(topic: str, unknown: "list[str]", seen: "dict[str, Acknowledgement]") -> str:
    if not unknown:
        return f"No phrase of {topic!r} is unacknowledged."
    given = seen.get(unknown[0])
    if given is not None:
        return f"{unknown[0]!r} was acknowledged by {given.who} on {given.at.date().isoformat()}."
    return f"PubMed did not leave {unknown[0]!r} out of the last search of {topic!r}."
