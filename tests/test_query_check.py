"""`evidence query check`: what it prints, its JSON, its exit codes."""

import io
import json
import sys
from pathlib import Path

import pytest

from evidence.__main__ import run
from evidence.commands.check_inputs import Input
from evidence.commands.check_lines import cells, lines, shown
from evidence.query.tree import Message
from evidence.shipped import shipped

QUERY = "cramp[ti] OR calf[ti] AND exp Muscle Cramp/"
TOPIC = '''title = "Invented"
query = """
cramp*[ti]
  AND calf[foo]
"""
[[sections]]
about = 'cramp[ti] OR calf[ti] AND leg[ti]'
'''


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("EVIDENCE_DATABASE", str(tmp_path / "none.sqlite"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Shell:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, code: int = 0) -> str:
        assert run(["query", "check", *map(str, arguments)]) == code
        out, self.error = self._capsys.readouterr()
        return out


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))


def test_prints_like_a_compiler(check: Shell, home: Path) -> None:
    assert check(QUERY, code=1) == (
        "text:1:1: warning[mixed-operators]: AND, OR and NOT have equal rank at PubMed, read"
        " from left to right: here (cramp[ti] OR calf[ti]) AND exp Muscle Cramp/; with AND"
        " before OR it would be cramp[ti] OR (calf[ti] AND exp Muscle Cramp/)\n"
        "    cramp[ti] OR calf[ti] AND exp Muscle Cramp/\n"
        "    ^~~~~~~~~~~~~~~~~~~~~~~~~\n"
        "    write: (cramp[ti] OR calf[ti]) AND\n"
        "    Put brackets around what belongs together.\n"
        "text:1:27: error[ovid]: exp Muscle Cramp/ is Ovid's form of a MeSH heading;"
        " PubMed reads it as words\n"
        "    cramp[ti] OR calf[ti] AND exp Muscle Cramp/\n"
        "                              ^~~~~~~~~~~~~~~~~\n"
        '    write: "Muscle Cramp"[mh]\n'
        "1 error, 1 warning in 1 query.\n"
        "\n"
        "With all fixes:\n"
        '(cramp[ti] OR calf[ti]) AND "Muscle Cramp"[mh]\n'
    )
    assert not (home / "none.sqlite").exists()


def test_fixed_prints_only_the_query(check: Shell) -> None:
    assert check(QUERY, "--fixed") == '(cramp[ti] OR calf[ti]) AND "Muscle Cramp"[mh]\n'
    assert check("cramp[foo]", "--fixed", code=1) == "cramp[foo]\n"
    check("cramp[ti]", "calf[ti]", "--fixed", code=2)


def test_json_is_frozen(check: Shell) -> None:
    assert json.loads(check("cramp[ti] OR ca*[ti]", "--json")) == {
        "schema_version": 1,
        "mesh": {"year": None, "headings": 394, "whole": False},
        "queries": [
            {
                "source": "text",
                "name": "",
                "query": "cramp[ti] OR ca*[ti]",
                "ok": True,
                "messages": [
                    {
                        "code": "short-wildcard",
                        "severity": "warning",
                        "line": 1,
                        "column": 14,
                        "start": 13,
                        "end": 20,
                        "text": "ca*: a * before the fifth character is a space",
                        "next_step": "Write the endings out, such as (rat OR rats), or a longer"
                        " stem.",
                        "fix": None,
                    }
                ],
                "normal": "cramp[ti] OR ca*[ti]",
                "fixed": "cramp[ti] OR ca*[ti]",
            }
        ],
    }


