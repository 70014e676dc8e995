"""The shipped topics, tags and headings, and what they find in real records."""

import gzip
import re
import shlex
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence.commands.group import evidence
from evidence.pubmed.files import Parsed, read_file
from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.syntax import parse
from evidence.record import Record, Section
from evidence.shipped import shipped
from evidence.tagging import tag_records
from evidence.topic import load_tags, load_topics, query_warnings

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
FOLDER = shipped("queries")
HEADING = re.compile(r'"([^"\n]+)"\[(?:mh|majr|pt)(?::noexp)?\]')
BY_NAME = {topic.name: topic for topic in load_topics([FOLDER])}


@cache
def real(name: str) -> tuple[Record, ...]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    return tuple(item.record for item in read_file(path) if isinstance(item, Parsed))


@cache
def table() -> dict[str, list[str]]:
    text = (FOLDER / "mesh.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    return {row[1]: row for row in rows}


def hits(query: str, records: tuple[Record, ...]) -> set[int]:
    return set(evaluate(parse(query), Batch(records), Mesh.shipped()).yes)


def sentence(text: str) -> tuple[Record, ...]:
    return (Record(pmid=990000001, title=text),)


def used() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.toml")]
    return {name.partition("/")[0] for text in texts for name in HEADING.findall(text)}


def test_every_shipped_query_parses_without_a_warning() -> None:
    topics, tags = load_topics([FOLDER]), load_tags([FOLDER])
    assert {topic.name for topic in topics} == {
        "leg-cramps",
        "spinal-stenosis",
        "stenosis-leg-cramps",
        "surgery-or-conservative",
    }
    assert len(tags) > 50
    assert all(4 <= len(topic.sections) <= 7 for topic in topics)
    assert query_warnings(topics, tags) == ()


def test_every_shipped_query_is_evaluated_without_a_note() -> None:
    nothing = Batch(())
    queries = [tag.query for tag in load_tags([FOLDER])]
    for topic in BY_NAME.values():
        queries.append(topic.query)
        queries += [text for part in topic.sections for text in (part.query, part.about)]
    for query in queries:
        assert evaluate(parse(query), nothing, Mesh.shipped()).notes == (), query


def test_every_heading_used_is_in_the_table_with_its_condition() -> None:
    assert len(used()) > 50
    assert used() - set(table()) == set()
    for topic in BY_NAME.values():
        assert table()[topic.condition][0] == topic.condition_ui


def test_a_sentence_is_judged_by_words_alone() -> None:
    for topic in BY_NAME.values():
        for section in topic.sections:
            assert set(re.findall(r"\[([^\]]+)\]", section.about)) == {"tiab"}, section.name


def test_the_table_holds_mesh_facts_and_every_descendant() -> None:
    path = DATA / "mesh/descriptors.tsv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        mesh = {row[1]: row[:4] for row in (line.rstrip("\n").split("\t") for line in lines)}
    assert all(mesh[name] == row for name, row in table().items())
    exploded = {
        name.partition("/")[0]
        for path in FOLDER.rglob("*.toml")
        for name in re.findall(r'"([^"\n]+)"\[(?:mh|majr|pt)\]', path.read_text("utf-8"))
    }
    for name in exploded:
        trees = tuple(f"{tree}." for tree in mesh[name][3].split("|") if tree)
        for below, row in mesh.items():
            if any(tree.startswith(trees) for tree in row[3].split("|")):
                assert below in table(), f"{below} is narrower than {name}"


QUOTABLE = [
    ("stenosis-leg-cramps", "how-common", "Leg cramps were more common in the stenosis group."),
    ("stenosis-leg-cramps", "mechanism", "EMG showed cramp discharges from the motor units."),
    ("stenosis-leg-cramps", "surgery", "After surgery, leg cramps had improved in 4 of 20 people."),
    (
        "stenosis-leg-cramps",
        "conservative",
        "Leg cramps improved in 12 of 20 people treated conservatively.",
    ),
    ("stenosis-leg-cramps", "other-treatments", "Quinine reduced the number of leg cramps."),
    ("stenosis-leg-cramps", "sleep-life", "People with cramps had poorer sleep."),
    ("stenosis-leg-cramps", "harms", "Adverse events were rare in the vitamin K2 group."),
    ("leg-cramps", "magnesium", "Magnesium did not reduce leg cramps."),
    ("leg-cramps", "stretching", "Stretching before sleep reduced cramps."),
    ("leg-cramps", "harms", "Tinnitus was a side effect of quinine."),
    (
        "surgery-or-conservative",
        "disability",
        "At two years the ODI favoured decompression over nonoperative care.",
    ),
    (
        "surgery-or-conservative",
        "crossover",
        "Eleven of 20 people assigned to physical therapy underwent surgery.",
    ),
    ("spinal-stenosis", "exercise", "Supervised exercise improved walking distance."),
]

NOT_QUOTABLE = [
    # another subject than the section's
    ("stenosis-leg-cramps", "surgery", "After surgery, back pain had improved in 15 people."),
    ("stenosis-leg-cramps", "conservative", "Leg cramps improved after decompression."),
    ("stenosis-leg-cramps", "how-common", "Diabetes was more common in the stenosis group."),
    ("stenosis-leg-cramps", "sleep-life", "Sleep was disturbed by back pain."),
    ("leg-cramps", "magnesium", "Quinine reduced leg cramps."),
    ("surgery-or-conservative", "pain", "Leg pain was less after decompression."),
    # no finding
    (
        "leg-cramps",
        "quinine",
        "To evaluate whether quinine reduces leg cramps, we studied 20 people.",
    ),
    ("stenosis-leg-cramps", "other-treatments", "Magnesium for leg cramps."),
    ("stenosis-leg-cramps", "surgery", "People with leg cramps underwent decompression."),
    ("spinal-stenosis", "exercise", "Exercise sessions lasted 40 minutes."),
]


def about(topic: str, section: str) -> str:
    return next(part.about for part in BY_NAME[topic].sections if part.name == section)


@pytest.mark.parametrize(("topic", "section", "text"), QUOTABLE)
def test_a_finding_on_the_subject_may_be_quoted(topic: str, section: str, text: str) -> None:
    assert hits(about(topic, section), sentence(text))


@pytest.mark.parametrize(("topic", "section", "text"), NOT_QUOTABLE)
def test_what_is_no_finding_on_the_subject_is_not_quoted(
    topic: str, section: str, text: str
) -> None:
    assert not hits(about(topic, section), sentence(text))


def test_the_readme_examples_load_and_find(tmp_path: Path) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"Save this as `queries/([\w/.-]+)`:\n\n```toml\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in blocks] == [
        "topics/restless-legs-exercise.toml",
        "tags/our-clinic.toml",
    ]
    for name, block in blocks:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(block, encoding="utf-8")
    (topic,), tags = load_topics([tmp_path]), load_tags([tmp_path])
    assert query_warnings([topic], tags) == ()
    words = "Exercise reduced the severity of symptoms at night."
    record = Record(990000001, title="Exercise in restless legs.", abstract=(Section(words),))
    assert hits(topic.query, (record,))
    assert hits(topic.sections[0].query, (record,))
    assert hits(topic.sections[0].about, sentence(words))
    found = tag_records([record], tags, Mesh.shipped())
    assert [each.tag for each in found[990000001]] == ["night-symptoms"]


