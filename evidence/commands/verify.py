"""`evidence verify`: whether every quoted word still stands where the summary says."""

from pathlib import Path

import click


@click.command("verify")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Rendered summaries: .html, .md or .json.",
)
def command(files: tuple[Path, ...]) -> None:
    """Check every address of rendered summaries against the database.

    Fails (exit code 1) on one changed character anywhere in the file, a missing
    record, a quoted record that PubMed has revised or retracted since, or a
    citation without its reference.

    \b
    Examples:
      evidence verify leg-cramps.html
      evidence verify summaries/*.html
    """
    from evidence.commands import opening, output
    from evidence.errors import EvidenceError
    from evidence.summary.verify import verify_file

    kept = opening.store(reading=True)
    problems = 0
    for path in files:
        checked = verify_file(path, kept)
        click.echo(f"{path}: {checked.checked} addresses checked, {len(checked.problems)} problems")
        for problem in checked.problems:
            output.say(f"{path}: {problem}")
        problems += len(checked.problems)
    if problems:
        raise EvidenceError(
            f"{problems} statements no longer stand as printed.",
            "Render the summary again: evidence summary TOPIC --output FILE",
        )
