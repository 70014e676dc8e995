"""F3: from the k-th call on, the disk is full or broken."""

import pytest

from . import strace
from .conftest import Counted
from .scene import KINDS, Scene
from .tally import count

FULL = ("pwrite64", "ENOSPC")
BROKEN = (("fdatasync", "EIO"), ("fsync", "EIO"), ("pwrite64", "EIO"), ("ftruncate", "EIO"))


@pytest.fixture(autouse=True)
def _strace() -> None:
    strace.needed()


def test_the_disk_fails_from_the_kth_call_on(scene: Scene, counted: Counted) -> None:
    tally = counted("F3", "ENOSPC or EIO from the k-th call on")
    most = count(6, 60, 10**9)
    chosen = [each for kind in KINDS for each in _chosen(scene, kind, most // 2)]
    harmless = 0
    for number in tally.numbers(len(chosen)):
        kind, place, error = chosen[number - 1]
        told = f"{kind}, {error} from {place} on"
        with tally.case(number, told), scene.begin(kind) as folder:
            ended = strace.failing(scene.update(folder), place, error)
            if ended.code == 0:  # the last checkpoint failed: all is in the log beside the file
                harmless += 1
            else:
                assert ended.code == 74, f"exit {ended.code}: {ended.err}"
                last = ended.err.strip().splitlines()[-1]
                assert last.startswith("evidence: "), last
                assert "Traceback" not in ended.err, ended.err
                assert ended.err.count("evidence: ") == 1, ended.err
            scene.after(folder, kind, deep=number % 5 == 0)
    tally.note = f"{harmless} after everything was kept"


def _chosen(scene: Scene, kind: str, most: int) -> list[tuple[str, strace.Place, str]]:
    """A few places of each error, and of a full disk all the others."""
    with scene.begin(kind) as folder:
        found = strace.places(scene.update(folder))
    chosen: list[tuple[str, strace.Place, str]] = []
    for call, error in BROKEN:
        some = strace.spread([place for place in found if place.call == call], max(1, most // 6))
        chosen += [(kind, place, error) for place in some][: max(0, most - len(chosen) - 1)]
    call, error = FULL
    rest = [place for place in found if place.call == call]
    return chosen + [(kind, place, error) for place in strace.spread(rest, most - len(chosen))]
