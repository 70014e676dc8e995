"""Reading PubMed queries: ours and search-query, side by side in one process.

On the expert queries that both accept, and on 800 and 8,000 terms. CPU time of the best of
three rounds, for each query; printed are medians, totals and their ratio. Goals: 20 times
faster, and 8,000 terms for less than 12 times the cost of 800.

Usage: pip install search-query==0.15.0; python -m bench.parsing [expert.jsonl]
"""

import contextlib
import importlib
import io
import json
import signal
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from evidence.query.syntax import read

ROUNDS = 3
PATIENCE = 5  # seconds that search-query gets for one query
CORPUS = Path(__file__).resolve().parents[2] / "shared/data/queries/expert.jsonl"


class _Late(Exception):
    """The peer did not come to an end."""


def _late(_number: int, _frame: FrameType | None) -> None:
    raise _Late


def peer() -> Callable[[str], object]:
    """search-query's parser of PubMed's syntax; what it prints is thrown away."""
    try:
        parse = importlib.import_module("search_query.parser").parse
    except ImportError:
        sys.exit("search-query is not installed: pip install search-query==0.15.0")

    def quiet(text: str) -> object:
        with contextlib.redirect_stdout(io.StringIO()):
            return parse(text, platform="pubmed")

    return quiet


def cost(work: Callable[[str], object], text: str) -> float:
    """CPU seconds of the best round."""
    found = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work(text)
        found.append(time.process_time() - begun)
    return min(found)


def accepted(work: Callable[[str], object], text: str) -> bool:
    """Whether the peer reads the query in the time it has."""
    signal.alarm(PATIENCE)
    try:
        work(text)
    except Exception:  # noqa: BLE001 -- whatever the peer raises, it did not read it
        return False
    finally:
        signal.alarm(0)
    return True


def terms(count: int) -> str:
    """A query of `count` terms."""
    return " OR ".join(f"word{number}[tiab]" for number in range(count))


def main() -> None:
    """Print the table."""
    signal.signal(signal.SIGALRM, _late)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    texts = [json.loads(line)["query"] for line in path.read_text(encoding="utf-8").splitlines()]
    theirs = peer()
    ours_reads = sum(not read(text).errors for text in texts)
    both = [text for text in texts if not read(text).errors and accepted(theirs, text)]
    mine = [cost(read, text) for text in both]
    other = [cost(theirs, text) for text in both]
    print(f"{len(texts)} queries; read without an error by ours {ours_reads}, by both {len(both)}")
    for name, spent in (("ours", mine), ("search-query", other)):
        median, total = statistics.median(spent), sum(spent)
        print(f"{name:14} median {median * 1000:8.3f} ms   total {total:8.3f} s")
    ratio = statistics.median(b / a for a, b in zip(mine, other, strict=True))
    print(f"ours is faster: median ratio {ratio:.0f}x, totals {sum(other) / sum(mine):.0f}x")
    small, large = (
        cost(read, " OR ".join(f"word{n}[tiab]" for n in range(c))) for c in (800, 8000)
    )
    print(
        f"800 terms {small * 1000:.1f} ms, 8,000 terms {large * 1000:.1f} ms: {large / small:.1f}x"
    )


if __name__ == "__main__":
    main()
