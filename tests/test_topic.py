from pathlib import Path

import pytest

from evidence.errors import NotFound, UsageProblem
from evidence.topic import (
    Topic,
    default_folders,
    find_topic,
    load_tags,
    load_topics,
    query_warnings,
)
from evidence.topic.positions import key_lines, line_of

TOPIC = '''title = "Exercise for restless legs"
question = "In adults with restless legs, does exercise help?"
question_type = "treatment benefit"
condition = { name = "Restless Legs Syndrome", mesh_ui = "D012148" }
query = """
"restless legs"[tiab]
AND exercis*[tiab]
"""

[pico]
population = "Adults"
intervention = "Exercise"
comparison = "Usual care"
outcomes = ["Symptoms", "Sleep"]

[[sections]]
name = "symptoms"
title = "Symptoms"
question_type = "treatment benefit"
query = "symptom*[tiab]"
about = "exercis*[tiab] AND improv*[tiab]"
missing = "Nothing."

[[sections]]
name = "sleep"
title = "Sleep"
question_type = "prognosis"
query = "sleep*[tiab]"
about = "sleep*[tiab] AND improv*[tiab]"
missing = "Nothing."
'''

TAGS = """[telehealth]
label = "Telehealth"
meaning = "Care at a distance."
query = 'telehealth[tiab]'

[at-night]
label = "At night"
meaning = "At night."
query = 'nocturnal*[tiab]'
"""


def written(folder: Path, text: str, name: str = "topics/mine.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def one(folder: Path) -> Topic:
    (topic,) = load_topics([folder])
    return topic


def test_a_topic_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, TOPIC)
    topic = one(tmp_path)
    assert (topic.name, topic.path) == ("mine", path)
    assert topic.query == '"restless legs"[tiab]\nAND exercis*[tiab]'
    assert (topic.condition, topic.condition_ui) == ("Restless Legs Syndrome", "D012148")
    assert topic.pico.outcomes == ("Symptoms", "Sleep")
    assert [section.name for section in topic.sections] == ["symptoms", "sleep"]
    assert topic.sections[1].question_type == "prognosis"


def test_what_is_never_quoted_is_taken_out_of_every_section(tmp_path: Path) -> None:
    written(tmp_path, TOPIC.replace("\n[pico]", "not_quoted = 'aim[tiab]'\n\n[pico]"))
    abouts = [section.about for section in one(tmp_path).sections]
    assert abouts == [
        "(exercis*[tiab] AND improv*[tiab])\nNOT (aim[tiab])",
        "(sleep*[tiab] AND improv*[tiab])\nNOT (aim[tiab])",
    ]


