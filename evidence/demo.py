"""The main job from end to end on a PubMed of our own: no network, two updates, pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from evidence.harvest import SearchOutcome, Step, update
from evidence.pubmed.eutils import Client, Settings
from evidence.pubmed.local import LocalPubMed
from evidence.report import render
from evidence.shipped import samples
from evidence.store import Store
from evidence.summary import from_store
from evidence.summary.verify import verify_text
from evidence.topic import Tag, Topic


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered summary and how many of its addresses were checked against the store."""

    topic: str
    path: Path
    html: str
    markdown: str
    json: str
    checked: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """One update: its topics, and how many records were new, changed, deleted by PubMed."""

    outcomes: tuple[SearchOutcome, ...]
    new: int
    changed: int
    left: int
    deleted: int


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the three updates did, and the pages."""

    served: tuple[int, int]
    updates: tuple[Updated, ...]
    pages: tuple[Page, ...]


def sources(files: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """What the local PubMed serves at the first and at the second update.

    Without files: the invented samples, then the same with their changes. With files: all
    but the last, then all, so that the last file is what PubMed added; a single file is
    served twice, and the second update finds nothing new.
    """
    if not files:
        folder = samples()
        return (folder / "records.xml",), (folder / "records.xml", folder / "changes.xml")
    chosen = tuple(files)
    return (chosen[:-1] or chosen), chosen


def demonstrate(  # noqa: PLR0913 - the parts it plays with, each by name
    store: Store,
    files: Sequence[Path],
    *,
    topics: Sequence[Topic],
    tags: Sequence[Tag],
    folder: Path,
    today: date,
    say: Callable[[str], None],
) -> Demonstration:
    """Update, change the source, update twice more, render every topic and verify it.

    A record that PubMed lists and sends no more counts as deleted when two runs say so: hence
    the third update, a day later by its clock.
    """
    before, after = sources(files)
    clock = datetime.now(UTC)
    with LocalPubMed(before) as server, Client(Settings(base_url=server.url)) as client:
        served = server.count
        say(f"local PubMed with {served} records at {server.url}")

        def run(now: datetime) -> Updated:
            return _update(store, client, topics, tags, now=now, say=say)

        first = run(clock)
        server.replace(after)
        say(f"the source changed: {server.count} records now")
        second = run(clock)
        say("the next day")
        third = run(clock + timedelta(days=1))
        counts = (served, server.count)
    pages = tuple(_page(store, topic, folder, today=today, invented=not files) for topic in topics)
    return Demonstration(counts, (first, second, third), pages)


def _update(  # noqa: PLR0913 - the parts of an update
    store: Store,
    client: Client,
    topics: Sequence[Topic],
    tags: Sequence[Tag],
    *,
    now: datetime,
    say: Callable[[str], None],
) -> Updated:
    """One update, and what it did to the records: each counted once, whatever its topics."""
    steps: list[Step] = []

    def told(step: Step) -> None:
        steps.append(step)
        say(str(step))

    before = store.pmids()
    outcomes = update(store, client, topics, tags=tags, now=now, say=told)
    left = {pmid for each in outcomes for pmid in store.moves(each.search.id).left}
    return Updated(
        outcomes=outcomes,
        new=sum(step.new for step in steps),
        changed=sum(step.changed for step in steps),
        left=len(left),
        deleted=len(before - store.pmids()),
    )


def _page(store: Store, topic: Topic, folder: Path, *, today: date, invented: bool) -> Page:
    summary = from_store(store, topic, today=today, invented=invented)
    html = render(summary, "html")
    checked = verify_text(html, "html", store)
    return Page(
        topic=topic.name,
        path=folder / f"{topic.name}.html",
        html=html,
        markdown=render(summary, "md"),
        json=render(summary, "json"),
        checked=checked.checked,
        problems=tuple(str(problem) for problem in checked.problems),
    )
