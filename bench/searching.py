"""A search of 23 terms over 100,000 stored records, beside a plain scan in memory.

The database is SQLite, filled as bench/corpus.py says, and kept for the next run. Parsing
and evaluating are timed apart, medians of 21 runs after one that warms the cache; "whole
search" is what `evidence search` asks: both, PubMed's translations and the counts. The scan
is pandas' `str.contains` of every term over the same words, held in memory; it must give the
same records, or the run stops. CPU time (user + system); compare only within one run.
Usage: python -m bench.searching [FILE [RECORDS]]
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
from pyroaring import BitMap
from sqlalchemy import text

from bench.corpus import RECORDS, build
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.plan import Days, Words
from evidence.query.planning import Context, plan
from evidence.query.syntax import parse
from evidence.query.tree import Leaf, Query
from evidence.search import Searcher
from evidence.store import Store, open_store
from evidence.store.words import expression

TODAY = date(2026, 11, 25)
RUNS = 21
QUERY = """("spinal stenosis"[tiab] OR "lumbar spine"[tiab] OR "low back pain"[tiab]
 OR "disc herniation"[tiab] OR spondylolisthe*[tiab] OR radiculopath*[tiab] OR sciatica[tiab]
 OR "leg cramps"[tiab] OR "muscle cramp*"[tiab] OR scolio*[ti] OR "Spine"[mh]
 OR "Muscle Cramp"[mh])
 AND (surg*[tiab] OR decompress*[tiab] OR fusion[ti] OR laminectomy[tiab] OR discectomy[tiab]
 OR quinine[tiab] OR magnesium[tiab] OR "physical therapy"[tiab] OR "surgery"[sh])
 NOT (letter[pt] OR "case report*"[ti])"""
MANY = 1000  # terms


def median(work: Callable[[], object]) -> float:
    """CPU milliseconds of one run."""
    work()
    spent = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


def many_terms(store: Store) -> str:
    """A strategy of 1,000 terms: every one a word of the corpus and the word after it."""
    statement = text("SELECT body FROM words ORDER BY rowid LIMIT 3000")
    with store.engine.connect() as connection:
        bodies = connection.execute(statement).scalars().all()
    pairs = {
        tuple(word[1:] for word in words[:2])
        for words in (body.split() for body in bodies)
        if len(words) > 1 and words[0].isascii() and words[1].isascii()
    }
    return " OR ".join(f'"{first} {second}"[tiab]' for first, second in sorted(pairs)[:MANY])


def scan(bodies: "pd.Series[str]", query: Query, mesh: Mesh) -> "pd.Series[bool]":
    """The query evaluated term by term with `str.contains`."""
    waiting: list[pd.Series[bool]] = []
    for node in query.tree:
        if isinstance(node, Leaf):
            waiting.append(contains(bodies, node, mesh))
            continue
        right, left = waiting.pop(), waiting.pop()
        waiting.append(
            left & right if node == "AND" else left | right if node == "OR" else left & ~right
        )
    return waiting[-1]


def contains(bodies: "pd.Series[str]", leaf: Leaf, mesh: Mesh) -> "pd.Series[bool]":
    """One term, as one regular expression a field and phrase."""
    (clause,) = plan(leaf, Context(mesh, TODAY)).clauses
    atoms = [atom for alternative in clause for atom in alternative]
    choices = [
        expression(atom.fields, phrase)
        for atom in atoms
        if isinstance(atom, Words)
        for phrase in atom.phrases
    ]
    if any(isinstance(atom, Days) for atom in atoms):
        sys.exit("the scan knows no dates")
    return bodies.str.contains("|".join(choices), regex=True)


def search_times(store: Store, mesh: Mesh) -> tuple[dict[str, float], BitMap]:
    """Milliseconds by stage, and the hits."""
    query, index = parse(QUERY), store.index()
    searcher = Searcher(store, mesh, TODAY)
    long_text = many_terms(store)
    long_query = parse(long_text)

    def asked(each: Query) -> BitMap:
        with index:
            return evaluate(each, index, mesh, TODAY).yes

    times = {
        f"parse {len(query.leaves)} terms": median(lambda: parse(QUERY)),
        "evaluate them": median(lambda: asked(query)),
        "whole search": median(lambda: searcher.search(QUERY)),
        f"parse {len(long_query.leaves)} phrases": median(lambda: parse(long_text)),
        "evaluate them, OR-ed": median(lambda: asked(long_query)),
    }
    return times, asked(query)


def scan_time(store: Store, mesh: Mesh, hits: BitMap) -> float:
    """Milliseconds of the scan."""
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT rowid, body FROM words")).all()
    bodies = pd.Series([row[1] for row in rows], index=[row[0] for row in rows])
    start = time.process_time()
    found = scan(bodies, parse(QUERY), mesh)
    spent = (time.process_time() - start) * 1000
    if BitMap(found.index[found]) != hits:
        sys.exit("the scan and the search do not agree")
    return spent


def main() -> None:
    """Print one line a stage."""
    path = sys.argv[1] if len(sys.argv) > 1 else "bench-corpus.db"
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else RECORDS  # noqa: PLR2004 - argument count
    unique = build(path, wanted)
    mesh = Mesh.shipped()
    with open_store(path) as store:
        size = Path(path).stat().st_size
        print(f"{len(store.index())} records, {unique} of them distinct, {size:,} bytes")
        times, hits = search_times(store, mesh)
        scanning = scan_time(store, mesh, hits)
    print(f"{len(hits)} hits, the same by search and scan")
    for name, spent in times.items():
        print(f"  {name:28} {spent:10.2f} ms")
    print(f"  {'a plain scan of them':28} {scanning:10.2f} ms")
    print(f"  the scan costs {scanning / times['evaluate them']:.0f} times the evaluation")


if __name__ == "__main__":
    main()
