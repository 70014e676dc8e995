"""What an update would do: PubMed is asked, nothing is read or written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from evidence.errors import ServiceUnavailable
from evidence.pubmed.eutils import Client
from evidence.query.syntax import read, sent
from evidence.store import Store
from evidence.topic import Topic


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """PubMed's answer for a topic beside what is stored.

    `count` is None and `error` says why where PubMed did not answer; `warnings` are PubMed's.
    """

    topic: str
    sent: str
    count: int | None = None
    join: int = 0
    leave: int = 0
    warnings: tuple[str, ...] = ()
    error: str = ""


def rehearse(store: Store, client: Client, topics: Sequence[Topic]) -> Iterator[Rehearsed]:
    """Ask for each topic's list, and compare it with the members."""
    for topic in topics:
        text = sent(read(topic.query))
        members = store.membership(topic.name)
        try:
            answer = client.search_all(text)
        except ServiceUnavailable as error:
            yield Rehearsed(topic.name, text, error=str(error))
            continue
        listed = BitMap(answer.pmids)
        yield Rehearsed(
            topic.name,
            text,
            answer.count,
            len(listed - members),
            len(members - listed),
            answer.warnings,
        )
