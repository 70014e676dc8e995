"""The invented sample records: marked as invented, consistent, and varied enough."""

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from evidence.pubmed.files import Parsed, read_file
from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.syntax import parse
from evidence.record import Deletion, Record
from evidence.shipped import samples, shipped
from evidence.topic import load_topics

SAMPLES = samples()
MARK = "Invented sample record written for evidence-tracker; not a real study."
MESH = Path(__file__).resolve().parents[2] / "shared/data/mesh/descriptors.tsv.gz"
NEAR_MISSES = {990000066, 990000067, 990000068}
ANIMALS_ONLY = 990000014  # names both subjects; the topics ask about people
CHANGED = {990000004, 990000007, 990000024, 990000065}
NEW = {990000070, 990000071, 990000072}
NUMBER = r"(\d[\d,]*)"
SHARE = re.compile(
    rf"{NUMBER}(?: of |/){NUMBER}(?: [\w ]{{0,40}}?)? ?\((\d+(?:\.\d+)?)%\)"
    rf"|(?P<first>\d+\.\d+)% \((?P<part>\d+) of (?P<whole>\d+)\)"
)
INTERVAL = re.compile(
    r"(-?\d+(?:\.\d+)?)%?(?: \w+)?[ ;(]+95% CI,? (-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)"
    r"(?:; [Pp] ([<=>]) (0?\.\d+))?"
)


def _read(name: str) -> dict[int, Record]:
    items = list(read_file(SAMPLES / name))
    records = [item.record for item in items if isinstance(item, Parsed)]
    deletions = [item for item in items if isinstance(item, Deletion)]
    assert len(records) + len(deletions) == len(items), "a sample was rejected"
    by_pmid = {record.pmid: record for record in records}
    assert len(by_pmid) == len(records), "a PMID occurs twice"
    return by_pmid


BEFORE = _read("records.xml")
CHANGES = _read("changes.xml")
EVERY = [*BEFORE.values(), *CHANGES.values()]


def _types(record: Record) -> set[str]:
    return {term.name for term in record.publication_types}


def _texts(record: Record) -> list[str]:
    sections = [*record.abstract, *(s for o in record.other_abstracts for s in o.sections)]
    return [section.text for section in sections]


def test_counts_and_pmids() -> None:
    assert len(BEFORE) == 69
    assert set(CHANGES) == CHANGED | NEW
    assert set(BEFORE) & set(CHANGES) == CHANGED
    assert all(990000001 <= record.pmid <= 990000099 for record in EVERY)


def test_deleted_record_was_there_before() -> None:
    items = read_file(SAMPLES / "changes.xml")
    deleted = {item.pmid for item in items if isinstance(item, Deletion)}
    assert deleted == {990000069}
    assert deleted <= set(BEFORE)


@pytest.mark.parametrize("record", EVERY, ids=lambda record: str(record.pmid))
def test_invention_is_plain(record: Record) -> None:
    assert MARK in record.copyright or MARK in record.notes
    assert record.doi.startswith("10.99999/")
    assert all(number.startswith("NCT99") for number in record.registrations)
    where = record.book.title if record.book else record.journal.title
    assert "Invented" in where
    if record.book is None:
        assert "Invent" in record.journal.abbreviation


@pytest.mark.parametrize("record", EVERY, ids=lambda record: str(record.pmid))
def test_shares_agree_with_their_counts(record: Record) -> None:
    for text in _texts(record):
        for found in SHARE.finditer(text):
            part, whole, share = found[1], found[2], found[3]
            if found["first"]:
                part, whole, share = found["part"], found["whole"], found["first"]
            a, n = int(part.replace(",", "")), int(whole.replace(",", ""))
            step = 0.5 / 10 ** len(share.partition(".")[2])
            assert a <= n, found[0]
            assert abs(100 * a / n - float(share)) <= step + 1e-9, found[0]


@pytest.mark.parametrize("record", EVERY, ids=lambda record: str(record.pmid))
def test_estimates_lie_in_their_intervals_and_agree_with_p(record: Record) -> None:
    for text in _texts(record):
        for found in INTERVAL.finditer(text):
            value, low, high = (float(found[i]) for i in (1, 2, 3))
            assert low < value < high, found[0]
            if found[5]:  # a P value stands only beside differences, where no effect is 0
                significant = found[4] == "<" or float(found[5]) < 0.05
                assert significant == (low > 0 or high < 0), found[0]


def test_the_patterns_see_the_figures() -> None:
    text = "\n".join(text for record in EVERY for text in _texts(record))
    assert len(SHARE.findall(text)) > 100
    assert len(INTERVAL.findall(text)) > 60


def test_outcome_groups_add_up_before_and_after_the_erratum() -> None:
    for record, improved in ((BEFORE[990000004], 38), (CHANGES[990000004], 48)):
        groups = [int(n) for n in re.findall(r"(\d+) of 112 ", record.abstract_text)]
        assert groups[0] == improved
        assert sum(groups) == 112


def test_mesh_headings_have_well_formed_uis() -> None:
    headings = [heading for record in EVERY for heading in record.mesh]
    assert len(headings) > 400
    for heading in headings:
        assert re.fullmatch(r"D\d{6,9}", heading.ui), heading
        assert all(re.fullmatch(r"Q\d{6,9}", q.ui) for q in heading.qualifiers), heading
    assert any(q.major for heading in headings for q in heading.qualifiers)


@pytest.mark.skipif(not MESH.exists(), reason="MeSH table not at hand")
def test_mesh_headings_are_those_of_mesh() -> None:
    with gzip.open(MESH, "rt", encoding="utf-8") as lines:
        names = dict(line.split("\t")[:2] for line in lines)
    wrong = {(h.ui, h.name) for r in EVERY for h in r.mesh if names.get(h.ui) != h.name}
    assert not wrong