def test_the_commands_of_the_readme_exist() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    plain = "".join(block for language, block in blocks if not language)
    commands = re.findall(r"^evidence (.+)$", plain, re.MULTILINE)
    assert len(commands) >= 10
    for command in commands:
        # Click refuses an unknown command or option before it shows the help.
        done = CliRunner().invoke(evidence, [*shlex.split(command), "--help"])
        assert done.exit_code == 0, f"{command}: {done.output}"
        assert "No such" not in done.output


REAL_HITS = {
    "leg-cramps": 25,
    "spinal-stenosis": 15,
    "stenosis-leg-cramps": 18,
    "surgery-or-conservative": 4,
}


@pytest.mark.parametrize("name", REAL_HITS)
def test_hits_in_real_records_were_read_by_eye_and_stay(name: str) -> None:
    assert len(hits(BY_NAME[name].query, real("topic/records.xml.gz"))) == REAL_HITS[name]


def test_real_records_that_speak_of_it_only_in_passing_are_left_out() -> None:
    records = real("topic/records.xml.gz")
    cramps_as_side_effect = {7894213, 9100396, 10218748, 10562973, 10752810, 10983739, 12358578}
    stenosis_as_aside = {9112708, 11929502, 18185945, 23537462, 26000665, 27906934, 36768679}
    assert cramps_as_side_effect | stenosis_as_aside <= {record.pmid for record in records}
    assert not hits(BY_NAME["leg-cramps"].query, records) & cramps_as_side_effect
    assert not hits(BY_NAME["spinal-stenosis"].query, records) & stenosis_as_aside


def test_tags_of_real_records_come_with_words_that_stand_there() -> None:
    records = real("topic/records.xml.gz")
    found = tag_records(records, load_tags([FOLDER]), Mesh.shipped())
    by_pmid = {record.pmid: record for record in records}
    assert sum(map(len, found.values())) > 1000
    for given in (each for some in found.values() for each in some):
        assert given.matched, given
        for word in given.matched:
            if word.section:
                text = by_pmid[given.pmid].section_text(word.section)
                assert text[word.start : word.end] == word.text
