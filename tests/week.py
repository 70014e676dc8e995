"""A week of searches that were invented for the tests, written into a real ledger."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from evidence.pubmed.files import Parsed
from evidence.record import Deletion
from evidence.store import Acknowledgement, Search, Store
from evidence.topic import Pico, Topic

FIRST = 990_000_001
MONDAY = datetime(2026, 3, 2, 3, 17, tzinfo=UTC)
QUERY = 'cramp*[tiab] AND ("2000"[dp] : "3000"[dp])\nAND english[la]'
LATER = f'({QUERY})\nNOT "made of ``` ticks"[tiab]'
TOPIC = Topic(
    "cramps",
    "Cramps | at *night*",
    "Does anything help?",
    "treatment benefit",
    Pico("adults", "any", "none", ()),
    LATER,
    "Muscle Cramp",
    (),
    Path("queries/topics/cramps.toml"),
)


def pmids(numbers: str) -> list[int]:
    """PMIDs by their last digit."""
    return [FIRST - 1 + int(number) for number in numbers]


@dataclass(frozen=True, slots=True)
class Week:
    """Writes one search a day."""

    store: Store
    article: Callable[..., Parsed]
    start: datetime = MONDAY

    def searched(self, day: int, members: str, **row: Any) -> Search:  # noqa: ANN401 - any column
        """A search of `day` that ended, with its members by their last digit."""
        state = row.pop("state", "complete")
        opened = self.store.save_search(self._row(day, **row))
        closed = replace(opened, state=state)
        held = pmids(members)
        if closed.stored is None:
            closed = replace(closed, stored=len(held))
        if closed.count is None:
            closed = replace(closed, count=len(held))
        return self.store.close_search(closed, held)[0]

    def failed(self, day: int, **row: Any) -> Search:  # noqa: ANN401 - any column
        """A search of `day` that did not end."""
        return self.store.save_search(self._row(day, **{"state": "failed", **row}))

    def keep(self, numbers: str, **record: Any) -> None:  # noqa: ANN401 - as article
        """Store records."""
        items = [self.article(pmid, f"Cramps {pmid}", **record) for pmid in pmids(numbers)]
        self.store.keep(items, source="PubMed", live=True)

    def delete(self, numbers: str) -> None:
        """Have PubMed delete records."""
        self.store.keep([Deletion(pmid, 9999) for pmid in pmids(numbers)], source="PubMed")

    def acknowledge(self, phrase: str, query: str = LATER) -> None:
        """Have Anna accept that PubMed left the phrase out."""
        self.store.ledger.acknowledge(
            Acknowledgement(
                "cramps", phrase, "Anna", "a brand that nobody writes of", MONDAY, query
            )
        )

    def _row(self, day: int, **row: Any) -> Search:  # noqa: ANN401 - any column
        started = self.start + timedelta(days=day)
        search = Search(
            topic="cramps",
            query=QUERY,
            started=started,
            run=day + 1,
            program_version="1.2.0",
            sent=" ".join(row.get("query", QUERY).split()),
            translation='"cramp*"[Title/Abstract]',
            finished=started + timedelta(minutes=1),
        )
        return replace(search, **row)


def whole(week: Week) -> None:
    """The week: two days of growth, a fault, an outage, a new query, a stop, a deletion."""
    week.keep("12345")
    week.searched(0, "12345", new=5)
    week.searched(1, "12345")
    week.keep("6")
    week.searched(
        2,
        "123456",
        state="partial",
        new=1,
        count=7,
        quarantined=1,
        warnings=("PMID 990000007 could not be read: it ends in the middle.",),
    )
    error = "PubMed did not answer after 5 tries."
    week.failed(3, error=error, translation="", count=None)
    week.keep("789")
    week.searched(
        4,
        "2345679",
        query=LATER,
        program_version="1.3.0",
        new=2,
        dropped=("cramp-ex", "made of ``` ticks"),
        warnings=("PubMed left out the phrase “made of ``` ticks”.",),
    )
    week.acknowledge("cramp-ex")
    week.failed(5, query=LATER, state="interrupted", error="Stopped before it had ended.")
    week.keep("2", retracted_in=FIRST + 90)
    week.delete("3")
    week.searched(
        6,
        "1245679",
        query=LATER,
        program_version="1.3.0",
        changed=1,
        gone=1,
        dropped=("cramp-ex", "made of ``` ticks"),
    )
