"""What the comments of every schedule say."""

from collections.abc import Iterable

from evidence.schedule.model import Job


def commented(mark: str, lines: Iterable[str]) -> str:
    """The lines, each behind `mark`."""
    return "".join(f"{mark}{line}".rstrip() + "\n" for line in lines)


def secrets(job: Job) -> tuple[str, ...]:
    """Where to put what must stay secret, by name."""
    names = ", ".join(job.names)
    return (
        f"Secrets, if you have any ({names}), belong in",
        f"  {job.secrets}",
        "one NAME=value a line, and `chmod 600` on it: never in this text.",
    )
