"""F4: a small disk fills up in the middle of an update, and is then made larger."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence.query.mesh import Mesh

from . import check, world
from .child import run
from .conftest import Counted
from .scene import DATABASE, Scene
from .tally import count

KIBIBYTES = (1500, 2200, 3000)  # all too small for the scene below
WORDS = 500  # in an abstract


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene whose database does not fit on the small disks."""
    made = world.made(words=WORDS)
    with world.serving(made, Mesh.shipped()) as server:
        scene = Scene(server, made, tmp_path_factory.mktemp("large"))
        scene.prepare("first")
        yield scene


def test_the_disk_fills_up(large: Scene, counted: Counted, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    tally = counted("F4", "a small disk fills up, then is made larger")
    sizes = [KIBIBYTES[0] + 150 * n for n in range(20)] if count(0, 0, 1) else KIBIBYTES
    for number in tally.numbers(len(sizes)):
        size = sizes[number - 1]
        with (
            tally.case(number, f"{size} KiB"),
            _disk(tmp_path / f"disk{number}", size) as disk,
            large.begin("first") as folder,
        ):
            url = str(disk / DATABASE)
            ended = run(large.update(folder, url=url))
            assert ended.code == 74, f"exit {ended.code}: {ended.err}"
            assert "full" in ended.err.splitlines()[-1], ended.err
            told = check.promised(check.State(), check.log_of(folder))
            if size > KIBIBYTES[0]:
                assert told.transactions, "nothing was kept before the disk was full"
            _remount(disk, 40_000)
            large.after(folder, "first", url=url)


@contextmanager
def _disk(place: Path, size: int) -> Iterator[Path]:
    place.mkdir()
    try:
        _call("mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(place))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"a small disk cannot be mounted here: {error.stderr.strip()}")
    try:
        yield place
    finally:
        _call("umount", str(place))


def _remount(place: Path, size: int) -> None:
    _call("mount", "-o", f"remount,size={size}k", str(place))


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
