"""The words of a record that fulfil a query's terms, with exact places in title and abstract."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evidence.query.codes import FIRST, LAST, MARK, subheading
from evidence.query.fields import ALL_FIELDS, date_ranges, segments_of
from evidence.query.mesh import Mesh
from evidence.query.near import near
from evidence.query.phrases import Held, in_a_row, segments_in
from evidence.query.plan import Alternative, Days, Near, Nested, Numbers, Plan, Unknown, Words
from evidence.query.planning import Context, plan
from evidence.query.tokens import joined, offsets
from evidence.query.tree import Query
from evidence.record import Record


@dataclass(frozen=True, slots=True)
class Match:
    """Words that fulfilled a term.

    In title and abstract: `field` "ti" or "ab", `section` "title" or "abstract/N", offsets
    into that section's text. Elsewhere `section` is "" and both offsets are 0; `field` is
    the index field and `text` the term's name ("mh": "Spinal Stenosis/surgery").
    """

    field: str
    section: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Located:
    """The sections of a field, the number of each one's first word, and every word's offsets."""

    sections: tuple[str, ...]
    begins: tuple[int, ...]
    words: list[tuple[int, int]]


def matched(query: Query, record: Record, mesh: Mesh) -> tuple[Match, ...]:
    """What in `record` fulfilled the terms of `query`, but those a NOT takes away.

    Whether the record matches the whole query is not asked. In the order of the text:
    title, abstract, then the other fields.
    """
    return Places(record).matched(query, mesh)


def plans(query: Query, context: Context) -> tuple[Plan, ...]:
    """What the terms of `query` look up, but those a NOT takes away."""
    return tuple(plan(leaf, context) for leaf in query.positive)


class Places:
    """A record made ready for many queries."""

    def __init__(self, record: Record, given: Callable[[int, str], Held] | None = None) -> None:
        """Hold `record`; its words are found when first asked for.

        `given` gives them by PMID and field, where an index holds them already.
        """
        self.record = record
        self._given = given
        self._found: dict[str, Held] = {}
        self._located_words: dict[str, _Located] = {}

    def matched(self, query: Query, mesh: Mesh) -> tuple[Match, ...]:
        """As the function of that name."""
        context = Context(mesh)
        return self.fulfilled(plans(query, context), context)

    def fulfilled(self, made: Iterable[Plan], context: Context) -> tuple[Match, ...]:
        """What fulfils the plans that hold, in the order of the text."""
        return tuple(sorted(self._all(made, context), key=_place))

    def _all(self, made: Iterable[Plan], context: Context) -> set[Match]:
        found: set[Match] = set()
        for each in made:
            found |= self._plan(each, context)
        return found

    def _plan(self, made: Plan, context: Context) -> set[Match]:
        """The matches of a plan that holds; none of one that does not."""
        found: set[Match] = set()
        for clause in made.clauses:
            held = [self._alternative(each, context) for each in clause]
            fulfilled = [each for each in held if each is not None]
            if not fulfilled:
                return set()
            found.update(*fulfilled)
        return found

    def _alternative(self, atoms: Alternative, context: Context) -> set[Match] | None:
        found: set[Match] = set()
        for atom in atoms:
            if isinstance(atom, Words | Near):
                matches = set(self._words(atom))
            elif isinstance(atom, Nested):
                matches = self._all(plans(atom.query, context), context)
            elif isinstance(atom, Unknown) or not self._fits(atom):
                return None
            else:
                continue
            if not matches:
                return None
            found |= matches
        return found

    def _fits(self, atom: Days | Numbers) -> bool:
        if isinstance(atom, Numbers):
            return atom.low <= self.record.pmid <= atom.high
        held = date_ranges(self.record).get(atom.field, ())
        return any(first <= atom.last and last >= atom.first for first, last in held)

    def _words(self, atom: Words | Near) -> Iterator[Match]:
        for field in atom.fields:
            held = self._held(field)
            if not held.words:
                continue
            for start, end in _places(held, atom):
                located = self._located(field)
                if end <= len(located.words):
                    yield from self._addressed(field, located, start, end)
                else:
                    yield Match(field, "", 0, 0, self._name(field, held.words[start:end]))

    def _held(self, field: str) -> Held:
        if self._given is not None:
            return self._given(self.record.pmid, field)
        if field not in self._found:
            segments = segments_of(self.record, field) if field in ALL_FIELDS else []
            self._found[field] = Held(in_a_row(segments))
        return self._found[field]

    def _located(self, field: str) -> _Located:
        """Where the words of a field stand that can be addressed; they are its first."""
        if field not in self._located_words:
            self._located_words[field] = _located(self.record, field)
        return self._located_words[field]

    def _addressed(self, field: str, located: _Located, start: int, end: int) -> Iterator[Match]:
        """One match for each section that the words reach into."""
        while start < end:
            number = bisect_right(located.begins, start) - 1
            ends = located.begins[number + 1] if number + 1 < len(located.begins) else end
            until = min(end, ends)
            section = located.sections[number]
            first, last = located.words[start][0], located.words[until - 1][1]
            text = self.record.section_text(section)[first:last]
            yield Match(field, section, first, last, text)
            start = until

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Printed names of the controlled terms, by token."""
        record = self.record
        names = [heading.name for heading in record.mesh]
        names += [term.name for term in (*record.publication_types, *record.supplementary)]
        names += [substance.name for substance in record.substances]
        found = {joined(name): name for name in names}
        for heading in record.mesh:
            for each in heading.qualifiers:
                found.setdefault(subheading(each.name), each.name)
        return found

    def _name(self, field: str, tokens: Sequence[str]) -> str:
        if field in {"mh", "majr", "sh", "pt", "nm"}:
            bare = [token.removeprefix(MARK) for token in tokens]
            return "/".join(self._names.get(token, token) for token in bare)
        if field == "code":
            return tokens[0].partition(MARK)[2]
        return " ".join(token for token in tokens if token not in {FIRST, LAST})


def _located(record: Record, field: str) -> _Located:
    texts: list[tuple[str, str]] = []
    if field == "ti":
        texts = [("title", record.title)]
    elif field == "ab":
        texts = [(f"abstract/{n}", section.text) for n, section in enumerate(record.abstract)]
    begins: list[int] = []
    words: list[tuple[int, int]] = []
    for _, text in texts:
        begins.append(len(words))
        words += offsets(text)
    return _Located(tuple(name for name, _ in texts), tuple(begins), words)


def _places(held: Held, atom: Words | Near) -> Iterator[tuple[int, int]]:
    """(start, end) of the words that fulfil `atom`."""
    if isinstance(atom, Words):
        for phrase in atom.phrases:
            if phrase:
                for start in held.starts(phrase):
                    yield start, start + len(phrase)
        return
    for begin, segment in segments_in(held.words):
        for _, _, places in near(segment, atom.words, atom.distance):
            yield from ((begin + place, begin + place + 1) for place in places)


def _place(match: Match) -> tuple[int, int, int, int, str, str]:
    kind = ("title", "").index(match.section) * 2 if match.section in {"title", ""} else 1
    number = int(match.section.partition("/")[2] or 0)
    return kind, number, match.start, match.end, match.field, match.text