def test_jsonl_is_frozen(check: Shell, home: Path) -> None:
    rows = home / "rows.jsonl"
    rows.write_text(
        '{"id": "a", "query": "cramp[ti] calf[foo]"}\n\n{"id": 2, "query": "cramp[ti]"}\nnone\n'
        '{"id": 3, "query": ""}\n'
    )
    found = [json.loads(line) for line in check("--jsonl", rows, code=1).splitlines()]
    assert found[0] == {
        "id": "a",
        "ok": False,
        "messages": [
            {
                "code": "unknown-field",
                "severity": "error",
                "start": 14,
                "end": 19,
                "text": "[foo] is not a field of PubMed: PubMed would search all fields, which"
                " finds more",
            }
        ],
        "normal": "cramp[ti] AND calf",
    }
    assert found[1] == {"id": 2, "ok": True, "messages": [], "normal": "cramp[ti]"}
    assert (found[2]["id"], found[2]["ok"], found[2]["normal"]) == (None, False, "")
    assert [each["code"] for each in found[2]["messages"]] == ["not-a-row"]
    assert (found[3]["ok"], found[3]["normal"]) == (False, "")


def test_a_topics_queries_have_their_lines_in_the_file(check: Shell, home: Path) -> None:
    (home / "mine.toml").write_text(TOPIC)
    out = check("mine.toml", code=1)
    assert "mine.toml:4:11: error[unknown-field]: " in out
    assert "mine.toml:7:10: warning[mixed-operators]: " in out
    assert out.endswith("1 error, 1 warning in 2 queries.\n")


def test_the_shipped_folder_has_no_warning(check: Shell) -> None:
    out = check(shipped("queries"))
    assert "warning[" not in out
    assert "error[" not in out
    assert " in 133 queries.\n" in out


def test_files_standard_input_and_texts(
    check: Shell, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "strategy.txt").write_text("cramp[ti]\r\nAND calf[foo]\r\n")
    assert "strategy.txt:2:9: error[unknown-field]" in check("strategy.txt", code=1)
    stdin(monkeypatch, "cramp[foo]\n")
    assert "stdin:1:6: error[unknown-field]" in check("-", code=1)
    stdin(monkeypatch, "cramp[ti]\n")
    assert check() == "1 query: nothing to say.\n"
    assert "error[empty]" in check("", code=1)
    check("strategy-2.txt", code=5)
    assert "strategy-2.txt" in check.error
    (home / "broken.toml").write_text("a =")
    check("broken.toml", code=2)
    (home / "latin.txt").write_bytes(b"caf\xe9[ti]")
    check("latin.txt", code=2)
    check("cramp[ti]", "--json", "--fixed", code=2)
    check("cramp[ti]" * 100 + "\n")  # too long for the name of a file


def under(text: str, start: int, end: int, width: int = 80) -> tuple[str, str]:
    given = Input("text", text)
    said = list(lines(given, Message("code", "note", "said", start, end), width))
    return said[1], said[2]


def columns(text: str) -> int:
    return sum(cells(each) for each in text)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "plain ",
        "日本 ",
        "e\u0301tude ",
        "a\tb ",
        "\u200e\x00 ",
        "\U0001f9b5 ",
        "ﾊﾝ ",
        "x" * 300,
    ],
)
def test_the_caret_stands_under_the_place(before: str) -> None:
    text = f"{before}cramp[ti] rest" + " more" * 100
    shown_line, caret = under(text, len(before), len(before) + 9)
    head = caret.index("^")
    place = shown_line.index("cramp[ti]")
    assert columns(shown_line[:place]) == head
    assert caret[head:] == "^~~~~~~~~"
    assert columns(shown_line) <= 80


def test_a_part_of_several_lines_shows_both_its_ends() -> None:
    given = Input("text", "aa[ti] OR\nbb[ti]\n  AND cc[ti]")
    said = list(lines(given, Message("code", "note", "said", 0, 22), 80))
    assert said[1:] == [
        "    aa[ti] OR",
        "    ^~~~~~~~~",
        "    to 3:5:",
        "      AND cc[ti]",
        "    ^~~~~",
    ]


def test_nothing_that_steers_a_terminal_is_printed() -> None:
    assert shown("a\x1b[31m\u202eb\ud800\tc") == "a\ufffd[31m\ufffdb\ufffd c"
