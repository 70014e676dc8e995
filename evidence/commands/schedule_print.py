"""`evidence schedule print`: the lines to install, with this user's own paths in them."""

from datetime import datetime

import click

from evidence.commands.options import EMAIL, EUTILS_URL

FORMS = ("cron", "systemd", "launchd", "windows", "github")
PARTS = ("both", "service", "timer")


@click.command("print")
@click.option("--as", "form", type=click.Choice(FORMS), required=True, help="What will run it.")
@click.option(
    "--at",
    metavar="HH:MM",
    type=click.DateTime(["%H:%M"]),
    help="When, in local time (github: UTC). Default: at night, at a minute of this machine's own.",
)
@click.option(
    "--days",
    type=click.Choice(["mon-fri", "daily", "sat"]),
    default="mon-fri",
    show_default=True,
    help="On which days.",
)
@click.option("--digest", is_flag=True, help="Send the digest of what is new after the update.")
@EMAIL
@EUTILS_URL
@click.option(
    "--part",
    type=click.Choice(PARTS),
    default="both",
    show_default=True,
    help="Of systemd's two files, only this one.",
)
def command(  # noqa: PLR0913 - one parameter an option
    *,
    form: str,
    at: datetime | None,
    days: str,
    email: str | None,
    eutils_url: str | None,
    part: str,
    digest: bool,
) -> None:
    """Print what makes updates run by themselves; nothing is installed.

    With absolute paths, catch-up where the system knows it, and a random delay.
    How to install and how to check it stands in the comments. Passwords and the
    NCBI key are named, never printed.

    \b
    Examples:
      evidence schedule print --as cron --at 03:17
      evidence schedule print --as systemd --days daily --digest
      evidence schedule print --as windows > evidence-update.xml
    """
    from evidence.commands import output
    from evidence.commands.schedule_job import Wish, job, offsets
    from evidence.schedule import render, systemd
    from evidence.schedule.when import off_peak
    from evidence.schedule.words import recipients

    wish = Wish(form, at.time() if at else None, days, digest, email or "", eutils_url or "")
    wanted = job(wish)
    if part != "both" and form == "systemd":
        text = systemd.service(wanted) if part == "service" else systemd.timer(wanted)
    else:
        text = render(wanted, wish.form)
    click.echo(text, nl=False)
    for line in recipients(wanted, repository=form == "github"):
        output.say(line)
    if not off_peak(wanted.at, wanted.days, offsets(form)):
        output.say(
            f"note: {wanted.at:%H:%M} is not at night in the United States. NCBI asks for large"
            " jobs at weekends or between 21:00 and 5:00 US Eastern time; without --at, such a"
            " time is chosen."
        )
