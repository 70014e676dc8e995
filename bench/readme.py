"""Generates the parts of the README that must stay true: the help and a piece of a summary."""

import tempfile
from pathlib import Path

import click
from click.testing import CliRunner

from evidence.commands.group import MODULES, evidence
from evidence.commands.lazy import LazyGroup

SECTION = "Does surgery help the cramps?"


def help_texts() -> None:
    """Print the help of every command, and of every subcommand, as fenced blocks."""
    for name in ("", *MODULES):
        _help([name] if name else [])
        command = evidence.get_command(click.Context(evidence), name) if name else None
        if isinstance(command, LazyGroup):
            for below in command.modules:
                _help([name, below])


def _help(names: list[str]) -> None:
    arguments = [*names, "--help"]
    result = CliRunner().invoke(evidence, arguments, prog_name="evidence", terminal_width=80)
    print("```text")
    print(f"$ evidence {' '.join(arguments)}\n")
    print("\n".join(line.rstrip() for line in result.output.splitlines()))
    print("```\n")


def sample() -> None:
    """Print one section of the demo's page on leg cramps in spinal stenosis, as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        result = CliRunner().invoke(evidence, ["demo", "--folder", folder])
        if result.exception:
            raise click.ClickException(result.output) from result.exception
        text = (Path(folder) / "stenosis-leg-cramps.md").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"\n## {SECTION}\n")
    section, _, _ = rest.partition("\n## ")
    shown = [line for line in section.splitlines() if not line.startswith("<!--")]
    print(f"> **{SECTION}**")
    print("\n".join(f"> {line}".rstrip() for line in shown))
