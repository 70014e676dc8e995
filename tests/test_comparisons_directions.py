"""In whose favour an outcome came out: by its words, its scale, and never by a guess."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.extraction.comparisons.model import Report
from evidence.extraction.comparisons.report import report
from evidence.extraction.reading import read
from evidence.pubmed.files import Parsed, read_file
from evidence.record import Record, Section

TITLE = "Surgery versus exercise for lumbar spinal stenosis."


def said(results: str, conclusions: str = "", methods: str = "", background: str = "") -> Report:
    parts = (
        ("BACKGROUND", background),
        ("METHODS", methods or "Patients were randomly assigned to surgery or exercise."),
        ("RESULTS", results),
        ("CONCLUSIONS", conclusions),
    )
    record = Record(
        pmid=990000001,
        title=TITLE,
        abstract=tuple(Section(text, label, label) for label, text in parts if text),
    )
    found = report(read(record), "randomised trial")
    places = [each.place for each in found.comparisons] + [each.place for each in found.harms]
    for place in (*places, *found.lost):
        assert record.section_text(place.section)[place.start : place.end] == place.text
    return found


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Pain was lower after surgery than after exercise (p = .01).", "favours_a"),
        ("Pain was significantly higher in the surgery group.", "favours_b"),
        ("The ODI was 9 points lower in the surgery group (p < .001).", "favours_a"),
        ("SF-36 physical function was higher after surgery than after exercise.", "favours_a"),
        ("The exercise group had greater improvement in pain than surgery.", "favours_b"),
        ("Surgery gave better pain relief than exercise.", "favours_a"),
        ("The ODI (0 to 100, higher is worse) favoured surgery.", "favours_a"),
        ("Surgery did not reduce pain more than exercise.", "no_difference"),
        ("Pain did not differ between surgery and exercise.", "no_difference"),
        ("Pain was similar in both groups.", "no_difference"),
        ("Surgery was not superior to exercise for pain.", "no_difference"),
        ("Pain was lower after surgery than after exercise (p = .30).", "unclear"),
        ("There was a trend to lower pain after surgery than after exercise.", "unclear"),
        (
            "Pain was lower after surgery than after exercise, but this was not significant.",
            "unclear",
        ),
    ],
)
def test_directions(text: str, direction: str) -> None:
    assert [each.direction for each in said(text).comparisons] == [direction]


@pytest.mark.parametrize(
    "text",
    [
        "Pain decreased significantly in the surgery group.",
        "Pain was lower than before operation in the surgery group.",
        "Women had more pain than men.",
        "At baseline pain was similar in both groups.",
        "Previous studies found that pain was lower after surgery than after exercise.",
        "Further studies are needed to show whether surgery is better for pain.",
    ],
)
def test_what_compares_no_arms_gives_no_row(text: str) -> None:
    assert said(text).comparisons == ()


def test_a_background_is_other_peoples() -> None:
    found = said("Pain was measured.", background="Surgery was better for pain than exercise.")
    assert found.comparisons == ()


def test_two_outcomes_of_one_sentence() -> None:
    text = "Pain was lower after surgery than after exercise, whereas walking did not differ."
    found = said(text + " It did not differ between groups.").comparisons
    assert (found[0].domain, found[0].direction) == ("pain", "favours_a")


def test_each_time_has_its_own_test() -> None:
    text = (
        "The ODI favoured surgery by 8.2 points (95% CI 4.5 to 11.9; P < .001) at 1 year and 3.4"
        " points (95% CI -0.5 to 7.3; P = .09) at 5 years."
    )
    found = said(text).comparisons
    assert [(each.times[0].value, each.direction) for each in found] == [
        (1, "favours_a"),
        (5, "unclear"),
    ]


def test_analyses_are_told_apart() -> None:
    text = (
        "The ODI difference was -1.1 points (P = .67) by intention to treat and -3.9 points"
        " (P = .12) as treated."
    )
    found = said(text).comparisons
    assert [(each.basis, each.direction) for each in found] == [
        ("intention to treat", "no_difference"),
        ("as treated", "no_difference"),
    ]


def test_those_who_were_operated_on_are_people_as_treated() -> None:
    text = "Crossover was frequent, but patients who were operated on had less pain than exercise."
    (row,) = said(text).comparisons
    assert row.basis == "as treated"


def test_the_methods_say_how_people_were_counted() -> None:
    methods = "Patients were randomised to surgery or exercise and analysed by intention to treat."
    (row,) = said("Pain did not differ between groups.", methods=methods).comparisons
    assert row.basis == "intention to treat"


def test_silence_on_harms_is_no_absence() -> None:
    (harm,) = said("No complications were reported.").harms
    assert (harm.what, harm.direction, harm.reported) == ("complications", "unclear", False)
    (harm,) = said("Complications occurred in 5 of 59 patients after surgery.").harms
    assert harm.reported


def test_crossover_and_loss() -> None:
    text = "Of those assigned to exercise 12 of 40 had surgery. Four were lost to follow-up."
    found = said(text)
    assert [each.to for each in found.crossovers] == ["operative"]
    assert [each.text for each in found.lost] == ["Four were lost to follow-up."]


@pytest.mark.parametrize(
    ("conclusions", "overall", "mixed"),
    [
        ("Surgery was better than exercise for pain.", "favours_a", False),
        ("There was no difference between surgery and exercise.", "no_difference", False),
        ("Most patients are better managed with exercise.", "favours_b", False),
        ("It remains unclear which treatment is better.", "unclear", False),
        (
            (
                "Surgery gave less pain than exercise but was associated with a higher risk of"
                " complications."
            ),
            "unclear",
            True,
        ),
    ],
)
def test_the_authors_conclusion(conclusions: str, overall: str, mixed: bool) -> None:  # noqa: FBT001 - a parameter
    found = said("Pain was measured.", conclusions)
    assert (found.overall, found.mixed) == (overall, mixed)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    said(text, text)


def test_a_long_text_is_read_in_time() -> None:
    begun = time.process_time()
    said(
        "Pain was lower after surgery (n = 40) than exercise, and not different, at 2 years " * 240
    )
    assert time.process_time() - begun < 20  # a guard against patterns that explode


def test_places_of_real_records_are_exact(shared_data: Path) -> None:
    rows = 0
    for item in read_file(shared_data / "topic/records.xml.gz"):
        if isinstance(item, Parsed):
            for each in report(read(item.record)).comparisons:
                place = each.place
                words = item.record.section_text(place.section)[place.start : place.end]
                assert words == place.text
                rows += 1
    assert rows > 50
