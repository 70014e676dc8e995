"""A table on a terminal: nothing is cut, whatever the width.

Where the columns do not fit, the last one, which says most, stands on lines of its own below
its row; where that is still too wide, every row is a small block of names and values.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_GAP = 2  # blanks between two columns
_LEAST = 36  # columns that a folding last column needs to be readable

Rows = Sequence[Sequence[str]]


def show(
    columns: Sequence[str], rows: Rows, caption: str = "", console: Console | None = None
) -> None:
    """Print the rows so that they fit the console; cells are plain text, never markup."""
    console = console or Console()
    widths = [max(map(cell_len, cells)) for cells in zip(columns, *rows, strict=True)]
    before_last = sum(widths[:-1]) + _GAP * (len(widths) - 1)
    room = console.width - before_last
    if widths[-1] <= room or room >= _LEAST:
        console.print(_grid(columns, rows))
    elif before_last - _GAP <= console.width:
        _with_notes(console, columns, rows)
    else:
        _blocks(console, columns, rows)
    if caption:
        console.print(Text(caption, style="dim"))


def _grid(columns: Sequence[str], rows: Rows) -> Table:
    grid = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for number, column in enumerate(columns):
        last = number == len(columns) - 1
        grid.add_column(Text(column), overflow="fold", no_wrap=not last)
    for row in rows:
        grid.add_row(*map(Text, row))
    return grid


def _with_notes(console: Console, columns: Sequence[str], rows: Rows) -> None:
    """The last cell of each row below it, at full width."""
    widths = [
        max(map(cell_len, cells))
        for cells in zip(columns[:-1], *(row[:-1] for row in rows), strict=True)
    ]

    def line(cells: Sequence[str]) -> Text:
        padded = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)
        )
        return Text((" " * _GAP).join(padded).rstrip(), no_wrap=True, overflow="ignore")

    head = line(columns[:-1])
    head.stylize("bold")
    console.print(head)
    for row in rows:
        console.print(line(row[:-1]))
        if row[-1]:
            console.print(Padding(Text(row[-1]), (0, 0, 0, 4)))


def _blocks(console: Console, columns: Sequence[str], rows: Rows) -> None:
    """One block a row: its first two cells, then the others, all by name."""
    for row in rows:
        facts = [f"{name} {cell}" for name, cell in zip(columns, row, strict=True)]
        console.print(Text(" · ".join(facts[:2]), style="bold"))
        console.print(Padding(Text(" · ".join(facts[2:-1])), (0, 0, 0, 2)))
        if row[-1]:
            console.print(Padding(Text(row[-1]), (0, 0, 0, 4)))
