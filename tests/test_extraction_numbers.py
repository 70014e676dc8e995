import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.extraction.numbers import number, quantities, sample_size
from evidence.record import Record, Section

GOLD = Path(__file__).resolve().parents[1].parent / "shared/data/extraction/numbers.jsonl"


def size(text: str, category: str = "METHODS") -> int | None:
    record = Record(pmid=990000001, abstract=(Section(text, category, category),))
    found = sample_size(record)
    if found is None:
        return None
    where = found.address
    assert record.section_text(where.section)[where.start : where.end] == found.text
    assert (where.pmid, where.record_sha256) == (record.pmid, record.sha256)
    return found.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A total of 120 patients took tablets.", 120),
        ("Sixty-three patients were randomised to two groups.", 63),
        ("One hundred and twenty patients were enrolled.", 120),
        ("We included 1,948 women with cramps.", 1948),
        ("Adults (n = 70) with cramps were randomised to four treatments.", 70),
        ("Sixteen adults were allocated to walking (n = 8) or rest (n = 8).", 16),
    ],
)
def test_people_who_entered(text: str, value: int) -> None:
    assert size(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "Patients aged 60 years were included.",
        "Women took 300 mg for 12 weeks and were included.",
        "Thirty patients were assigned to the walking group.",
        "Sixty patients were randomised to walking and 62 patients to rest.",
        "Of 252 eligible patients, 120 consented.",
        "Ninety patients were screened and some were excluded.",
        "The study began in 2011 and patients were enrolled.",
        "Two patients were included.",
        "Twelve centres enrolled people.",
        "Participants scored 0 to 10 and were included.",
        "Patients (n = 20) in the control group were included, others (n = 22) were not.",
    ],
)
def test_other_numbers_are_no_sample_size(text: str) -> None:
    assert size(text) is None


def test_other_papers_numbers_do_not_count() -> None:
    assert size("A total of 120 patients were enrolled before.", "BACKGROUND") is None
    assert size("A total of 120 patients were enrolled.", "CONCLUSIONS") is None


@given(st.integers(1, 999999))
def test_figures_with_and_without_commas(value: int) -> None:
    assert number(f"{value:,}") == number(str(value)) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [("ten", 10), ("twenty-one", 21), ("three hundred and three", 303), ("a hundred", 100),
     ("two groups", None)],
)  # fmt: skip
def test_words_for_numbers(words: str, value: int | None) -> None:
    assert number(words) == value


@given(st.text(alphabet="0123456789%/. ofn-CI()=<", max_size=50))
def test_spans_hold_their_words(text: str) -> None:
    for each in quantities(text):
        assert text[each.start : each.end] == each.text
        assert each.denominator is None or 0 <= each.value <= each.denominator


def shares(text: str) -> list[tuple[str, float, int | None]]:
    return [(each.kind, each.value, each.denominator) for each in quantities(text)]


def test_percentages_and_fractions() -> None:
    assert shares("85 of 120 (70.8 %) v 43/100 (43%)") == [
        ("fraction", 85, 120),
        ("percentage", 70.8, None),
        ("fraction", 43, 100),
        ("percentage", 43, None),
    ]
    assert shares("fell \N{MINUS SIGN}9·5% and 0,5 %") == [
        ("percentage", -9.5, None),
        ("percentage", 0.5, None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("95% CI 1.1 to 2", "CI 95%", "12 ± 4%", "P < 5%", "0.9% saline", "2% lidocaine"),
        *("(95% CI, 3.8% to 9.2%)", "120/80 mm", "7 of 5"),
    ],
)
def test_levels_spreads_thresholds_and_doses_are_no_shares(text: str) -> None:
    assert shares(text) == []


@pytest.mark.skipif(not GOLD.exists(), reason="shared/data/extraction/numbers.jsonl is missing")
def test_gold_precision() -> None:
    right = wrong = missed = wrong_size = sizes = 0
    for line in GOLD.read_text("utf-8").splitlines():
        case = json.loads(line)
        want = {(i["start"], i["end"]) for i in case["items"] if i["kind"] == "percentage"}
        got = {(q.start, q.end) for q in quantities(case["text"]) if q.kind == "percentage"}
        right, wrong, missed = (
            right + len(got & want),
            wrong + len(got - want),
            missed + len(want - got),
        )
        found = size(case["text"])
        if found is not None:
            sizes += 1
            wrong_size += found not in {
                i["value"] for i in case["items"] if i["kind"] == "sample_size"
            }
    assert right / (right + wrong) > 0.85
    assert right / (right + missed) > 0.8
    assert wrong_size == 0
    assert sizes >= 12
