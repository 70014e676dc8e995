"""What commands print cannot steer a terminal, a table or a spreadsheet."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from evidence.commands.fitted import show
from evidence.commands.output import clean, table


def test_escape_codes_and_direction_marks_are_dropped() -> None:
    assert clean("a\x1b[2Jb\u202ec\x9bd\ne") == "a[2Jbcd e"


@given(st.text())
def test_clean_text_is_one_printable_line(text: str) -> None:
    cleaned = clean(text)
    assert "\n" not in cleaned
    assert not any(ord(each) < 0x20 or 0x7F <= ord(each) < 0xA0 for each in cleaned)


def test_pipe_gets_tsv_without_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    table(("PMID", "title"), [("1", "=SUM(A1)\tx"), ("2", "[red]plain[/red]")])
    assert capsys.readouterr().out == "PMID\ttitle\n1\t'=SUM(A1) x\n2\t[red]plain[/red]\n"


COLUMNS = ("topic", "state", "PubMed has", "note")
ROWS = (
    ("cramps", "complete", "41", ""),
    ("stenosis", "failed", "no answer", "PubMed answered with HTTP 503. Run it again later."),
)
WIDE = """\
topic     state     PubMed has  note
cramps    complete  41
stenosis  failed    no answer   PubMed answered with HTTP 503. Run it again later.
two topics
"""
NARROW = """\
topic     state     PubMed has
cramps    complete  41
stenosis  failed    no answer
    PubMed answered with HTTP 503. Run
    it again later.
two topics
"""
NARROWEST = """\
topic cramps · state
complete
  PubMed has 41
topic stenosis · state
failed
  PubMed has no answer
    PubMed answered with
    HTTP 503. Run it
    again later.
two topics
"""


@pytest.mark.parametrize(("width", "expected"), [(100, WIDE), (40, NARROW), (24, NARROWEST)])
def test_a_table_says_everything_at_any_width(width: int, expected: str) -> None:
    console = Console(width=width, file=StringIO(), color_system=None)
    show(COLUMNS, ROWS, "two topics", console)
    assert isinstance(console.file, StringIO)
    printed = console.file.getvalue().splitlines()
    assert "\n".join(line.rstrip() for line in printed) + "\n" == expected
