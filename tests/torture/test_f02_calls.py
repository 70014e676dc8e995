"""F2: killed at the k-th system call that writes, syncs, cuts, renames or removes."""

import gzip
import hashlib
from pathlib import Path

import pytest

from . import check, strace
from .child import Job, run
from .conftest import Counted
from .dump import differences, dump
from .scene import DATABASE, KINDS, Scene
from .tally import count

OLD = b"an old page"
SHARE = (0.2, 0.8)  # of the kills, by kind of run: the later one changes and deletes


@pytest.fixture(autouse=True)
def _strace() -> None:
    strace.needed()


def test_killed_at_the_kth_call_of_an_update(scene: Scene, counted: Counted) -> None:
    tally = counted("F2", "kill at the k-th write/sync/cut/remove of an update")
    most = count(12, 100, 10**9)
    chosen = []
    for kind, share in zip(KINDS, SHARE, strict=True):
        with scene.begin(kind) as folder:
            found = strace.places(scene.update(folder))
        tally.note += f"{kind} run: {len(found)} calls. "
        chosen += [(kind, place) for place in strace.spread(found, round(most * share))]
    for number in tally.numbers(len(chosen)):
        kind, place = chosen[number - 1]
        with tally.case(number, f"{kind}, {place}"), scene.begin(kind) as folder:
            ended = strace.killed(scene.update(folder), place)
            assert ended.code == -9, f"not killed: {ended}"
            scene.after(folder, kind, deep=number % 5 == 0)


def test_killed_while_a_page_is_written(scene: Scene, counted: Counted) -> None:
    """The page is the old one or the new one, never a part."""
    tally = counted("F2", "kill at the k-th call of `summary -o` over an old page")
    with scene.begin("later") as folder:
        job = _page(scene, folder)
        found = strace.places(job)
        new = (folder / "page.html").read_bytes()
    places = strace.spread(found, count(4, 20, 10**9))
    tally.note = f"{len(found)} calls"
    for number in tally.numbers(len(places)):
        place = places[number - 1]
        with tally.case(number, str(place)), scene.begin("later") as folder:
            job = _page(scene, folder)
            ended = strace.killed(job, place)
            assert ended.code == -9, f"not killed: {ended}"
            assert (folder / "page.html").read_bytes() in {OLD, new}, "half a page"
            assert run(job).code == 0
            assert (folder / "page.html").read_bytes() == new


def _page(scene: Scene, folder: Path) -> Job:
    (folder / "page.html").write_bytes(OLD)
    return scene.job(folder, "summary", "walking", "-o", str(folder / "page.html"))


def test_killed_while_files_are_imported(scene: Scene, counted: Counted) -> None:
    """Files of NLM's, numbered; the import is begun again and ends where it would have."""
    tally = counted("F2", "kill at the k-th call of an import of numbered files")
    with scene.begin("first") as folder:
        job = _files(scene, folder)
        found = strace.places(job)
        end = dump(str(folder / DATABASE))
    places = strace.spread(found, count(4, 40, 10**9))
    tally.note = f"{len(found)} calls"
    for number in tally.numbers(len(places)):
        place = places[number - 1]
        with tally.case(number, str(place)), scene.begin("first") as folder:
            job = _files(scene, folder)
            ended = strace.killed(job, place)
            assert ended.code == -9, f"not killed: {ended}"
            told = check.promised(check.State(), check.log_of(folder))
            if (folder / DATABASE).exists():
                check.sound(folder / DATABASE, deep=number % 5 == 0)
                if told.transactions:
                    check.atomic(folder / DATABASE, told)
            again = run(job)
            assert again.code == 0, f"exit {again.code}: {again.err}"
            check.sound(folder / DATABASE)
            assert not differences(end, dump(str(folder / DATABASE)))


def _files(scene: Scene, folder: Path) -> Job:
    place = folder / "files"
    place.mkdir()
    for number, state in ((1, scene.made.first), (2, scene.made.second)):
        data = gzip.compress(state, mtime=0)
        name = f"pubmed26n{number:04}.xml.gz"
        (place / name).write_bytes(data)
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        (place / f"{name}.md5").write_text(f"MD5({name})= {digest}\n")
    return scene.job(folder, "import", str(place))
