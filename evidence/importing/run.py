"""Runs an import from end to end: the lock, the order, the files, the topics."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pyroaring import BitMap

from evidence.importing import topics as members
from evidence.importing import wording
from evidence.importing.matching import fingerprint, questions
from evidence.importing.model import Imported, Options, Say
from evidence.importing.portions import Reader, Setup
from evidence.importing.processes import Here, Processes, Readers
from evidence.importing.session import Means, Session
from evidence.importing.sources import Source, in_order
from evidence.importing.writing import Rehearsing, Storing
from evidence.pubmed.numbered import number_of
from evidence.query.mesh import Mesh
from evidence.store import Search, Store
from evidence.store.engine import address_of
from evidence.store.lock import update_lock
from evidence.topic import Tag, Topic

_ALL = Options()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the caller gave."""

    store: Store
    tags: tuple[Tag, ...]
    topics: tuple[Topic, ...]
    mesh: Mesh
    today: date
    options: Options
    say: Say


def import_files(  # noqa: PLR0913 - the parts an import needs, each by name
    store: Store,
    files: Iterable[Path],
    *,
    tags: Sequence[Tag],
    mesh: Mesh | None = None,
    topics: Sequence[Topic] = (),
    today: date | None = None,
    options: Options = _ALL,
    say: Say | None = None,
) -> Imported:
    """Keep the records of `files` (`-`: standard input; a folder: its numbered files).

    Numbered files are imported in the order of their numbers. With `topics`, records are
    kept only where a topic's query finds them or nobody can tell, or where they are stored
    already; then the topics' members are set. Each batch is on disk before the next is read.

    A file that is not what its .md5 says is not read. One that is truncated or none of
    PubMed's is passed over from there on: the records before are kept. Its error is in
    `failures`; numbered files after it are not imported, other files are.

    Raises Busy where an update or another import runs, StorageProblem where the database
    fails, UsageProblem for a folder without numbered files.
    """
    asked = _Asked(
        store=store,
        tags=tuple(tags),
        topics=tuple(topics),
        mesh=mesh or Mesh.shipped(),
        today=today or datetime.now().astimezone().date(),
        options=options,
        say=say or _silent,
    )
    sources = in_order(files)
    if options.rehearse:
        return _import(asked, sources)
    with update_lock(store.engine, wait=options.wait, say=asked.say):
        return _import(asked, sources)


def _import(asked: _Asked, sources: Sequence[Source]) -> Imported:
    started = datetime.now(UTC)
    earlier = {each.name: each for each in asked.store.ledger.source_files()}
    numbers = [number for name in earlier if (number := number_of(name))]
    first = tuple(wording.before(sources, numbers))
    for remark in first:
        asked.say(remark)
    with ExitStack() as stack:
        setup = _setup(asked)
        reader = Reader(setup, asked.mesh)
        session = Session(
            Means(
                readers=_readers(asked, setup, reader, stack),
                reader=reader,
                writer=(
                    Rehearsing(asked.store)
                    if asked.options.rehearse
                    else Storing(asked.store, reader, asked.tags, asked.mesh)
                ),
                known=setup.known,
                matched=fingerprint(setup.asked, asked.mesh),
                imported=earlier,
                options=asked.options,
                say=asked.say,
            )
        )
        session.run(sources)
    last = tuple(wording.after(session.outcomes, numbers))
    for remark in last:
        asked.say(remark)
    return Imported(
        kept=session.total.kept,
        failures=tuple(session.failures),
        unmatched=session.total.unmatched,
        files=tuple(session.outcomes),
        remarks=(*first, *last),
        searches=_close(asked, session, started),
    )


def _setup(asked: _Asked) -> Setup:
    return Setup(
        tags=asked.tags,
        asked=questions(asked.store, asked.topics),
        today=asked.today,
        known=asked.store.known() if asked.topics else BitMap(),
        mesh_from="" if asked.mesh is Mesh.shipped() else address_of(asked.store.engine),
    )


def _readers(asked: _Asked, setup: Setup, reader: Reader, stack: ExitStack) -> Readers:
    if asked.options.jobs > 1:
        return stack.enter_context(Processes(setup, asked.options.jobs))
    return Here(reader)


def _close(asked: _Asked, session: Session, started: datetime) -> tuple[Search, ...]:
    """The topics' ledger rows, where anything was imported now or before."""
    there = any(each.state in {"imported", "skipped"} for each in session.outcomes)
    if asked.options.rehearse or not asked.topics or not there:
        return ()
    return members.close(
        asked.store,
        asked.topics,
        asked.mesh,
        today=asked.today,
        files=session.outcomes,
        tally=session.total,
        started=started,
    )


def _silent(line: str) -> None:
    """Where nobody listens."""
    del line
