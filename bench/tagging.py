"""Tagging, side by side in one run: records per CPU second, and ratios.

Each batch of 1,000 real records is tagged in turn by each contender: verdicts alone;
verdicts with the words that earned each tag; both and stored in SQLite; and a regular
expression per tag, one compiled alternation of the tag's words and phrases, case ignored,
over title and abstract. The expressions know neither headings nor fields nor NOT: they do
less. Fifty tags are the first fifty shipped, by file and place. CPU time (user + system) of
this process; compare only within one run. Usage: python -m bench.tagging [RECORDS]
"""

import gc
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from bench.corpus import distinct
from evidence.pubmed.files import Parsed
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.plan import Words
from evidence.query.planning import Context, plan
from evidence.query.sieve import Sieve
from evidence.query.syntax import parse
from evidence.query.wanted import Wanted
from evidence.record import Record
from evidence.store import Store, open_store
from evidence.tagging import tag_records
from evidence.topic import Tag, load_tags

BATCH = 1000
DEFAULT = 20_000
FIFTY = 50

Work = Callable[[Sequence[Record]], object]


def batches(wanted: int) -> Iterator[list[Parsed]]:
    """Records from the middle of the corpus: both NLM files, old records and new."""
    source = islice(distinct(), 30_000 - wanted // 2, 30_000 + wanted - wanted // 2)
    while batch := list(islice(source, BATCH)):
        yield batch


def verdicts(tags: Sequence[Tag], mesh: Mesh) -> Work:
    """Which records earn which tag, without the words."""
    queries = [parse(tag.query) for tag in tags]
    wanted = Wanted(queries, mesh)

    def work(records: Sequence[Record]) -> object:
        index = Sieve(records, wanted)
        return [evaluate(query, index, mesh).yes for query in queries]

    return work


def expression(tag: Tag, mesh: Mesh) -> re.Pattern[str]:
    """The words and phrases of a tag that look into title or abstract, as one alternation."""
    found: set[str] = set()
    for leaf in parse(tag.query).positive:
        for atom in plan(leaf, Context(mesh)).atoms:
            if isinstance(atom, Words) and "ti" in atom.fields:
                found.update(
                    r"[\W_]+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase)
                    for phrase in atom.phrases
                )
    return re.compile(rf"\b(?:{'|'.join(sorted(found)) or '(?!)'})\b", re.IGNORECASE)


def expressions(tags: Sequence[Tag], mesh: Mesh) -> Work:
    """A regular expression per tag."""
    compiled = [expression(tag, mesh).search for tag in tags]

    def work(records: Sequence[Record]) -> object:
        texts = [f"{record.title}\n{record.abstract_text}" for record in records]
        return [[number for number, text in enumerate(texts) if hit(text)] for hit in compiled]

    return work


def contenders(store: Store, tags: Sequence[Tag], mesh: Mesh) -> dict[str, Work]:
    """What is timed, by name."""
    return {
        "verdicts": verdicts(tags, mesh),
        "verdicts and words": lambda records: tag_records(records, tags, mesh),
        "verdicts, words, stored": lambda records: store.set_tags(tag_records(records, tags, mesh)),
        "a regular expression per tag": expressions(tags, mesh),
    }


def measure(wanted: int, works: dict[str, Work], store: Store) -> tuple[dict[str, float], int]:
    """CPU seconds by contender, and how many records."""
    spent: defaultdict[str, float] = defaultdict(float)
    count = 0
    for items in batches(wanted):
        store.keep(items, source="bench")
        records = [item.record for item in items]
        count += len(records)
        for name, work in works.items():
            gc.collect()
            start = time.process_time()
            work(records)
            spent[name] += time.process_time() - start
    return spent, count


def main() -> None:
    """Print one line a contender, for fifty tags and for all."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    every, mesh = load_tags(), Mesh.shipped()
    for tags in (every[:FIFTY], every):
        with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/bench.db") as store:
            spent, count = measure(wanted, contenders(store, tags, mesh), store)
        peer = spent["a regular expression per tag"]
        print(f"{len(tags)} tags, {count} records")
        for name, each in spent.items():
            print(f"  {name:30} {count / each:8.0f} records a CPU second  {peer / each:5.1f} x")


if __name__ == "__main__":
    main()
