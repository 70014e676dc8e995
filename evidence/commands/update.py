"""`evidence update`: ask PubMed the topics' questions and keep what it answers."""

import click


@click.command("update")
@click.argument(
    "topics",
    metavar="[TOPIC...]",
    nargs=-1,
    help="Topics by name; all of them where none is named.",
)
@click.option(
    "--email",
    envvar="NCBI_EMAIL",
    metavar="ADDRESS",
    help="Your address, which NCBI asks for. [env: NCBI_EMAIL]",
)
@click.option(
    "--eutils-url",
    envvar="EVIDENCE_EUTILS_URL",
    metavar="URL",
    help="Another E-utilities service, such as `evidence local-pubmed`.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing unless something is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--exit-code", is_flag=True, help="Exit 10 if something is new or changed.")
def command(  # noqa: PLR0913 - one parameter an option
    topics: tuple[str, ...],
    email: str | None,
    eutils_url: str | None,
    *,
    quiet: bool,
    as_json: bool,
    exit_code: bool,
) -> None:
    """Ask PubMed each topic's query; keep and tag what is new or changed.

    An answer that PubMed cut, widened or failed to give is an error with its
    reason, never fewer records. An NCBI API key is read from NCBI_API_KEY.

    \b
    Examples:
      evidence update
      evidence update leg-cramps --json
      evidence update --quiet             (for a scheduler)
    """
    from evidence.commands import opening, output
    from evidence.commands.outcomes import as_dict, columns, row, settle
    from evidence.harvest import update

    asked = opening.topics(topics)
    kept = opening.store()
    with opening.client(email, eutils_url) as client:
        say = _silent if quiet else output.say
        outcomes = update(
            kept, client, asked, tags=opening.tags(), mesh=opening.mesh(kept), say=say
        )
    if as_json:
        output.document([as_dict(outcome) for outcome in outcomes])
    elif not quiet:
        output.table(columns(), [row(outcome) for outcome in outcomes])
    if quiet or as_json:
        for outcome in outcomes:
            for warning in outcome.warnings:
                output.say(f"{outcome.topic}: {warning}")
    settle(outcomes)
    if exit_code and any(outcome.new or outcome.changed for outcome in outcomes):
        click.get_current_context().exit(10)


def _silent(line: str) -> None:
    del line
