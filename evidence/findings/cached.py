"""Facts as they are kept: taken from the store where record and rules agree, else computed.

A command that only reads never writes them; `rebuild` does.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

import msgspec

from evidence.findings.facts import RULES_VERSION, facts
from evidence.findings.model import Facts
from evidence.record import Record
from evidence.store import Computed, Store

_BATCH = 500
_LEVEL = 3  # zlib: the payload is short-lived and small


def facts_of(store: Store, records: Iterable[Record]) -> Iterator[tuple[Record, Facts]]:
    """Each record with its facts, in the order given."""
    source = iter(records)
    while batch := list(islice(source, _BATCH)):
        held = store.computed(record.pmid for record in batch)
        for record in batch:
            yield record, current(record, held.get(record.pmid)) or facts(record)


def current(record: Record, held: Computed | None) -> Facts | None:
    """What is kept, where it is of this state of the record and of these rules; else None."""
    if held is None or held.rules != RULES_VERSION or held.sha256 != record.sha256:
        return None
    return decode(held.payload)


def computed(records: Sequence[Record]) -> list[Computed]:
    """The facts of records, ready to be kept."""
    return [
        Computed(found.pmid, found.sha256, found.rules, encode(found))
        for found in map(facts, records)
    ]


def encode(found: Facts) -> bytes:
    """Facts as compressed JSON."""
    return zlib.compress(msgspec.json.encode(found), _LEVEL)


def decode(payload: bytes) -> Facts:
    """The facts that `encode` was given."""
    return _decoder().decode(zlib.decompress(payload))


@cache
def _decoder() -> msgspec.json.Decoder[Facts]:
    return msgspec.json.Decoder(Facts)
