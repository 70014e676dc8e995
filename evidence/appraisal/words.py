"""Patterns of data/*.toml: compiled when first asked for, tried where a word of theirs stands."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from evidence.record import Record, Span

_METHODS = re.compile(
    r"method|design|patients|participants|subjects|data source|setting|procedure|material"
    r"|intervention|search",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"background|introduction|conclusion|discussion|context|rationale|interpretation|implication",
    re.IGNORECASE,
)


@cache
def table(name: str) -> Mapping[str, Any]:
    """The file `data/NAME.toml`, read once."""
    text = files("evidence.appraisal").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A title or a section of an abstract, with its name, and in lower case."""

    section: str
    text: str
    lower: str


@dataclass(frozen=True, slots=True)
class Words:
    """A pattern, and words one of which every match of it holds (none: always tried)."""

    pattern: str
    near: tuple[str, ...] = ()

    def find(self, passage: Passage) -> Span | None:
        """The first match in a passage."""
        if self.near:
            lower = passage.lower
            for word in self.near:  # a plain loop: this is where the time goes
                if word in lower:
                    break
            else:
                return None
        found = _compiled(self.pattern).search(passage.text)
        return Span(passage.section, found.start(), found.end(), found.group()) if found else None


def words(
    entry: Mapping[str, Any], key: str = "patterns", fragments: Mapping[str, str] | None = None
) -> Words | None:
    """The patterns under a key of an entry, as one; None where it has none."""
    patterns = entry.get(key, ())
    if not patterns:
        return None
    whole = "|".join(patterns)
    for name, text in (fragments or {}).items():
        whole = whole.replace("{" + name + "}", text)
    return Words(whole, tuple(entry.get("near", ())))


@dataclass(frozen=True, slots=True)
class Told:
    """What a record tells: its title, the sections that say how the study was done, and all."""

    title: Passage
    telling: tuple[Passage, ...]
    abstract: tuple[Passage, ...]

    def first(self, what: Words | None, where: str = "telling") -> Span | None:
        """The first match in the "title", the "telling" sections, both ("told"), or "any"."""
        if what is None:
            return None
        if where != "telling" and (span := what.find(self.title)):
            return span
        sections = self.abstract if where == "any" else () if where == "title" else self.telling
        for each in sections:
            if span := what.find(each):
                return span
        return None


def told(record: Record) -> Told:
    """The record's passages, cut once."""
    abstract = {
        f"abstract/{number}": Passage(f"abstract/{number}", each.text, each.text.lower())
        for number, each in enumerate(record.abstract)
    }
    return Told(
        Passage("title", record.title, record.title.lower()),
        tuple(abstract[section] for section, _ in telling(record)),
        tuple(abstract.values()),
    )


def telling(record: Record) -> Iterator[tuple[str, str]]:
    """(section, text) of the abstract's sections that say how the study was done.

    Methods and design first, then others; never background and conclusions, where other
    people's designs are named.
    """
    named = [
        (f"abstract/{number}", each.text, f"{each.label} {each.category}")
        for number, each in enumerate(record.abstract)
    ]
    first = [(name, text) for name, text, label in named if _METHODS.search(label)]
    yield from first
    chosen = {name for name, _ in first}
    for name, text, label in named:
        if name not in chosen and not _ELSEWHERE.search(label):
            yield name, text
