"""The comparison table as a pandas DataFrame, CSV and Parquet; pandas is imported when asked.

In CSV a cell that a spreadsheet would run as a formula gets an apostrophe (CWE-1236); numbers
stay numbers, negative ones too.
"""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evidence.findings.plain import as_dict, findings
from evidence.findings.table import Row

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def frame(rows: Sequence[Row]) -> "pd.DataFrame":
    """One line a finding: rows that rest on several reports are there once for each report."""
    import pandas as pd  # noqa: PLC0415 - half a second of CPU that most callers do not need

    lines = [
        {**{key: _flat(value) for key, value in as_dict(row).items() if key != "findings"}, **each}
        for row in rows
        for each in findings(row)
    ]
    return pd.DataFrame(lines, columns=_COLUMNS)


def csv(rows: Sequence[Row]) -> str:
    """`frame` as CSV with a header, safe to open in a spreadsheet."""
    table = frame(rows)
    for name in table.columns:
        # Text is `object` in pandas 2 and `str` in pandas 3; `_safe` lets other values pass.
        table[name] = table[name].map(_safe)
    return table.to_csv(index=False, lineterminator="\r\n")


def parquet(rows: Sequence[Row]) -> bytes:
    """`frame` as Parquet; ImportError where pyarrow is not installed."""
    target = io.BytesIO()
    frame(rows).to_parquet(target, index=False)
    return target.getvalue()


def _flat(value: object) -> object:
    """A list as one cell: its parts, each on a line."""
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def _safe(value: object) -> object:
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA):
        return f"'{value}"
    return value


_COLUMNS = (
    *("study", "pmids", "short", "year", "design", "design_detail", "level", "level_rule"),
    *("level_changed", "n", "follow_up", "follow_up_unit", "comparison", "arm_a", "arm_b"),
    *("outcome", "domain", "instrument", "high", "time", "intention_to_treat", "as_treated"),
    *("not_stated", "estimate", "measure", "ci_low", "ci_high", "p_operator", "p", "crossover"),
    *("lost", "harms", "notices", "pmid", "record_sha256", "section", "start", "end", "text"),
    *("direction", "basis", "why"),
)
