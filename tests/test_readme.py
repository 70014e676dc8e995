"""The README's help and its piece of a summary are what the program prints today."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_generated_parts_are_true() -> None:
    done = subprocess.run(
        (sys.executable, "-m", "cogapp", "--check", "-P", "README.md"),
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nType: make readme"


def test_shows_a_piece_of_a_summary_and_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "> **Does surgery help the cramps?**" in text
    assert text.count("$ evidence ") >= 11
