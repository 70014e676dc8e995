"""CSV of the comparison table: no cell that a spreadsheet would run, numbers as numbers."""

import csv as standard
import io

import pandas as pd
import pytest

from evidence.findings import frame


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_text_that_would_run_is_text(monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    table = pd.DataFrame({"text": [f"{start}1\nnext", "plain"], "estimate": [-1.5, None]})
    monkeypatch.setattr(frame, "frame", lambda _rows: table)
    written = list(standard.reader(io.StringIO(frame.csv(()), newline="")))
    assert written[1:] == [[f"'{start}1\nnext", "-1.5"], ["plain", ""]]
