"""The whole way of a PubMed file, side by side in one run: records per CPU second.

parse, then parse + store + index, then tagging with all shipped tags, against what
pubmed_parser needs to parse the same file. CPU time (user + system) of this process;
compare only within one run. Usage: python -m bench.whole_way [FILE [RECORDS]]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pubmed_parser

from bench.nlm_files import nlm_files
from evidence.pubmed.files import Parsed, read_file
from evidence.query.mesh import Mesh
from evidence.store import open_store
from evidence.tagging import tag_records
from evidence.topic import load_tags


def seconds(work: Callable[[], int]) -> tuple[int, float]:
    """How many records `work` did, and its CPU seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


def main() -> None:
    """Print one line a stage."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else nlm_files()[0]
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000  # noqa: PLR2004 - argument count
    tags, mesh = load_tags(), Mesh.shipped()
    parsed = [item for item in islice(read_file(path), limit) if isinstance(item, Parsed)]
    with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/bench.db") as store:

        def parse() -> int:
            return sum(1 for _ in islice(read_file(path), limit))

        def keep() -> int:
            return store.keep(islice(read_file(path), limit), source="bench").read

        def tag() -> int:
            for start in range(0, len(parsed), 1000):
                batch = [item.record for item in parsed[start : start + 1000]]
                store.set_tags(tag_records(batch, tags, mesh))
            return len(parsed)

        stages = [
            ("parse", seconds(parse)),
            ("parse + store + index (new)", seconds(keep)),
            ("parse + store + index (unchanged)", seconds(keep)),
            (f"tag with {len(tags)} tags, and store them", seconds(tag)),
        ]

    def peer() -> int:
        return sum(1 for _ in islice(pubmed_parser.parse_medline_xml(str(path)), limit))

    stages.append(("pubmed_parser: parse the whole file", seconds(peer)))
    for name, (count, spent) in stages:
        print(f"{name:45} {count:7} records {spent:7.2f} CPU s {count / spent:9.0f} a CPU second")


if __name__ == "__main__":
    main()
