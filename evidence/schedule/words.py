"""What the comments of every schedule say."""

from collections.abc import Iterable

from evidence.schedule.model import Job


def commented(mark: str, lines: Iterable[str]) -> str:
    """The lines, each behind `mark`."""
    return "".join(f"{mark}{line}".rstrip() + "\n" for line in lines)


def recipients(job: Job, *, repository: bool = False) -> tuple[str, ...]:
    """How to name somebody to tell, where a digest is wanted and would go to nobody."""
    place = "committed to this repository" if repository else "in the folder where the job runs"
    if not (job.digest and job.nobody):
        return ()
    return (
        "THE DIGEST HAS NOBODY TO GO TO: until it has, it ends with exit code 4 each time.",
        f"Name somebody in evidence.toml, {place}:",
        "  [mail]",
        '  host = "smtp.clinic.org"',
        '  from = "you@clinic.org"',
        '  to = ["you@clinic.org"]',
        "or a feed in a file:",
        "  [digest]",
        '  atom = "digest.xml"',
    )


def secrets(job: Job) -> tuple[str, ...]:
    """Where to put what must stay secret, by name."""
    names = ", ".join(job.names)
    return (
        f"Secrets, if you have any ({names}), belong in",
        f"  {job.secrets}",
        "one NAME=value a line, and `chmod 600` on it: never in this text.",
    )
