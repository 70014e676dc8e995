"""What a record's signs mean together: data/signs.toml and data/rules.toml, interpreted.

Asked where no publication type, heading or word names a design: that a record tells of one
treated group, of groups compared, of people measured once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from evidence.appraisal.model import Design
from evidence.appraisal.words import Told, Words, table, words
from evidence.record import Record, Span


@dataclass(frozen=True, slots=True)
class Sign:
    """Words, headings ((UI, name), either will do) or publication types (lower case)."""

    where: str
    words: Words | None
    headings: tuple[tuple[str, str], ...]
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A design that holds where all, some (where given) and none of these signs are found."""

    name: str
    detail: str
    basis: str
    reason: str
    every: tuple[str, ...]
    some: tuple[str, ...]
    none: tuple[str, ...]
    shows: tuple[str, ...]
    after_model: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A sign that was found: its words, or the name of its heading or type."""

    span: Span | None = None
    name: str = ""


@cache
def signs() -> Mapping[str, Sign]:
    """Every sign by its name."""
    return {
        each["name"]: Sign(
            each.get("where", "told"),
            words(each),
            tuple((ui, name) for ui, name in each.get("headings", ())),
            frozenset(each.get("types", ())),
        )
        for each in table("signs")["sign"]
    }


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule in order."""
    return tuple(
        Rule(
            each["design"],
            each.get("detail", ""),
            each.get("basis", "words"),
            each.get("reason", ""),
            tuple(each["all"]),
            tuple(each.get("some", ())),
            tuple(each.get("none", ())),
            tuple(each.get("shows", ())),
            each.get("after_model", False),
        )
        for each in table("rules")["rule"]
    )


@dataclass(slots=True)
class Signs:
    """The signs of one record, each looked for once and only when asked after."""

    record: Record
    told: Told
    _known: dict[str, Found | None] = field(default_factory=dict)

    def find(self, name: str) -> Found | None:
        """The sign's words, heading or type; None where it is not there."""
        if name not in self._known:
            self._known[name] = self._look(signs()[name])
        return self._known[name]

    def _look(self, sign: Sign) -> Found | None:
        for heading in self.record.mesh if sign.headings else ():
            if any(heading.ui == ui or heading.name == name for ui, name in sign.headings):
                return Found(name=heading.name)
        for term in self.record.publication_types if sign.types else ():
            if term.name.lower() in sign.types:
                return Found(name=term.name)
        span = self.told.first(sign.words, sign.where)
        return Found(span) if span else None

    def holds(self, rule: Rule) -> bool:
        """Whether a rule holds."""
        return (
            all(map(self.find, rule.every))
            and (not rule.some or any(map(self.find, rule.some)))
            and not any(map(self.find, rule.none))
        )

    def meant(self, *, after_model: bool) -> Design | None:
        """The design of the first rule that holds, of those before or after the model."""
        for rule in rules():
            if rule.after_model == after_model and self.holds(rule):
                return self._design(rule)
        return None

    def _design(self, rule: Rule) -> Design:
        shown = next((found for each in rule.shows if (found := self.find(each))), None)
        span = shown.span if shown else None
        headings = [found.name for each in (*rule.every, *rule.some) if (found := self.find(each))]
        parts = []
        if rule.basis == "mesh":
            named = " and ".join(dict.fromkeys(filter(None, headings)))
            parts.append(f"MeSH has {named}.")
        parts.extend([rule.reason] if rule.reason else [])
        if span:
            where = "title" if span.section == "title" else "abstract"
            parts.append(f'The {where} says "{span.text.strip()}".')
        return Design(rule.name, " ".join(parts), rule.detail, rule.basis, span)
