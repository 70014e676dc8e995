"""An index of a small batch that holds only what a set of queries can ask: for tagging."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pyroaring import BitMap

from evidence.query.fields import codes_of, date_ranges, segments_of
from evidence.query.near import near
from evidence.query.phrases import (
    NOTHING,
    Held,
    Phrase,
    anchor,
    expression,
    in_a_row,
    matcher,
    segments_in,
    stem,
)
from evidence.query.wanted import Wanted
from evidence.record import Record


class Sieve:
    """Implements `evidence.query.index.Index` for the queries of `wanted`, and no others.

    Keeps the words of its records: a thousand of them are a few megabytes.
    """

    def __init__(self, records: Sequence[Record], wanted: Wanted) -> None:
        """Index `records`, each with a PMID of its own."""
        self._records = records
        self._wanted = wanted
        self._universe = BitMap([record.pmid for record in records])
        self._words: dict[str, dict[int, list[str]]] = {}
        self._ready: dict[tuple[str, int], Held] = {}
        self._texts: dict[tuple[str, int], str] = {}
        self._postings: dict[str, dict[str, BitMap]] = {}
        self._vocabularies: dict[str, list[str]] = {}
        self._known: dict[tuple[str, Phrase], BitMap] = {}
        for field in wanted.fields:
            self._index(field)

    def universe(self) -> BitMap:
        """Every PMID of the batch."""
        return self._universe.copy()

    def phrase(self, fields: tuple[str, ...], patterns: Phrase) -> BitMap:
        """Records with adjacent tokens matching `patterns` inside one segment of one field."""
        return self.phrases(fields, (patterns,))

    def phrases(self, fields: tuple[str, ...], phrases: tuple[Phrase, ...]) -> BitMap:
        """Records with any of `phrases`."""
        found: list[BitMap] = []
        for field in fields:
            postings = self._postings[field]
            for phrase in phrases:
                if len(phrase) == 1 and "*" not in phrase[0]:
                    if phrase[0] in postings:
                        found.append(postings[phrase[0]])
                elif phrase:
                    found.append(self._look_up(field, phrase))
        return BitMap.union(*found) if found else BitMap()

    def near(self, fields: tuple[str, ...], words: Phrase, distance: int) -> BitMap:
        """Records with all `words` in one segment of one field, as `near` says."""
        found = BitMap()
        for field in fields:
            postings, held = self._postings[field], self._words[field]
            each = [postings.get(word, BitMap()) for word in words]
            for pmid in BitMap.intersection(*each) if each else ():
                runs = segments_in(held[pmid])
                if any(any(near(run, words, distance)) for _, run in runs):
                    found.add(pmid)
        return found

    def dates(self, field: str, first: str, last: str) -> BitMap:
        """Records with a date of `field` from `first` to `last`, ISO days, inclusive."""
        return BitMap(
            record.pmid
            for record in self._records
            for low, high in date_ranges(record).get(field, ())
            if low <= last and high >= first
        )

    def held(self, pmid: int, field: str) -> Held:
        """What one record has under a field of `wanted`, made ready for its phrases."""
        key = (field, pmid)
        found = self._ready.get(key)
        if found is None:
            words = self._words[field].get(pmid)
            found = Held(words, self._wanted.__getitem__) if words else NOTHING
            self._ready[key] = found
        return found

    def _index(self, field: str) -> None:
        words: dict[int, list[str]] = {}
        postings: defaultdict[str, list[int]] = defaultdict(list)
        keep = self._wanted.__getitem__
        for record in self._records:
            segments = self._segments(record, field)
            if segments:
                pmid = record.pmid
                words[pmid] = in_a_row(segments)
                for token in filter(keep, words[pmid]):
                    postings[token].append(pmid)
        self._words[field] = words
        self._postings[field] = {token: BitMap(pmids) for token, pmids in postings.items()}

    def _segments(self, record: Record, field: str) -> list[list[str]]:
        if field != "code":
            return segments_of(record, field)
        return [[token] for token in codes_of(record, self._wanted.kinds)]

    def _look_up(self, field: str, phrase: Phrase) -> BitMap:
        key = (field, phrase)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._search(field, phrase)
        return found

    def _search(self, field: str, phrase: Phrase) -> BitMap:
        postings = self._postings[field]
        each = [postings[token] for token in self._tokens(field, phrase[anchor(phrase)])]
        candidates = BitMap.union(*each) if each else BitMap()
        if len(phrase) == 1:
            return candidates
        texts = ((pmid, self._text(pmid, field)) for pmid in candidates)
        if any("*" in pattern for pattern in phrase):
            search = expression(phrase).search
            return BitMap([pmid for pmid, text in texts if search(text)])
        wanted = f" {' '.join(phrase)} "
        return BitMap([pmid for pmid, text in texts if wanted in text])

    def _text(self, pmid: int, field: str) -> str:
        key = (field, pmid)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = f" {' '.join(self._words[field][pmid])} "
        return text

    def _tokens(self, field: str, pattern: str) -> Iterator[str]:
        """The tokens of the batch that match `pattern`."""
        postings = self._postings[field]
        if "*" not in pattern:
            if pattern in postings:
                yield pattern
            return
        if field not in self._vocabularies:
            self._vocabularies[field] = sorted(postings)
        vocabulary = self._vocabularies[field]
        begin, matches = stem(pattern), matcher(pattern)
        for place in range(bisect_left(vocabulary, begin), len(vocabulary)):
            token = vocabulary[place]
            if not token.startswith(begin):
                return
            if matches(token):
                yield token
