"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from evidence.commands.files import write
from evidence.errors import StorageProblem


def test_replaces_the_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "new" / "page.html"
    write(target, "long first version\n")
    write(target, "short\n")
    assert target.read_text(encoding="utf-8") == "short\n"
    assert [path.name for path in target.parent.iterdir()] == ["page.html"]


def test_text_that_cannot_be_encoded_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    write(target, "old")
    with pytest.raises(UnicodeEncodeError):
        write(target, "new \udcff")
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_refusal_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageProblem, match=r"could not be written: .*--output"):
        write(tmp_path / "file" / "page.html", "text")


def test_a_device_is_written_into_and_a_link_stays_a_link(tmp_path: Path) -> None:
    write(Path("/dev/null"), "nowhere")
    assert Path("/dev/null").is_char_device()
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "page.html")
    write(link, "text")
    assert link.is_symlink()
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "text"
