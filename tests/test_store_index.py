"""The index of the store gives what walking every record gives, on both engines."""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from evidence.pubmed.files import Parsed, read_file
from evidence.query.batch import Batch
from evidence.query.codes import FIRST, LAST
from evidence.query.evaluate import evaluate
from evidence.query.fields import ALL_FIELDS, DATE_FIELDS, date_ranges, segments
from evidence.query.mesh import Mesh
from evidence.query.syntax import parse
from evidence.record import Record
from evidence.store import Store, open_store
from evidence.store.index import StoredIndex

Article = Callable[..., Parsed]
A, B = 990000001, 990000002


class Walk:
    """The same look-ups by walking every record: slow, and plain to see that it is right."""

    def __init__(self, records: Iterable[Record]) -> None:
        held = list(records)
        self.segments = {each.pmid: segments(each) for each in held}
        self.ranges = {each.pmid: date_ranges(each) for each in held}

    def phrase(self, fields: tuple[str, ...], patterns: tuple[str, ...]) -> list[int]:
        tests = [re.compile(re.escape(each).replace(r"\*", ".*"), re.DOTALL) for each in patterns]
        return sorted(
            pmid
            for pmid, found in self.segments.items()
            if any(
                all(test.fullmatch(word) for test, word in zip(tests, run[start:], strict=False))
                for field in fields
                for run in found.get(field, [])
                for start in range(len(run) - len(tests) + 1)
            )
        )

    def dates(self, field: str, first: str, last: str) -> list[int]:
        return sorted(
            pmid
            for pmid, found in self.ranges.items()
            if any(begin <= last and end >= first for begin, end in found.get(field, []))
        )


@pytest.fixture(scope="module")
def pool(shared_data: Path) -> list[Parsed]:
    items = read_file(shared_data / "pubmed" / "pool.xml.gz")
    return [item for item in items if isinstance(item, Parsed)]


@pytest.fixture(scope="module")
def walk(pool: list[Parsed]) -> Walk:
    return Walk(item.record for item in pool)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(
    request: pytest.FixtureRequest, pool: list[Parsed], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StoredIndex]:
    url = str(tmp_path_factory.mktemp("index") / "x.sqlite")
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").render_as_string(hide_password=False)
    with open_store(url) as store:
        store.keep(pool, source="pool.xml.gz")
        yield store.index()


TEXT = ("ti", "ab", "oa", "ot", "tt", "tw")
LEAVES = [
    (TEXT, ("spinal", "stenosis")),
    (TEXT, ("muscle", "cramp*")),
    (TEXT, ("cramp*",)),
    (TEXT, ("of", "the")),
    (("ti", "ab"), ("random*", "control*", "trial*")),
    (("ti", "ab"), ("rand*ed", "trial")),
    (("ti", "ab"), ("tumo*r",)),
    (("ti",), ("*itis",)),
    (("ab",), ("p", "*", "0")),
    (("ti", "ab"), ("beta",)),
    (("pt",), ("journal·article",)),
    (("pt",), ("randomized·controlled·trial",)),
    (("mh",), ("humans",)),
    (("la",), ("eng",)),
    (("au",), (FIRST, "smith", "j*")),
    (("ta",), (FIRST, "spine", LAST)),
    (("ti",), ("no", "such", "words", "stand", "here")),
]


@pytest.mark.parametrize(("fields", "patterns"), LEAVES, ids=str)
def test_leaves(
    full: StoredIndex, walk: Walk, fields: tuple[str, ...], patterns: tuple[str, ...]
) -> None:
    assert list(full.phrase(fields, patterns)) == walk.phrase(fields, patterns)


def test_phrases_drawn_from_the_records(full: StoredIndex, walk: Walk) -> None:
    draw = random.Random(20261125)
    for _ in range(20):
        found = draw.choice(list(walk.segments.values()))
        field = draw.choice(list(found))
        run = draw.choice(found[field])
        start = draw.randrange(len(run))
        patterns = list(run[start : start + draw.randint(1, 4)])
        if draw.random() < 0.5:
            place = draw.randrange(len(patterns))
            word = patterns[place]
            cut = draw.randint(0, len(word))
            patterns[place] = word[:cut] + "*" + word[cut + draw.randint(0, 2) :]
        fields = (field, draw.choice(ALL_FIELDS))
        expected = walk.phrase(fields, tuple(patterns))
        assert list(full.phrase(fields, tuple(patterns))) == expected, (fields, patterns)


def test_a_batch_in_memory_gives_the_same(full: StoredIndex, pool: list[Parsed]) -> None:
    batch = Batch(item.record for item in pool)
    assert full.universe() == batch.universe()
    for fields, patterns in LEAVES:
        assert full.phrase(fields, patterns) == batch.phrase(fields, patterns), patterns
    for field in DATE_FIELDS:
        span = (field, "2018-06-01", "2020-12-31")
        assert full.dates(*span) == batch.dates(*span)


def test_dates(full: StoredIndex, walk: Walk) -> None:
    spans = [("2019-01-01", "2020-12-31"), ("2020-03-05", "2020-03-05"), ("0001-01-01", "1950")]
    for field in (*DATE_FIELDS, "unknown"):
        for first, last in spans:
            assert list(full.dates(field, first, last)) == walk.dates(field, first, last)


