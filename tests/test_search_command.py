"""`evidence search` beyond one typed query: why, rows of queries, files and standard input."""

import io
import json
import sys
from pathlib import Path

import pytest

from evidence.__main__ import run
from evidence.shipped import samples

RECORDS = samples() / "records.xml"
QUERY = '"leg cramp*"[ti] AND (magnesium[tiab] OR quinine[tiab])'


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite database with the invented records; no test here writes to it."""
    url = str(tmp_path_factory.mktemp("stored") / "evidence.sqlite")
    assert run(["--database", url, "import", str(RECORDS)]) == 0
    return url


@pytest.fixture
def home(stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder and no settings but the database."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_DATABASE", stored)
    return tmp_path


@pytest.fixture
def postgresql_home(home: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with a PostgreSQL server."""
    monkeypatch.setenv("EVIDENCE_DATABASE", postgresql_url)
    assert run(["import", str(RECORDS)]) == 0
    return home


class Search:
    """Runs `evidence search` and keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._patch = patch
        self.errors = ""

    def __call__(self, *arguments: str, code: int = 0, stdin: str = "") -> str:
        data = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogatepass")))
        self._patch.setattr(sys, "stdin", data)
        got = run(["search", *arguments])
        printed = self._capsys.readouterr()
        self.errors = printed.err
        assert got == code, printed.err
        return printed.out


@pytest.fixture
def search(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Search:
    return Search(capsys, monkeypatch)


@pytest.mark.usefixtures("home")
def test_why_is_a_column_in_a_pipe(search: Search) -> None:
    head, *rows = search(QUERY, "--why").splitlines()
    assert head == "PMID\tyear\tdesign\tstanding\ttitle\twhy"
    pmids = search(QUERY, "--pmids").split()
    assert [row.split("\t")[0] for row in rows] == pmids
    for row in rows:
        why = row.split("\t")[5].lower().split("; ")
        assert any(word.startswith("leg cramp") for word in why)
        assert {"magnesium", "quinine"}.intersection(why)
    plain = search(QUERY).splitlines()
    assert plain[0] == "PMID\tyear\tdesign\tstanding\ttitle"


@pytest.mark.usefixtures("home")
def test_why_in_json_are_places_in_the_record(
    search: Search, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(search(QUERY, "--why", "--json", "--limit", "3"))
    assert len(document["records"]) == 3
    for record in document["records"]:
        capsys.readouterr()
        assert run(["show", str(record["pmid"]), "--json"]) == 0
        shown = json.loads(capsys.readouterr().out)[0]
        assert record["why"]
        for span in record["why"]:
            name, _, number = span["section"].partition("/")
            text = shown["abstract"][int(number)]["text"] if number else shown[name]
            assert text[span["start"] : span["end"]] == span["text"]
    assert "why" not in json.loads(search(QUERY, "--json"))["records"][0]


@pytest.mark.usefixtures("home")
def test_words_of_a_part_that_failed_are_no_reason(search: Search) -> None:
    text = "(cramps[ti] AND nosuchword[tiab]) OR quinine[tiab]"
    rows = search(text, "--why").splitlines()[1:]
    assert {row.split("\t")[5].lower() for row in rows} == {"quinine"}


def test_rows_of_queries_in_their_order(home: Path, search: Search) -> None:
    queries = {
        "cramps": QUERY,
        "free": "990000007[pmid] AND free full text[sb]",
        "none": "nosuchword[ti]",
    }
    rows = "\n".join(json.dumps({"id": name, "query": text}) for name, text in queries.items())
    (home / "rows.jsonl").write_text(f"\n{rows}\n\n", encoding="utf-8")
    answers = [json.loads(line) for line in search("--jsonl", "rows.jsonl").splitlines()]
    assert [answer["id"] for answer in answers] == list(queries)
    assert all(set(answer) == {"id", "pmids", "unknowable"} for answer in answers)
    found = [int(pmid) for pmid in search(QUERY, "--pmids").split()]
    assert answers[0]["pmids"] == sorted(found)
    assert answers[1] == {"id": "free", "pmids": [], "unknowable": [990000007]}
    assert answers[2] == {"id": "none", "pmids": [], "unknowable": []}
    assert [json.loads(line) for line in search("--jsonl", "-", stdin=rows).splitlines()] == answers


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("line", "name", "error"),
    [
        ('{"id": 7, "query": "2020/99[dp]"}', 7, "character 1"),
        ('{"id": "a", "query": ""}', "a", "nothing to search for"),
        ('{"id": "a", "query": 3}', None, "Line 2"),
        ("[1]", None, "Line 2"),
        ("cramps[ti]", None, "Line 2 is not JSON"),
        ("[" * 100_000, None, "Line 2 is not JSON"),
        ('{"id": "\ud800", "query": "cramps[ti]"}', None, "Line 2 is not JSON"),
    ],
)
def test_a_bad_row_says_so_and_the_others_are_answered(
    line: str, name: object, error: str, search: Search
) -> None:
    good = '{"id": "good", "query": "cramps[ti] \\ud800\\u0000"}'
    printed = search("--jsonl", "-", stdin=f"{good}\n{line}\n{good}\n", code=1)
    first, bad, last = (json.loads(each) for each in printed.splitlines())
    assert first == last
    assert first["pmids"]
    assert bad["id"] == name
    assert bad["pmids"] == bad["unknowable"] == []
    assert error in bad["error"]
    assert "1 of 3 queries" in search.errors


def test_postgresql_answers_alike(
    stored: str, postgresql_home: Path, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = json.dumps({"id": 1, "query": QUERY})
    (postgresql_home / "rows.jsonl").write_text(row, encoding="utf-8")
    search("none[ti]")  # takes what the import printed
    why, rows = search(QUERY, "--why", "--json"), search("--jsonl", "rows.jsonl")
    monkeypatch.setenv("EVIDENCE_DATABASE", stored)
    assert (search(QUERY, "--why", "--json"), search("--jsonl", "rows.jsonl")) == (why, rows)


def test_a_query_from_a_file_and_from_standard_input(home: Path, search: Search) -> None:
    long = " OR ".join([QUERY, *(f'"no such words {number}"[tiab]' for number in range(1000))])
    (home / "long.txt").write_text(f"\ufeff{long}\n", encoding="utf-8")
    pmids = search(QUERY, "--pmids")
    assert search("--query-file", "long.txt", "--pmids") == pmids
    assert search("-", "--pmids", stdin=long) == pmids
    assert search("--topic", "leg-cramps", "--pmids").split()
    assert search("--tag", "quinine", "--pmids") == search("quinine[tiab]", "--pmids")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "Give one query"),
        (("a", "--topic", "leg-cramps"), 2, "Give one query"),
        (("a", "--jsonl", "x"), 2, "--jsonl"),
        (("--jsonl", "none.jsonl"), 5, "no file none.jsonl"),
        (("a", "--pmids", "--why"), 2, "--pmids"),
        (("--query-file", "none.txt"), 5, "no file none.txt"),
        (("(((",), 2, "nothing to search for"),
    ],
)
def test_what_search_refuses(
    arguments: tuple[str, ...], code: int, said: str, search: Search
) -> None:
    assert search(*arguments, code=code) == ""
    assert said in search.errors


@pytest.mark.usefixtures("home")
def test_warnings_and_notes_are_told_apart(search: Search) -> None:
    search("(cramps[ti] OR legs[ti] AND pain[ti]) OR free full text[sb]")
    assert "warning: " in search.errors
    assert "note: free full text[sb]" in search.errors
    document = json.loads(search("cramps[ti] OR legs[ti] AND pain[ti]", "--json"))
    assert document["messages"][0]["severity"] == "warning"
    assert document["notes"]
