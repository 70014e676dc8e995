"""Fuzzes the reading of queries with atheris: whatever the text, no crash and no hang.

Usage, with atheris (pip install atheris) in an environment of its own:

    python -m bench.fuzz_query CORPUS -max_total_time=600 -timeout=2 -max_len=4000

CORPUS is a folder; put queries into it to begin with, one a file. A text is read as UTF-8
with lone surrogates let through. What must hold: `read`, `lint`, `corrected` and printing
back never raise; offsets lie in the text; and a query without an error prints back to one
that reads the same.
"""

import sys
from importlib import import_module

atheris = import_module("atheris")

with atheris.instrument_imports(include=["evidence.query"]):
    from evidence.query.lint import corrected, lint
    from evidence.query.mesh import Mesh
    from evidence.query.syntax import read

MESH = Mesh.shipped()


def one(data: bytes) -> None:
    """Read one text and everything that is said of it; raises AssertionError for a fault."""
    text = data.decode("utf-8", "surrogatepass" if _valid(data) else "replace")
    query = read(text)
    messages = (*query.messages, *lint(query, MESH))
    for message in messages:
        if not 0 <= message.start <= message.end <= len(text):
            raise AssertionError(message)
    corrected(query, MESH)
    if not query.errors:
        printed = str(query)
        again = read(printed)
        if again.errors or str(again) != printed:
            raise AssertionError(printed, str(again), again.errors)


def _valid(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
