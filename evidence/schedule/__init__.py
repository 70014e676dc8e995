"""Unattended updates: what to give to cron, systemd, launchd, Windows or GitHub.

Text only: nothing here installs anything, or reads the machine.
"""

from collections.abc import Callable
from typing import Literal

from evidence.schedule import cron, github, launchd, systemd, windows
from evidence.schedule.model import Days, Job

Form = Literal["cron", "systemd", "launchd", "windows", "github"]

_FORMS: dict[Form, Callable[[Job], str]] = {
    "cron": cron.render,
    "systemd": systemd.render,
    "launchd": launchd.render,
    "windows": windows.render,
    "github": github.render,
}

__all__ = ["Days", "Form", "Job", "render"]


def render(job: Job, form: Form) -> str:
    """The job as text; UsageProblem for a path that the form cannot carry."""
    return _FORMS[form](job)
