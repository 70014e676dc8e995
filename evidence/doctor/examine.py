"""All checks, in the order in which their causes lie."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from glob import escape
from pathlib import Path

from sqlalchemy import Engine

from evidence.doctor import database, ledger, machine
from evidence.doctor.check import Check, Probe, guarded, ok, warn
from evidence.errors import EvidenceError
from evidence.store import Store
from evidence.store.backup import default_folder
from evidence.store.engine import make_engine, reading
from evidence.store.health import tag_rules
from evidence.store.tags import tagged_by
from evidence.tagging import rules_version
from evidence.topic import Tag, Topic


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is examined, and how.

    `settings`: the files of settings, which may hold names and addresses. `others`: checks
    that the caller adds, by name. `deep` reads every record; `fix` mends what is safe.
    """

    url: str
    now: datetime
    topics: Callable[[], Sequence[Topic]]
    tags: Callable[[], Sequence[Tag]]
    settings: Sequence[Path] = ()
    others: Sequence[tuple[str, Probe]] = ()
    deep: bool = False
    fix: bool = False


def examine(wanted: Wanted) -> Iterator[Check]:
    """Each check as it is made. What rests on one that failed is left out."""
    yield guarded("program", machine.program)
    topics, topics_check = _topics(wanted)
    yield topics_check
    for name, probe in wanted.others:
        yield guarded(name, probe)
    try:
        engine = make_engine(wanted.url)
    except EvidenceError as problem:
        yield Check("database", "fail", problem.what, problem.next_step)
        return
    try:
        yield guarded("disk", lambda: machine.room(_folder(engine), _size(engine)))
        yield guarded(
            "permissions", lambda: machine.permissions(_files(wanted, engine), fix=wanted.fix)
        )
        yield from _database(wanted, engine, topics)
    finally:
        engine.dispose()


def _topics(wanted: Wanted) -> tuple[Sequence[Topic], Check]:
    found: list[Topic] = []

    def look() -> Check:
        found.extend(wanted.topics())
        return ok("topics", f"{len(found)} topics and {len(wanted.tags())} tags are well written")

    return found, guarded("topics", look)


def _database(wanted: Wanted, engine: Engine, topics: Sequence[Topic]) -> Iterator[Check]:
    there = guarded("database", lambda: database.reachable(engine))
    yield there
    if there.state == "fail":
        return
    schema = guarded("schema", lambda: database.schema(engine))
    yield schema
    whole = guarded("integrity", lambda: database.integrity(engine, deep=wanted.deep))
    yield whole
    if schema.state != "ok":
        return
    mending = wanted.fix and whole.state == "ok"  # nothing is written into a damaged file
    yield guarded("index", lambda: database.index(engine, fix=mending))
    if wanted.deep:
        yield guarded("records", lambda: database.records(engine, fix=mending))
    store = Store(engine)
    yield guarded("tags", lambda: _tagged(store, wanted))
    yield guarded("lock", lambda: ledger.lock(store))
    yield guarded("runs", lambda: ledger.runs(store, fix=mending))
    yield guarded("searches", lambda: ledger.searches(store, topics, wanted.now))
    yield guarded("quarantine", lambda: ledger.quarantine(store))
    yield guarded("phrases", lambda: ledger.dropped(store, topics))
    yield guarded("rejected", lambda: ledger.rejected(store))


def _tagged(store: Store, wanted: Wanted) -> Check:
    """Whether the records carry the tags as they are written now, as far as is noted."""
    with reading(store.engine) as connection:
        whole, given = tagged_by(connection), tag_rules(connection)
    noted = given if whole is None else given | {whole.rules}
    if noted - {rules_version(wanted.tags(), store.mesh())}:
        return warn("tags", "records were tagged by other rules", "Type: evidence retag")
    return ok("tags", "records carry the tags as they are written now")


def _folder(engine: Engine) -> Path:
    return default_folder(engine) or Path.cwd()


def _size(engine: Engine) -> int:
    path = database.file_of(engine)
    return path.stat().st_size if path is not None and path.exists() else 0


def _files(wanted: Wanted, engine: Engine) -> list[Path]:
    path = database.file_of(engine)
    beside = sorted(path.parent.glob(f"{escape(path.name)}*")) if path is not None else []
    return [*wanted.settings, *beside]
