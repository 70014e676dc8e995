"""Every way of installing or not installing finds the shipped topics and templates."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("evidence", "queries", "reports", "cli.py", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's own files, so that a build leaves nothing behind in ours."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            skip = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=skip)
        else:
            shutil.copy2(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(checkout, tmp_path_factory.mktemp("wheel"), "--wheel")


def build(source: Path, target: Path, kind: str) -> Path:
    command = (sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", target, source)
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.iterdir()
    return built


def environment(tmp_path: Path) -> Path:
    """An empty virtual environment that sees the dependencies of this one, not the program."""
    folder = tmp_path / "venv"
    subprocess.run((sys.executable, "-m", "venv", "--without-pip", folder), check=True)
    python = folder / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run((python, "-c", where), check=True, capture_output=True, text=True)
    purelib = Path(done.stdout.strip())
    # A plain path line: .pth files of that folder (our own editable install) are not run.
    (purelib / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return python


def install(python: Path, *what: str | Path) -> None:
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet")
    options = ("--no-deps", "--no-build-isolation", "--ignore-installed", "--no-index")
    done = subprocess.run((*pip, *options, *what), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def topics(command: tuple[str | Path, ...], folder: Path, home: Path) -> str:
    """What `evidence topics` prints, run in `folder` with an empty home."""
    home.mkdir(exist_ok=True)
    clean = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    done = subprocess.run(
        (*command, "--database", home / "t.db", "topics"),
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env=clean,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_shipped(printed: str) -> None:
    names = {line.split("\t")[0] for line in printed.splitlines()[1:]}
    assert names == {
        "leg-cramps",
        "spinal-stenosis",
        "stenosis-leg-cramps",
        "surgery-or-conservative",
    }


@pytest.mark.parametrize("command", [("cli.py",), ("-m", "evidence")])
def test_bare_checkout(checkout: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    assert_shipped(topics((sys.executable, *command), checkout, tmp_path))


def test_launcher_from_elsewhere(checkout: Path, tmp_path: Path) -> None:
    assert_shipped(topics((sys.executable, checkout / "cli.py"), tmp_path, tmp_path / "home"))


def test_editable(checkout: Path, tmp_path: Path) -> None:
    python = environment(tmp_path)
    install(python, "--editable", checkout)
    assert_shipped(topics((python.with_name("evidence"),), tmp_path, tmp_path / "home"))


def test_wheel(wheel: Path, tmp_path: Path) -> None:
    python = environment(tmp_path)
    install(python, wheel)
    for script in ("evidence", "evidence-tracker"):
        assert_shipped(topics((python.with_name(script),), tmp_path, tmp_path / "home"))
    assert_shipped(topics((python, "-m", "evidence"), tmp_path, tmp_path / "home"))


def test_wheel_owns_only_evidence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        owned = {name.split("/")[0] for name in archive.namelist()}
        names = set(archive.namelist())
    assert {name for name in owned if not name.endswith(".dist-info")} == {"evidence"}
    assert "evidence/queries/topics/leg-cramps.toml" in names
    assert "evidence/samples/records.xml" in names
    assert {f"evidence/learned/{model}.npz" for model in ("roles", "trials")} <= names
    assert any(name.startswith("evidence/store/migrations/versions/") for name in names)


def test_sdist_builds_the_same_wheel(checkout: Path, wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "sdist").mkdir()
    sdist = build(checkout, tmp_path / "sdist", "--sdist")
    shutil.unpack_archive(sdist, tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    (tmp_path / "again").mkdir()
    again = build(source, tmp_path / "again", "--wheel")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())
