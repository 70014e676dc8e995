import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence.extraction.boundaries import ends
from evidence.extraction.sentences import sentences, spans
from evidence.record import Record, Section

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
GOLD, POOL = DATA / "extraction/sentences.jsonl", DATA / "pubmed/pool.xml.gz"


def adds_up(text: str) -> bool:
    """Spans and the blanks between them are the text."""
    at = 0
    for start, end in spans(text):
        if text[at:start].strip() or start >= end or text[start:end] != text[start:end].strip():
            return False
        at = end
    return not text[at:].strip()


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["It fell (P < .05). The rest stayed."],
        ["It fell vs. Placebo and rose.", "Then it fell."],
        ["Doe et al. showed it.", "It was new."],
        ["Trial no. NCT00000001 began.", "It ended."],
        ["See Fig. 2 for it.", "It is new."],
        ["Rates were higher in group A.", "Subgroup tests were null."],
        ["In 13 U.S. Spine clinics it fell.", "It rose."],
        ["We saw 40 women.", "12 had cramps."],
        ["Odds were high (OR 2.9. 95% CI 1.1-7.7) and stable.", "They fell."],
        ["It rose to 3.5 mg.", "pH fell."],
        ["Was it so?", "Yes!", "It was."],
        ["First part.;", "Second part."],
    ],
)
def test_boundaries(parts: list[str]) -> None:
    text = " ".join(parts)
    expected = [part.removesuffix(";") for part in parts]
    if len(parts) == 1:
        expected = ["It fell (P < .05).", "The rest stayed."]
    assert [each.removesuffix(";") for each in split(text)] == expected


@example(text=". [ ")
@given(st.text(alphabet="Ab1 .?!;()[]\"'\n\u2009é", max_size=80))
def test_spans_and_gaps_add_up(text: str) -> None:
    assert adds_up(text)


@pytest.mark.skipif(not POOL.exists(), reason="shared/data/pubmed/pool.xml.gz is not at hand")
def test_spans_of_real_abstracts_add_up() -> None:
    raw = gzip.decompress(POOL.read_bytes()).decode("utf-8")
    texts = re.findall(r"<AbstractText[^>]*>([^<]+)<", raw)
    assert len(texts) > 800
    assert [text for text in texts if not adds_up(text)] == []


@pytest.mark.skipif(not GOLD.exists(), reason="shared/data/extraction/sentences.jsonl is missing")
def test_gold_boundaries() -> None:
    right = wrong = missed = 0
    for line in GOLD.read_text("utf-8").splitlines():
        case = json.loads(line)
        got, want = set(ends(case["text"])), set(case["ends"])
        right, wrong, missed = (
            right + len(got & want),
            wrong + len(got - want),
            missed + len(want - got),
        )
    assert 2 * right / (2 * right + wrong + missed) >= 0.9975


def test_addresses_hold_the_words_and_labels_give_the_roles() -> None:
    record = Record(
        pmid=990000001,
        abstract=(
            Section("Cramps are common. Why is unknown.", "BACKGROUND", "BACKGROUND"),
            Section("We asked adults.", "PATIENTS AND METHODS", ""),
            Section("Half had cramps.", "FINDINGS", "UNASSIGNED"),
            Section("Cramps are common.", "What this means", "CONCLUSIONS"),
        ),
    )
    found = sentences(record)
    assert [each.role for each in found] == [
        *("background", "background", "methods", "results", "conclusions"),
    ]
    assert {each.basis for each in found} == {"label"}
    for each in found:
        assert record.section_text(each.section)[each.start : each.end] == each.text


def roles(*texts: str, label: str = "") -> list[tuple[str, str]]:
    record = Record(pmid=990000001, abstract=(Section(" ".join(texts), label, ""),))
    return [(each.role, each.basis) for each in sentences(record)]


def test_unlabelled_sentences_are_judged_by_the_model_and_aims_by_words() -> None:
    assert roles(
        "Cramps wake many people.",
        "The aim of this study was to count them.",
        "Sixty adults were recruited.",
        "Half of them improved significantly more than before (P < .05).",
        "Stretching may help.",
    ) == [
        ("background", "model"),
        ("objective", "words"),
        ("methods", "model"),
        ("results", "model"),
        ("conclusions", "model"),
    ]


def test_headings_inside_the_text_rule_until_the_next() -> None:
    found = roles("METHODS: We asked adults.", "They answered.", "RESULTS: Half had cramps.")
    assert found == [("methods", "label"), ("methods", "label"), ("results", "label")]


def test_nothing_is_guessed_without_a_cue() -> None:
    assert roles("Cramps.", "Legs.") == [("unknown", ""), ("unknown", "")]


def test_a_label_of_two_parts_is_judged_sentence_by_sentence() -> None:
    found = roles(
        "Sixty adults were recruited.",
        "Cramps fell (P < .05).",
        label="METHODS AND RESULTS",
    )
    assert [role for role, _ in found] == ["methods", "results"]
