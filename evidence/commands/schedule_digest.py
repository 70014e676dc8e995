"""Whether a scheduled digest has somebody to go to, by the settings that the job will see."""

import re
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence.commands.settings import PROJECT_FILE, file_values

_NAME = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=", re.MULTILINE)
_WAYS = ("to", "atom", "webhook")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whether there is any, and whether mail to them needs a password."""

    known: bool
    password: bool = False


def recipients(values: Mapping[str, object], variables: Container[str]) -> Recipients:
    """As `evidence digest --send` finds them: in [mail], in [digest], in named variables.

    Raises ConfigProblem for a table [mail] that no mail can be sent by.
    """
    from evidence.digest.mail_settings import PASSWORD, mail_settings

    digest = values.get("digest")
    table = digest if isinstance(digest, dict) else {}
    ways = {way for way in _WAYS if table.get(way) or f"EVIDENCE_DIGEST_{way.upper()}" in variables}
    mail = values.get("mail")
    if mail is None and "to" not in ways:
        return Recipients(bool(ways))
    found = mail_settings(mail, {PASSWORD: "there, for all that is known here"})
    return Recipients(bool(ways or found.to), bool(found.user))


def settings_of_job(form: str) -> Mapping[str, object]:
    """The files of settings, as the job will find them: on GitHub, the project's alone."""
    values = file_values()
    if form != "github":
        return values
    project = Path(PROJECT_FILE)
    return tomllib.loads(project.read_text(encoding="utf-8")) if project.is_file() else {}


def names_in(secrets: Path) -> frozenset[str]:
    """The names in the file of secrets; none where it is not there or cannot be read."""
    try:
        text = secrets.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(_NAME.findall(text))
