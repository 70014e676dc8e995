"""A property list of launchd, for one user of a Mac."""

import plistlib

from evidence.schedule.model import DELAY, WEEKDAYS, Days, Job
from evidence.schedule.quoting import script
from evidence.schedule.words import commented, recipients

LABEL = "org.evidence-tracker.update"
_SUNDAY = 7


def render(job: Job) -> str:
    """The property list, with a comment on how to install it; see launchd.plist(5)."""
    log = f"{job.logs}/{LABEL}.log"
    wanted = {
        "Label": LABEL,
        "ProgramArguments": ["/bin/sh", "-c", script(job)],
        "StartCalendarInterval": _times(job),
        "StandardOutPath": log,
        "StandardErrorPath": log,
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "Nice": 10,
    }
    text = plistlib.dumps(wanted, sort_keys=False).decode("utf-8")
    head, doctype, body = text.partition('PropertyList-1.0.dtd">\n')
    return f"{head}{doctype}{_comment(job)}{body}"


def _times(job: Job) -> list[dict[str, int]]:
    """A dictionary a weekday (Sunday is 0); one for all where it runs daily."""
    clock = {"Hour": job.at.hour, "Minute": job.at.minute}
    every: Days = "daily"
    if job.days == every:
        return [clock]
    return [{"Weekday": day % _SUNDAY, **clock} for day in WEEKDAYS[job.days]]


def _comment(job: Job) -> str:
    """Two hyphens must not stand in a comment of XML: no options and no paths here."""
    return f"""<!--
evidence-tracker: the unattended update. Nothing has been installed.
To install: save this as ~/Library/LaunchAgents/{LABEL}.plist and type
  launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{LABEL}.plist
To check:
  launchctl kickstart gui/$(id -u)/{LABEL}   (once, now)
  launchctl print gui/$(id -u)/{LABEL}
  evidence status
To remove: launchctl bootout gui/$(id -u)/{LABEL}
The log under StandardErrorPath stays empty while all is well. A start that was missed
while the Mac slept is made up for when it wakes; after it was off, at the next time. A
start is put off by up to {DELAY} minutes, so that not all ask at once.
Secrets, if you have any ({", ".join(job.names)}), belong in the file that the line
below reads, one NAME=value a line, and `chmod 600` on it: never in this text.
{commented("", recipients(job))}-->
"""
