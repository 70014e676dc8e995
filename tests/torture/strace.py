"""Kills the program at its k-th system call, makes calls fail, or writes them all down.

strace counts the calls of each name apart, so a place in the run is a name and a number.
"""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from .child import LOG, Child, Ended, Job

CALLS = (
    *("pwrite64", "write", "sendfile", "copy_file_range"),
    *("fsync", "fdatasync", "ftruncate", "rename", "unlink"),
)
_ATTACHED = "attached"
_OURS = ("stdout", "stderr", LOG)  # the harness's own files


@dataclass(frozen=True, slots=True)
class Place:
    """The `number`-th call of a name, from 1."""

    call: str
    number: int

    def __str__(self) -> str:
        return f"{self.call} {self.number}"


def needed() -> None:
    """Skip, with the reason in words, where strace is absent or may not trace."""
    reason = _missing()
    if reason:
        pytest.skip(reason)


@cache
def _missing() -> str:
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(
        ["strace", "-o", "/dev/null", "true"],  # noqa: S607 - whichever strace is installed
        capture_output=True,
        check=False,
    )
    return "tracing other programs (ptrace) is not allowed here" if tried.returncode else ""


def killed(job: Job, place: Place) -> Ended:
    """Run the job and kill it at the beginning of that call."""
    return traced(job, ("-e", f"inject={place.call}:signal=KILL:when={place.number}"), place.call)


def failing(job: Job, place: Place, error: str) -> Ended:
    """Run the job with every call of that name failing from that place on."""
    return traced(
        job, ("-e", f"inject={place.call}:error={error}:when={place.number}+"), place.call
    )


def places(job: Job) -> tuple[Place, ...]:
    """Every call of CALLS that the job makes on its folder's files, in order."""
    log = job.folder.with_name(f"{job.folder.name}.calls")
    ended = traced(job, ("-y", "-o", str(log)), *CALLS)
    assert ended.code == 0, ended.err
    found, seen = [], Counter[str]()
    for line in log.read_text(errors="replace").splitlines():
        call = line.partition("(")[0].split()[-1]
        if call not in CALLS:
            continue
        seen[call] += 1
        if str(job.folder) in line and not any(f"/{name}" in line for name in _OURS):
            found.append(Place(call, seen[call]))
    log.unlink()
    return tuple(found)


def spread(found: Sequence[Place], most: int) -> tuple[Place, ...]:
    """`most` of them at most, evenly, the last included."""
    if len(found) <= most:
        return tuple(found)
    step = len(found) / most
    return tuple(found[int((number + 1) * step) - 1] for number in range(most))


def traced(job: Job, options: Sequence[str], *calls: str) -> Ended:
    """Run the job under strace."""
    child = Child(job, gated=True)
    child.ready()
    with _attached(child.pid, options, calls):
        child.go()
        return child.wait()


@contextmanager
def _attached(pid: int, options: Sequence[str], calls: Sequence[str]) -> Iterator[None]:
    names = ",".join(f"?{call}" for call in calls)
    chosen = options if "-o" in options else ("-o", "/dev/null", *options)
    command = ["strace", "-f", "-p", str(pid), "-e", f"trace={names}", "-e", "signal=none", *chosen]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        if _ATTACHED not in said:
            tracer.kill()
            raise AssertionError(f"strace: {said}")
        try:
            yield
        finally:
            tracer.communicate(timeout=60)


def data_of(job: Job, log: Path) -> Ended:
    """Run the job and write all its calls into `log`, with the bytes it writes."""
    options = ("-y", "-xx", "-s", "4000000", "-o", str(log))
    return traced(job, options, *CALLS)
