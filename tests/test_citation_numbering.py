import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citation.numbering import Numbering, collapse

GOLD = Path(__file__).resolve().parents[1].parent / "shared/data/citations/gold.json"
DASH = "\N{EN DASH}"


def expanded(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition(DASH)
        found += range(int(first), int(last or first) + 1)
    return found


@given(st.lists(st.integers(1, 60), min_size=1))
def test_collapsing_loses_and_adds_nothing(numbers: list[int]) -> None:
    text = collapse(numbers)
    assert expanded(text) == sorted(set(numbers))
    assert all(int(b) - int(a) > 1 for a, b in re.findall(rf"(\d+){DASH}(\d+)", text))


def test_two_neighbours_stay_apart_and_three_collapse() -> None:
    assert collapse([1, 2]) == "1,2"
    assert collapse([5, 1, 3, 4]) == f"1,3{DASH}5"
    assert collapse([]) == ""


def test_numbers_go_by_first_use() -> None:
    numbering = Numbering()
    assert numbering.mark([990000009]) == "[1]"
    assert numbering.mark([990000003, 990000009, 990000001]) == f"[1{DASH}3]"
    assert numbering.mark([]) == ""
    assert numbering.pmids == (990000009, 990000003, 990000001)
    assert (len(numbering), numbering.number(990000001)) == (3, 3)


@pytest.mark.skipif(not GOLD.exists(), reason="shared/data/citations/gold.json is not at hand")
def test_gold_cases() -> None:
    for case in json.loads(GOLD.read_text("utf-8"))["numeric_citations"]:
        assert f"[{collapse(case['cited'])}]" == case["want"].replace("-", DASH)
