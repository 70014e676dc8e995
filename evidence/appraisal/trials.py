"""What the trained model says of a record that nothing else tells the design of: a trial or not.

It reads the title and the sections that say how the study was done, as the cue words do; it
decides alone only well above its own threshold (data/trials.toml), and never speaks against a
publication type, a heading, or words that name another design.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.appraisal.words import table, telling
from evidence.learned import trials
from evidence.record import Record, Span

_HINT = re.compile(  # without any of these the model is never sure: it need not be asked
    r"random|placebo|blind|trial|assign|allocat|cross-?over|\barms?\b|efficacy", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Likely:
    """The model's probability (0 to 1) that a record is a randomised trial, and its words."""

    probability: float
    words: tuple[Span, ...]


def likely(record: Record) -> Likely | None:
    """The model's answer where it is sure; None where it is not, or nothing is told."""
    sections = dict(telling(record))
    if not sections or not any(map(_HINT.search, (record.title, *sections.values()))):
        return None
    found = trials.verdict(record.title, list(sections.values()))
    words = tuple(_spans(record, ("title", *sections), found.words))
    if found.probability < table("trials")["alone"]["sure"] or not words:
        return None
    return Likely(found.probability, words)


def _spans(
    record: Record, sections: tuple[str, ...], words: tuple[trials.Word, ...]
) -> Iterator[Span]:
    for word in words:
        section = sections[word.text]
        text = record.section_text(section)[word.start : word.end]
        yield Span(section, word.start, word.end, text)
