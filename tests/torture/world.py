"""The scene of every fault: an invented PubMed in two states, three topics that overlap.

Between the first state and the second, records join, leave, change, are retracted and are
deleted. Everything here was invented for the tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from evidence.pubmed.local import LocalPubMed
from evidence.query.mesh import Mesh

FIRST = 990_000_001
TOTAL = 240
BATCH = 20  # records an efetch: 240 records are twelve batches
TOPICS = ("cramps", "stenosis", "walking")
QUERIES = {name: f"{name}[tiab]" for name in TOPICS}
LATE = range(210, TOTAL)  # join with the second state
LEAVE = range(0, 60, 6)  # "cramps" and "stenosis" both go from their titles
CHANGE = range(61, 121, 3)
RETRACT = range(122, 138, 4)
DELETE = range(140, 165, 5)

_WORDS = (
    *("adults", "legs", "night", "calf", "distance", "minutes", "randomised", "group", "placebo"),
    *("naïve", "β-blocker", "surgery", "spinal", "canal", "pain", "weeks", "outcome", "quality"),
)
_BLOCK = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{pmid}</PMID><DateRevised>{revised}</DateRevised>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">
<PubDate><Year>{year}</Year></PubDate></JournalIssue><Title>Invented Journal</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract>
<AuthorList><Author><LastName>Invented</LastName><Initials>A</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>{types}</PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>Invented J</MedlineTA></MedlineJournalInfo>{notice}
</MedlineCitation></PubmedArticle>"""
_NOTICE = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
    "<RefSource>Invented J. 2026</RefSource><PMID>{pmid}</PMID>"
    "</CommentsCorrections></CommentsCorrectionsList>"
)
_TOPIC = """# Invented for the tests.
title = "{name}"
question = "What is known of {name}?"
question_type = "prognosis"
condition = {{ name = "Muscle Cramp", mesh_ui = "D009120" }}
query = "{query}"

[pico]
population = "adults"
intervention = "any"
comparison = "none"
outcomes = ["pain"]

[[sections]]
name = "how-common"
title = "How common"
question_type = "prognosis"
query = "adults[tiab]"
about = "adults[tiab]"
missing = "No record says."
"""


@dataclass(frozen=True, slots=True)
class World:
    """What PubMed holds in its two states, as PubMed XML."""

    first: bytes
    second: bytes


def made(total: int = TOTAL, words: int = 60) -> World:
    """The two states; `words` is the length of an abstract."""
    late = {n for n in LATE if n < total}
    before = b"".join(_record(n, words) for n in range(total) if n not in late)
    after = b"".join(_record(n, words, later=True) for n in range(total) if n not in DELETE)
    return World(wrapped(before), wrapped(after))


def wrapped(records: bytes) -> bytes:
    return b"<PubmedArticleSet>" + records + b"</PubmedArticleSet>"


def _record(n: int, words: int, *, later: bool = False) -> bytes:
    chance = Random(n)
    abstract = " ".join(chance.choice(_WORDS) for _ in range(words)) + "."
    names = [topic for topic, step in zip(TOPICS, (2, 3, 5), strict=True) if n % step == 0]
    title = f"An invented study {n} of {' and '.join(names) or 'walking'}"
    changed = later and n in {*LEAVE, *CHANGE, *RETRACT}
    if later and n in LEAVE:
        title = f"An invented study {n} of something else"
    if later and n in CHANGE:
        abstract = f"Corrected: {abstract}"
    retracted = later and n in RETRACT
    types = ("Journal Article", "Retracted Publication") if retracted else ("Journal Article",)
    day = datetime.now(UTC).date() if changed else datetime(2020, 1 + n % 12, 1, tzinfo=UTC).date()
    return record(
        FIRST + n, title, abstract, types=types, year=2000 + n % 20, revised=day.isoformat()
    )


def record(  # noqa: PLR0913 - the parts of a record, each by name
    pmid: int,
    title: str,
    abstract: str = "Nothing was tried.",
    *,
    types: tuple[str, ...] = ("Journal Article",),
    year: int = 2020,
    revised: str = "2020-01-01",
) -> bytes:
    """One record's XML; one whose types say "Retracted Publication" has its notice."""
    names = zip(("Year", "Month", "Day"), revised.split("-"), strict=True)
    return _BLOCK.format(
        pmid=pmid,
        revised="".join(f"<{name}>{part}</{name}>" for name, part in names),
        year=year,
        title=title,
        abstract=abstract,
        types="".join(f'<PublicationType UI="D000">{name}</PublicationType>' for name in types),
        notice=_NOTICE.format(pmid=pmid + 5000) if "Retracted Publication" in types else "",
    ).encode()


def topic_text(name: str, query: str) -> str:
    """A topic's file."""
    return _TOPIC.format(name=name, query=query)


def write_topics(folder: Path) -> Path:
    """A folder for --queries with the three topics and two tags."""
    (folder / "topics").mkdir(parents=True)
    (folder / "tags").mkdir()
    for name, query in QUERIES.items():
        path = folder / "topics" / f"{name}.toml"
        path.write_text(topic_text(name, query), encoding="utf-8")
    tags = "".join(
        f'[{name}]\nlabel = "{name}"\nmeaning = "{name}"\nquery = "{query}"\n'
        for name, query in {"of-night": "night[tiab]", "of-surgery": "surgery[tiab]"}.items()
    )
    (folder / "tags" / "invented.toml").write_text(tags, encoding="utf-8")
    return folder


@contextmanager
def serving(world: World, mesh: Mesh) -> Iterator[LocalPubMed]:
    """A local PubMed in its first state."""
    with LocalPubMed([world.first], mesh=mesh) as server:
        yield server
