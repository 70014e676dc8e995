"""What the program says of a comparison in its own words: counted, addressed, never "better"."""

from collections.abc import Sequence
from datetime import date

import pytest

from evidence.record import Author, Record, Section, Term
from evidence.report import render
from evidence.summary import at_hand, summarise
from evidence.summary.model import Summary
from evidence.summary.verify import verify_text
from evidence.topic import load_topics

FIRST = 990000001
RCT = (Term("D016449", "Randomized Controlled Trial"),)
BETTER = "Pain was significantly lower after surgery than after exercise at 2 years (p < .001)."
SAME = "Pain did not differ between surgery and exercise at 2 years."
WORSE = "Pain was significantly higher after surgery than after exercise at 2 years (p = .01)."
NAMES = ("Inventa", "Fictiva", "Sampler", "Testa", "Mocka", "Fabula")


def record(number: int, results: str, *, types: Sequence[Term] = RCT, methods: str = "") -> Record:
    """An invented record, by an author of its own: no family with the others."""
    return Record(
        pmid=FIRST + number,
        title=f"Surgery versus exercise for lumbar spinal stenosis, clinic {number}.",
        abstract=(
            Section(methods or "Patients had surgery or exercise.", "METHODS", "METHODS"),
            Section(results, "RESULTS", "RESULTS"),
        ),
        authors=(Author(last=NAMES[number], initials="A"),),
        publication_types=tuple(types),
    )


def summary(*records: Record) -> Summary:
    topic = next(each for each in load_topics() if each.name == "surgery-or-conservative")
    return summarise(at_hand(records), topic, today=date(2026, 12, 1))


def told(*records: Record) -> list[str]:
    return [each.text for each in summary(*records).comparison.statements]


def test_trials_that_disagree_are_told_apart() -> None:
    assert told(record(0, BETTER), record(1, SAME), record(2, WORSE)) == [
        (
            "Pain: 3 randomised trials compare surgery with care without it. At the longest"
            " follow-up that each reports, 1 favours surgery, 1 favours conservative care and 1"
            " finds no difference. How people were counted is not stated."
        )
    ]


def test_intention_to_treat_and_as_treated_are_counted_apart() -> None:
    both = (
        "By intention to treat pain at 2 years did not differ between surgery and exercise."
        " As treated, pain at 2 years was significantly lower after surgery than after exercise."
    )
    (text,) = told(record(0, both))
    assert "1 finds no difference. It counts people by intention to treat." in text
    assert text.endswith("Counted as treated: 1 favours surgery.")


def test_without_a_randomised_comparison_nothing_is_better() -> None:
    methods = "In this prospective cohort patients had surgery or exercise."
    cohorts = [record(n, BETTER, types=(), methods=methods) for n in range(3)]
    (text,) = told(*cohorts)
    assert text.startswith("Pain: no randomised comparison was found. 3 studies without")
    assert "cannot tell the effect of a treatment from the choice of who had it" in text
    assert "better" not in text


def test_studies_without_randomisation_do_not_count_beside_trials() -> None:
    methods = "In this prospective cohort patients had surgery or exercise."
    found = told(record(0, SAME), record(1, BETTER, types=(), methods=methods))
    assert found == [
        (
            "Pain: 1 randomised trial compares surgery with care without it. At the longest"
            " follow-up that each reports, 1 finds no difference. How people were counted"
            " is not stated. 1 study without randomisation is in the table and not counted here."
        )
    ]


def test_the_longest_follow_up_counts() -> None:
    later = f"{BETTER} At 8 years pain did not differ between surgery and exercise."
    (text,) = told(record(0, later))
    assert "1 finds no difference" in text
    assert "favours" not in text


def test_what_is_retracted_counts_nowhere() -> None:
    gone = (*RCT, Term("D016441", "Retracted Publication"))
    made = summary(record(0, BETTER, types=gone))
    assert made.comparison.rows == ()
    assert made.comparison.statements == ()


def test_each_sentence_names_its_findings() -> None:
    made = summary(record(0, BETTER), record(1, SAME))
    (statement,) = made.comparison.statements
    assert [each.text for each in statement.findings] == [BETTER, SAME]
    assert sum(len(each.pmids) for each in statement.counts) == 2
    rows = [finding for row in made.comparison.rows for finding in row.findings]
    assert set(statement.findings) <= set(rows)


class Kept:
    """The records of a summary, as a database would have them."""

    def __init__(self, *records: Record) -> None:
        self.held = {each.pmid: each for each in records}

    def record(self, pmid: int) -> Record:
        return self.held[pmid]

    def at_revision(self, pmid: int, sha256: str) -> Record | None:
        held = self.held[pmid]
        return held if held.sha256 == sha256 else None


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_verify_reads_the_table(form: str) -> None:
    records = (record(0, BETTER), record(1, SAME))
    made = summary(*records)
    text = render(made, form)
    checked = verify_text(text, form, Kept(*records))
    assert checked.problems == ()
    assert checked.checked == len(made.quoted) >= 2
    place = text.rindex("did not differ between")
    edited = f"{text[:place]}did differ    between{text[place + len('did not differ between') :]}"
    kinds = {each.kind for each in verify_text(edited, form, Kept(*records)).problems}
    assert "edited" in kinds
    assert "words" in kinds or form == "json"


def test_directions_are_words_and_signs_in_their_columns() -> None:
    page = render(summary(record(0, BETTER)), "html")
    assert "favours surgery \u25b2" in page
    assert '<th scope="col">Intention to treat</th>' in page
    assert "not reported</span>" in page
    assert "Some will be wrong" in page
