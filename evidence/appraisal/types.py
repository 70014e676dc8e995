"""PubMed's own terms for a design, and what narrows a trial: data/types.toml."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from evidence.appraisal.words import Told, Words, table, words
from evidence.record import Record


@dataclass(frozen=True, slots=True)
class Heading:
    """A MeSH heading by UI and name, and the design or detail it means."""

    ui: str
    name: str
    means: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What may narrow a randomised trial: a heading ("" for none) or words."""

    name: str
    ui: str
    heading: str
    words: Words | None


@dataclass(frozen=True, slots=True)
class Types:
    """Publication types (lower case) and headings that bear on a design."""

    deciding: tuple[tuple[str, frozenset[str]], ...]
    remarks: frozenset[str]
    trials: frozenset[str]
    yielding: frozenset[str]
    headings: tuple[Heading, ...]
    times: tuple[Heading, ...]
    animals: frozenset[str]
    humans: frozenset[str]

    def of_animals(self, terms: AbstractSet[str]) -> bool:
        """Whether UIs and names of headings tell of animals and of no people."""
        return bool(self.animals & terms) and not self.humans & terms

    def direction(self, terms: AbstractSet[str]) -> str:
        """What headings say of time: "prospective", "retrospective", "" for neither or both."""
        found = {each.means for each in self.times if each.ui in terms or each.name in terms}
        return found.pop() if len(found) == 1 else ""


@cache
def types() -> Types:
    """The file, read once."""
    data = table("types")
    return Types(
        tuple((each["design"], frozenset(each["names"])) for each in data["type"]),
        frozenset(data["remarks"]["names"]),
        frozenset(data["trials"]["names"]),
        frozenset(data["yielding"]["names"]),
        tuple(Heading(each["ui"], each["name"], each["design"]) for each in data["heading"]),
        tuple(Heading(each["ui"], each["name"], each["detail"]) for each in data["time"]),
        frozenset(data["animal"]["animals"]),
        frozenset(data["animal"]["humans"]),
    )


@cache
def _details() -> tuple[Detail, ...]:
    return tuple(
        Detail(each["name"], each.get("ui", ""), each.get("heading", ""), words(each))
        for each in table("types")["detail"]
    )


def details(record: Record, told: Told) -> tuple[str, ...]:
    """What narrows a randomised trial, by headings or words, in the file's order."""
    terms = {term for heading in record.mesh for term in (heading.ui, heading.name) if term}
    return tuple(
        each.name
        for each in _details()
        if each.ui in terms or each.heading in terms or told.first(each.words, "told")
    )


@cache
def historical() -> Words | None:
    """The words that say a comparison is with people treated at another time."""
    return words(table("types")["historical"])
