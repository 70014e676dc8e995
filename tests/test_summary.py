"""What a summary may say, held against invented records (tests/data/summary)."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from evidence.extraction.sentences import sentences
from evidence.pubmed.files import Parsed, read_file
from evidence.query.mesh import Mesh
from evidence.record import Correction, Date, Record, Section, Term
from evidence.store import Search, open_store
from evidence.summary import Summary, at_hand, from_store, summarise
from evidence.summary.model import SearchNote, Statement
from evidence.summary.serialise import document, manifest
from evidence.topic import Topic, load_topics

DATA = Path(__file__).parent / "data" / "summary"
TODAY = date(2026, 3, 5)
REAL = Path(__file__).resolve().parents[1].parent / "shared/data/topic/records.xml.gz"


def records(path: Path = DATA / "records.xml") -> list[Record]:
    return [item.record for item in read_file(path) if isinstance(item, Parsed)]


def topic() -> Topic:
    (found,) = load_topics([DATA])
    return found


def summary(kept: list[Record] | None = None, **tags: tuple[str, ...]) -> Summary:
    named = {int(pmid.removeprefix("pmid")): names for pmid, names in tags.items()}
    source = at_hand(records() if kept is None else kept, named)
    return summarise(source, topic(), today=TODAY, invented=True)


def quotes(made: Summary) -> list[Statement]:
    return [each for each in made.statements if each.kind == "quote"]


def trial(pmid: int, conclusion: str, year: int = 2020) -> Record:
    return Record(
        pmid=pmid,
        title=f"Stretching for leg cramps in lumbar stenosis: randomised controlled trial {pmid}.",
        abstract=(Section(conclusion, "CONCLUSIONS", "CONCLUSIONS"),),
        published=Date(str(year), year=year, precision="year"),
        publication_types=(Term("D016449", "Randomized Controlled Trial"),),
    )


def test_every_quote_is_one_whole_sentence_at_its_address() -> None:
    by_pmid = {record.pmid: record for record in records()}
    made = summary()
    assert len(quotes(made)) >= 6
    for statement in quotes(made):
        (finding,) = statement.findings
        record = by_pmid[finding.address.pmid]
        assert finding.address.record_sha256 == record.sha256
        text = record.section_text(finding.address.section)
        assert text[finding.address.start : finding.address.end] == statement.text == finding.text
        assert finding.text in {each.text for each in sentences(record)}


def test_results_for_and_against_are_quoted_together() -> None:
    treatment = next(each for each in summary().sections if each.name == "treatment")
    said = " ".join(each.text for each in treatment.statements)
    assert "may lower the number" in said
    assert "no better than advice" in said


def test_a_retracted_record_is_named_and_never_used() -> None:
    made = summary()
    assert all(each.findings[0].address.pmid != 990000105 for each in quotes(made))
    assert all(990000105 not in c.pmids for each in made.statements for c in each.counts)
    assert all(row.pmid != 990000105 for row in made.rows)
    (named,) = [each for each in made.notices if each.pmid == 990000105]
    assert named.status == "retracted"
    assert named.handling == "not used in this summary"


def test_a_corrected_record_is_quoted_with_the_word() -> None:
    quoted = [each for each in quotes(summary()) if each.findings[0].address.pmid == 990000103]
    assert quoted
    assert all(each.source and "corrected (erratum)" in each.source.notices for each in quoted)


@pytest.mark.parametrize(
    "sentence",
    [
        "However, they resolved leg cramps in most of them.",
        "These cramps were less frequent after stretching exercises.",
        "To compare stretching with advice for leg cramps in stenosis.",
        "This study aimed to compare stretching with advice for leg cramps.",
        "Smith et al. found that stretching ended leg cramps in stenosis.",
        "Previous studies found that stretching helps leg cramps in stenosis.",
        "Several studies have questioned stretching for leg cramps in stenosis.",
        "Further studies of stretching for leg cramps are needed before use.",
        "Does stretching really help people who have leg cramps at night?",
        "Stretching for leg cramps in stenosis was studied and the resu...",
        "stretching for leg cramps, the second half of a sentence, helps.",
    ],
)
def test_sentences_that_cannot_stand_alone_are_not_quoted(sentence: str) -> None:
    assert not quotes(summary([trial(990000201, sentence)]))


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (
            "Two of the patients had leg cramps after stretching for stenosis.",
            "Leg cramps were as frequent after stretching as after advice in stenosis.",
        ),
        (
            "There was no difference in leg cramps between the two groups in stenosis.",
            "Leg cramps did not differ between stretching and advice in stenosis.",
        ),
        (
            "Moreover, leg cramps in stenosis were no different after stretching.",
            "Leg cramps in stenosis were no different after stretching.",
        ),
    ],
)
def test_the_clearer_sentence_of_a_record_is_quoted(worse: str, better: str) -> None:
    for text in (f"{worse} {better}", f"{better} {worse}"):
        said = quotes(summary([trial(990000201, text)]))
        assert said
        assert {each.text for each in said} == {better}


def test_a_background_sentence_is_never_quoted() -> None:
    assert not any("often reported in lumbar stenosis" in each.text for each in quotes(summary()))


def test_a_sentence_must_itself_be_about_the_section() -> None:
    record = trial(990000201, "Walking distance was better after surgery than after advice alone.")
    made = summary([record])
    assert not quotes(made)
    treatment = next(each for each in made.sections if each.name == "treatment")
    assert treatment.missing == (
        "The section\u2019s 1 record does not answer this in a sentence that stands on its own."
    )


def test_a_section_says_what_it_does_not_quote() -> None:
    kept = [
        trial(990000200 + number, f"Stretching changed leg cramps in stenosis, arm {number} said.")
        for number in range(1, 10)
    ]
    treatment = next(each for each in summary(kept).sections if each.name == "treatment")
    said = [each for each in treatment.statements if each.kind == "quote"]
    assert len(said) == 4
    last = treatment.statements[-1]
    assert last.text.startswith("5 further records of this section are not quoted here")
    quoted = {each.findings[0].address.pmid for each in said}
    (count,) = last.counts
    assert set(count.pmids) | quoted == {record.pmid for record in kept}
    assert not set(count.pmids) & quoted


def test_other_designs_have_their_turn_before_a_third_of_the_same() -> None:
    kept = [
        trial(990000200 + number, "Stretching changed leg cramps in stenosis patients.")
        for number in range(1, 6)
    ]
    designs = [each.source.design for each in quotes(summary([*kept, *records()])) if each.source]
    treatment = designs[2:6]
    assert designs.count("randomised trial") >= 2
    assert "systematic review" in treatment
    assert "cohort study" in " ".join(treatment)


def test_counted_sentences_list_what_they_counted() -> None:
    treatment = next(each for each in summary().sections if each.name == "treatment")
    counted = treatment.statements[0]
    assert counted.kind == "counted"
    assert counted.text.startswith("3 records belong to this section: 1 systematic review, 1 ran")
    assert counted.text.endswith(", published from 2018 to 2022.")
    assert sorted(pmid for count in counted.counts for pmid in count.pmids) == [
        990000101,
        990000102,
        990000103,
    ]


def test_references_are_numbered_by_first_use_and_kept() -> None:
    made = summary()
    used = [each.source.reference for each in quotes(made) if each.source]
    first = list(dict.fromkeys(used))
    assert first == sorted(first) == [each.number for each in made.references]
    assert len(used) > len(first)  # one record, two sections, one number
    numbers = {each.pmid: each.number for each in made.references}
    for each in quotes(made):
        assert each.source is not None
        assert each.source.reference == numbers[each.findings[0].address.pmid]


def test_missing_sections_and_designs_are_said() -> None:
    children = next(each for each in summary().sections if each.name == "children")
    assert children.missing == "No record on children was found."
    assert not children.statements
    only_trial = summary([trial(990000201, "Stretching changed leg cramps in stenosis patients.")])
    assert only_trial.missing == (
        "No systematic review or meta-analysis was recognised among the 1 record of this topic.",
    )


def test_the_same_records_in_any_order_give_the_same_summary() -> None:
    shuffled = records()
    random.Random(7).shuffle(shuffled)
    assert document(summary(shuffled)) == document(summary())


def test_rows_are_sorted_by_level_then_year_and_carry_tags() -> None:
    rows = summary(pmid990000102=("stretching",)).rows
    keys = [(row.level or 6, -(row.year or 0)) for row in rows]
    assert keys == sorted(keys)
    assert next(row for row in rows if row.pmid == 990000102).tags == ("stretching",)


def test_the_manifest_counts_statements() -> None:
    made = summary()
    assert manifest(made)["quotes"] == len(quotes(made))
    assert manifest(made)["counted"] == len(made.statements) - len(quotes(made))


def test_an_empty_topic_is_a_summary_of_what_is_missing() -> None:
    made = summary([])
    assert not made.statements
    assert all(each.missing for each in made.sections)


def test_a_stored_topic_gives_the_same_statements(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "evidence.db")) as store:
        store.keep(read_file(DATA / "records.xml"), source="records.xml")
        begun = datetime(2026, 3, 4, tzinfo=UTC)
        search = Search(
            topic().name, topic().query, begun, count=6, finished=begun, state="complete"
        )
        store.close_search(store.save_search(search), store.pmids())
        made = from_store(store, topic(), today=TODAY)
        failed = replace(
            search, started=datetime(2026, 3, 5, tzinfo=UTC), state="failed", error="x"
        )
        store.save_search(failed)
        later = from_store(store, topic(), today=TODAY)
    assert document(made)["sections"] == document(summary())["sections"]
    assert made.search is not None
    assert made.search.problem == ""
    assert later.search is not None
    assert later.search.problem == "The search of 2026-03-05 is failed: x"


def test_a_search_is_told() -> None:
    search = SearchNote("2026-03-04", "cramps", "", 6, 1, 0)
    made = summarise(at_hand(records(), search=search), topic(), today=TODAY)
    assert made.search == search


@pytest.mark.skipif(not REAL.exists(), reason="shared/data is not beside this checkout")
@pytest.mark.parametrize("name", ["stenosis-leg-cramps", "surgery-or-conservative"])
def test_real_records_give_statements_at_their_addresses(name: str) -> None:
    kept = {record.pmid: record for record in records(REAL)}
    wanted = next(each for each in load_topics() if each.name == name)
    made = summarise(at_hand(list(kept.values())), wanted, today=TODAY, mesh=Mesh.shipped())
    assert len(quotes(made)) >= 4
    for statement in quotes(made):
        (finding,) = statement.findings
        place = finding.address
        text = kept[place.pmid].section_text(place.section)
        assert text[place.start : place.end] == statement.text


def test_a_reservation_is_quoted_with_what_it_takes_back() -> None:
    claim = "Stretching reduced leg cramps in stenosis."
    doubt = "However, the difference may be due to chance."
    (said,) = quotes(summary([trial(990000201, f"{claim} {doubt}")]))
    assert said.text == f"{claim} {doubt}"
    assert said.findings[0].text == said.text


def test_a_finding_goes_before_advice() -> None:
    advice = "Because leg cramps in stenosis are painful, clinicians should consider stretching."
    finding = "Leg cramps in stenosis were no fewer after stretching than after advice."
    for text in (f"{advice} {finding}", f"{finding} {advice}"):
        (said,) = quotes(summary([trial(990000201, text)]))
        assert said.text == finding


def test_undated_records_stand_latest_first() -> None:
    old, new = (
        replace(trial(pmid, "Stretching reduced leg cramps in stenosis."), published=Date())
        for pmid in (990000201, 990000202)
    )
    assert [row.pmid for row in summary([old, new]).rows] == [990000202, 990000201]


def test_doubtful_records_are_counted_apart() -> None:
    sound = trial(990000201, "Stretching reduced leg cramps in stenosis.")
    doubted = replace(
        trial(990000202, "Stretching reduced leg cramps in stenosis."),
        corrections=(Correction("ExpressionOfConcernIn", "Invented J. 2021"),),
    )
    made = summary([sound, doubted])
    counted = next(each for each in made.sections if each.statements).statements[0]
    assert "1 randomised trial and 1 superseded, republished or under an" in counted.text
