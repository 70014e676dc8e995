"""What a record's signs tell of its design, and the data that says so; invented records."""

from pathlib import Path

import pytest

from evidence.appraisal import NAMES, design
from evidence.appraisal.designs import cues
from evidence.appraisal.grid import grid
from evidence.appraisal.signs import rules, signs
from evidence.appraisal.types import types as known_types
from evidence.appraisal.words import Words, table, told
from evidence.pubmed.files import Parsed, read_file
from evidence.record import MeshHeading, Record, Section, Term

POOL = Path(__file__).resolve().parents[1].parent / "shared/data/pubmed/pool.xml.gz"


def plain(
    text: str,
    *,
    title: str = "Leg cramps.",
    types: tuple[str, ...] = ("Journal Article",),
    mesh: tuple[tuple[str, str], ...] = (),
) -> Record:
    return Record(
        pmid=990000001,
        title=title,
        abstract=(Section(text, "METHODS", "METHODS"),) if text else (),
        publication_types=tuple(Term("", name) for name in types),
        mesh=tuple(MeshHeading(ui, name, major=False) for ui, name in mesh),
    )


RETROSPECTIVE = ("D012189", "Retrospective Studies")
PROSPECTIVE = ("D011446", "Prospective Studies")


@pytest.mark.parametrize(
    ("text", "mesh", "name", "detail"),
    [
        ("Charts of 40 patients were reviewed.", (), "case series", "retrospective"),
        ("Pain fell compared with baseline in 40 patients.", RETROSPECTIVE, "case series", ""),
        ("Forty patients had less pain than before surgery.", RETROSPECTIVE, "case series", ""),
        ("Pain was lower in the braced group than in controls.", RETROSPECTIVE, "cohort", ""),
        ("Pain was compared between the two groups.", RETROSPECTIVE, "cohort", ""),
        ("Risk factors for relapse were sought.", RETROSPECTIVE, "cohort", ""),
        ("Forty patients underwent decompression.", PROSPECTIVE, "case series", "prospective"),
        ("Forty adults answered each year.", PROSPECTIVE, "cohort", "prospective"),
    ],
)
def test_one_group_without_comparison_is_a_series_and_no_cohort(
    text: str, mesh: tuple[str, str] | tuple[()], name: str, detail: str
) -> None:
    found = design(plain(text, mesh=(mesh,) if mesh else ()))
    assert found.name == name
    assert detail in found.detail


def test_a_chart_review_of_two_groups_is_a_retrospective_cohort() -> None:
    text = "Charts of 40 patients were reviewed; results were compared between the groups."
    found = design(plain(text))
    assert (found.name, found.detail, found.details) == (
        *("cohort", "retrospective"),
        ("retrospective",),
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We compared 60 cases and 120 healthy controls.", "case-control"),
        ("Cases were matched by age to two controls each.", "case-control"),
        ("Leg pain differed between 30 patients and 30 healthy controls.", "cross-sectional"),
        ("We estimated the prevalence of cramps in 300 adults.", "cross-sectional"),
        ("Twelve consecutive patients were treated with injections.", "case series"),
        ("Twelve patients were treated; walking was measured before and after.",
         "uncontrolled trial"),
        ("Sixty patients were treated and followed up; pain was less in the surgery group.",
         "cohort"),
        ("A 70-year-old woman had cramps after a fall.", "case report"),
        ("Muscle cells were stained and gene expression was measured.",
         "laboratory or animal study"),
        ("The causes of cramps are reviewed.", "narrative review"),
        ("The following databases were searched: three of them.", "systematic review"),
        ("Scans were read blind; sensitivity was 80% and specificity 70% in 90 patients.",
         "cross-sectional"),
        ("A pretest-posttest design was used.", "uncontrolled trial"),
        ("We analyzed the records of 46 patients; there was no difference between the groups.",
         "cohort"),
        ("We reviewed 46 patients after injections.", "case series"),
        ("STUDY DESIGN: Prospective randomized study. METHODS: Rest or walking.",
         "randomised trial"),
        ("We identified four systematic reviews including six trials.", "systematic review"),
        ("Patients were alternately assigned to rest or walking.",
         "non-randomised controlled trial"),
    ],
)  # fmt: skip
def test_signs_tell_the_design_that_nobody_names(text: str, name: str) -> None:
    kept = plain(text)
    found = design(kept)
    assert (found.name, found.basis) == (name, "words")
    assert found.span is not None
    assert found.span.text in text
    assert found.span.text in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "Forty patients took part; pain was lower in the surgery group.",
        "Patients received quinine or placebo and were followed for a year.",
        "Cramps are common and their cause is unknown.",
        "The number of publications on muscle cells in Web of Science grew.",
    ],
)
def test_too_few_signs_leave_the_design_open(text: str) -> None:
    assert design(plain(text)).name == "not stated"