def test_universe(full: StoredIndex, walk: Walk) -> None:
    assert list(full.universe()) == sorted(walk.segments)


def test_every_field_can_be_searched(full: StoredIndex, walk: Walk) -> None:
    held = {field for found in walk.segments.values() for field in found}
    for field in held:
        assert list(full.phrase((field,), ("*",))) == walk.phrase((field,), ("*",))


def test_a_phrase_crosses_neither_segments_nor_fields(store: Store, article: Article) -> None:
    store.keep(
        [
            article(A, title="Night cramps", abstract="Legs first."),
            article(B, title="Leg", abstract="Cramps legs."),
        ],
        source="x",
    )
    index = store.index()
    assert list(index.phrase(("ti", "ab"), ("cramps", "legs"))) == [B]
    assert list(index.phrase(("ti",), ("cramps",))) == [A]
    assert list(index.phrase(("ab",), ("cramps",))) == [B]


@pytest.mark.parametrize("odd", ['"', "'", "\\", "a'b", "%", "x OR y", ":", "(", "¶", "a b", ""])
def test_odd_patterns_are_no_errors(store: Store, article: Article, odd: str) -> None:
    store.keep([article(A, title="x y a b")], source="x")
    for patterns in ((odd,), (odd + "*",), ("x", odd), (odd + "*", "y")):
        store.index().phrase(("ti",), patterns)
    assert list(store.index().phrase(("nosuch",), ("x",))) == []
    assert list(store.index().phrase(("ti",), ())) == []


def test_words_of_every_script_are_found_whole(store: Store, article: Article) -> None:
    titles = ["Ärztliche ℞ Ⅻ", "脊柱管狭窄症", "позвоночник", "x² µg 5β", "ﬁbrosis ẞ", "كعب ١٢"]
    items = [article(A + n, title=title) for n, title in enumerate(titles)]
    store.keep(items, source="x")
    for item in items:
        for word in segments(item.record)["ti"][0]:
            assert item.record.pmid in store.index().phrase(("ti",), (word,))
            assert item.record.pmid in store.index().phrase(("ti",), (word[:1] + "*",))


def test_records_of_any_length_are_exact(store: Store, article: Article) -> None:
    """Beyond the positions a tsvector keeps, and beyond the size it may have."""
    long = " ".join(f"w{n}" for n in range(20_000)) + " needle thread"
    huge = " ".join(f"{n:012}" for n in range(80_000)) + " needle thread"
    store.keep([article(A, abstract=long), article(B, abstract=huge)], source="x")
    index = store.index()
    assert list(index.phrase(("ab",), ("needle", "thread"))) == [A, B]
    assert list(index.phrase(("ab",), ("thread", "needle"))) == []
    assert list(index.phrase(("ab",), ("w19999", "needle"))) == [A]
    assert list(index.phrase(("ab",), ("w17000", "w17002"))) == []
    assert list(index.phrase(("ab",), ("000000079999",))) == [B]
    word = "z" * 3000
    store.keep([article(A, title=f"{word}a"), article(B, title=f"{word}b")], source="x")
    assert list(index.phrase(("ti",), (word + "a",))) == [A]
    assert list(index.phrase(("ti",), (word + "*",))) == [A, B]


def test_the_index_follows_a_change(store: Store, article: Article) -> None:
    store.keep([article(A, title="Before.", year=2001)], source="x")
    store.keep([article(A, title="After.", year=2002)], source="x")
    index = store.index()
    assert not index.phrase(("ti",), ("before",))
    assert list(index.phrase(("ti",), ("after",))) == [A]
    assert not index.dates("dp", "2001-01-01", "2001-12-31")
    assert list(index.dates("dp", "2002-01-01", "2002-12-31")) == [A]
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM words")).scalar_one() == 1


def test_any_number_of_phrases_at_once(full: StoredIndex, walk: Walk) -> None:
    """Beyond what one statement of either engine takes."""
    fields = ("ti", "ab")
    runs = [run for found in walk.segments.values() for run in found.get("ab", [])]
    begun = [tuple(run[:2]) for run in runs[:3]]
    drawn = (*begun, ("muscle", "cramp*"), ("rand*ed",), ())
    many = tuple((f"none{number}", "such") for number in range(1500))
    expected = sorted({pmid for each in drawn if each for pmid in walk.phrase(fields, each)})
    assert list(full.phrases(fields, (*drawn, *many))) == expected
    assert not full.phrases(fields, many)
    assert not full.phrases(fields, ())


def test_many_terms_of_every_shape(full: StoredIndex, pool: list[Parsed]) -> None:
    text_of = " OR ".join(f"word{number}[tiab] OR pain*[ti]" for number in range(300))
    query = parse(f"({text_of}) NOT spine[mh]")
    batch = Batch([item.record for item in pool])
    with full as index:
        found = evaluate(query, index, Mesh.shipped())
    assert found.yes == evaluate(query, batch, Mesh.shipped()).yes
    assert found.yes


def test_look_ups_in_one_transaction_see_one_state(store: Store, article: Article) -> None:
    store.keep([article(A)], source="x")
    index = store.index()
    with index:
        assert list(index.universe()) == [A]
        store.keep([article(B)], source="x")
        assert list(index.phrase(("ti",), ("invented",))) in ([A], [A, B])
    assert list(index.universe()) == [A, B]
    assert len(index) == 2
