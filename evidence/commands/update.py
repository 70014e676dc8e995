"""`evidence update`: ask PubMed the topics' questions and keep what it answers."""

from typing import TYPE_CHECKING

import click

from evidence.commands.options import EMAIL, EUTILS_URL, TOPICS

if TYPE_CHECKING:
    from evidence.store import Search, Store
    from evidence.topic import Topic


@click.command("update")
@TOPICS
@EMAIL
@EUTILS_URL
@click.option("--quiet", "-q", is_flag=True, help="Print nothing unless something is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Steps on standard error as text, or as one JSON object a line.",
)
@click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Wait so long for another update of this database to end.",
)
@click.option("--dry-run", "-n", is_flag=True, help="Ask PubMed for counts only; change nothing.")
@click.option(
    "--accept-fewer",
    is_flag=True,
    help="Believe PubMed where it lists fewer than half of what the same query found.",
)
@click.option("--exit-code", is_flag=True, help="Exit 10 if something is new or changed.")
def command(  # noqa: PLR0913 - one parameter an option
    topics: tuple[str, ...],
    email: str | None,
    eutils_url: str | None,
    log_format: str,
    wait: float,
    *,
    quiet: bool,
    as_json: bool,
    dry_run: bool,
    accept_fewer: bool,
    exit_code: bool,
) -> None:
    """Ask PubMed each topic's query; keep and tag what is new or changed.

    An answer that PubMed cut, widened or failed to give is an error with its
    reason, never fewer records. What is read is kept, batch by batch: after an
    interruption the same command goes on. An NCBI API key is read from
    NCBI_API_KEY.

    \b
    Examples:
      evidence update
      evidence update leg-cramps --dry-run
      evidence update --quiet             (for a scheduler)
      evidence update -q --wait 600       (after another update has ended)
    """
    from evidence.commands import opening, output, signals, steps
    from evidence.commands.outcomes import as_dict, columns, row, settle, troubles
    from evidence.harvest import update

    asked = opening.topics(topics)
    if dry_run:
        _rehearse(asked, email, eutils_url, as_json=as_json)
        return
    kept = opening.store()
    with (
        opening.client(email, eutils_url) as client,
        signals.as_interrupt(),
        steps.teller(quiet=quiet, as_json=log_format == "json") as tell,
    ):
        outcomes = update(
            kept,
            client,
            asked,
            tags=opening.tags(),
            mesh=opening.mesh(kept),
            say=tell,
            wait=wait,
            accept_fewer=accept_fewer,
        )
    _read(kept, asked)
    if as_json:
        output.document([as_dict(each.search, each.warnings) for each in outcomes])
    elif not quiet:
        output.table(columns(), [row(outcome) for outcome in outcomes])
    if quiet or as_json:
        for names, text in troubles(outcomes):
            steps.trouble(names, text, as_json=log_format == "json")
    settle(outcomes)
    if exit_code and any(_is_news(each.search) for each in outcomes):
        click.get_current_context().exit(10)


def _read(kept: "Store", topics: "tuple[Topic, ...]") -> None:
    """Keep what is computed of the topics' records, so that the next summary need not wait.

    Whatever reads them computes what is not kept: a store that is busy now loses nothing.
    """
    from contextlib import suppress

    from evidence.errors import Busy
    from evidence.findings.rebuild import rebuild

    with suppress(Busy):
        rebuild(kept, sorted({pmid for each in topics for pmid in kept.membership(each.name)}))


def _rehearse(
    topics: "tuple[Topic, ...]", email: str | None, url: str | None, *, as_json: bool
) -> None:
    """What an update would do; nothing is written, not even a database."""
    from dataclasses import asdict

    from evidence.commands import opening, output
    from evidence.errors import PartialResult
    from evidence.harvest import rehearse
    from evidence.store.rehearsal import open_unchanged

    with open_unchanged(opening.settings().database) as store, opening.client(email, url) as client:
        found = tuple(rehearse(store, client, topics))
    if as_json:
        output.document([asdict(each) for each in found])
    else:
        rows = [
            (
                each.topic,
                "no answer" if each.count is None else str(each.count),
                str(each.join),
                str(each.leave),
                each.error or "; ".join((*each.warnings, each.sent)),
            )
            for each in found
        ]
        output.table(("topic", "PubMed has", "would join", "would leave", "query as sent"), rows)
    if failed := [each.topic for each in found if each.error]:
        raise PartialResult(
            f"PubMed did not answer for {', '.join(failed)}.", "Run the same command again later."
        )


def _is_news(search: "Search") -> bool:
    return bool(search.new or search.changed or search.joined or search.left or search.gone)
