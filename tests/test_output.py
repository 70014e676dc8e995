"""What commands print cannot steer a terminal, a table or a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
