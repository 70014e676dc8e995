"""What `evidence doctor` looks at beside the database: settings, templates, the clock."""

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_path

from evidence.commands.settings import NAME, PROJECT_FILE

if TYPE_CHECKING:  # heavy imports wait until a command runs
    from evidence.doctor import Check, Probe


def settings_files() -> tuple[Path, ...]:
    """The settings files that are there: the user's, the project's."""
    places = (user_config_path(NAME, appauthor=False) / PROJECT_FILE, Path(PROJECT_FILE))
    return tuple(path for path in places if path.is_file())


def probes(url: str | None, *, online: bool) -> "tuple[tuple[str, Probe], ...]":
    """The checks that are the commands' own."""
    from evidence.doctor.clock import clock
    from evidence.pubmed.eutils import Settings as Service

    address = url or Service(email="").base_url
    asked = (("clock", lambda: clock(address)),) if online else ()
    return (("settings", _settings), ("templates", _templates), *asked)


def _settings() -> "Check":
    from evidence.doctor.check import ok

    files = settings_files()  # read before any command runs: a broken one stops all of them
    named = ", ".join(str(path) for path in files)
    return ok("settings", f"read from {named}" if files else "no settings file; all by default")


def _templates() -> "Check":
    """Whether each template can be parsed, the clinic's own before the shipped ones."""
    from jinja2 import Environment, TemplateSyntaxError

    from evidence.doctor.check import fail, ok
    from evidence.templating import folders

    paths = [path for place in folders() for path in sorted((place / "templates").glob("*.*"))]
    for path in paths:
        try:
            Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError) as problem:
            line = f":{problem.lineno}" if isinstance(problem, TemplateSyntaxError) else ""
            step = "Mend it, or remove it from ./reports to use the shipped one."
            return fail("templates", f"{path}{line}: {problem}", step)
    return ok("templates", f"{len(paths)} templates can be read")
