"""Reads blocks in this process or in several, and gives the portions in file order."""

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Protocol, Self

from evidence.errors import EvidenceError
from evidence.importing.portions import Portion, Reader, Setup
from evidence.keeping import BATCH
from evidence.pubmed.files import Block
from evidence.query.mesh import Mesh
from evidence.store import open_store

Read = tuple[Sequence[Block], Portion]


class LostProcess(EvidenceError):
    """A process that reads has ended: no fault of the file's."""


class Readers(Protocol):
    """Reads a file's blocks, `BATCH` a portion."""

    def portions(self, blocks: Iterator[Block], name: str) -> Iterator[Read]:
        """Each portion with its blocks; raises what `blocks` raises, after what came before."""


class Here:
    """Reads in this process, and computes only what is needed."""

    def __init__(self, reader: Reader) -> None:
        """`reader`: the one to read with."""
        self._reader = reader

    def portions(self, blocks: Iterator[Block], name: str) -> Iterator[Read]:
        """See Readers."""
        for chunk in _chunks(blocks):
            yield chunk, self._reader.read(chunk, name)


class Processes(AbstractContextManager["Processes"]):
    """Reads in processes of their own, each with one portion at a time.

    The bytes of the records go out, and back comes what the database holds of them: that is
    a quarter of the records themselves, and the writing process has nothing left to compute.

    Each has a pipe of its own. Where one is killed the pipe ends, at whatever moment; the
    pool of concurrent.futures waits for ever for an answer that was half written. Where the
    writer is killed the pipes end too, and so do the processes.
    """

    def __init__(self, setup: Setup, jobs: int) -> None:
        """`jobs`: how many. They are started when the first portion is read."""
        self._setup = setup
        self._jobs = jobs
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()

    def portions(self, blocks: Iterator[Block], name: str) -> Iterator[Read]:
        """See Readers."""
        while len(self._workers) < self._jobs:
            self._workers.append(_Worker(self._setup))
        source = _Source(_chunks(blocks))
        idle = deque(self._workers)
        busy: deque[tuple[Sequence[Block], _Worker]] = deque()
        while True:
            while idle and (chunk := source.next()):
                idle[0].send(chunk, name)
                busy.append((chunk, idle.popleft()))
            if not busy:
                break
            oldest, worker = busy.popleft()
            portion = worker.receive()
            if chunk := source.next():  # before its portion is written: it is not to wait
                worker.send(chunk, name)
                busy.append((chunk, worker))
            else:
                idle.append(worker)
            yield oldest, portion
        if source.problem is not None:
            raise source.problem


class _Source:
    """Chunks until there are no more; what was raised in the place of one is `problem`."""

    def __init__(self, chunks: Iterator[list[Block]]) -> None:
        self._chunks = chunks
        self.problem: EvidenceError | None = None

    def next(self) -> list[Block]:
        """The next chunk; [] at the end."""
        try:
            return next(self._chunks, [])
        except EvidenceError as problem:
            self.problem = problem
            return []


class _Worker:
    """A process and the pipe to it."""

    def __init__(self, setup: Setup) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, setup), daemon=True)
        self._process.start()
        theirs.close()

    def send(self, blocks: Sequence[Block], name: str) -> None:
        """Give it a portion to read; only when the one before was received."""
        try:
            self._pipe.send((blocks, name))
        except OSError as error:
            raise _lost() from error

    def receive(self) -> Portion:
        """What it has read."""
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _lost() from error
        if isinstance(answer, EvidenceError):
            raise LostProcess(f"A process that reads records failed: {answer}") from answer
        if isinstance(answer, Exception):
            raise answer
        portion: Portion = answer
        return portion

    def end(self) -> None:
        """End it, whatever it does."""
        self._pipe.close()
        self._process.terminate()
        self._process.join()


def _lost() -> LostProcess:
    return LostProcess(
        "A process that reads records has ended; what was kept before is kept.",
        "Free memory, or run it again with --jobs 1",
    )


def _chunks(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """`BATCH` blocks at a time; what is raised comes after the blocks before it."""
    chunk: list[Block] = []
    problem: EvidenceError | None = None
    try:
        for block in blocks:
            chunk.append(block)
            if len(chunk) == BATCH:
                yield chunk
                chunk = []
    except EvidenceError as raised:
        problem = raised
    if chunk:
        yield chunk
    if problem is not None:
        raise problem


def _work(pipe: Connection, setup: Setup) -> None:
    """Answer one portion after the other until the pipe ends. Ctrl-C is for the writer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader: Reader | None = None
    with suppress(EOFError, OSError):
        while True:
            blocks, name = pipe.recv()
            try:
                reader = reader or _reader(setup)
                answer: object = reader.read(blocks, name, complete=True)
            except Exception as error:  # noqa: BLE001 - raised again by the writer
                answer = error
            pipe.send(answer)


def _reader(setup: Setup) -> Reader:
    if setup.mesh_from:
        return Reader(setup, open_store(setup.mesh_from, readonly=True).mesh())
    return Reader(setup, Mesh.shipped())
