"""What queries/ holds, as frozen values."""

from dataclasses import dataclass
from pathlib import Path

QUESTION_TYPES = (
    "prevalence",
    "diagnosis",
    "prognosis",
    "treatment benefit",
    "common harms",
)
"""The rows of the OCEBM 2011 table that a question can belong to."""


@dataclass(frozen=True, slots=True)
class Pico:
    """The question's parts, in words for a reader."""

    population: str
    intervention: str
    comparison: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicSection:
    """One part of a topic's summary.

    `query` selects among the topic's records; `about` must hold of a sentence alone (as
    if it were a title) before it is quoted here, and already takes out what the file's
    `not_quoted` names; `missing` is printed where none is.
    """

    name: str
    title: str
    question_type: str
    query: str
    about: str
    missing: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, its PICO, the query PubMed runs for it, and its summary's sections.

    `name` is the file's name without .toml; `condition` is the MeSH heading the topic is
    about and `condition_ui` that heading's UI.
    """

    name: str
    title: str
    question: str
    question_type: str
    pico: Pico
    query: str
    condition: str
    sections: tuple[TopicSection, ...]
    path: Path
    condition_ui: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A name that a query gives to records; `group` is the file's name without .toml."""

    name: str
    group: str
    label: str
    meaning: str
    query: str
    path: Path
