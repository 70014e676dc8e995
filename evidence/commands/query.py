"""`evidence query`: what a PubMed query says, before it is asked."""

from collections.abc import Mapping

import click

from evidence.commands.lazy import LazyGroup


class QueryCommands(LazyGroup):
    """The subcommands, each in a module of its own."""

    modules: Mapping[str, str] = {
        "check": "query_check",
        "explain": "query_explain",
        "describe": "query_describe",
    }


@click.group(cls=QueryCommands, short_help="Check, explain and describe a PubMed query.")
def command() -> None:
    """Read a PubMed query: what is wrong with it and what it finds, without asking PubMed.

    \b
    Examples:
      evidence query check '"leg cramps"[ti] OR (spinal[ti] AND stenosis[ti)'
      evidence query describe --topic leg-cramps
      evidence query explain '"leg cramps"[ti] NOT review[pt]' 12345678
    """
