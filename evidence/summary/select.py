"""Chooses the sentences that a section quotes.

A record belongs to a section by the section's query; a sentence may stand in it only if
its own words satisfy the section's `about`. Among those, the order is by level of
evidence, directness, form and age. Nothing looks at which way a result points.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from evidence.extraction.sentences import Sentence, sentences
from evidence.query.batch import Batch
from evidence.query.evaluate import evaluate
from evidence.query.mesh import Mesh
from evidence.query.syntax import parse
from evidence.record import Address, Record
from evidence.summary.model import Finding
from evidence.summary.study import NOT_FINDINGS, QUOTABLE, Study
from evidence.summary.wording import (
    LONGEST,
    advises,
    anecdotal,
    describes_method,
    leans,
    quotable,
    reserves,
    unnamed_groups,
    words,
)

QUOTES = 4  # a section's quotes: more is a list, not a summary
PER_DESIGN = 2  # before other designs have had their turn

_NO_LEVEL = 6  # sorts after OCEBM's five
_INDIRECT = 1.5  # a paper on something else loses to one a level lower that is on the matter
_LEANS = 1.0  # a sentence that leans on the one before
_LONG = 0.75
_METHOD = 1.0
_ADVICE = 1.5  # what to do is not what was found
_ROLES = {"conclusions": 0.0, "results": 0.4}  # a conclusion says the same for a reader
_UNKNOWN = 0.8  # neither a conclusion nor a result, as far as can be told
_FEW = 3.6  # a handful of people: only of a trial, where nothing better is said
_UNNAMED = 0.5  # "both groups"
_WORST = 6.9  # neither a level nor on the matter: better nothing than that

_NEVER = frozenset({"background", "objective", "methods"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted: level 1 to 5 (6: none); the lowest `weight` goes first."""

    study: Study
    sentence: Sentence
    level: int
    weight: float

    @property
    def finding(self) -> Finding:
        """Its address and words, taken from the record again: they must agree."""
        found = self.sentence
        text = self.study.record.section_text(found.section)[found.start : found.end]
        place = Address(
            self.study.record.pmid, self.study.sha256, found.section, found.start, found.end
        )
        return Finding(place, text)

    @property
    def order(self) -> tuple[float, int, int, int]:
        """Weight, then newest, then largest; undated records by PMID, the later first."""
        record = self.study.record
        return (self.weight, -(record.year or 0), -(self.study.size or 0), -record.pmid)


class Questions:
    """A topic's records with their sentences, ready to be asked several sections."""

    def __init__(self, studies: Iterable[Study], query: str, mesh: Mesh) -> None:
        """`studies`: the topic's records; `query`: the topic's. Sentences are read once."""
        self._query = query
        self._studies: Mapping[int, Study] = {each.record.pmid: each for each in studies}
        self._batch = Batch([each.record for each in self._studies.values()])
        self._mesh = mesh
        self._sentences: dict[int, tuple[Sentence, ...]] = {}

    def members(self, query: str) -> tuple[Study, ...]:
        """Studies that a section's query finds, in PMID order; all where it is empty."""
        if not query.strip():
            return tuple(self._studies.values())
        found = evaluate(parse(query), self._batch, self._mesh).yes
        return tuple(self._studies[pmid] for pmid in found)

    def candidates(
        self, members: Iterable[Study], about: str, question_type: str
    ) -> tuple[Candidate, ...]:
        """The best sentence of each study that may be quoted, best study first."""
        usable = [
            study
            for study in members
            if study.status in QUOTABLE and study.design.name not in NOT_FINDINGS
        ]
        possible = [(study, sentence) for study in usable for sentence in self._read(study)]
        fitting = self._about([sentence.text for _, sentence in possible], about)
        levels = {
            study.record.pmid: study.level(question_type).number or _NO_LEVEL for study in usable
        }
        direct = self._direct(usable, about)
        best: dict[int, Candidate] = {}
        for number in sorted(fitting):
            study, sentence = possible[number]
            pmid = study.record.pmid
            form = _form(sentence) + (0 if pmid in direct else _INDIRECT)
            new = Candidate(study, sentence, levels[pmid], levels[pmid] + form)
            if new.weight <= _WORST and (pmid not in best or new.weight < best[pmid].weight):
                best[pmid] = new
        return tuple(sorted(best.values(), key=lambda each: each.order))

    def _direct(self, studies: list[Study], about: str) -> frozenset[int]:
        """PMIDs of the studies whose titles are about the section or the topic."""
        titles = [study.record.title for study in studies]
        found = self._about(titles, about) | self._about(titles, self._query)
        return frozenset(studies[number].record.pmid for number in found)

    def _read(self, study: Study) -> tuple[Sentence, ...]:
        pmid = study.record.pmid
        if pmid not in self._sentences:
            self._sentences[pmid] = tuple(
                each
                for each in _with_reservations(study.record)
                if each.role not in _NEVER and quotable(each.text)
            )
        return self._sentences[pmid]

    def _about(self, texts: list[str], about: str) -> frozenset[int]:
        """Numbers of the texts whose own words satisfy `about`."""
        if not about.strip():
            return frozenset(range(len(texts)))
        batch = Batch([Record(pmid=number + 1, title=text) for number, text in enumerate(texts)])
        return frozenset(pmid - 1 for pmid in evaluate(parse(about), batch, self._mesh).yes)


def _with_reservations(record: Record) -> Iterator[Sentence]:
    """The record's sentences, each with the "However, ..." that takes some of it back."""
    found = sentences(record)
    for each, following in zip_longest(found, found[1:]):
        if following and following.section == each.section and reserves(following.text):
            whole = record.section_text(each.section)[each.start : following.end]
            yield replace(each, end=following.end, text=whole)
        else:
            yield each


def spread(ranked: Iterable[Candidate], limit: int = QUOTES) -> tuple[Candidate, ...]:
    """At most `limit`, best level first; of one design only PER_DESIGN while others wait."""
    chosen: list[Candidate] = []
    waiting: list[Candidate] = []
    for each in ranked:
        same = sum(one.study.design.name == each.study.design.name for one in chosen)
        (chosen if same < PER_DESIGN and len(chosen) < limit else waiting).append(each)
    chosen += waiting[: limit - len(chosen)]
    return tuple(sorted(chosen, key=lambda each: (each.level, each.order)))


def _form(sentence: Sentence) -> float:
    """What a sentence loses by its part in the abstract and by its wording."""
    text = sentence.text
    return (
        _ROLES.get(sentence.role, _UNKNOWN)
        + _LEANS * leans(text)
        + _LONG * (words(text) > LONGEST)
        + _FEW * anecdotal(text)
        + _UNNAMED * unnamed_groups(text)
        + _METHOD * describes_method(text)
        + _ADVICE * advises(text)
    )
