"""Runs an update from end to end: the lock, the ledger's rows, asking, reading, ending."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from evidence.errors import (
    ConfigProblem,
    EvidenceError,
    PartialResult,
    ServiceUnavailable,
    UsageProblem,
)
from evidence.harvest import closing, wording
from evidence.harvest.asking import Asked, acknowledged, ask, unseen
from evidence.harvest.model import Meter, Open, Run, Say, SearchOutcome, Step, StepKind, Stopped
from evidence.harvest.reading import Closed, Reading
from evidence.harvest.tally import Tally
from evidence.harvest.wanted import due
from evidence.pubmed.eutils import Client
from evidence.query.mesh import Mesh
from evidence.query.syntax import read, sent
from evidence.shipped import program_version
from evidence.store import Search, Store, Unit
from evidence.store.lock import update_lock
from evidence.topic import Tag, Topic

_OF_THE_SERVICE = (ServiceUnavailable, UsageProblem, ConfigProblem, PartialResult)
_STOPPED = "Stopped by a person or a scheduler before it had ended."


def update(  # noqa: PLR0913 - the parts an update needs, each by name
    store: Store,
    client: Client,
    topics: Sequence[Topic],
    *,
    tags: Sequence[Tag] = (),
    mesh: Mesh | None = None,
    now: datetime | None = None,
    say: Say | None = None,
    wait: float = 0.0,
    accept_fewer: bool = False,
) -> tuple[SearchOutcome, ...]:
    """Run each topic's search; one that fails does not stop the others.

    A record that several topics need is read once. `now`: the moment of the run; the next
    one asks for what was revised since. `wait`: seconds to wait for another update to end.
    `accept_fewer`: believe PubMed where it lists fewer than half of what it listed before.

    Raises Busy where another update of the same database runs, StorageProblem where the
    database fails, and Stopped for Ctrl-C: what was read until then is kept.
    """
    moment, told = now or datetime.now(UTC), say or _silent
    topics = tuple({topic.name: topic for topic in topics}.values())  # each once
    waiting = lambda line: told(Step("asking", 0, text=line))  # noqa: E731 - a way to pass it on
    with update_lock(store.engine, wait=wait, say=waiting):
        store.interrupt_searches()
        rows = store.transact(lambda unit: _open(unit, topics, moment, client.service))
        number = rows[0].run if rows else 0
        run = Run(number, store, client, tags, mesh or store.mesh(), moment, told, accept_fewer)
        opened = tuple(Open(*each) for each in zip(topics, rows, strict=True))
        return _Update(run, opened).outcomes()


def _open(
    unit: Unit, topics: Sequence[Topic], moment: datetime, service: str
) -> tuple[Search, ...]:
    """The ledger's rows, "running", before PubMed is asked."""
    number, version = unit.next_run(), program_version()
    return tuple(
        unit.save_search(
            Search(
                run=number,
                service=service,
                topic=topic.name,
                query=topic.query,
                sent=sent(read(topic.query)),
                started=moment,
                program_version=version,
            )
        )
        for topic in topics
    )


class _Update:
    """One update. `rows` are the searches that have ended, by topic."""

    def __init__(self, run: Run, opened: Sequence[Open]) -> None:
        self.run = run
        self.opened = opened
        self.rows: Closed = {}
        self.answers: dict[str, Asked] = {}
        self.failures: dict[str, EvidenceError] = {}

    def outcomes(self) -> tuple[SearchOutcome, ...]:
        """Ask, read, and say what came of each topic."""
        reading: Reading | None = None
        try:
            answered = self._ask()
            topics = due(self.run, answered)
            reading = Reading(self.run, topics, Tally(self.run.store.pmids()))
            self._read(reading)
        except KeyboardInterrupt:
            with suppress(EvidenceError):  # the next run would write it down as well
                self._stop(reading)
            done = len(reading.tally.done) if reading else 0
            raise Stopped(wording.stopped(done, reading.total if reading else 0)) from None
        return tuple(self._outcome(each) for each in self.opened)

    def _ask(self) -> list[tuple[Open, Asked]]:
        """What PubMed says of each topic; after a failure the next has one try to do better."""
        answered: list[tuple[Open, Asked]] = []
        tries: int | None = None
        for each in self.opened:
            self._say("asking", each, "asking PubMed")
            meter = Meter(self.run.client)
            try:
                asked = ask(self.run, each, tries)
            except KeyboardInterrupt:
                each.cost += meter.lap()
                raise
            except _OF_THE_SERVICE as error:
                each.cost += meter.lap()
                tries = 1 if isinstance(error, ServiceUnavailable) else tries
                self._fail(each, error)
            else:
                each.cost += meter.lap()
                tries = None
                answered.append((each, asked))
                self.answers[each.topic.name] = asked
                self._say("asked", each, f"PubMed has {asked.answer.count:,}")
        return answered

    def _read(self, reading: Reading) -> None:
        try:
            reading.read()
        except _OF_THE_SERVICE as error:
            waiting = [each.opened for each in reading.waiting()]
            reading.end("failed", str(error))
            for each in waiting:
                self.failures[each.topic.name] = error
                self._say("failed", each, str(error))
        self.rows |= reading.closed

    def _fail(self, each: Open, error: EvidenceError) -> None:
        row = self._unended(each, "failed", str(error))
        self.rows[each.topic.name] = self.run.store.save_search(row)
        self.failures[each.topic.name] = error
        self._say("failed", each, str(error))

    def _unended(self, each: Open, state: str, error: str) -> Search:
        """The row of a topic of which nothing was read."""
        members = len(self.run.store.membership(each.topic.name))
        return closing.unended(each, None, Tally(), members=members, state=state, error=error)

    def _stop(self, reading: Reading | None) -> None:
        """Close what is open as interrupted; what is kept stays kept."""
        if reading is not None:
            reading.end("interrupted", _STOPPED)
        rest = [each for each in self.opened if each.topic.name not in self.rows]

        def work(unit: Unit) -> None:
            for each in rest:  # those that are closed already are left alone
                unit.end_search(self._unended(each, "interrupted", _STOPPED))

        self.run.store.transact(work)

    def _outcome(self, each: Open) -> SearchOutcome:
        name = each.topic.name
        row, asked = self.rows[name], self.answers.get(name)
        warnings = row.warnings
        if asked is not None and row.warnings:
            seen = set(asked.answer.warnings)
            seen -= set(unseen(asked.answer, acknowledged(self.run, each.topic)).warnings)
            warnings = tuple(each for each in row.warnings if each not in seen)
        return SearchOutcome(name, row.state, row, warnings, self.failures.get(name))

    def _say(self, kind: StepKind, each: Open, text: str) -> None:
        self.run.say(Step(kind, self.run.number, each.topic.name, text))


def _silent(step: Step) -> None:
    """Where nobody listens."""
