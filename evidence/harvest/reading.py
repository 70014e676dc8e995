"""Reads the union of what the topics wait for, once, and closes each topic when it has all.

Every batch is a transaction of its own, and a topic is closed in that of its last batch:
members, ledger row and the day from which the next run asks move together. What was told
as kept is on disk; an update that ends early loses at most the batch on its way.
"""

from collections.abc import Iterable, Iterator, Sequence

from pyroaring import BitMap

from evidence.errors import EvidenceError
from evidence.harvest import closing, wording
from evidence.harvest.model import SOURCE, Meter, Run, Step
from evidence.harvest.parts import keep_part
from evidence.harvest.tally import Part, Tally
from evidence.harvest.wanted import Due, in_order
from evidence.keeping import Keeper
from evidence.pubmed.fetching import Batch
from evidence.store import Search, Unit

Closed = dict[str, Search]  # topic name -> its row as it ended


class Reading:
    """The reading of one run. `closed` are the topics that have ended, `tally` what was done."""

    def __init__(self, run: Run, topics: Sequence[Due], tally: Tally) -> None:
        """`tally`: what the database holds before."""
        self._run = run
        self._topics = topics
        self._owners = in_order(topics)
        self._listed = BitMap.union(*(each.asked.listed for each in topics), BitMap())
        before = run.store.ledger.quarantined()
        self._absent = BitMap(each.pmid for each in before if each.kind == "not sent")
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
        except (EvidenceError, KeyboardInterrupt):
            for each in self.waiting()[:1]:  # the requests that failed were sent for the first
                each.opened.cost += meter.lap()
            raise

    def _batches(self) -> Iterator[Batch]:
        """What could not be fetched before is asked for apart: it would spoil a full batch."""
        for suspect in (False, True):
            pmids = [pmid for pmid in self._owners if (pmid in self._suspect) is suspect]
            yield from self._run.client.fetch(pmids).batches()

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
            part = keep_part(unit, self._keeper, batch, self._listed, self._absent)
            tally = self.tally.plus(part, wording.of_part(part))
            closed = self._close(unit, self._done(tally), tally)
            for each in self.waiting():  # were it killed now, the ledger would know this much
                if each.opened.topic.name not in closed:
                    unit.save_search(closing.counted(each.opened, each, tally))
            return part, tally, closed

        part, self.tally, closed = self._run.store.transact(work)
        self.closed |= closed
        self._tell(part)
        self._say(closed)

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
