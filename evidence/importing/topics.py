"""After the files: who belongs to each topic, by the records that are stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from pyroaring import BitMap

from evidence.importing.matching import Matcher, questions
from evidence.importing.model import FileOutcome
from evidence.importing.tally import Tally
from evidence.pubmed.numbered import number_of, ranges
from evidence.query.evaluate import Verdict
from evidence.query.mesh import Mesh
from evidence.shipped import program_version
from evidence.store import Search, Store, Unit
from evidence.store.values import PUBMED
from evidence.topic import Topic

_NAMED = 10  # files without a number that are named in the ledger


@dataclass(frozen=True, slots=True)
class Searched:
    """A topic, its ledger row as far as it is known, and who is a member from now on."""

    row: Search
    members: BitMap


def close(  # noqa: PLR0913 - what a ledger row tells, each by name
    store: Store,
    topics: Sequence[Topic],
    mesh: Mesh,
    *,
    today: date,
    files: Sequence[FileOutcome],
    tally: Tally,
    started: datetime,
) -> tuple[Search, ...]:
    """Evaluate the topics over the store, and write their ledger rows and members down.

    A topic that PubMed has answered only gains members: PubMed alone can say who left. The
    rows have one run's number, and are written in one transaction.
    """
    matcher = Matcher(questions(store, topics), mesh, today)
    with store.index() as index:
        verdicts = list(matcher.verdicts(index))
    template = _template(files, started)
    found = [
        _searched(store, topic, verdict, template, tally)
        for topic, verdict in zip(topics, verdicts, strict=True)
    ]
    return store.transact(lambda unit: _write(unit, found))


def source_of(files: Sequence[FileOutcome]) -> str:
    """The files in words: "files pubmed26n1335, more.xml", runs of numbers drawn together."""
    numbers = [number_of(each.name) for each in files]
    named = ranges(number for number in numbers if number is not None)
    others = [each.name for each, number in zip(files, numbers, strict=True) if number is None]
    more = len(others) - _NAMED
    names = [*([named] if named else []), *others[:_NAMED], *([f"{more} more"] if more > 0 else [])]
    return f"{'file' if len(files) == 1 else 'files'} {', '.join(names)}"


def _template(files: Sequence[FileOutcome], started: datetime) -> Search:
    read = [each for each in files if each.state in {"imported", "skipped"}]
    failed = [each for each in files if each.state in {"failed", "not imported"}]
    now = datetime.now(UTC)
    return Search(
        topic="",
        query="",
        source=source_of(read),
        started=started,
        finished=now,
        seconds=(now - started).total_seconds(),
        bytes=sum(each.size for each in files if each.state == "imported"),
        state="partial" if failed else "complete",
        error=f"Not read whole: {source_of(failed)}." if failed else "",
        program_version=program_version(),
    )


def _searched(
    store: Store, topic: Topic, verdict: Verdict, template: Search, tally: Tally
) -> Searched:
    before = store.membership(topic.name)
    asked = any(
        each.source == PUBMED and each.count is not None for each in store.searches(topic.name)
    )
    members = before | verdict.yes if asked else verdict.yes
    row = replace(
        template,
        topic=topic.name,
        query=topic.query,
        sent=topic.query,
        warnings=tuple(_warnings(verdict)),
        count=len(verdict.yes),
        stored=len(members),
        new=len(members & tally.new),
        changed=len(members & tally.changed),
        gone=len((before | members) & tally.deleted),
    )
    return Searched(row, members)


def _warnings(verdict: Verdict) -> Iterator[str]:
    if verdict.unknowable:
        count = len(verdict.unknowable)
        records = "record" if count == 1 else "records"
        yield f"Kept, but no members: {count:,} stored {records} that only PubMed can judge."


def _write(unit: Unit, found: Sequence[Searched]) -> tuple[Search, ...]:
    run = unit.next_run()
    rows = []
    for each in found:
        opened = unit.save_search(replace(each.row, run=run))
        closed, _ = unit.close_search(opened, each.members)
        rows.append(closed)
    return tuple(rows)
