"""How many people, in which group, followed for how long. Every text here is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.extraction.follow_up import follow_up
from evidence.extraction.reading import read
from evidence.extraction.study_size import OF_SOURCES, arm_sizes, size
from evidence.record import Record, Section, Span


def record(text: str, label: str = "METHODS", title: str = "") -> Record:
    return Record(pmid=990000001, title=title, abstract=(Section(text, label, label),))


def sized(text: str, label: str = "METHODS", title: str = "") -> tuple[int, str] | None:
    made = record(text, label, title)
    found = size(read(made))
    if found is None:
        return None
    for words in (found.words, *found.summed):
        holds(made, words)
    return found.value, found.what


def holds(made: Record, words: Span) -> None:
    """The words stand where they are said to stand."""
    assert made.section_text(words.section)[words.start : words.end] == words.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sixty-three patients were randomised to walking or rest.", (63, "randomised")),
        ("We randomly assigned 120 adults to a brace or a belt.", (120, "randomised")),
        ("Forty people with cramps, treated at home, were randomised to two teas.",
         (40, "randomised")),
        ("One hundred and twenty women were enrolled.", (120, "enrolled")),
        ("Of 252 people screened, 96 were recruited.", (96, "enrolled")),
        ("We saw 190 people, of whom 75 met the inclusion criteria.", (75, "enrolled")),
        ("A total of 1,948 women with cramps took tablets.", (1948, "total")),
        ("Adults (n = 70) with cramps were randomised to four treatments.", (70, "randomised")),
        ("Records of 46 patients were read.", (46, "total")),
        ("We reviewed the charts of 46 patients treated for cramps.", (46, "analysed")),
        ("This trial was done in 41 patients with cramps.", (41, "total")),
        ("Ninety outpatients.", (90, "total")),
        ("Subjects were 180 women aged 55 to 91 years.", (180, "total")),
    ],
)  # fmt: skip
def test_people_of_this_study(text: str, found: tuple[int, str]) -> None:
    assert sized(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Patients aged 60 years were included.",
        "Women took 300 mg for 12 weeks and were included.",
        "Thirty patients were assigned to the walking group.",
        "Ninety patients were screened and some were excluded.",
        "Twelve centres enrolled people.",
        "Two patients were included.",
        "Cramps were seen in 35 patients.",
        "Forty-two rats were randomised to two diets.",
        "The screw was put into 40 levels of the spine.",
        "In a substudy, 20 patients were interviewed.",
        "Of these, 40 patients were studied again.",
        "The remaining 40 patients were studied again.",
        "Five deaths were reported.",
        "A total of 2,300 patients will be recruited.",
        "Of the 94 patients who chose a brace, 38 had pain.",
        "We read of 75 reported cases in the literature.",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert sized(text) is None


def test_what_entered_is_preferred_to_what_was_analysed() -> None:
    text = (
        "We enrolled 130 adults. Of these, 120 were randomised to two teas. We analysed 101 adults."
    )
    assert sized(text) == (120, "randomised")
    assert sized("We enrolled 130 adults. A total of 120 adults were randomised to two teas.") == (
        120,
        "randomised",
    )


@pytest.mark.parametrize("label", ["BACKGROUND", "CONCLUSIONS"])
def test_other_papers_numbers_and_conclusions_do_not_count(label: str) -> None:
    text = "A total of 120 patients were enrolled."
    assert sized(text, label) is None
    assert sized(text, "RESULTS") == (120, "enrolled")


def test_the_title_counts_where_the_abstract_is_silent() -> None:
    assert sized("Braces were fitted.", title="Braces in 44 patients.") == (44, "total")
    assert sized("We enrolled 45 patients.", title="Braces in 44 patients.") == (45, "enrolled")


def test_groups_are_summed_and_each_keeps_its_words() -> None:
    text = "People had a brace (n = 34) or a belt (n = 36) for a year."
    made = record(text)
    found = size(read(made))
    assert found is not None
    assert (found.value, found.what) == (70, "arms summed")
    assert [each.text for each in found.summed] == ["34", "36"]


@pytest.mark.parametrize(
    "text",
    [
        "Braces (n = 34) and belts (n = 36) were sold; n = 40 in all were blue.",
        "The brace group had 20 women (50%).",
        "People had a brace (n = 34).",
    ],
)
def test_groups_are_not_summed_where_one_is_missing(text: str) -> None:
    assert sized(text) is None


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("They were randomised to bracing (34 patients) or to belts (36 patients).",
         [(34, "bracing"), (36, "belts")]),
        ("Forty patients underwent fusion and 42 received physical therapy.",
         [(40, "fusion"), (42, "physical therapy")]),
        ("In the brace group (twenty-four patients), pain was mild.", [(24, "brace group")]),
        ("We studied 30 operated and 28 unoperated people.",
         [(30, "operated"), (28, "unoperated people")]),
        ("The brace group included 40 patients.", [(40, "brace group")]),
        ("There were 12 men (20%) and 8 women.", []),
        ("The group of 60 people was 50 years old.", []),
    ],
)  # fmt: skip
def test_groups_with_their_names(text: str, groups: list[tuple[int, str]]) -> None:
    made = record(text)
    found = arm_sizes(read(made))
    assert [(each.value, each.group.text) for each in found] == groups
    for each in found:
        holds(made, each.group)
        holds(made, each.words)


@pytest.mark.parametrize(
    "text",
    [
        "We found 5 trials with a total of 643 participants.",
        "Eight studies, encompassing 643 patients, met the inclusion criteria.",
        "Five trials (643 participants) were included; two trials (80 participants) had a sham.",
    ],
)
def test_a_reviews_people_are_those_of_its_sources(text: str) -> None:
    title = "Braces: a systematic review."
    assert sized(text, "RESULTS", title) == (643, OF_SOURCES)


def test_a_review_without_people_has_none() -> None:
    text = "We searched MEDLINE. Cramps are common: 60 patients were enrolled somewhere."
    assert sized(text) is None


def followed(text: str, label: str = "METHODS") -> tuple[float, str, str] | None:
    made = record(text, label)
    found = follow_up(read(made))
    if found is None:
        return None
    holds(made, found.words)
    return found.value, found.unit, found.kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mean follow-up was 44 months (minimum, 24 months).", (44, "months", "mean")),
        ("Patients were followed for a median of 3 years.", (3, "years", "median")),
        ("The follow-up averaged 46 and 48 months in the two groups.", (48, "months", "mean")),
        ("All had a minimum 2-year follow-up.", (2, "years", "minimum")),
        ("Pain was measured at 1, 6 and 12 months.", (12, "months", "planned")),
        ("They took magnesium for 4 weeks and were followed for 6 months.",
         (6, "months", "planned")),
        ("Pain was measured at 8 weeks and at 1 year after surgery.", (1, "years", "planned")),
    ],
)  # fmt: skip
def test_the_longest_follow_up(text: str, found: tuple[float, str, str]) -> None:
    assert followed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "They took magnesium for 12 weeks.",
        "The mean age was 64 years.",
        "Patients were recruited over 4 years.",
        "Pain had lasted for at least 3 months before surgery.",
        "The mean hospital stay was 6 days.",
        "Tablets were given at 2200 hours.",
    ],
)
def test_other_times_are_no_follow_up(text: str) -> None:
    assert followed(text) is None


def test_another_papers_follow_up_does_not_count() -> None:
    text = "The mean follow-up was 44 months."
    assert followed(text, "BACKGROUND") is None
    assert followed(text, "CONCLUSIONS") is None


_WORDS = st.lists(
    st.sampled_from(
        ["120", "patients", "were", "randomised", "to", "surgery", "(n = 34)", "or", "and", "of",
         "In", "a total of", "twelve", "women", "followed", "for", "24 months", "mean", "group",
         "trials", "with", "received", "the", ",", ".", "years", "[", ")"]
    ),
    max_size=25,
)  # fmt: skip


@given(_WORDS, st.sampled_from(["METHODS", "RESULTS", ""]))
def test_words_stand_where_they_are_said_to_stand(words: list[str], label: str) -> None:
    made = record(" ".join(words), label)
    reading = read(made)
    found, long = size(reading), follow_up(reading)
    for each in arm_sizes(reading):
        holds(made, each.group)
        holds(made, each.words)
    if found is not None:
        holds(made, found.words)
        assert found.value == sum(
            int(each.text) if each.text.isdecimal() else 12
            for each in found.summed or [found.words]
        )
    if long is not None:
        holds(made, long.words)
