"""What a paper sets against each other: only what it compares itself, with its own words."""

import pytest

from evidence.extraction.comparisons.arms import named
from evidence.extraction.comparisons.compared import compared
from evidence.extraction.comparisons.model import Compared
from evidence.extraction.comparisons.sides import mentions, sides
from evidence.extraction.reading import read
from evidence.record import Record, Section


def kind_of(title: str, methods: str = "", design: str = "", background: str = "") -> Compared:
    sections = (
        Section(background, "BACKGROUND", "BACKGROUND"),
        Section(methods, "METHODS", "METHODS"),
    )
    record = Record(
        pmid=990000001,
        title=title,
        abstract=tuple(each for each in sections if each.text),
    )
    found = compared(read(record), design)
    for arm in (found.a, found.b):
        if arm is not None:
            place = arm.words
            text = record.section_text(place.section)
            assert text[place.start : place.end] == place.text
    return found


@pytest.mark.parametrize(
    ("title", "methods", "kind"),
    [
        ("Surgery versus exercise for lumbar stenosis.", "", "surgical_vs_conservative"),
        (
            "Outcomes of stenosis.",
            "Patients were randomly assigned to decompression or physiotherapy.",
            "surgical_vs_conservative",
        ),
        ("Operative or nonoperative care of fractures.", "", "surgical_vs_conservative"),
        (
            "Vertebroplasty for fractures.",
            "Patients were randomised to vertebroplasty or a sham procedure.",
            "surgical_vs_sham",
        ),
        ("Laminectomy versus spinal fusion for stenosis.", "", "both_surgical"),
        ("Unilateral versus bilateral kyphoplasty.", "", "both_surgical"),
        (
            "Bracing after surgery: a trial.",
            "Patients were randomised to a brace or no brace.",
            "postoperative_care",
        ),
        ("Magnesium versus placebo for leg cramps.", "", "conservative_only"),
        ("Supervised versus home exercise for stenosis.", "", "conservative_only"),
        ("Outcome of decompression in 40 patients.", "Pain was measured.", "no_comparator"),
    ],
)
def test_kinds(title: str, methods: str, kind: str) -> None:
    assert kind_of(title, methods).kind == kind


def test_a_treatment_in_the_background_is_none_of_the_paper() -> None:
    found = kind_of(
        "Leg cramps at night: a survey.",
        "We sent a questionnaire.",
        background="Surgery has been compared with conservative treatment.",
    )
    assert found.kind == "no_comparator"


def test_a_series_and_a_laboratory_compare_no_care() -> None:
    methods = "Patients had surgery; conservative treatment had failed in all."
    assert kind_of("Decompression in 40 patients.", methods, "case series").kind == "no_comparator"
    bench = "laboratory or animal study"
    assert kind_of("Kyphoplasty versus no treatment.", "", bench).kind == "no_comparator"


def test_arms_of_a_drug_trial_are_named() -> None:
    found = kind_of(
        "Quinine for nocturnal leg cramps.", "Adults were randomised to quinine or placebo."
    )
    assert found.a is not None
    assert found.b is not None
    assert (found.a.words.text.lower(), found.b.words.text.lower()) == ("quinine", "placebo")
    assert (found.a.kind, found.b.kind) == ("other", "placebo")


@pytest.mark.parametrize(
    "text",
    [
        "Postoperative pain was treated.",
        "The surgeons were asked.",
        "After failed conservative treatment they came.",
        "They were candidates for surgery.",
        "Nothing was done.",
    ],
)
def test_what_names_no_arm(text: str) -> None:
    assert named(text) == ()


def test_an_arm_is_found_by_its_abbreviation_its_label_and_as_control() -> None:
    text = (
        "Patients were assigned to percutaneous vertebroplasty (PVP; group A) or conservative"
        " treatment (group B). PVP did well. Group B did not. The control group was small."
    )
    record = Record(pmid=990000001, title="", abstract=(Section(text, "METHODS", "METHODS"),))
    reading = read(record)
    known = sides(reading, compared(reading))
    assert known is not None
    found = [
        [(each.side, one.text[each.start : each.end]) for each in mentions(one, known)]
        for one in reading
    ]
    assert found[1:] == [[("a", "PVP")], [("b", "Group B")], [("b", "control group")]]
