"""Power cuts, replayed: what a disk may hold when the machine stops at any moment of a run.

From the log of a run's writes and syncs: everything that was synced is on disk; of what was
written since, each sector may be there or not, in any order, also half of a write. Blind
spot: making, cutting and removing a file count as on disk at once, as with a journalling
file system.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
_CALL = re.compile(
    r"^(?:\d+\s+)?(?P<call>\w+)\(\d*(?:<(?P<path>[^>]*)>)?"
    r"(?P<rest>.*)\)\s+= (?P<code>-?\d+)"
)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_AFTER = re.compile(r'"[^"]*",\s*(?P<size>\d+)(?:,\s*(?P<at>\d+))?')


@dataclass(frozen=True, slots=True)
class Call:
    """What a run did to a file: "write", "sync", "cut" (to length `at`), "remove", "told"."""

    kind: str
    name: str
    at: int = 0
    data: bytes = b""


@dataclass(slots=True)
class _Disk:
    """One file: what is synced, and the writes since."""

    synced: bytearray = field(default_factory=bytearray)
    waiting: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.waiting:
            _put(self.synced, call)
        self.waiting.clear()

    def after_a_cut(self, chance: Random) -> bytes:
        """What may be there: each waiting write whole, in part or not at all."""
        image = bytearray(self.synced)
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        for call in self.waiting:
            if call.kind == "cut":
                _put(image, call)
                continue
            for start in range(0, len(call.data), SECTOR):
                if chance.random() < share:
                    part = call.data[start : start + SECTOR]
                    _put(image, Call("write", call.name, call.at + start, part))
        return bytes(image)


def _put(image: bytearray, call: Call) -> None:
    if call.kind == "cut":
        del image[call.at :]
        image.extend(b"\0" * (call.at - len(image)))
        return
    end = call.at + len(call.data)
    image.extend(b"\0" * (end - len(image)))
    image[call.at : end] = call.data


def read(log: Path, told: str) -> tuple[Call, ...]:
    """The calls of a log that strace wrote with -y -xx; lines written to `told` are "told"."""
    return tuple(_calls(log, told))


def _calls(log: Path, told: str) -> Iterator[Call]:
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = _CALL.match(line)
            if found is None or int(found["code"]) < 0:
                continue
            call, rest = found["call"], found["rest"]
            path = _path(found["path"] or "")
            if call in {"unlink", "rename"}:
                names = [_bytes(text).decode() for text in _TEXT.findall(line)]
                yield Call("remove", Path(names[0]).name)
            elif call in {"fsync", "fdatasync"}:
                yield Call("sync", path)
            elif call == "ftruncate":
                yield Call("cut", path, int(rest.strip(", ")))
            elif call in {"pwrite64", "write"}:
                given = _TEXT.search(rest)
                data = _bytes(given[1]) if given else b""
                place = _AFTER.search(rest)
                at = int(place["at"] or 0) if place else 0
                yield Call("told" if path == told else "write", path, at, data)


def _path(text: str) -> str:
    whole = _bytes(text).decode() if text.startswith("\\x") else text
    return Path(whole).name


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def cut(
    calls: Sequence[Call], files: Mapping[str, bytes], moment: int, chance: Random
) -> dict[str, bytes]:
    """The files as they may be when the power goes after `moment` calls.

    `files` are those at the beginning; the index of the log (-shm) is no file that lasts.
    """
    disks = {name: _Disk(bytearray(data)) for name, data in files.items()}
    for call in calls[:moment]:
        if call.kind == "told" or call.name.endswith("-shm"):
            continue
        if call.kind == "remove":
            disks.pop(call.name, None)
        elif call.kind == "sync":
            disks.setdefault(call.name, _Disk()).sync()
        else:
            disks.setdefault(call.name, _Disk()).waiting.append(call)
    return {name: disk.after_a_cut(chance) for name, disk in disks.items()}


def said(calls: Sequence[Call], moment: int) -> Iterator[Mapping[str, object]]:
    """The lines that the program had told by then."""
    for call in calls[:moment]:
        if call.kind == "told":
            for line in call.data.splitlines():
                yield json.loads(line)


def unsynced_names(log: str, folder: str) -> tuple[list[str], int]:
    """The files in `folder` that took their names before they were synced; how many took one."""
    dirty: dict[str, bool] = {}
    wrong, named = [], 0
    for line in log.splitlines():
        found = _CALL.match(line)
        if found is None or int(found["code"]) < 0:
            continue
        path = _path(found["path"] or "")
        if found["call"] in {"write", "pwrite64", "sendfile", "copy_file_range", "ftruncate"}:
            dirty[path] = True
        elif found["call"] in {"fsync", "fdatasync"}:
            dirty[path] = False
        elif found["call"] == "rename":
            old, new = (_bytes(text).decode() for text in _TEXT.findall(line))
            if new.startswith(folder) or "/" not in new:
                named += 1
                if dirty.get(Path(old).name, True):
                    wrong.append(Path(new).name)
    return wrong, named
