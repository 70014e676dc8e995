"""The words of a record that fulfil a query's terms, with exact places in title and abstract."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evidence.query.batch import compiled
from evidence.query.codes import FIRST, LAST, MARK, subheading
from evidence.query.fields import date_ranges, segments
from evidence.query.mesh import Mesh
from evidence.query.near import near
from evidence.query.plan import Alternative, Days, Near, Numbers, Plan, Unknown, Words
from evidence.query.planning import Context, plan
from evidence.query.tokens import Token, joined, tokenize
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


def matched(query: Query, record: Record, mesh: Mesh) -> tuple[Match, ...]:
    """What in `record` fulfilled the terms of `query`, but those a NOT takes away.

    Whether the record matches the whole query is not asked. In the order of the text:
    title, abstract, then the other fields.
    """
    return Places(record).matched(query, mesh)


class Places:
    """A record made ready for many queries."""

    def __init__(self, record: Record) -> None:
        """Hold `record`; its words are found when first asked for."""
        self.record = record

    def matched(self, query: Query, mesh: Mesh) -> tuple[Match, ...]:
        """As the function of that name."""
        context = Context(mesh)
        found: set[Match] = set()
        for leaf in query.positive:
            found |= self._fulfilled(plan(leaf, context))
        return tuple(sorted(found, key=_place))

    @cached_property
    def _segments(self) -> Mapping[str, list[list[str]]]:
        return segments(self.record)

    @cached_property
    def _texts(self) -> Mapping[str, list[tuple[str, Token]]]:
        """Tokens with their sections, for the fields that have offsets."""
        record = self.record
        abstract = [
            (f"abstract/{number}", token)
            for number, section in enumerate(record.abstract)
            for token in tokenize(section.text)
        ]
        return {"ti": [("title", token) for token in tokenize(record.title)], "ab": abstract}

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

    def _fulfilled(self, made: Plan) -> set[Match]:
        """The matches of a plan that holds; none of one that does not."""
        found: set[Match] = set()
        for clause in made.clauses:
            held = [each for each in map(self._alternative, clause) if each is not None]
            if not held:
                return set()
            found.update(*held)
        return found

    def _alternative(self, atoms: Alternative) -> set[Match] | None:
        found: set[Match] = set()
        for atom in atoms:
            if isinstance(atom, Words | Near):
                matches = set(self._words(atom))
                if not matches:
                    return None
                found |= matches
            elif isinstance(atom, Unknown) or not self._fits(atom):
                return None
        return found

    def _fits(self, atom: Days | Numbers) -> bool:
        if isinstance(atom, Numbers):
            return atom.low <= self.record.pmid <= atom.high
        held = date_ranges(self.record).get(atom.field, ())
        return any(first <= atom.last and last >= atom.first for first, last in held)

    def _words(self, atom: Words | Near) -> Iterator[Match]:
        for field in atom.fields:
            for number, segment in enumerate(self._segments.get(field, ())):
                addressed = number == 0 and field in self._texts and self._addressed(field)
                for start, end in _places(segment, atom):
                    if addressed:
                        yield from self._located(field, start, end)
                    else:
                        yield Match(field, "", 0, 0, self._name(field, segment[start:end]))

    def _addressed(self, field: str) -> bool:
        """A title without words leaves the first segment to the collection's title."""
        return bool(self._texts[field])

    def _located(self, field: str, start: int, end: int) -> Iterator[Match]:
        """One match for each section that the words reach into."""
        held = self._texts[field][start:end]
        for section in dict.fromkeys(name for name, _ in held):
            tokens = [token for name, token in held if name == section]
            first, last = tokens[0].start, tokens[-1].end
            text = self.record.section_text(section)[first:last]
            yield Match(field, section, first, last, text)

    def _name(self, field: str, tokens: Sequence[str]) -> str:
        if field in {"mh", "majr", "sh", "pt", "nm"}:
            bare = [token.removeprefix(MARK) for token in tokens]
            return "/".join(self._names.get(token, token) for token in bare)
        if field == "code":
            return tokens[0].partition(MARK)[2]
        return " ".join(token for token in tokens if token not in {FIRST, LAST})


def _places(segment: Sequence[str], atom: Words | Near) -> Iterator[tuple[int, int]]:
    """(start, end) of the words that fulfil `atom` in `segment`."""
    if isinstance(atom, Words):
        yield from _found(segment, atom.phrases)
        return
    for _, _, places in near(segment, atom.words, atom.distance):
        yield from ((place, place + 1) for place in places)


def _found(segment: Sequence[str], phrases: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """(start, end) of every place where one of `phrases` stands in `segment`."""
    if all(len(phrase) == 1 and "*" not in phrase[0] for phrase in phrases):
        single = {phrase[0] for phrase in phrases}
        yield from ((place, place + 1) for place, token in enumerate(segment) if token in single)
        return
    for phrase in phrases:
        length = len(phrase)
        for start in range(len(segment) - length + 1):
            if all(_fits(segment[start + n], pattern) for n, pattern in enumerate(phrase)):
                yield start, start + length


def _fits(token: str, pattern: str) -> bool:
    return compiled(pattern).fullmatch(token) is not None if "*" in pattern else token == pattern


def _place(match: Match) -> tuple[int, int, int, int, str, str]:
    kind = ("title", "").index(match.section) * 2 if match.section in {"title", ""} else 1
    number = int(match.section.partition("/")[2] or 0)
    return kind, number, match.start, match.end, match.field, match.text
