"""The job as this run of the program sees it: its own path, database, folders, names."""

import os
import platform
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import cast

from platformdirs import user_cache_path, user_config_path, user_log_path

from evidence.commands import opening
from evidence.commands.schedule_digest import Recipients, names_in, recipients, settings_of_job
from evidence.commands.settings import NAME
from evidence.errors import ConfigProblem
from evidence.schedule import Days, Form, Job, when

_COMMANDS = ("evidence", "evidence-tracker")
_GIVEN = ("NCBI_EMAIL", "EVIDENCE_DATABASE", "EVIDENCE_QUERIES", "EVIDENCE_EUTILS_URL")
_SECRET_KEYS = ("password", "sslpassword")  # of a PostgreSQL URL's query


SET = "set" if os.name == "nt" else "export"
"""The shell's word that sets a variable for what is typed next."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed."""

    form_name: str
    at: time | None
    days_name: str
    digest: bool
    email: str
    service: str

    @property
    def form(self) -> Form:
        """The form; Click has checked it."""
        return cast("Form", self.form_name)


def job(wish: Wish) -> Job:
    """The job. Raises ConfigProblem where it would fail each night for want of an address."""
    if not wish.email and not wish.service and wish.form != "github":
        raise ConfigProblem(
            "NCBI asks every program for the address of the person who runs it.",
            f"Add --email you@clinic.org, or type: {SET} NCBI_EMAIL=you@clinic.org",
        )
    database = _database(opening.settings().database)
    secrets = user_config_path(NAME, appauthor=False) / "secrets.env"
    told = _recipients(wish, secrets) if wish.digest else Recipients(known=True)
    return Job(
        program=_program(),
        database=database,
        folder=str(Path.cwd()),
        secrets=str(secrets),
        at=wish.at or when.usual_time(platform.node(), offsets(wish.form)),
        queries=_queries(wish.form),
        email=wish.email,
        days=cast("Days", wish.days_name),
        digest=wish.digest,
        service=wish.service,
        cache=str(user_cache_path(NAME, appauthor=False)),
        logs=str(user_log_path(NAME, appauthor=False).parent),
        names=_names(server="://" in database, mail=told.password),
        nobody=not told.known,
        python=sys.executable,
        checkout=_is_checkout(Path.cwd()),
    )


def _recipients(wish: Wish, secrets: Path) -> Recipients:
    kept = names_in(secrets) if wish.form not in {"github", "windows"} else frozenset()
    return recipients(settings_of_job(wish.form), kept | frozenset(os.environ))


def offsets(form: str) -> when.Offsets:
    """How far the schedule's clock is ahead of UTC, in January and in July."""
    return when.UTC if form == "github" else (_ahead(1), _ahead(7))


def _ahead(month: int) -> timedelta:
    year = datetime.now(UTC).year
    noon = datetime(year, month, 15, 12).astimezone()
    return noon.utcoffset() or timedelta()


def _program() -> tuple[str, ...]:
    """How this program was started, in words that work from any folder."""
    started = Path(sys.argv[0])
    if started.stem in _COMMANDS and started.is_file() and os.access(started, os.X_OK):
        return (os.path.abspath(started),)  # noqa: PTH100 - a link stays a link
    root = Path(__file__).resolve().parents[2]
    launcher = root / "cli.py"
    if launcher.is_file() and _is_checkout(root):
        return (sys.executable, str(launcher))  # a checkout, installed or not
    return (sys.executable, "-m", "evidence")


def _is_checkout(folder: Path) -> bool:
    """Whether a folder holds this program's source."""
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    table = project.get("project")
    return isinstance(table, dict) and table.get("name") == NAME


def _database(named: str) -> str:
    """An absolute path, or a URL without its password."""
    if "://" not in named:
        return str(Path(named).expanduser().resolve())
    from sqlalchemy.engine import make_url

    url = make_url(named)
    if url.get_backend_name() == "sqlite" and url.database:
        return str(Path(url.database).resolve())
    query = {key: value for key, value in url.query.items() if key not in _SECRET_KEYS}
    bare = url.set(query=query)._replace(password=None)
    return bare.render_as_string(hide_password=False)


def _queries(form: str) -> str:
    """The folder given with --queries; for GitHub, as it is called in the repository."""
    folders = opening.settings().query_folders
    if not folders:
        return ""
    own = folders[0].resolve()
    if form != "github":
        return str(own)
    here = Path.cwd()
    return own.relative_to(here).as_posix() if own.is_relative_to(here) else own.name


def _names(*, server: bool, mail: bool) -> tuple[str, ...]:
    """The settings that a scheduled job would miss: secrets, and what only this shell has."""
    known = ["NCBI_API_KEY", *(["PGPASSWORD"] if server else [])]
    here = {name for name in os.environ if name.startswith("EVIDENCE_") and name not in _GIVEN}
    return (*known, *sorted(here | ({"EVIDENCE_SMTP_PASSWORD"} if mail else set())))
