"""From the bytes of some records to what is to be kept of them: work for any process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pyroaring import BitMap

from evidence.importing.matching import Matcher, Question
from evidence.pubmed.files import Block, Item, Parsed, Rejected, items_of
from evidence.query.mesh import Mesh
from evidence.record import Deletion
from evidence.store.choose import choose
from evidence.store.entry import Entry
from evidence.tagging import Tagging, tag_records
from evidence.topic import Tag
from evidence.uncollected import uncollected

Tagged = Mapping[int, tuple[Tagging, ...]]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process needs to know.

    `known` are the PMIDs that are stored, also deleted ones: they are kept whatever the
    questions say. `mesh_from` is the database whose MeSH is meant, "" for the shipped one: its
    address goes to the process through a pipe.
    """

    tags: tuple[Tag, ...]
    asked: tuple[Question, ...]
    today: date
    known: BitMap = field(default_factory=BitMap)
    mesh_from: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """What is to be kept of some blocks.

    `unmatched`: PMID and block of each record that no question asks for. `records` counts
    the records of the blocks, good and bad. Rejected items are numbered from 1 here.
    """

    items: tuple[Entry | Rejected | Deletion, ...]
    unmatched: tuple[tuple[int, int], ...]
    records: int
    tags: Tagged | None = None  # None: not computed yet


class Reader:
    """Reads blocks as `setup` says."""

    def __init__(self, setup: Setup, mesh: Mesh) -> None:
        """`mesh`: the headings."""
        self._setup = setup
        self._mesh = mesh
        self._matcher = Matcher(setup.asked, mesh, setup.today) if setup.asked else None

    def read(self, blocks: Sequence[Block], name: str, *, complete: bool = False) -> Portion:
        """Read them; `complete`: with all that can be computed without the database."""
        with uncollected():
            items = list(_items(blocks, name))
            wanted = self._wanted([item for _, item in items])
            kept: list[Entry | Rejected | Deletion] = []
            unmatched: list[tuple[int, int]] = []
            for at, item in items:
                if not isinstance(item, Parsed):
                    kept.append(item)
                elif wanted is None or _either(item.record.pmid, wanted, self._setup.known):
                    kept.append(Entry(item))
                else:
                    unmatched.append((item.record.pmid, at))
            records = sum(not isinstance(item, Deletion) for _, item in items)
            tags = None
            if complete:
                entries = choose(kept, live=False).parsed
                tags = self.tag([each.complete() for each in entries.values()])
            return Portion(tuple(kept), tuple(unmatched), records, tags)

    def anyway(self, blocks: Sequence[Block], name: str) -> tuple[Entry, ...]:
        """The records of blocks whether they are asked for or not."""
        return tuple(Entry(item) for _, item in _items(blocks, name) if isinstance(item, Parsed))

    def tag(self, entries: Sequence[Entry]) -> Tagged:
        """The tags of records."""
        return tag_records([each.record for each in entries], self._setup.tags, self._mesh)

    def _wanted(self, items: Sequence[Item]) -> BitMap | None:
        """The PMIDs that are asked for; None for all."""
        if self._matcher is None:
            return None
        records = [item.record for item in items if isinstance(item, Parsed)]
        return self._matcher.matched(records)


def _either(pmid: int, one: BitMap, other: BitMap) -> bool:
    return pmid in one or pmid in other


def _items(blocks: Sequence[Block], name: str) -> Iterator[tuple[int, Item]]:
    """Every item with the place of its block."""
    number = 0
    for at, block in enumerate(blocks):
        for item in items_of(block, name, number + 1):
            number += block.kind != "deletions"
            yield at, item
