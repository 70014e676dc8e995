import pytest

from evidence.appraisal import NAMES, QUESTION_TYPES, Design, design, level
from evidence.errors import UsageProblem
from evidence.record import Correction, Record, Section, Term

BENEFIT, HARMS = "treatment benefit", "common harms"


def paper(text: str = "", title: str = "Leg cramps.") -> Record:
    return Record(pmid=990000001, title=title, abstract=(Section(text),))


@pytest.mark.parametrize(
    ("question", "name", "text", "number"),
    [
        ("prevalence", "cross-sectional", "A random sample of households.", 1),
        ("prevalence", "cross-sectional", "A census of the town.", 1),
        ("prevalence", "cross-sectional", "Visitors of one clinic.", 3),
        ("prevalence", "cross-sectional", "Not a random sample: a convenience sample.", 3),
        ("prevalence", "systematic review", "", 2),
        ("prevalence", "case series", "", 4),
        ("prevalence", "randomised trial", "", None),
        ("prevalence", "laboratory or animal study", "", None),
        ("diagnosis", "systematic review", "", 1),
        ("diagnosis", "cross-sectional", "Blinded to the reference standard.", 2),
        ("diagnosis", "cross-sectional", "Sensitivity was measured.", 3),
        ("diagnosis", "cross-sectional", "How many had cramps.", None),
        ("diagnosis", "case-control", "", 4),
        ("diagnosis", "laboratory or animal study", "", 5),
        ("prognosis", "systematic review", "Of inception cohorts.", 1),
        ("prognosis", "systematic review", "Of cohorts.", 3),
        ("prognosis", "cohort", "An inception cohort.", 2),
        ("prognosis", "cohort", "", 3),
        ("prognosis", "randomised trial", "", 3),
        ("prognosis", "case series", "", 4),
        ("prognosis", "case-control", "", 4),
        ("prognosis", "cross-sectional", "", None),
        (BENEFIT, "systematic review", "Six randomised trials.", 1),
        (BENEFIT, "meta-analysis", "Six RCTs.", 1),
        (BENEFIT, "systematic review", "Six trials.", 1),
        (BENEFIT, "systematic review", "Randomised trials and cohort studies.", 3),
        (BENEFIT, "systematic review", "Stiffness of discs.", None),
        (BENEFIT, "randomised trial", "", 2),
        (BENEFIT, "non-randomised controlled trial", "", 3),
        (BENEFIT, "cohort", "", 3),
        (BENEFIT, "case series", "", 4),
        (BENEFIT, "case-control", "", 4),
        (BENEFIT, "uncontrolled trial", "", 4),
        (BENEFIT, "laboratory or animal study", "", 5),
        (BENEFIT, "case report", "", None),
        (BENEFIT, "cross-sectional", "", None),
        (HARMS, "systematic review", "Six randomised trials.", 1),
        (HARMS, "randomised trial", "", 2),
        (HARMS, "cohort", "", 3),
        (HARMS, "case series", "", 4),
        (HARMS, "case-control", "", 4),
        (HARMS, "case-control", "A nested case-control study in a trial.", 4),
        (HARMS, "non-randomised controlled trial", "", 3),
        (HARMS, "laboratory or animal study", "", 5),
    ],
)
def test_the_grid(question: str, name: str, text: str, number: int | None) -> None:
    found = level(question, Design(name, ""), paper(text))
    assert found.number == number
    assert found.reason.endswith(".")
    expected = f"ocebm2011/{question.replace(' ', '-')}/{number or 'none'}"
    assert found.rule.startswith(expected)


def test_the_same_paper_has_other_levels_for_other_questions() -> None:
    trial = Design("randomised trial", "")
    assert level(BENEFIT, trial, paper()).number == 2
    assert level("prognosis", trial, paper()).number == 3
    assert level("prevalence", trial, paper()).number is None


@pytest.mark.parametrize("question", [BENEFIT, HARMS])
def test_historical_controls_make_level_4(question: str) -> None:
    kept = paper("A prospective cohort study with historical controls.")
    found = level(question, design(kept), kept)
    assert (found.number, found.rule[-12:]) == (4, "4-historical")


def test_only_a_review_of_nested_case_control_studies_is_level_1_for_harms() -> None:
    kept = paper(title="Quinine and bleeding: a review of nested case-control studies.")
    assert level(HARMS, Design("systematic review", ""), kept).rule.endswith("/1-nested")
    assert level(BENEFIT, Design("systematic review", ""), kept).number == 3


@pytest.mark.parametrize("question", [BENEFIT, HARMS])
def test_a_cohort_of_one_treated_group_counts_as_a_series(question: str) -> None:
    alone = paper("A prospective cohort study. Forty patients underwent surgery.")
    found = level(question, design(alone), alone)
    assert (found.number, found.rule[-14:]) == (4, "4-uncontrolled")
    both = paper(
        "A prospective cohort study. Forty patients underwent surgery and were compared with "
        "a control group."
    )
    assert level(question, design(both), both).number == 3


def test_an_assumption_is_stated_and_seen_in_the_rule() -> None:
    found = level(BENEFIT, Design("systematic review", ""), paper("Six trials."))
    assert "assuming" in found.reason
    assert found.rule.endswith("1-assumed")


@pytest.mark.parametrize("question", QUESTION_TYPES)
@pytest.mark.parametrize(
    "name", ["narrative review", "commentary", "guideline", "protocol", "qualitative", "not stated"]
)
def test_opinions_and_plans_have_no_level(question: str, name: str) -> None:
    assert level(question, Design(name, ""), paper("A randomised trial.")).number is None


@pytest.mark.parametrize("question", QUESTION_TYPES)
@pytest.mark.parametrize("name", NAMES)
def test_retracted_papers_have_no_level(question: str, name: str) -> None:
    kept = Record(pmid=990000001, publication_types=(Term("D016441", "Retracted Publication"),))
    assert level(question, Design(name, ""), kept).number is None
    notice = Record(pmid=990000001, corrections=(Correction("RetractionOf", "J Test. 2020"),))
    assert level(question, Design(name, ""), notice).number is None


@pytest.mark.parametrize("question", QUESTION_TYPES)
@pytest.mark.parametrize("name", NAMES)
def test_never_grade_and_always_the_scheme(question: str, name: str) -> None:
    found = level(question, name, paper())
    assert "GRADE" not in f"{found.reason} {found.rule}"
    assert found.rule.startswith("ocebm2011/")
    assert found.number is None or 1 <= found.number <= 5


def test_an_unknown_question_type_is_told_with_what_to_write() -> None:
    with pytest.raises(UsageProblem, match="treatment benefit"):
        level("therapy", "cohort", paper())


def test_n_of_1() -> None:
    kept = paper(title="Quinine for cramps: an n-of-1 trial.")
    assert level(BENEFIT, Design("randomised trial", ""), kept).number == 1