def test_publication_types_cover_the_designs() -> None:
    counts = Counter(name for record in BEFORE.values() for name in _types(record))
    assert counts["Randomized Controlled Trial"] >= 12
    for name in (
        "Case Reports",
        "Clinical Trial Protocol",
        "Comment",
        "Controlled Clinical Trial",
        "Editorial",
        "Expression of Concern",
        "English Abstract",
        "Letter",
        "Meta-Analysis",
        "Multicenter Study",
        "Observational Study",
        "Practice Guideline",
        "Published Erratum",
        "Review",
        "Systematic Review",
    ):
        assert counts[name], name
    uis = {(term.name, term.ui) for record in EVERY for term in record.publication_types}
    assert ("Randomized Controlled Trial", "D016449") in uis
    assert len({name for name, _ in uis}) == len(uis), "one name, two UIs"


@pytest.mark.parametrize(
    "words",
    [
        "case series",
        "case-control",
        "cross-sectional",
        "prospective cohort",
        "retrospective cohort",
        "pilot randomized",
        "crossover trial",
        "qualitative study",
        "narrative review",
        "non-randomised",
        "rats",
        "registry-based cohort",
    ],
)
def test_titles_and_texts_name_the_designs(words: str) -> None:
    assert any(words in f"{r.title} {r.abstract_text}".lower() for r in BEFORE.values())


def test_article_subject_has_at_least_twelve_records() -> None:
    both = [
        record
        for record in BEFORE.values()
        if "stenosis" in record.title.lower() and "cramp" in record.title.lower()
    ]
    assert len(both) >= 12


def test_near_misses_name_neither_subject() -> None:
    for pmid in NEAR_MISSES:
        text = f"{BEFORE[pmid].title} {BEFORE[pmid].abstract_text}".lower()
        assert "stenosis" not in text
        assert "cramp" not in text


def test_topics_find_every_sample_but_the_near_misses() -> None:
    after = {pmid: record for pmid, record in (BEFORE | CHANGES).items() if pmid != 990000069}
    batch, mesh = Batch(after.values()), Mesh.shipped()
    found: set[int] = set()
    for topic in load_topics([shipped("queries")]):
        hits = set(evaluate(parse(topic.query), batch, mesh).yes)
        assert len(hits) >= 12, topic.name
        found |= hits
    assert set(after) - found == NEAR_MISSES | {ANIMALS_ONLY}


def test_notices_point_at_each_other() -> None:
    after = BEFORE | CHANGES
    pairs = (
        ("RetractionIn", "RetractionOf"),
        ("ExpressionOfConcernIn", "ExpressionOfConcernFor"),
        ("UpdateIn", "UpdateOf"),
        ("ErratumIn", "ErratumFor"),
        ("CommentIn", "CommentOn"),
    )
    links = {(r.pmid, c.kind, c.pmid) for r in after.values() for c in r.corrections if c.pmid}
    for there, back in pairs:
        mine = {(a, b) for a, kind, b in links if kind == there}
        assert mine, there
        assert mine == {(b, a) for a, kind, b in links if kind == back}
        assert {b for _, b in mine} <= set(after)


def test_second_update_retracts_corrects_indexes_and_overtakes() -> None:
    assert not any("Retracted Publication" in _types(record) for record in BEFORE.values())
    retracted = [r for r in CHANGES.values() if "Retracted Publication" in _types(r)]
    assert [record.pmid for record in retracted] == [990000007]
    assert {c.kind for c in CHANGES[990000004].corrections} >= {"ErratumIn"}
    assert not BEFORE[990000065].mesh
    assert CHANGES[990000065].mesh
    assert {c.pmid for c in CHANGES[990000072].corrections} == {990000024}
    for pmid in CHANGED:
        assert CHANGES[pmid].sha256 != BEFORE[pmid].sha256
        assert CHANGES[pmid].revised.first_day > BEFORE[pmid].revised.first_day


def test_two_trials_are_told_in_two_reports_each() -> None:
    counts = Counter(number for record in BEFORE.values() for number in record.registrations)
    assert [number for number, n in sorted(counts.items()) if n == 2] == [
        "NCT99000001",
        "NCT99000010",
    ]


def test_odd_shapes_are_present() -> None:
    records = BEFORE.values()
    precisions = {record.published.precision for record in records}
    assert precisions >= {"day", "month", "season", "year", "range"}
    assert any(not record.abstract for record in records)
    assert any(record.abstract and not record.abstract[0].label for record in records)
    assert any(section.markup for record in records for section in record.abstract)
    assert any(record.vernacular_title and "ger" in record.languages for record in records)
    assert any(author.suffix == "Jr" for record in records for author in record.authors)
    assert any(author.collective for record in records for author in record.authors)
    assert any("Suppl" in record.volume for record in records)
    assert any(record.publication_status == "aheadofprint" for record in records)
    assert any(o.kind == "plain-language-summary" for r in records for o in r.other_abstracts)
    assert any(keyword.owner == "NOTNLM" for record in records for keyword in record.keywords)
    assert any(record.references for record in records)
    assert sum(record.book is not None for record in records) == 1


def test_delete_list_comes_last() -> None:
    end = "</DeleteCitation>\n</PubmedArticleSet>\n"
    assert (SAMPLES / "changes.xml").read_text(encoding="utf-8").endswith(end)
    assert "DeleteCitation" not in (SAMPLES / "records.xml").read_text(encoding="utf-8")
