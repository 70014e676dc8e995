"""Which setting wins, and what a broken file says."""

from pathlib import Path

import pytest

from evidence.commands.settings import Settings
from evidence.errors import ConfigProblem


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder as the current one, with an empty home."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_default_is_the_users_data_folder(project: Path) -> None:
    assert Settings.of(None, None).database.endswith("evidence-tracker/evidence.db")
    assert str(project.parent / "home") in Settings.of(None, None).database


def test_a_project_keeps_its_own_database(project: Path) -> None:
    (project / "evidence.toml").write_text("")
    assert Settings.of(None, None).database == "evidence.db"


def test_option_wins_over_project_over_user(project: Path) -> None:
    user = project.parent / "home" / "evidence-tracker"
    user.mkdir(parents=True)
    (user / "evidence.toml").write_text('database = "user.db"')
    assert Settings.of(None, None).database == "user.db"
    (project / "evidence.toml").write_text('database = "project.db"')
    assert Settings.of(None, None).database == "project.db"
    assert Settings.of("option.db", None).database == "option.db"


def test_broken_file_is_named(project: Path) -> None:
    (project / "evidence.toml").write_text("database = x\n")
    with pytest.raises(ConfigProblem, match=r"evidence\.toml is not valid TOML: .*line 1"):
        Settings.of(None, None)


def test_folder_of_queries_must_exist(project: Path) -> None:
    with pytest.raises(ConfigProblem, match="does not exist"):
        Settings.of(None, project / "nowhere")
