"""What MeSH is made of: descriptors, qualifiers, substances, and where they were read."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["descriptor", "qualifier", "substance", "action"]
KINDS: tuple[Kind, ...] = ("descriptor", "qualifier", "substance", "action")
WHOLE = 20_000  # descriptors: every edition since 2002 has more, an extract far fewer


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A heading: UI, preferred name, entry terms and tree numbers.

    `actions`: names of the pharmacological actions that a drug's descriptor lists.
    `subheadings`: codes of those that may follow it ("SU"); () where the file tells none.
    """

    ui: str
    name: str
    entries: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    subheadings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A subheading: UI, name, two-letter abbreviation, entry terms and tree numbers (Y...)."""

    ui: str
    name: str
    abbreviation: str = ""
    entries: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Substance:
    """A supplementary concept: UI, name, synonyms, headings it is mapped to, and actions."""

    ui: str
    name: str
    entries: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """A pharmacological action and one substance that has it: a heading, or a supplementary."""

    name: str
    ui: str
    substance: str


Entry = Descriptor | Qualifier | Substance | Action


@dataclass(frozen=True, slots=True)
class Edition:
    """Which file one kind was read from: its year where known, its hash, how many there are."""

    kind: Kind
    year: int | None
    source: str
    digest: str
    count: int
