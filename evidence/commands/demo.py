"""`evidence demo`: the main job, with no network at all."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.demo import Demonstration


@click.command("demo")
@click.option(
    "--from",
    "files",
    metavar="FILE...",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Real PubMed XML files instead of the invented samples; repeatable.",
)
@click.option(
    "--folder",
    default="evidence-demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the database and the pages go.",
)
@click.argument(
    "more",
    metavar="[FILE...]",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="More files for --from.",
)
def command(files: tuple[Path, ...], folder: Path, more: tuple[Path, ...]) -> None:
    """Show the whole way on invented records, or on files of real ones.

    Starts a PubMed on this machine, updates every topic from it, changes what it
    holds, updates again and once more the next day, renders a page for each topic
    and checks every address.

    \b
    Examples:
      evidence demo
      evidence demo --from records.xml.gz --folder try
    """
    from evidence.commands import opening, output
    from evidence.commands.files import write
    from evidence.demo import demonstrate
    from evidence.errors import EvidenceError, UsageProblem
    from evidence.store import open_store

    if more and not files:
        raise UsageProblem(
            "Files were named without --from.", f"Type: evidence demo --from {more[0]}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "demo.db"
    for path in folder.glob("demo.db*"):
        path.unlink()  # a demonstration starts from nothing, every time
    with open_store(str(database)) as store:
        shown = demonstrate(
            store,
            (*files, *more),
            topics=opening.topics(),
            tags=opening.tags(),
            folder=folder,
            today=opening.today(),
            say=output.say,
        )
        for page in shown.pages:
            write(page.path, page.html)
            write(page.path.with_suffix(".md"), page.markdown)
            write(page.path.with_suffix(".json"), page.json)
        _tell(shown, len(store.pmids()), invented=not files)
    problems = [problem for page in shown.pages for problem in page.problems]
    if problems:
        raise EvidenceError(f"{len(problems)} addresses do not hold: {problems[0]}")


def _tell(shown: "Demonstration", kept: int, *, invented: bool) -> None:
    kind = "INVENTED sample records" if invented else "records from your files"
    first, second, third = shown.updates
    click.echo(
        f"1. a PubMed on this machine served {shown.served[0]} {kind}, then {shown.served[1]}"
    )
    click.echo(
        f"2. first update: {first.new} new records, "
        + ", ".join(f"{each.topic} {each.count}" for each in first.outcomes)
    )
    click.echo(
        f"3. second update: {second.new} new, {second.changed} changed, {second.left} left a topic;"
        f" a day later {third.deleted} counts as deleted by PubMed; {kept} records are stored"
    )
    checked = sum(page.checked for page in shown.pages)
    click.echo(f"4. {len(shown.pages)} pages rendered, {checked} addresses checked word for word")
    best = next(
        (page for page in shown.pages if page.topic == "stenosis-leg-cramps"), shown.pages[0]
    )
    click.echo(f"5. open {best.path.resolve()}")
