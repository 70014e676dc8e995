"""A query on one record: yes, no, or None for unknowable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.query.tree import EVERYTHING, HAS, Leaf, Node

from . import codes, names, sets, terms
from .dates import days, wanted
from .facts import Facts
from .near import near
from .page import ALL, TIAB, TW, Page
from .words import finder, pattern

Verdict = bool | None
Test = Callable[[Page], Verdict]
_TEXT = {"all": ALL, "tiab": TIAB, "tw": TW}
_WORDS = {"ti", "ot", "tt", "ad", "cn", "gr", "si", "book", "pubn", "pl", "cois"}
_NAMES = {"au", "1au", "lastau", "fau", "ir", "fir", "ed", "ps"}
_DATES = {"dp", "edat", "crdt", "lr", "mhda", "dcom", "epdat", "ppdat"}
_CODES = {"jid", "is", "vi", "ip", "pg", "lid", "aid", "rn", "auid", "isbn", "owner"}


@dataclass(frozen=True, slots=True)
class Referee:
    """Reads queries; `untagged` answers for what the documentation does not settle.

    Those are leaves without a tag (and in [all]), which PubMed maps by tables nobody has,
    and [pa], whose sets of substances are PubMed's own.
    """

    facts: Facts
    today: date
    untagged: Callable[[Leaf], Test]

    def test(self, leaf: Leaf) -> Test:  # noqa: PLR0911 -- one case a kind of field
        """What one leaf asks of a record."""
        if leaf.field == EVERYTHING:
            return lambda _: True
        if leaf.field == HAS:
            return sets.pseudo(leaf)
        if leaf.field in {"sb", "filter", "stat"}:
            return self._subset(leaf)
        if leaf.field in _DATES:
            return self._dates(leaf)
        if leaf.field in _NAMES:
            return names.names(leaf)
        if leaf.field in _CODES:
            return codes.codes(leaf)
        if (leaf.field in _TEXT or leaf.field in _WORDS) and not _mapped(leaf):
            return _text(leaf)
        return self._term(leaf)

    def _term(self, leaf: Leaf) -> Test:  # noqa: PLR0911 -- as above
        if leaf.field in {"mh", "majr"}:
            return terms.heading(leaf, self.facts)
        if leaf.field == "sh":
            return terms.subheading(leaf, self.facts)
        if leaf.field == "pt":
            return terms.kind(leaf, self.facts)
        if leaf.field == "nm":
            return terms.substance(leaf, self.facts)
        if leaf.field == "la":
            return codes.language(leaf, self.facts.languages)
        if leaf.field == "ta":
            return codes.journal(leaf)
        if leaf.field == "pmid":
            return codes.pmid(leaf)
        if leaf.field not in {"", "all", "pa"}:
            raise NotImplementedError(leaf.field)
        return self.untagged(leaf)

    def _dates(self, leaf: Leaf) -> Test:
        first, last = wanted(leaf.text, leaf.high, self.today)
        single = leaf.high is None and not leaf.text.lower().strip().startswith("last")
        return lambda page: any(
            first <= each <= last for each in days(page.record, leaf.field, single=single)
        )

    def _subset(self, leaf: Leaf) -> Test:
        known = sets.subset(leaf)
        if known:
            return known
        tree = self.facts.strategy(leaf.text)
        if tree is None:
            return lambda _: None
        tests = [self.test(each) for each in tree if isinstance(each, Leaf)]
        return lambda page: decide(tree, [test(page) for test in tests])


def _mapped(leaf: Leaf) -> bool:
    """The guide: terms tagged with [all] are mapped as if they had no tag."""
    wild = "*" in "".join(pattern(leaf.text))
    return leaf.field == "all" and not leaf.quoted and not wild


def _text(leaf: Leaf) -> Test:
    fields = _TEXT.get(leaf.field, (leaf.field,))
    parts = pattern(leaf.text)
    if leaf.distance is not None:
        distance = leaf.distance
        return lambda page: any(
            near(line, parts, distance) for line in page.text(*fields).split("\n")
        )
    found = finder(parts)
    return lambda page: found(page.text(*fields))


def decide(tree: Sequence[Node], leaves: Sequence[Verdict]) -> Verdict:
    """The verdict of a whole tree; `leaves` are those of its leaves, in order."""
    held: list[Verdict] = []
    answers = iter(leaves)
    for node in tree:
        if isinstance(node, Leaf):
            held.append(next(answers))
            continue
        right, left = held.pop(), held.pop()
        held.append(_joined(node, left, right))
    return held[-1]


def _joined(op: str, left: Verdict, right: Verdict) -> Verdict:
    if op == "NOT":
        op, right = "AND", None if right is None else not right
    both = {left, right}
    if op == "AND":
        return False if False in both else None if None in both else True
    return True if True in both else None if None in both else False
