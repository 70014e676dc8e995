"""What PubMed left out of a topic's search is told with every output, until it is accepted."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evidence.commands import output

if TYPE_CHECKING:
    from evidence.store import Store


def tell(store: "Store", topics: Iterable[str]) -> None:
    """One line on standard error for each phrase that nobody has acknowledged."""
    for topic in topics:
        for phrase in store.ledger.unacknowledged(topic):
            output.say(
                f"{topic}: PubMed left {phrase!r} out of its search. If that is well, type:"
                f" evidence runs acknowledge {topic} --all --why ..."
            )
