"""`evidence schedule`: what to install so that updates run by themselves."""

from collections.abc import Mapping

import click

from evidence.commands.lazy import LazyGroup


class ScheduleCommands(LazyGroup):
    """The subcommands, each in a module of its own."""

    modules: Mapping[str, str] = {"print": "schedule_print"}


@click.group(
    cls=ScheduleCommands,
    short_help="Print what makes updates run by themselves: cron, systemd, launchd ...",
)
def command() -> None:
    """Have updates run by themselves.

    Prints what to install, with your own paths in it. Nothing is installed.

    \b
    Examples:
      evidence schedule print --as cron
      evidence schedule print --as systemd --digest
    """