def test_a_count_of_cases_does_not_outweigh_a_heading_of_case_control() -> None:
    heading = (("D016022", "Case-Control Studies"),)
    found = design(plain("", title="Cramps in 40 consecutive patients.", mesh=heading))
    assert (found.name, found.basis) == ("case-control", "mesh")


def test_a_cohorts_direction_in_time_is_told_where_it_is_one() -> None:
    assert design(plain("A cohort study, enrolled prospectively.")).detail == "prospective"
    assert design(plain("A cohort study.", mesh=(RETROSPECTIVE,))).detail == "retrospective"
    assert design(plain("A cohort study.", mesh=(RETROSPECTIVE, PROSPECTIVE))).detail == ""
    assert design(plain("A cohort study.")).detail == ""


def test_a_clinical_trial_of_one_group_is_uncontrolled_and_of_two_not_stated() -> None:
    one = "Twenty patients received quinine for cramps."
    two = "Pain was lower in the quinine group than in the control group of 20 patients treated."
    assert design(plain(one, types=("Clinical Trial",))).name == "uncontrolled trial"
    assert design(plain(two, types=("Clinical Trial",))).name == "not stated"


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("Adults were randomly assigned in a pilot crossover trial.", ("pilot", "crossover")),
        ("In this parallel-group trial adults were randomised to receive quinine.", ("parallel",)),
        ("Clinics were randomly allocated in a cluster-randomised trial.", ("cluster",)),
        ("Patients were randomised; crossover to surgery was allowed.", ()),
    ],
)
def test_a_randomised_trial_may_have_several_details(text: str, details: tuple[str, ...]) -> None:
    found = design(plain(text))
    assert (found.name, found.details) == ("randomised trial", details)
    assert found.detail == (details[0] if details else "")


def test_headings_tell_a_trials_details_too() -> None:
    mesh = (("D018592", "Cross-Over Studies"), ("D010865", "Pilot Projects"))
    found = design(plain("", types=("Randomized Controlled Trial",), mesh=mesh))
    assert found.details == ("pilot", "crossover")


def test_results_of_two_trials_are_not_a_paper_about_trials() -> None:
    text = "Adults were randomly assigned to quinine or placebo."
    assert design(plain(text, title="Quinine: results of two trials.")).name == "randomised trial"
    assert design(plain(text, title="How trials report harms.")).name != "randomised trial"


def test_every_name_is_a_listed_one() -> None:
    assert {cue.name for cue in cues()} | {rule.name for rule in rules()} <= set(NAMES)
    assert {cue.otherwise for cue in cues()} <= {*NAMES, ""}
    assert {name for name, _ in known_types().deciding} <= set(NAMES)


def test_every_sign_that_a_rule_or_a_cell_asks_for_is_there() -> None:
    asked = {sign for cue in cues() for sign in cue.unless}
    for rule in rules():
        asked |= {*rule.every, *rule.some, *rule.none, *rule.shows}
    for cells in grid().cells.values():
        asked |= {sign for each in cells for sign in (*each.signs, *each.without)}
    assert asked <= set(signs())
    conditions = {
        name for cells in grid().cells.values() for each in cells for name in each.every + each.none
    }
    assert conditions == set(grid().conditions)


def every_pattern() -> list[Words]:
    found = [words for cue in cues() for words in (cue.title, cue.abstract)]
    found += [sign.words for sign in signs().values()]
    found += [condition.words for condition in grid().conditions.values()]
    return [words for words in found if words]


def test_every_entry_of_the_data_has_a_source() -> None:
    for name, keys in {
        "designs": ("cue",),
        "signs": ("sign",),
        "rules": ("rule",),
        "types": ("type", "heading", "time", "detail"),
        "levels": ("condition", "cell"),
    }.items():
        for key in keys:
            assert all(each["source"].strip() for each in table(name)[key]), (name, key)


@pytest.mark.skipif(not POOL.exists(), reason="../shared/data is not at hand")
def test_a_guard_never_hides_a_match() -> None:
    """Words that are looked for before a pattern is tried stand in all its matches."""
    records = [item.record for item in read_file(POOL) if isinstance(item, Parsed)][::3]
    passages = [each for kept in records for each in (told(kept).title, *told(kept).abstract)]
    assert len(passages) > 300
    for words in every_pattern():
        bare = Words(words.pattern)
        for passage in passages:
            assert words.find(passage) == bare.find(passage), (words.pattern, passage.section)


@pytest.mark.skipif(not POOL.exists(), reason="../shared/data is not at hand")
def test_real_designs_quote_their_very_words() -> None:
    records = [item.record for item in read_file(POOL) if isinstance(item, Parsed)]
    for kept in records:
        found = design(kept)
        assert found.name in NAMES
        for span in filter(None, (found.span, found.historical, *found.words)):
            assert kept.section_text(span.section)[span.start : span.end] == span.text
        assert (found.basis == "words") <= (found.span is not None)
