"""`evidence doctor`: what is wrong, and what to do."""

import click


@click.command("doctor")
@click.option(
    "--deep",
    is_flag=True,
    help="Also take every record's hash again, and compare the index with the records.",
)
@click.option(
    "--fix",
    is_flag=True,
    help="Mend what is safe: the index, searches left running by a killed program, permissions.",
)
@click.option("--online", is_flag=True, help="Also ask PubMed for the time.")
@click.option(
    "--eutils-url",
    envvar="EVIDENCE_EUTILS_URL",
    metavar="URL",
    help="The service to ask, with --online.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(eutils_url: str | None, *, deep: bool, fix: bool, online: bool, as_json: bool) -> None:
    """Look at everything the program rests on, and say what to do.

    Changes nothing without --fix, and asks nobody without --online. The exit code
    is 1 where something fails, and 0 where all is well or only a warning is given.

    \b
    Examples:
      evidence doctor
      evidence doctor --deep --json     (weekly, for a monitor)
      evidence doctor --fix
    """
    from dataclasses import asdict
    from datetime import UTC, datetime

    from evidence.commands import opening, output
    from evidence.commands.doctor_probes import probes, settings_files
    from evidence.doctor import Wanted, examine

    wanted = Wanted(
        url=opening.settings().database,
        now=datetime.now(UTC),
        topics=opening.topics,
        tags=opening.tags,
        settings=settings_files(),
        others=probes(eutils_url, online=online),
        deep=deep,
        fix=fix,
    )
    checks = list(examine(wanted))
    if as_json:
        output.document({"checks": [asdict(each) for each in checks]})
    else:
        rows = [(each.state.upper(), each.name, each.detail, each.next) for each in checks]
        output.table(("state", "check", "seen", "next"), rows)
    if any(each.state == "fail" for each in checks):
        click.get_current_context().exit(1)
