"""Markdown that shows any text as it is, and gives it back."""

from hypothesis import given
from hypothesis import strategies as st

from evidence.summary.marks import digest, escape_markdown, unescape_markdown


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert unescape_markdown(escape_markdown(text)) == text


@given(st.text(alphabet="\\&#;<>`*_[]()|~-+.1 \n\tamplt"))
def test_text_made_of_marks_comes_back(text: str) -> None:
    assert unescape_markdown(escape_markdown(text)) == text


@given(st.text())
def test_shown_text_stays_on_one_line_and_opens_no_comment(text: str) -> None:
    shown = escape_markdown(text)
    assert not set("\n\r") & set(shown)
    assert "<" not in shown


def test_what_markdown_would_read_is_escaped() -> None:
    assert (
        escape_markdown("p < 0.05 & *a* _b_ [c]|") == "p &lt; 0.05 &amp; \\*a\\* \\_b\\_ \\[c\\]\\|"
    )
    assert escape_markdown("1. first") == "1\\. first"
    assert escape_markdown("- item") == "\\- item"


def test_a_digest_changes_with_one_character() -> None:
    assert digest("4 of 6") != digest("5 of 6")
    assert len(digest("")) == 16
