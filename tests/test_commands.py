"""The whole way by its commands, on the invented samples; the JSON that others build on."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.__main__ import run
from evidence.pubmed.local import LocalPubMed
from evidence.shipped import samples

RECORDS, CHANGES = samples() / "records.xml", samples() / "changes.xml"
TRIAL_THEN_RETRACTED = 990000007


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home and project; no settings from outside."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("NCBI_EMAIL", "NCBI_API_KEY", "EVIDENCE_EUTILS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=["sqlite_url", "postgresql_url"])
def database(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The commands' database: a SQLite file, then a real PostgreSQL."""
    monkeypatch.setenv("EVIDENCE_DATABASE", str(request.getfixturevalue(request.param)))
    return home


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalPubMed]:
    with LocalPubMed((RECORDS,)) as running:
        monkeypatch.setenv("EVIDENCE_EUTILS_URL", running.url)
        yield running


class Shell:
    """Runs commands and returns what they print on standard output."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, code: int = 0) -> str:
        got = run([str(each) for each in arguments])
        printed = self._capsys.readouterr()
        assert got == code, printed.err
        return printed.out

    def quiet(self, *arguments: str, code: int = 0) -> None:
        """Nothing at all is printed, as a scheduler wants it."""
        got = run(list(arguments))
        printed = self._capsys.readouterr()
        assert (got, printed.out, printed.err) == (code, "", "")

    def json(self, *arguments: str | Path, code: int = 0) -> object:
        return json.loads(self(*arguments, code=code))


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def counts(outcomes: object, *names: str) -> list[tuple[object, ...]]:
    assert isinstance(outcomes, list)
    return [tuple(outcome[name] for name in names) for outcome in outcomes]


@pytest.mark.usefixtures("database")
def test_two_updates_a_page_and_its_verification(
    server: LocalPubMed, shell: Shell, tmp_path: Path
) -> None:
    first = shell.json("update", "--json")
    assert {state for (state,) in counts(first, "state")} == {"complete"}
    assert all(count == joined for count, joined in counts(first, "count", "joined"))
    again = shell.json("update", "--json")
    assert set(counts(again, "new", "changed", "joined", "left")) == {(0, 0, 0, 0)}
    shell.quiet("update", "--quiet", "--exit-code")

    shell("summary", "leg-cramps", "-o", "before.html")
    assert "0 problems" in shell("verify", "before.html")

    server.replace((RECORDS, CHANGES))
    assert shell("update", "leg-cramps", "--quiet", "--exit-code", code=10) == ""
    shell("verify", "before.html", code=1)  # a quoted record was retracted or revised since
    for form in ("html", "md", "json"):
        page = tmp_path / f"after.{form}"
        shell("summary", "leg-cramps", "-o", page)
        assert "0 problems" in shell("verify", page)

    shown = shell.json("show", str(TRIAL_THEN_RETRACTED), "--json")
    assert isinstance(shown, list)
    record = shown[0]
    assert [notice["type"] for notice in record["notices"]] == ["retraction"]
    assert len(record["revisions"]) == 2
    page = tmp_path / "after.json"
    document = json.loads(page.read_text(encoding="utf-8"))
    quoted = {
        finding["pmid"]
        for section in document["sections"]
        for statement in section["statements"]
        for finding in statement["findings"]
    }
    assert quoted
    assert TRIAL_THEN_RETRACTED not in quoted


@pytest.mark.usefixtures("database")
def test_import_twice_changes_nothing(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("read", "new", "changed", "unchanged", "rejected", "deleted")
    first = shell.json("import", RECORDS, "--json")
    assert isinstance(first, dict)
    assert tuple(first) == (*names, "unmatched", "files", "warnings", "topics")
    assert counts([first], *names) == [(69, 69, 0, 0, 0, 0)]
    second = shell.json("import", RECORDS, "--json")
    assert counts([second], *names) == [(69, 0, 0, 69, 0, 0)]
    changed = shell.json("import", CHANGES, "--json")
    assert counts([changed], *names) == [(8, 3, 4, 0, 0, 1)]
    standard_input = io.TextIOWrapper(io.BytesIO(CHANGES.read_bytes()))
    monkeypatch.setattr(sys, "stdin", standard_input)
    assert "0 new, 0 changed" in shell("import", "-")


def test_search_in_all_its_forms(home: Path, shell: Shell) -> None:
    del home
    shell("import", RECORDS)
    query = '"leg cramp*"[ti] AND randomized controlled trial[pt]'
    pmids = shell("search", query, "--pmids").split()
    assert pmids == sorted(pmids, reverse=True)
    assert str(TRIAL_THEN_RETRACTED) not in shell("search", query + " NOT magnesium[ti]", "--pmids")
    document = shell.json("search", query, "--json", "--limit", "2")
    assert isinstance(document, dict)
    assert document["count"] == len(pmids) > 2
    assert [record["pmid"] for record in document["records"]] == [int(each) for each in pmids[:2]]
    lines = shell("search", query).splitlines()
    assert lines[0] == "PMID\tyear\tdesign\tstanding\ttitle"
    assert [line.split("\t")[0] for line in lines[1:]] == pmids
    assert shell("search", "nothinglikethis", "--pmids") == ""


def test_topics_and_tags_count_what_is_stored(home: Path, shell: Shell) -> None:
    del home
    shell("import", RECORDS)
    tags = shell.json("tags", "--json")
    found = {str(name): number for name, number in counts(tags, "name", "records")}
    assert found["quinine"] == len(shell("search", "quinine[tiab]", "--pmids").split())
    assert set(counts(shell.json("topics", "--json"), "records", "last_search")) == {(0, "never")}
    shell("tags", "--group", "nothing", code=5)


SHOWN = Path(__file__).parent / "data" / "show.json"


def test_show_json_is_frozen(home: Path, shell: Shell) -> None:
    shell("import", RECORDS)
    shown = shell.json("show", "990000053", "990000027", "--json")
    assert isinstance(shown, list)
    for record in shown:
        for revision in record["revisions"]:
            revision["seen_at"] = "(when it was kept)"
    now = home / "show.json"
    now.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert now.read_text(encoding="utf-8") == SHOWN.read_text(encoding="utf-8"), (
        f"If the change is wanted: cp {now} {SHOWN}"
    )


def test_search_says_what_is_retracted(home: Path, shell: Shell) -> None:
    del home
    shell("import", RECORDS, CHANGES)
    line = shell("search", f"{TRIAL_THEN_RETRACTED}[pmid]").splitlines()[1]
    assert line.split("\t")[3] == "retracted"


def test_show_for_people_says_why(home: Path, shell: Shell) -> None:
    del home
    shell("import", RECORDS, CHANGES)
    printed = shell("show", str(TRIAL_THEN_RETRACTED))
    assert "\nnotice   retraction: " in printed
    assert "\ntag      magnesium: " in printed
    assert "\nrevised  " in printed


def test_a_clinics_own_topic_comes_first(home: Path, shell: Shell) -> None:
    own = home / "queries" / "topics"
    own.mkdir(parents=True)
    (own / "leg-cramps.toml").write_text('title = "Ours"\nquestoin = "?"\n')
    assert shell("topics", code=2) == ""
    (own / "leg-cramps.toml").unlink()
    assert "leg-cramps" in shell("topics")


def test_truncated_file_keeps_the_good_records(home: Path, shell: Shell) -> None:
    cut = home / "cut.xml"
    cut.write_bytes(RECORDS.read_bytes()[:100_000])
    shell("import", cut, code=74)
    stored = shell("search", "hasabstract", "--pmids").split()
    assert 5 < len(stored) < 69


def test_a_bad_file_does_not_hide_the_others(home: Path, shell: Shell) -> None:
    cut, deep = home / "cut.xml", home / "deep.xml"
    cut.write_bytes(RECORDS.read_bytes()[:100_000])
    nested = b"<i>" * 100_000 + b"x" + b"</i>" * 100_000
    deep.write_bytes(CHANGES.read_bytes().replace(b"<ArticleTitle>", b"<ArticleTitle>" + nested, 1))
    printed = shell("import", cut, deep, RECORDS, code=74)
    assert "1 rejected" in printed
    assert len(shell("search", "all[sb] OR 990000001:990000099[uid]", "--pmids").split()) >= 69


def test_show_prints_what_is_stored_and_names_what_is_not(home: Path, shell: Shell) -> None:
    del home
    shell("import", RECORDS)
    assert "990000053" in shell("show", "990000053", "999", code=5)


def test_demo_needs_no_network(home: Path, shell: Shell) -> None:
    printed = shell("demo", "--folder", home / "demo").splitlines()
    assert len(printed) == 5
    page = Path(printed[-1].removeprefix("5. open "))
    assert "Invented sample" in page.read_text(encoding="utf-8")
    for topic in ("leg-cramps", "spinal-stenosis", "surgery-or-conservative"):
        for form in ("html", "md", "json"):
            text = (home / "demo" / f"{topic}.{form}").read_text(encoding="utf-8")
            assert "nvented" in text


def test_demo_on_real_records_has_no_banner(home: Path, shell: Shell, shared_data: Path) -> None:
    files = (shared_data / "topic" / "records.xml.gz", shared_data / "pubmed" / "pool.xml.gz")
    printed = shell("demo", "--folder", home / "demo", "--from", *files).splitlines()
    assert "records from your files, then" in printed[0]
    assert "Invented sample" not in (home / "demo" / "leg-cramps.html").read_text(encoding="utf-8")
    document = json.loads((home / "demo" / "leg-cramps.json").read_text(encoding="utf-8"))
    assert document["invented"] is False
    assert any(section["statements"] for section in document["sections"])
