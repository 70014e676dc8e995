"""Reads the union of what the topics wait for, once, and closes each topic when it has all.

Every batch is a transaction of its own, and a topic is closed in that of its last batch:
members, ledger row and the day from which the next run asks move together. What was told
as kept is on disk; an update that ends early loses at most the batch on its way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from pyroaring import BitMap

from evidence.harvest import closing, wording
from evidence.harvest.model import SOURCE, Meter, Run, Step
from evidence.harvest.parts import Lists, keep_part
from evidence.harvest.tally import Part, Tally
from evidence.harvest.wanted import Due, in_order
from evidence.keeping import Keeper
from evidence.pubmed.fetching import Batch
from evidence.store import Quarantined, Search, Unit

_APART = timedelta(hours=12)  # of two runs that say a record is gone: an hour's fault is no proof
_ALIVE = timedelta(days=35)  # a topic that was asked since then still stands for its members
Closed = dict[str, Search]  # topic name -> its row as it ended


class Reading:
    """The reading of one run. `closed` are the topics that have ended, `tally` what was done."""

    def __init__(self, run: Run, topics: Sequence[Due], tally: Tally) -> None:
        """`tally`: what the database holds before."""
        self._run = run
        self._topics = topics
        self._owners = in_order(topics)
        before = run.store.ledger.quarantined()
        self._lists = _lists(run, topics, before)
        self._suspect = BitMap(each.pmid for each in before if each.kind == "not fetchable")
        self._keeper = Keeper(SOURCE, run.tags, run.mesh, live=True)
        self.tally = tally
        self.closed: Closed = {}

    @property
    def total(self) -> int:
        """How many records are to be read."""
        return len(self._owners)

    def read(self) -> None:
        """Read everything. Raises what the client or the store raises; `closed` stands."""
        self._close_those_done()
        meter = Meter(self._run.client)
        try:
            for batch in self._batches():
                self._owners[batch.asked[0]].opened.cost += meter.lap()
                self._keep(batch)
        except BaseException:
            for each in self.waiting()[:1]:  # the requests that failed were sent for the first
                each.opened.cost += meter.lap()
            raise

    def _batches(self) -> Iterator[Batch]:
        """What could not be fetched before is asked for alone: it would spoil a full batch."""
        fetch = self._run.client.fetch
        yield from fetch(pmid for pmid in self._owners if pmid not in self._suspect).batches()
        for pmid in self._owners:
            if pmid in self._suspect:
                yield from fetch([pmid]).batches()

    def end(self, state: str, error: str) -> None:
        """Write down that the topics still waiting were not ended, and why."""
        waiting = self.waiting()

        def work(unit: Unit) -> Closed:
            rows = [self._unended(each, state, error) for each in waiting]
            return {row.topic: row for row in rows if unit.end_search(row)}

        self.closed |= self._run.store.transact(work)

    def _unended(self, topic: Due, state: str, error: str) -> Search:
        members = len(topic.asked.members)
        return closing.unended(
            topic.opened, topic, self.tally, members=members, state=state, error=error
        )

    def waiting(self) -> tuple[Due, ...]:
        """The topics that have not ended."""
        return tuple(each for each in self._topics if not self._is_closed(each))

    def _is_closed(self, topic: Due) -> bool:
        return topic.opened.topic.name in self.closed

    def _close_those_done(self) -> None:
        done = self._done(self.tally)
        if done:
            closed = self._run.store.transact(lambda unit: self._close(unit, done, self.tally))
            self.closed |= closed
            self._say(closed)

    def _keep(self, batch: Batch) -> None:
        def work(unit: Unit) -> tuple[Part, Tally, Closed]:
            part = keep_part(unit, self._keeper, batch, self._lists, self._run.now)
            tally = self.tally.plus(part, wording.of_part(part))
            closed = self._close(unit, self._done(tally), tally)
            others = [each for each in self._topics if each.opened.topic.name not in closed]
            return part, tally, {**self._counted_anew(unit, others, part, tally), **closed}

        part, self.tally, closed = self._run.store.transact(work)
        ended = {name: row for name, row in closed.items() if name not in self.closed}
        self.closed |= closed
        self._tell(part)
        self._say(ended)

    def _counted_anew(self, unit: Unit, topics: Iterable[Due], part: Part, tally: Tally) -> Closed:
        """Write down what the batch means for the topics that it does not end.

        Those that wait: were the program killed now, the ledger would know this much. Those
        that ended before: another topic's batch may have brought a record of theirs.
        """
        touched, again = BitMap(part.kept.new_pmids) | BitMap(part.kept.changed_pmids), {}
        for each in topics:
            row = self.closed.get(each.opened.topic.name)
            if row is None:
                unit.save_search(closing.counted(each.opened, each, tally))
            elif touched & each.scope:
                counted = closing.counted(each.opened, each, tally)
                again[row.topic] = replace(row, new=counted.new, changed=counted.changed)
                unit.save_search(again[row.topic])
        return again

    def _tell(self, part: Part) -> None:
        new, changed = len(part.kept.new_pmids), len(part.kept.changed_pmids)
        done = len(self.tally.done)
        text = f"{done:,} of {self.total:,} records read ({new:,} new, {changed:,} changed)"
        number = self._run.number
        self._run.say(
            Step("kept", number, text=text, done=done, total=self.total, new=new, changed=changed)
        )

    def _done(self, tally: Tally) -> tuple[Due, ...]:
        """The topics that wait for nothing more."""
        return tuple(
            each
            for each in self._topics
            if not self._is_closed(each) and each.wanted.issubset(tally.done)
        )

    def _close(self, unit: Unit, topics: Iterable[Due], tally: Tally) -> Closed:
        return {each.opened.topic.name: closing.close(unit, each, tally) for each in topics}

    def _say(self, closed: Closed) -> None:
        for name, row in closed.items():
            self._run.say(Step("closed", self._run.number, name, wording.closed(row)))


def _lists(run: Run, topics: Sequence[Due], before: Sequence[Quarantined]) -> Lists:
    """What PubMed lists, and what it has neither listed nor sent for long enough."""
    names = [each.opened.topic.name for each in topics]
    elsewhere = run.store.members_elsewhere(names, run.now - _ALIVE)
    listed = BitMap.union(BitMap(), *(each.asked.listed for each in topics))
    doomed = BitMap(
        each.pmid
        for each in before
        if each.kind == "not listed" and run.now - each.first_seen >= _APART
    )
    return Lists(listed, doomed - listed - elsewhere, run.store.known() - run.store.pmids())
