"""The `evidence` command and its groups of subcommands."""

from pathlib import Path

import click

from evidence.commands.lazy import LazyGroup
from evidence.commands.settings import Settings, default_map
from evidence.shipped import program_version

GROUPS = {
    "Collect": ("update", "import", "local-pubmed"),
    "Curate": ("search", "show", "query", "mesh", "topics", "tags", "retag"),
    "Appraise": ("appraise", "findings", "families", "audit", "extract", "rebuild"),
    "Write": ("summary", "methods", "verify"),
    "Keep running": ("runs", "status", "digest", "schedule", "doctor", "backup", "restore"),
    "Learn": ("demo",),
}
MODULES = {name: name.replace("-", "_") for names in GROUPS.values() for name in names}
MODULES["import"] = "import_"

EXIT_CODES = """\b
Exit codes:
  0 ok · 1 error (verify: an address no longer holds) · 2 usage · 3 partial
  4 configuration or credentials · 5 not found · 69 service unavailable
  74 database, disk or output · 75 busy · 130 interrupted
  10 something is new (update --exit-code)
"""


class Commands(LazyGroup):
    """Groups its commands in the help by what they are for."""

    modules = MODULES

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the commands by what they are for."""
        for title, names in GROUPS.items():
            rows = []
            for name in names:
                command = self.get_command(ctx, name)
                if command is not None:
                    rows.append((name, command.get_short_help_str(limit=120)))
            with formatter.section(title):
                formatter.write_dl(rows)


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - Click's signature
    if not wanted or ctx.resilient_parsing:
        return
    import platform
    import sqlite3

    import sqlalchemy

    click.echo(
        f"evidence-tracker {program_version()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, SQLAlchemy {sqlalchemy.__version__}"
    )
    ctx.exit()


@click.group(
    cls=Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "EVIDENCE",
        "max_content_width": 80,
    },
    epilog=EXIT_CODES,
)
@click.option(
    "--database",
    metavar="URL|FILE",
    envvar="EVIDENCE_DATABASE",
    help="SQLite file or PostgreSQL URL. Default: evidence.db beside evidence.toml, "
    "else in your user data folder.",
)
@click.option(
    "--queries",
    metavar="DIR",
    type=click.Path(path_type=Path),
    envvar="EVIDENCE_QUERIES",
    help="Your own topics and tags; they come before the shipped ones. Default: ./queries.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Print the versions of the program and what it stands on.",
)
@click.pass_context
def evidence(
    ctx: click.Context, database: str | None, queries: Path | None, *, debug: bool
) -> None:
    """Keep a clinic's articles true to PubMed.

    Ask PubMed the clinic's questions, keep every record, tag and appraise them,
    and write summaries in which every sentence carries its source.

    \b
    First steps:
      evidence demo                       see it work, no network needed
      export NCBI_EMAIL=you@clinic.org    tell NCBI who asks
      evidence update leg-cramps          ask PubMed
      evidence summary leg-cramps         write what it says
    """
    del debug  # read in evidence.__main__, which prints the errors
    ctx.default_map = default_map()
    ctx.obj = Settings.of(database, queries)
