"""A piece of a crontab."""

from evidence.errors import UsageProblem
from evidence.schedule.model import DELAY, Job
from evidence.schedule.quoting import cron_command, plain, script, shell
from evidence.schedule.words import commented, recipients, secrets

_DAYS = {"mon-fri": "1-5", "daily": "*", "sat": "6"}
_LONGEST = 998  # Vixie's cron: 1,000 with the line's end


def render(job: Job) -> str:
    """Lines for `crontab -e`: comments, two settings, the job.

    Raises UsageProblem where a path cannot be carried by every cron.
    """
    command = cron_command(script(job))
    if len(command.encode()) > _LONGEST:
        raise UsageProblem(
            f"The command has {len(command.encode())} characters; some cron programs read 998.",
            "Use --as systemd, or shorter paths.",
        )
    comment = commented(
        "# ",
        (
            "evidence-tracker: the unattended update. Nothing has been installed.",
            "To install: type `crontab -e` and paste these lines at the end.",
            f"To check: {shell(job.check)}",
            "  exits 1 and names each topic whose last search to the end is too old.",
            "Cron mails what the job prints: nothing, while all is well.",
            f"It starts up to {DELAY} minutes after its time, so that not all ask at once.",
            "Cron does not catch up on a start that was missed while the machine was off. The",
            "next run reaches back to the last complete one, so nothing is lost; a second line",
            "with another hour does no harm: a run with nothing new writes a line of the ledger.",
            *secrets(job),
            *recipients(job),
        ),
    )
    mail = f'MAILTO="{_address(job.email)}"\n' if job.email else ""
    when = f"{job.at.minute} {job.at.hour} * * {_DAYS[job.days]}"
    return f"{comment}{mail}DELAY={DELAY * 60}\n{when} {command}\n"


def _address(email: str) -> str:
    if '"' in email:
        raise UsageProblem(f"Cron cannot mail to {email!r}.", "Give another address with --email.")
    return plain(email)
