"""`evidence extract --jsonl`: the JSON that others build on, frozen; one answer a row."""

import io
import json
import sys
from pathlib import Path

import pytest

from evidence.__main__ import run

SNAPSHOT = Path(__file__).parent / "data" / "extract.jsonl"
# Invented.
TRIAL = (
    "BACKGROUND: Others found that surgery was better than exercise. METHODS: 80 patients with"
    " lumbar stenosis were randomly assigned to surgery or exercise and analysed by intention to"
    " treat. RESULTS: At 12 months the Oswestry Disability Index was 7.1 points lower in the"
    " surgery group than in the exercise group (95% CI 3.0 to 11.2; P < .001); pain did not differ"
    " between the groups. Of 40 patients in the exercise group, 12 of 40 (35%) had surgery."
    " CONCLUSIONS: Surgery gave less disability than exercise at 12 months."
)
ROWS = (
    {"id": "sentence", "text": "We asked 120 patients. Cramps fell (OR 0.5, 95% CI 0.3 to 0.9)."},
    {
        "id": "trial",
        "title": "Surgery versus exercise for lumbar stenosis: a randomised trial.",
        "text": TRIAL,
    },
    {
        "id": 3,
        "title": "Magnesium for night-time leg cramps.",
        "text": "Adults were randomised to magnesium or placebo. Cramps were fewer with magnesium"
        " than with placebo at 4 weeks (p = .03).",
    },
    {"id": 4, "title": "None", "text": ""},
)


def test_the_json_is_frozen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    assert run(["extract", "--jsonl", "rows.jsonl"]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    now = tmp_path / "extract.jsonl"
    now.write_text("".join(json.dumps(each, indent=1) + "\n" for each in printed), encoding="utf-8")
    assert now.read_text(encoding="utf-8") == SNAPSHOT.read_text(encoding="utf-8"), (
        f"If the change is wanted: cp {now} {SNAPSHOT}"
    )


def test_places_are_of_the_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json.dumps(ROWS[1]).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert run(["extract", "--jsonl", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert all(TRIAL[each["start"] : each["end"]] == each["text"] for each in found["numbers"])
    words = [TRIAL[each["start"] : each["end"]] for each in found["comparisons"]]
    assert [each["direction"] for each in found["comparisons"]] == [
        "favours_surgery",
        "no_difference",
        "favours_surgery",
    ]
    assert words[1] == "pain did not differ between the groups."
    assert found["overall_direction"] == "favours_surgery"
    assert {each["basis"] for each in found["comparisons"]} == {"ITT"}
    assert [each["check"] for each in found["audit"]] == ["share"]


def test_extract_says_what_it_could_not_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = b'{"id": 1, "text": "5 deaths"}\nno json\n{"id": 3}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert run(["extract", "--jsonl", "-"]) == 1
    printed = capsys.readouterr()
    good, broken, wrong = map(json.loads, printed.out.splitlines())
    assert good["numbers"][0]["text"] == "5"
    assert broken["error"].startswith("Line 2 is not JSON")
    assert wrong["error"] == 'Line 3 is not an object with "id" and "text".'
    assert "2 of 3 rows could not be read." in printed.err
    assert run(["extract", "--jsonl", "none.jsonl"]) == 5
    assert "There is no file none.jsonl." in capsys.readouterr().err