def test_tags_take_their_group_from_the_file(tmp_path: Path) -> None:
    written(tmp_path, TAGS, "tags/our-clinic.toml")
    tags = load_tags([tmp_path])
    assert [(tag.name, tag.group) for tag in tags] == [
        ("telehealth", "our-clinic"),
        ("at-night", "our-clinic"),
    ]


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    path.write_bytes(b"\xef\xbb\xbf" + TOPIC.replace("\n", "\r\n").encode())
    assert one(tmp_path).title == "Exercise for restless legs"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('title = "Exercise for restless legs"\n', "", 1, "title"),
        ('question_type = "treatment benefit"\ncond', 'question_type = "harm"\ncond', 3, "harm"),
        ("benefit", "benfit", 3, "Did you mean 'treatment benefit'"),
        ("mesh_ui = ", "mesh = ", 4, "Did you mean 'mesh_ui'"),
        ("D012148", "12148", 4, "MeSH"),
        ("AND exercis*[tiab]\n", "AND exercis*[zzz]\n", 7, "zzz"),
        ("population", "populaton", 11, "Did you mean 'population'"),
        ('["Symptoms", "Sleep"]', '"Symptoms"', 14, "list"),
        ("exercis*[tiab] AND improv*[tiab]", "", 21, "about"),
        ("sleep*[tiab] AND improv*[tiab]", "exercise[qqq]", 29, "qqq"),
        ('missing = "Nothing."\n\n', "\n", 16, "missing"),
        ('name = "sleep"', 'name = "symptoms"', 25, "symptoms"),
        ('name = "sleep"', 'name = "Sleep Quality"', 25, "sleep-quality"),
        ('title = "Sleep"', "title = 3", 26, "text in quotes"),
        ('title = "Sleep"', 'title = "Sleep', 26, "TOML"),
        ('title = "Sleep"\n', 'title = "Sleep"\ntitle = "Sleep"\n', 27, "TOML"),
        ('about = "sleep', 'abuot = "sleep', 29, "Did you mean 'about'"),
    ],
)
def test_a_wrong_topic_names_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    assert old in TOPIC
    path = written(tmp_path, TOPIC.replace(old, new, 1))
    with pytest.raises(UsageProblem) as caught:
        load_topics([tmp_path])
    told = str(caught.value)
    assert told.startswith(f"{path}:{line}: ")
    assert says in told
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("label", "lable", 2, "Did you mean 'label'"),
        ("nocturnal*[tiab]", "", 9, "query"),
        ("nocturnal*[tiab]", "nocturnal*[night]", 9, "night"),
        ("[at-night]", "[At_Night]", 6, "at-night"),
        ("[telehealth]", "telehealth = 1\n[other]", 1, "table"),
    ],
)
def test_a_wrong_tag_names_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    path = written(tmp_path, TAGS.replace(old, new, 1), "tags/our-clinic.toml")
    with pytest.raises(UsageProblem, match=says) as caught:
        load_tags([tmp_path])
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_bytes_that_are_not_utf8_name_their_line(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    path.write_bytes(b'title = "a"\nquestion = "caf\xe9"\n')
    with pytest.raises(UsageProblem, match="UTF-8") as caught:
        load_topics([tmp_path])
    assert str(caught.value).startswith(f"{path}:2: ")


def test_a_topic_without_sections_is_refused(tmp_path: Path) -> None:
    written(tmp_path, TOPIC.partition("[[sections]]")[0])
    with pytest.raises(UsageProblem, match="at least one section"):
        load_topics([tmp_path])


def test_a_file_with_an_odd_name_is_refused_with_a_better_one(tmp_path: Path) -> None:
    written(tmp_path, TOPIC, "topics/My Topic.toml")
    with pytest.raises(UsageProblem, match=r"my-topic\.toml"):
        load_topics([tmp_path])


def test_the_first_folder_wins_by_file_name(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    written(mine, TOPIC.replace("Exercise for", "Ours:"))
    written(theirs, TOPIC)
    written(theirs, TOPIC, "topics/another.toml")
    topics = load_topics([mine, theirs])
    assert [topic.name for topic in topics] == ["another", "mine"]
    assert topics[1].title == "Ours: restless legs"


def test_a_wrong_file_that_is_replaced_does_no_harm(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    written(mine, TOPIC)
    written(theirs, "title = ")
    assert len(load_topics([mine, theirs])) == 1


def test_a_tag_named_in_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, TAGS, "tags/a.toml")
    second = written(tmp_path, "\n" + TAGS, "tags/b.toml")
    with pytest.raises(UsageProblem, match="already in") as caught:
        load_tags([tmp_path])
    assert str(caught.value).startswith(f"{second}:2: ")


def test_the_working_directory_comes_before_the_shipped_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(default_folders()) == 1
    written(tmp_path / "queries", TOPIC, "topics/leg-cramps.toml")
    folders = default_folders()
    assert folders[0] == Path.cwd() / "queries"
    found = {topic.name: topic.title for topic in load_topics()}
    assert found["leg-cramps"] == "Exercise for restless legs"
    assert "spinal-stenosis" in found


def test_finding_a_topic_by_name(tmp_path: Path) -> None:
    written(tmp_path, TOPIC, "topics/leg-cramps.toml")
    topics = load_topics([tmp_path])
    assert find_topic("leg-cramps", topics) is topics[0]
    with pytest.raises(NotFound, match="Did you mean 'leg-cramps'"):
        find_topic("leg-cramp", topics)
    with pytest.raises(NotFound, match="Topics are: leg-cramps"):
        find_topic("zzz", topics)


def test_warnings_of_the_parser_carry_file_and_line(tmp_path: Path) -> None:
    text = TOPIC.replace("sleep*[tiab] AND improv*[tiab]", "a[ti] OR b[ti] AND c[ti]")
    path = written(tmp_path, text)
    (warning,) = query_warnings(load_topics([tmp_path]), ())
    assert warning.startswith(f"{path}:29: ")


def test_a_warning_inside_a_query_of_several_lines_carries_its_own_line(tmp_path: Path) -> None:
    path = written(
        tmp_path, TOPIC.replace("AND exercis*[tiab]\n", "AND exercis*[tiab]\nAND ca*[ti]\n")
    )
    (warning,) = query_warnings(load_topics([tmp_path]), ())
    assert warning.startswith(f"{path}:8: ")


def test_lines_of_keys() -> None:
    text = 'a = 1\n[b]\n"c" = """\n[not.a.table]\nd = 2\n"""\n[[e]]\nf=1\n[[e]]\nf=2\n'
    assert dict(key_lines(text)) == {
        ("a",): 1,
        ("b",): 2,
        ("b", "c"): 3,
        ("e", 0): 7,
        ("e", 0, "f"): 8,
        ("e", 1): 9,
        ("e", 1, "f"): 10,
    }
    assert line_of(text, ("e", 1, "gone")) == 9
    assert line_of(text, ("gone",)) == 1
