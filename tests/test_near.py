"""Proximity: the walk through a text, and all indexes, against every way to choose places."""

import random
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pubmed.files import Parsed
from evidence.query.batch import Batch
from evidence.query.mesh import Mesh
from evidence.query.near import MOST_WORDS, near
from evidence.query.phrases import matcher
from evidence.query.sieve import Sieve
from evidence.query.syntax import parse
from evidence.query.wanted import Wanted
from evidence.record import Record, Section
from evidence.store import Store

Article = Callable[..., Parsed]
WORDS = st.sampled_from("abcx")
SEGMENTS = st.lists(WORDS, max_size=12)
WANTED = st.lists(WORDS, min_size=1, max_size=4)


def assignments(
    segment: Sequence[str], wanted: Sequence[str], distance: int
) -> Iterable[tuple[int, ...]]:
    """Every choice of a place for each word, near enough, in the order of the places."""
    places = [[n for n, word in enumerate(segment) if word == each] for each in wanted]
    for chosen in product(*places):
        ordered = tuple(sorted(chosen))
        gaps = pairwise(ordered)
        if len(set(ordered)) == len(ordered) and all(b - a <= distance + 1 for a, b in gaps):
            yield ordered


@given(SEGMENTS, WANTED, st.integers(0, 5))
def test_every_group_is_found_and_the_shortest_for_each_end(
    segment: list[str], wanted: list[str], distance: int
) -> None:
    every = list(assignments(segment, wanted, distance))
    found = list(near(segment, wanted, distance))
    assert {end - 1 for _, end, _ in found} == {group[-1] for group in every}
    for start, end, places in found:
        assert places in every
        assert (start, end) == (places[0], places[-1] + 1)
        assert start == max(group[0] for group in every if group[-1] == end - 1)


def test_a_word_asked_for_twice_must_stand_there_twice() -> None:
    assert list(near(["pain", "x", "pain"], ["pain", "pain"], 1)) == [(0, 3, (0, 2))]
    assert not list(near(["pain", "x", "x", "pain"], ["pain", "pain"], 1))
    assert not list(near(["pain"], ["pain", "pain"], 5))


def test_more_words_than_can_be_followed_are_refused() -> None:
    with pytest.raises(ValueError, match="13"):
        list(near([], ["a"] * (MOST_WORDS + 1), 1))


def test_twelve_words_far_apart_in_a_long_text() -> None:
    draw = random.Random(3)
    names = [f"w{n}" for n in range(MOST_WORDS)]
    text = [draw.choice(names) for _ in range(400)]
    assert list(near(text, names, 1000))
    assert not list(near(text, [*names[1:], "none"], 1000))


def drawn(draw: random.Random) -> list[Record]:
    """Records of few words, in title and abstract."""
    return [
        Record(
            pmid=990000001 + number,
            title=" ".join(draw.choices("abcx", k=draw.randint(1, 6))),
            abstract=(Section(" ".join(draw.choices("abcx", k=draw.randint(1, 30)))),),
        )
        for number in range(40)
    ]


def expected(records: Sequence[Record], words: Sequence[str], distance: int) -> list[int]:
    return [
        record.pmid
        for record in records
        if any(assignments(record.title.split(), words, distance))
        or any(assignments(record.abstract_text.split(), words, distance))
    ]


QUESTIONS = [
    (words, distance)
    for words in [("a",), ("a", "b"), ("a", "a"), ("a", "b", "c"), ("a", "a", "x"), ("a", "none")]
    for distance in (0, 1, 4)
]


def test_the_store_answers_as_every_assignment_does(store: Store, article: Article) -> None:
    records = drawn(random.Random(5))
    store.keep([article(each.pmid, each.title, each.abstract_text) for each in records], source="x")
    for words, distance in QUESTIONS:
        found = store.index().near(("ti", "ab"), words, distance)
        assert list(found) == expected(records, words, distance), (words, distance)


def test_both_indexes_in_memory_answer_as_every_assignment_does() -> None:
    records = drawn(random.Random(7))
    for words, distance in QUESTIONS:
        query = parse(f'"{" ".join(words)}"[tiab:~{distance}]')
        for index in (
            Batch(records),
            Batch(iter(records)),
            Sieve(records, Wanted([query], Mesh())),
        ):
            found = index.near(("ti", "ab"), words, distance)
            assert list(found) == expected(records, words, distance), (words, distance)


def test_no_words_are_near_nothing(store: Store, article: Article) -> None:
    store.keep([article()], source="x")
    assert not store.index().near(("ti",), (), 3)
    assert not store.index().near(("nosuch",), ("invented",), 3)
    assert not Batch([article().record]).near(("ti",), (), 3)


def test_many_wildcards_in_a_long_word() -> None:
    word = "acgt" + "t" * 250
    assert matcher("acgt*t*t*t*t*t*x")(word) is None  # backtracking would take hours
    assert matcher("acgt*t*t*t*t*t*x")(word + "x")
    assert matcher("colo*r*s")("colorectalis")
