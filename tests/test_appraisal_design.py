import pytest

from evidence.appraisal import design
from evidence.record import Correction, MeshHeading, Record, Section, Term


def record(
    title: str = "",
    *abstract: tuple[str, str],
    types: tuple[str, ...] = ("Journal Article",),
    mesh: tuple[tuple[str, str], ...] = (),
) -> Record:
    return Record(
        pmid=990000001,
        title=title,
        abstract=tuple(Section(text, label, label) for label, text in abstract),
        publication_types=tuple(Term("", name) for name in types),
        mesh=tuple(MeshHeading(ui, name, major=False) for ui, name in mesh),
    )


@pytest.mark.parametrize(
    ("types", "title", "name"),
    [
        (("Randomized Controlled Trial",), "Stretching at night.", "randomised trial"),
        (("Systematic Review", "Meta-Analysis"), "Walking aids.", "systematic review"),
        (("Meta-Analysis",), "Walking aids.", "meta-analysis"),
        (("Practice Guideline",), "Care of cramps.", "guideline"),
        (("Case Reports",), "An odd cramp.", "case report"),
        (("Case Reports",), "Five cases of cramp.", "case series"),
        (("Review",), "Leg cramps.", "narrative review"),
        (("Review",), "Leg cramps: a systematic review.", "systematic review"),
        (("Editorial",), "Leg cramps.", "commentary"),
        (("Letter",), "Leg cramps.", "commentary"),
        (("Letter", "Randomized Controlled Trial"), "Leg cramps.", "randomised trial"),
        (("Clinical Trial Protocol",), "Leg cramps.", "protocol"),
        (("Clinical Trial, Veterinary",), "Cramps in pets.", "laboratory or animal study"),
        (("Clinical Trial",), "Quinine for cramps.", "not stated"),
        (("Controlled Clinical Trial",), "Quinine for cramps.", "non-randomised controlled trial"),
        (("Journal Article",), "Quinine for cramps.", "not stated"),
    ],
)  # fmt: skip
def test_publication_types_decide_first(types: tuple[str, ...], title: str, name: str) -> None:
    assert design(record(title, types=types)).name == name


def test_a_trial_named_as_topic_is_no_trial() -> None:
    found = design(
        record(
            "How trials of surgery report harms.",
            mesh=(("D016032", "Randomized Controlled Trials as Topic"), ("D006801", "Humans")),
        )
    )
    assert found.name == "not stated"


def test_a_protocol_of_a_trial_is_a_protocol_whatever_its_type() -> None:
    title = "Walking or surgery: protocol for a randomised controlled trial."
    found = design(record(title, types=("Randomized Controlled Trial",)))
    assert found.name == "protocol"
    assert found.span is not None
    assert title[found.span.start : found.span.end] == found.span.text


@pytest.mark.parametrize(
    "title", ["A new treatment protocol in cramps.", "Protocol-based care after surgery."]
)
def test_protocols_of_care_are_no_study_protocols(title: str) -> None:
    assert design(record(title)).name != "protocol"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sixty adults were randomly assigned to walking or rest.", "randomised trial"),
        ("We conducted a cross-sectional survey of adults.", "cross-sectional"),
        ("This nested case-control study used claims.", "case-control"),
        ("A retrospective cohort study of one clinic.", "cohort"),
        ("Semi-structured interviews were held.", "qualitative"),
        ("We systematically searched MEDLINE and Embase.", "systematic review"),
        ("Patients will be randomised to two arms.", "protocol"),
    ],
)
def test_words_of_the_methods_decide_with_their_span(text: str, name: str) -> None:
    kept = record("Leg cramps.", ("METHODS", text))
    found = design(kept)
    assert (found.name, found.basis) == (name, "words")
    assert found.span is not None
    assert kept.section_text(found.span.section)[found.span.start : found.span.end] in text
    assert found.span.text in found.reason


def test_other_peoples_designs_in_background_and_conclusions_do_not_count() -> None:
    found = design(
        record(
            "Leg cramps.",
            ("BACKGROUND", "In a randomised trial, patients were randomly assigned to quinine."),
            ("CONCLUSIONS", "A randomised controlled trial was randomised to be done."),
        )
    )
    assert found.name == "not stated"


def test_in_vitro_beside_patients_is_no_laboratory_study() -> None:
    found = design(record("Cramps.", ("", "Seen in vitro before; 12 patients had cramps.")))
    assert found.name != "laboratory or animal study"
    animal = record("Cramps.", mesh=(("D000818", "Animals"),))
    assert design(animal).name == "laboratory or animal study"
    both = record("Cramps.", mesh=(("D000818", "Animals"), ("D006801", "Humans")))
    assert design(both).name == "not stated"


def test_a_cross_sectional_area_is_no_cross_sectional_study() -> None:
    text = "The cross-sectional area of the canal was measured."
    assert design(record("Leg cramps.", ("METHODS", text))).name == "not stated"


def test_the_design_of_a_trial_is_a_protocol() -> None:
    assert design(record("Design of the Leg Cramp Trial.")).name == "protocol"


def test_mesh_decides_before_words_of_the_abstract() -> None:
    found = design(
        record(
            "Leg cramps.",
            ("METHODS", "A cross-sectional look."),
            mesh=(("D016022", "Case-Control Studies"), ("D012189", "Retrospective Studies")),
        )
    )
    assert (found.name, found.detail, found.basis) == ("case-control", "retrospective", "mesh")


def test_a_heading_of_time_alone_makes_a_cohort_only_of_a_comparison() -> None:
    mesh = (("D012189", "Retrospective Studies"), ("D006801", "Humans"))
    assert design(record("A.", ("", "Twelve women were seen."), mesh=mesh)).name == "case series"
    text = "Age predicted relapse; risk factors were tested."
    assert design(record("A.", ("", text), mesh=mesh)).name == "cohort"


@pytest.mark.parametrize("words", ["historical controls", "historical surgical comparison"])
def test_historical_controls_are_flagged_with_their_words(words: str) -> None:
    kept = record("Leg cramps.", ("METHODS", f"A prospective cohort study with {words}."))
    found = design(kept)
    assert found.historically_controlled
    assert found.historical is not None
    assert found.historical.text == words


def test_a_notice_is_no_study() -> None:
    kept = Record(
        pmid=990000001,
        title="Erratum: Leg cramps: a randomised trial.",
        publication_types=(Term("D016425", "Published Erratum"),),
        corrections=(Correction("ErratumFor", "J Test. 2020"),),
    )
    assert design(kept).name == "not stated"
