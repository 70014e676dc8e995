"""Invented records for a local PubMed of any size: their text says so, their PMIDs are none.

The PMIDs are spread at random over 990,000,001 to 999,999,999, as a topic's are over PubMed's.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

FIRST = 990_000_001
HIGHEST = 999_999_999
BEGIN = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Invented:
    """One record: its words stand in the title, `revised` is its DateRevised."""

    pmid: int
    words: tuple[str, ...]
    added: date
    revised: date

    def xml(self) -> bytes:
        """The PubmedArticle."""
        return (
            f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{self.pmid}</PMID>'
            f"<DateRevised>{_parts(self.revised)}</DateRevised><Article><Journal><JournalIssue>"
            f"<PubDate><Year>{self.added.year}</Year></PubDate></JournalIssue></Journal>"
            f"<ArticleTitle>Invented study of {' and '.join(self.words)}, state of"
            f" {self.revised.isoformat()}</ArticleTitle></Article></MedlineCitation><PubmedData>"
            f'<History><PubMedPubDate PubStatus="entrez">{_parts(self.added)}</PubMedPubDate>'
            f'<PubMedPubDate PubStatus="pubmed">{_parts(self.added)}</PubMedPubDate></History>'
            "</PubmedData></PubmedArticle>"
        ).encode()

    def again(self, day: date) -> "Invented":
        """The same record, revised on `day`."""
        return replace(self, revised=day)


def invented(count: int, *, words: Sequence[str] = ("cramps",), seed: int = 0) -> list[Invented]:
    """So many records, oldest first; each has one of `words`, every tenth has the next too."""
    draw = random.Random(seed)  # noqa: S311 - the same records in every run
    pmids = sorted(draw.sample(range(FIRST, HIGHEST), count))
    found = []
    for number, pmid in enumerate(pmids):
        added = BEGIN + timedelta(days=number * 2000 // count)
        own = [words[number % len(words)]]
        if number % 10 == 0 and len(words) > 1:
            own.append(words[(number + 1) % len(words)])
        found.append(Invented(pmid, tuple(own), added, added))
    return found


def source(records: Iterable[Invented]) -> bytes:
    """A PubmedArticleSet."""
    body = b"\n".join(record.xml() for record in records)
    return b'<?xml version="1.0"?>\n<PubmedArticleSet>\n' + body + b"\n</PubmedArticleSet>\n"


def _parts(day: date) -> str:
    return f"<Year>{day.year}</Year><Month>{day.month}</Month><Day>{day.day}</Day>"
