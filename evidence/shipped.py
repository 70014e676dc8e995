"""What ships with the program: its folders queries/ and reports/, its samples, its version."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def shipped(name: str) -> Path:
    """The shipped folder `name`: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / name
    return installed if installed.is_dir() else package.parent / name


def samples() -> Path:
    """The folder of the sample records that were invented for this project."""
    return Path(__file__).resolve().parent / "samples"


def program_version() -> str:
    """The installed version, or "unreleased" in a bare checkout."""
    try:
        return version("evidence-tracker")
    except PackageNotFoundError:
        return "unreleased"
