"""The program in a process of its own, forked from a warm server so that 300 a minute can be.

The child runs the real command line. Two things are other than usual: records are asked for
in small batches, and every transaction is written down in a log before it is committed
("began") and once it is ("kept"), so that a check can tell what was promised.
"""

import json
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TypeVar

import evidence.store
from evidence import __main__ as program
from evidence.commands import settings
from evidence.pubmed import eutils
from evidence.pubmed.files import Item, Parsed
from evidence.record import Record
from evidence.store import Kept, Moves, Search, Store, Unit, engine, open_store
from evidence.store.entry import Entry

from . import world

Result = TypeVar("Result")
ROOT = Path(__file__).resolve().parents[2]
LOG = "transactions.log"
_context = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Job:
    """A command line to run in `folder`; `gate`: wait there for a word before beginning."""

    folder: Path
    arguments: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    batch: int = world.BATCH
    patience: float = 30.0  # seconds that PubMed may take for an answer
    busy: int | None = None  # milliseconds to wait for SQLite's lock, where not as usual
    alone: bool = True  # only the topics and tags of --queries: the shipped ones cost time
    limit: int | None = None  # records that a search may list, where not as usual
    memory: int | None = None  # bytes that the program may use beyond what it has
    gate: Connection | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: exit code (negative: killed by that signal) and what it printed."""

    code: int
    out: str
    err: str


class Child:
    """A child at work; `wait` for it, or `kill` it."""

    def __init__(self, job: Job, *, gated: bool = False) -> None:
        """Start it; `gated`: it waits until `go`."""
        self._folder = job.folder
        here, there = _context.Pipe()
        self._gate = here
        chosen = replace(job, gate=there) if gated else job
        self._process: ForkServerProcess = _context.Process(target=_run, args=(chosen,))
        self._process.start()
        there.close()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def ready(self) -> None:
        """Wait until the child stands at its gate."""
        self._gate.recv()

    def go(self) -> None:
        self._gate.send("go")

    def wait(self, seconds: float | None = 120) -> Ended:
        """What came of it; one that does not end is killed and is an error."""
        self._process.join(seconds)
        if self._process.is_alive():
            self.kill()
            raise AssertionError("the program did not end")
        code = self._process.exitcode
        self._process.close()
        self._gate.close()
        out, err = (_text(self._folder / name) for name in ("stdout", "stderr"))
        return Ended(-999 if code is None else code, out, err)

    def kill(self) -> None:
        self._process.kill()


def run(job: Job) -> Ended:
    """Run a command line to its end."""
    return Child(job).wait()


def warm() -> None:
    """Start the process that the children are forked from, with the program loaded."""
    _context.set_forkserver_preload([f"{__package__}.warm"])
    os.environ["PYTHONPATH"] = str(ROOT)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _run(job: Job) -> None:
    for number, name in ((1, "stdout"), (2, "stderr")):
        target = os.open(job.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(target, number)
        os.close(target)
    os.chdir(job.folder)
    os.environ.update(job.environ)
    log = os.open(job.folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.environ.pop("PYTHONPATH", None)
    _watch(lambda line: _write(log, line))
    _set(job)
    if job.gate is not None:
        job.gate.send("ready")
        job.gate.recv()
    code = program.run(list(job.arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _write(log: int, line: Mapping[str, object]) -> None:
    os.write(log, json.dumps(line).encode() + b"\n")


Note = Callable[[Mapping[str, object]], None]


def _set(job: Job) -> None:
    """Make small what is large in use: batches, pauses, limits."""
    usual = eutils.Settings()
    eutils.Settings = partial(  # type: ignore[misc,assignment]
        eutils.Settings,
        limit=usual.limit if job.limit is None else job.limit,
        batch=job.batch,
        backoff=0.001,
        read_timeout=job.patience,
        deadline=3 * job.patience,
    )
    if job.alone and "--queries" in job.arguments:
        own = Path(job.arguments[job.arguments.index("--queries") + 1])
        setattr(settings, "shipped", lambda _name: own)  # noqa: B010 - it is an import there
    if job.busy is not None:
        engine.BUSY_MILLISECONDS = job.busy
    if job.memory is not None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + job.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _watch(note: Note) -> None:
    """Put the log into the program that is about to run."""

    def opened(url: str, *, readonly: bool = False) -> Store:
        return WatchedStore(open_store(url, readonly=readonly), note)

    evidence.store.open_store = opened


class WatchedUnit(Unit):
    """A unit of work that remembers what it keeps."""

    def __init__(self, unit: Unit) -> None:
        """`unit`: the one to watch."""
        super().__init__(unit._connection)  # noqa: SLF001 - the same connection
        self.records: dict[int, str] = {}  # PMID to hash, "" where it was deleted
        self.members: dict[str, list[int]] = {}

    def keep_batch(self, items: Iterable[Item | Entry], *, source: str, live: bool = False) -> Kept:
        given = list(items)
        kept = super().keep_batch(given, source=source, live=live)
        touched = {*kept.new_pmids, *kept.changed_pmids}
        for item in given:
            found = item.record if isinstance(item, Parsed) else item
            if isinstance(found, Record | Entry) and found.pmid in touched:
                self.records[found.pmid] = found.sha256
        self.records |= dict.fromkeys(kept.deleted_pmids, "")
        return kept

    def close_search(self, search: Search, pmids: Iterable[int]) -> tuple[Search, Moves]:
        held = list(pmids)
        self.members[search.topic] = held
        return super().close_search(search, held)

    def note(self, note: Note) -> None:
        if self.records or self.members:
            note({"step": "began", "records": self.records, "members": self.members})


class WatchedStore(Store):
    """A store that says before and after each commit what it commits."""

    def __init__(self, store: Store, note: Note) -> None:
        """`store`: the one to watch."""
        super().__init__(store.engine)
        self._note = note

    @contextmanager
    def unit_of_work(self) -> Iterator[Unit]:
        with super().unit_of_work() as unit:
            watched = WatchedUnit(unit)
            yield watched
            watched.note(self._note)
        self._note({"step": "kept"})

    def transact(self, work: Callable[[Unit], Result]) -> Result:
        def watching(unit: Unit) -> Result:
            watched = WatchedUnit(unit)
            result = work(watched)
            watched.note(self._note)
            return result

        result = super().transact(watching)
        self._note({"step": "kept"})
        return result
