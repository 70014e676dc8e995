"""The two trained models: what they weigh, where they keep silent, and how well they do.

Records here are invented; those of the last tests are real and not at hand everywhere.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model_data import portion, structured
from evidence.appraisal import RULES_VERSION, design, trial_chance
from evidence.appraisal.chance import calls_it_a_trial, joined, joining
from evidence.extraction.sentences import sentences
from evidence.learned import roles, trials
from evidence.learned.weights import HERE, weights
from evidence.learned.words import grams, places, words
from evidence.pubmed.files import Parsed, read_file
from evidence.record import MeshHeading, Record, Section, Term

SHARED = Path(__file__).resolve().parents[1].parent / "shared/data"
REAL = ("pubmed/pool.xml.gz", "medline.nbib")
ABSTRACT = (
    "Night cramps wake many older people and their cause is not known.",
    "We wanted to know whether stretching before sleep makes cramps less frequent.",
    "Adults with cramps were recruited from two clinics and kept a diary for six weeks.",
    "Fifty adults were enrolled and 47 returned their diary.",
    "Cramps fell by 1.2 a night (95% CI 0.6 to 1.8; P < 0.001).",
    "Stretching before sleep may help people with night cramps.",
)
TRIAL = (
    "Patients received either magnesium or placebo daily for 4 weeks; allocation was random "
    "and double-blind. The primary end point was the number of cramps a week, compared between "
    "the groups at week 4. Magnesium was not better than placebo."
)


def unlabelled(
    *texts: str, title: str = "", status: str = "", types: tuple[str, ...] = ()
) -> Record:
    return Record(
        pmid=990000001,
        status=status,
        title=title,
        abstract=(Section(" ".join(texts)),),
        publication_types=tuple(Term("", name) for name in types),
    )


def test_the_weights_are_small_and_no_pickle() -> None:
    files = sorted(HERE.glob("*.npz"))
    assert [each.name for each in files] == ["roles.npz", "trials.npz"]
    assert sum(each.stat().st_size for each in files) < 10_000_000
    for name, version in (("roles", roles.VERSION), ("trials", trials.VERSION)):
        assert weights(name).version.startswith(f"{version}.")  # read with allow_pickle=False
    assert RULES_VERSION.endswith(trials.VERSION)


def test_nothing_in_the_program_needs_what_trained_it() -> None:
    code = (
        "import sys; from evidence.learned import roles, trials; assert 'numpy' not in sys.modules;"
        "roles.guess(['We saw it.'] * 3); trials.verdict('A trial.', ['It was random.']);"
        "assert not {'sklearn', 'scipy'} & set(sys.modules)"
    )
    done = subprocess.run((sys.executable, "-c", code), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_words_are_lower_case_with_figures_as_one() -> None:
    assert words("Randomised, 1.2% of İ 12") == ["randomized", "#", "%", "of", "i̇", "#"]
    assert grams(["a", "b", "a", "b"]) == ["a", "b", "a b", "b a"]
    assert words("") == []


@given(st.text(max_size=60))
def test_every_word_has_its_place(text: str) -> None:
    found = places(text)
    assert len(found) == len(words(text))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in found)


def test_a_plain_abstract_is_told_apart_into_its_parts() -> None:
    found = roles.guess(ABSTRACT)
    assert [each.part for each in found] == [
        *("background", "objective", "methods", "results", "results", "conclusions"),
    ]
    assert all(0 < each.probability <= 1 for each in found)


@given(st.lists(st.text(max_size=30), max_size=45))
def test_every_sentence_gets_one_part(texts: list[str]) -> None:
    found = roles.guess(texts)
    assert len(found) == len(texts)
    assert all(each.part in roles.PARTS for each in found)
    assert found == roles.guess(texts)


def test_labels_win_over_the_model() -> None:
    record = Record(
        pmid=990000001,
        abstract=tuple(Section(text, "RESULTS", "RESULTS") for text in ABSTRACT),
    )
    assert {(each.role, each.basis) for each in sentences(record)} == {("results", "label")}


def test_sentences_of_a_whole_unlabelled_abstract_are_judged_by_the_model() -> None:
    found = sentences(unlabelled(*ABSTRACT))
    assert [each.role for each in found] == [each.part for each in roles.guess(ABSTRACT)]
    assert "model" in {each.basis for each in found}


def test_one_or_two_sentences_are_left_to_the_rules() -> None:
    found = sentences(unlabelled("Cramps are odd.", "Legs are long."))
    assert {each.basis for each in found} <= {"", "words", "position"}


def test_a_trial_that_no_rule_names_is_found_with_its_score_and_words() -> None:
    record = unlabelled(TRIAL, title="Magnesium for night cramps.")
    found = design(record)
    assert (found.name, found.basis) == ("randomised trial", "model")
    assert found.score is not None
    assert found.score >= 0.9
    assert f"A model gives {found.score:.2f}" in found.reason
    assert found.span in found.words
    for span in found.words:
        assert record.section_text(span.section)[span.start : span.end] == span.text
        assert f'"{span.text}"' in found.reason


@pytest.mark.parametrize(
    ("title", "types", "name"),
    [
        ("Magnesium for night cramps: a study protocol.", (), "protocol"),
        ("Magnesium for night cramps: a systematic review.", (), "systematic review"),
        ("Magnesium for night cramps.", ("Review",), "narrative review"),
        ("Magnesium for night cramps.", ("Editorial",), "commentary"),
        ("Magnesium for cramps in mice.", (), "laboratory or animal study"),
    ],
)
def test_the_model_overrules_nothing(title: str, types: tuple[str, ...], name: str) -> None:
    assert design(unlabelled(TRIAL, title=title, types=types)).name == name


def test_what_nlm_indexed_without_a_type_of_trial_stays_none() -> None:
    title = "Magnesium for night cramps."
    indexed = unlabelled(TRIAL, title=title, status="MEDLINE", types=("Journal Article",))
    assert design(indexed).name == "not stated"
    typed = unlabelled(TRIAL, title=title, status="MEDLINE", types=("Clinical Trial",))
    assert design(typed).name == "randomised trial"
    animal = replace(typed, mesh=(MeshHeading("D000818", "Animals", major=False),))
    assert design(animal).name == "laboratory or animal study"


def test_words_move_the_models_probability_and_never_past_its_ends() -> None:
    assert joined(0.3, "randomised trial") > joined(0.3, "not stated") == pytest.approx(0.3)
    assert joined(0.3, "narrative review") < joined(0.3, "commentary") == pytest.approx(0.3)
    for named in ("randomised trial", "narrative review", "not stated"):
        assert 0 < joined(0.0, named) < joined(0.5, named) < joined(1.0, named) < 1
    assert 0 < joining().threshold < 1


def test_the_chance_of_a_trial_is_told_from_title_and_abstract_alone() -> None:
    plain = unlabelled(TRIAL, title="Magnesium for night cramps.")
    review = replace(plain, publication_types=(Term("", "Review"),), status="MEDLINE")
    assert trial_chance(plain) == trial_chance(review)
    assert calls_it_a_trial(plain)
    series = unlabelled("Twelve consecutive patients were treated with rest.", title="Rest.")
    assert not calls_it_a_trial(series)


def test_the_model_can_be_left_out() -> None:
    record = unlabelled(TRIAL, title="Magnesium for night cramps.")
    assert design(record, model=False).basis != "model"


def test_a_paper_about_trials_is_not_asked_about() -> None:
    assert design(unlabelled(TRIAL, title="How trials report harms.")).name != "randomised trial"


def test_other_peoples_trials_do_not_count() -> None:
    record = Record(
        pmid=990000001,
        title="Night cramps.",
        abstract=(Section(TRIAL, "BACKGROUND", "BACKGROUND"),),
    )
    assert design(record).name == "not stated"


def test_below_the_threshold_no_words_are_named() -> None:
    found = trials.verdict("Cells of the leg.", ["Cells were cultured and stained."])
    assert found.probability < trials.threshold()
    assert found.words == ()


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not at hand")
def test_real_structured_abstracts_without_their_labels() -> None:
    """Of the pool and medline.nbib, those kept from training: most sentences come out right."""
    records = [each for name in REAL for each in read(SHARED / name)]
    kept = structured([each for each in records if portion(each.pmid, 0.7, 0.85) == "test"])
    right = total = 0
    for abstract in kept:
        said = [max(roles.PARTS.index(each.part), 1) for each in roles.guess(abstract.texts)]
        right += sum(one == max(two, 1) for one, two in zip(said, abstract.parts, strict=True))
        total += len(said)
    assert total > 800
    assert right / total > 0.9


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not at hand")
def test_real_trials_by_title_and_abstract_alone() -> None:
    """Of the same files, indexed records kept from training: a trial ranks above the others."""
    records = [each for name in REAL for each in read(SHARED / name) if each.abstract]
    kept = [each for each in records if each.status == "MEDLINE" and portion(each.pmid) == "test"]
    chances: dict[bool, list[float]] = {True: [], False: []}
    for each in kept:
        found = trials.verdict(each.title, [section.text for section in each.abstract])
        typed = any(term.name == "Randomized Controlled Trial" for term in each.publication_types)
        chances[typed].append(found.probability)
    pairs = [(yes > no) for yes in chances[True] for no in chances[False]]
    assert len(chances[True]) > 40
    assert sum(pairs) / len(pairs) > 0.97


def read(path: Path) -> list[Record]:
    return [item.record for item in read_file(path) if isinstance(item, Parsed)]
