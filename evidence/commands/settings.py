"""Settings: option > EVIDENCE_* > evidence.toml of the project > user file > default."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from evidence.errors import ConfigProblem
from evidence.shipped import shipped

NAME = "evidence-tracker"
PROJECT_FILE = "evidence.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What every command may need to know."""

    database: str
    query_folders: tuple[Path, ...] | None

    @classmethod
    def of(cls, database: str | None, queries: Path | None) -> "Settings":
        """From the two global options; files fill what is not given."""
        values = file_values()
        database = database or _text(values, "database") or str(default_database())
        folder = queries or _folder(values)
        if folder is None:
            return cls(database, None)
        if not folder.is_dir():
            raise ConfigProblem(
                f"The folder of queries {str(folder)!r} does not exist.",
                "Create it, or leave --queries out to use the shipped topics and tags.",
            )
        return cls(database, (folder, shipped("queries")))


def default_database() -> Path:
    """evidence.db beside the project's evidence.toml, else in the user's data folder."""
    if Path(PROJECT_FILE).is_file():
        return Path("evidence.db")
    return user_data_path(NAME, appauthor=False) / "evidence.db"


def file_values() -> dict[str, object]:
    """The user's file overlaid by the project's; a broken file is a ConfigProblem."""
    values: dict[str, object] = {}
    for path in (user_config_path(NAME, appauthor=False) / PROJECT_FILE, Path(PROJECT_FILE)):
        if not path.is_file():
            continue
        try:
            values |= tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigProblem(
                f"The settings file {path} is not valid TOML: {error}.",
                'Write lines such as: database = "evidence.db"',
            ) from error
    return values


def default_map() -> dict[str, object]:
    """Click's default_map: a table of the file named like a command sets its options."""
    return {name: table for name, table in file_values().items() if isinstance(table, dict)}


def _text(values: dict[str, object], name: str) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        raise ConfigProblem(
            f"The setting {name!r} in {PROJECT_FILE} is not a text.", f'Write {name} = "..."'
        )
    return value


def _folder(values: dict[str, object]) -> Path | None:
    text = _text(values, "queries")
    return Path(text) if text else None
