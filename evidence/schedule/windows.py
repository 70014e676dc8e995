"""A task of Windows' Task Scheduler, as XML.

All is ASCII, with character references, and no encoding is declared: so the file can be
read whether the shell that wrote it uses UTF-8, a code page, or UTF-16 with its mark.
"""

import re
import subprocess
from collections.abc import Sequence
from xml.sax.saxutils import escape

from evidence.errors import UsageProblem
from evidence.schedule.model import DELAY, WEEKDAYS, Job
from evidence.schedule.quoting import plain
from evidence.schedule.words import commented, recipients

NAME = "evidence-tracker update"
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST = "2026-01-01"  # any day that has passed: only its time counts
_BOTH = (
    "import subprocess,sys;n=int(sys.argv[1]);w=sys.argv[2:];"
    "u=subprocess.call(w[:n]);d=subprocess.call(w[n:]);sys.exit(u or d)"
)
"""Python that runs two commands, the first of n words, and ends with the first code not 0."""
_REPLACED = re.compile(r"%[^%\"\\/]+%|\$\(")  # nobody's variable has a path in its name


def render(job: Job) -> str:
    """The task, with one action: of several, Last Result would be that of the last alone."""
    return f"""<?xml version="1.0"?>
{_comment(job)}<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Ask PubMed the clinic's questions (evidence-tracker)</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>{_FIRST}T{job.at:%H:%M}:00</StartBoundary>
      <Enabled>true</Enabled>
      <RandomDelay>PT{DELAY}M</RandomDelay>
{_days(job)}    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
{_action(command(job), job.folder)}  </Actions>
</Task>
"""


def command(job: Job) -> tuple[str, ...]:
    """The words of the update; of the update and then, whatever comes of it, of the digest."""
    if not job.digest:
        return job.update
    return (job.python, "-I", "-c", _BOTH, str(len(job.update)), *job.update, *job.tell)


def _days(job: Job) -> str:
    if job.days == "daily":
        return (
            "      <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n"
            "      </ScheduleByDay>\n"
        )
    days = "".join(f"          <{_DAY_NAMES[day - 1]} />\n" for day in WEEKDAYS[job.days])
    return (
        "      <ScheduleByWeek>\n"
        f"        <DaysOfWeek>\n{days}        </DaysOfWeek>\n"
        "        <WeeksInterval>1</WeeksInterval>\n"
        "      </ScheduleByWeek>\n"
    )


def _action(words: Sequence[str], folder: str) -> str:
    # list2cmdline quotes as Microsoft's C runtime, and so Python, reads a command line.
    arguments = subprocess.list2cmdline(words[1:])
    return (
        "    <Exec>\n"
        f"      <Command>{_text(words[0])}</Command>\n"
        f"      <Arguments>{_text(arguments)}</Arguments>\n"
        f"      <WorkingDirectory>{_text(folder)}</WorkingDirectory>\n"
        "    </Exec>\n"
    )


def _text(text: str) -> str:
    if _REPLACED.search(text):
        raise UsageProblem(
            f"Task Scheduler would replace a part of {text!r}: %...% and $(...) are its variables.",
            "Rename the file or folder.",
        )
    return escape(plain(text)).encode("ascii", "xmlcharrefreplace").decode()


def _comment(job: Job) -> str:
    """Two hyphens must not stand in a comment of XML: no options of ours and no paths here."""
    return f"""<!--
evidence-tracker: the unattended update. Nothing has been installed.
To install: save this as evidence-update.xml and type
  schtasks /create /xml evidence-update.xml /tn "{NAME}"
To check:
  schtasks /run /tn "{NAME}"                    (once, now)
  schtasks /query /v /fo list /tn "{NAME}"      (Last Result: 0 is well;
    else the exit code of the update, or of the digest where the update's is 0)
  evidence status
To remove: schtasks /delete /tn "{NAME}"
A start that was missed is made up for as soon as the machine is on and you are logged in
(on a server: tick "Run whether user is logged on or not" in Task Scheduler).
Secrets, if you have any ({", ".join(job.names)}), belong in your user's
environment variables (System Properties, Environment Variables): never in this text.
{commented("", recipients(job))}-->
"""
