"""A group whose commands' modules are imported when they are named or listed."""

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """`modules`: command name -> module under evidence.commands that holds its `command`."""

    modules: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the help."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command `cmd_name`, or None."""
        del ctx
        if cmd_name not in self.modules:
            return None
        found = import_module(f"evidence.commands.{self.modules[cmd_name]}").command
        if not isinstance(found, click.Command):
            raise TypeError(cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that is near one is answered with it."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(args[0], possibilities=list(self.modules), ctx=ctx) from error
