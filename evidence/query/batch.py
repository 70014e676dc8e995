"""An index over records in memory: token to PMIDs by field, and bodies to verify phrases.

A body is a field's tokens as one text, so that a phrase is a
substring of it and 50,000 records fit in memory.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from pyroaring import BitMap

from evidence.query.fields import ALL_FIELDS, date_ranges, segments_of
from evidence.query.near import near
from evidence.query.phrases import BREAK, Phrase, expression, matcher, stem
from evidence.record import Record

_SEPARATOR = f" {BREAK} "


class Batch:
    """Implements `evidence.query.index.Index`. Of records with one PMID the first counts.

    Records given as a list or tuple are kept, and a field is indexed when it is first
    asked for; records given as a stream are read once and not kept.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        """Index `records`."""
        self._universe = BitMap()
        self._postings: dict[str, defaultdict[str, list[int]]] = {}
        self._bodies: dict[str, dict[int, str]] = {}
        self._dates: defaultdict[str, list[tuple[str, str, int]]] | None = None
        self._vocabularies: dict[str, list[str]] = {}
        self._known: dict[tuple[str, Phrase], BitMap] = {}
        self._records: list[Record] = []
        if isinstance(records, Sequence):
            self._records = list(self._first_of_each(records))
        else:
            self._dates = defaultdict(list)
            for field in ALL_FIELDS:
                self._open(field)
            for record in self._first_of_each(records):
                self._add(record)

    def universe(self) -> BitMap:
        """Every PMID of the batch."""
        return self._universe.copy()

    def phrase(self, fields: tuple[str, ...], patterns: Phrase) -> BitMap:
        """Records with adjacent tokens matching `patterns` inside one segment of one field."""
        found = BitMap()
        if not patterns:
            return found
        for field in fields:
            if field in ALL_FIELDS:
                found |= self._in_field(field, patterns)
        return found

    def phrases(self, fields: tuple[str, ...], phrases: tuple[Phrase, ...]) -> BitMap:
        """Records with any of `phrases`."""
        found = BitMap()
        for phrase in phrases:
            found |= self.phrase(fields, phrase)
        return found

    def near(self, fields: tuple[str, ...], words: Phrase, distance: int) -> BitMap:
        """Records with all `words` in one segment of one field, as `near` says."""
        found = BitMap()
        for field in fields:
            if field in ALL_FIELDS and words:
                found |= self._near(field, words, distance)
        return found

    def dates(self, field: str, first: str, last: str) -> BitMap:
        """Records with a date of `field` from `first` to `last`, ISO days, inclusive."""
        if self._dates is None:
            self._dates = defaultdict(list)
            for record in self._records:
                self._add_dates(record, self._dates)
        held = self._dates.get(field, ())
        return BitMap(pmid for low, high, pmid in held if low <= last and high >= first)

    def _first_of_each(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            if record.pmid not in self._universe:
                self._universe.add(record.pmid)
                yield record

    def _open(self, field: str) -> None:
        self._postings[field] = defaultdict(list)
        self._bodies[field] = {}

    def _add(self, record: Record) -> None:
        for field in ALL_FIELDS:
            self._add_field(field, record)
        if self._dates is not None:
            self._add_dates(record, self._dates)

    def _add_field(self, field: str, record: Record) -> None:
        held = segments_of(record, field)
        if not held:
            return
        postings, pmid = self._postings[field], record.pmid
        for token in set(chain.from_iterable(held)):
            postings[token].append(pmid)
        if len(held) > 1 or len(held[0]) > 1:
            body = _SEPARATOR.join([" ".join(segment) for segment in held])
            self._bodies[field][pmid] = f" {body} "

    def _add_dates(
        self, record: Record, dates: defaultdict[str, list[tuple[str, str, int]]]
    ) -> None:
        for field, ranges in date_ranges(record).items():
            dates[field] += [(first, last, record.pmid) for first, last in ranges]

    def _near(self, field: str, words: Phrase, distance: int) -> BitMap:
        self._fill(field)
        postings, bodies = self._postings[field], self._bodies[field]
        candidates = BitMap.intersection(*(BitMap(postings.get(word, ())) for word in words))
        if len(words) == 1:
            return candidates
        return BitMap(
            pmid
            for pmid in candidates
            if any(
                any(near(segment.split(), words, distance))
                for segment in bodies.get(pmid, "").split(BREAK)
            )
        )

    def _in_field(self, field: str, patterns: Phrase) -> BitMap:
        self._fill(field)
        key = (field, patterns)
        if key not in self._known:
            self._known[key] = self._look_up(field, patterns)
        return self._known[key]

    def _fill(self, field: str) -> None:
        if field not in self._postings:
            self._open(field)
            for record in self._records:
                self._add_field(field, record)

    def _look_up(self, field: str, patterns: Phrase) -> BitMap:
        if len(patterns) == 1:
            return self._one(field, patterns[0])
        bodies = self._bodies[field]
        candidates = self._candidates(field, patterns)
        if any("*" in pattern for pattern in patterns):
            search = expression(patterns).search
            return BitMap(pmid for pmid in candidates if pmid in bodies and search(bodies[pmid]))
        wanted = f" {' '.join(patterns)} "
        return BitMap(pmid for pmid in candidates if wanted in bodies.get(pmid, ""))

    def _candidates(self, field: str, patterns: Sequence[str]) -> BitMap:
        found: BitMap | None = None
        for pattern in patterns:
            if pattern.strip("*"):
                each = self._in_field(field, (pattern,))
                found = each if found is None else found & each
        return BitMap(self._bodies[field]) if found is None else found

    def _one(self, field: str, pattern: str) -> BitMap:
        postings = self._postings[field]
        if "*" not in pattern:
            return BitMap(postings.get(pattern, ()))
        found = BitMap()
        for token in self._matching(field, pattern):
            found |= BitMap(postings[token])
        return found

    def _matching(self, field: str, pattern: str) -> Iterator[str]:
        """The field's tokens that match a pattern, from its stem on."""
        if field not in self._vocabularies:
            self._vocabularies[field] = sorted(self._postings[field])
        vocabulary = self._vocabularies[field]
        begin, matches = stem(pattern), matcher(pattern)
        for place in range(bisect_left(vocabulary, begin), len(vocabulary)):
            token = vocabulary[place]
            if not token.startswith(begin):
                return
            if matches(token):
                yield token
