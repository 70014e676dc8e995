"""How likely a randomised trial, by title and abstract alone: the model and the words together.

For records whose publication types are unknown or not believed. The design of a record is
decided in design.py; this is a number beside it.
"""

import math
from dataclasses import dataclass
from functools import cache

from evidence.appraisal.design import design
from evidence.appraisal.words import table
from evidence.learned import trials
from evidence.record import Record

_LEAST = 1e-9  # keeps the logarithm of a probability of 0 or 1 finite


@dataclass(frozen=True, slots=True)
class Joining:
    """What words add to or take from the log odds, and from which probability it is a trial."""

    random: float
    other: float
    threshold: float
    others: frozenset[str]


@cache
def joining() -> Joining:
    """The numbers of data/trials.toml."""
    data = table("trials")["chance"]
    return Joining(data["random"], data["other"], data["threshold"], frozenset(data["others"]))


def trial_chance(record: Record) -> float:
    """The probability (0 to 1) that it is a randomised trial; types and headings are not read."""
    bare = Record(pmid=record.pmid, title=record.title, abstract=record.abstract)
    found = trials.verdict(bare.title, [each.text for each in bare.abstract])
    return joined(found.probability, design(bare, model=False).name)


def joined(probability: float, named: str) -> float:
    """The model's probability moved by the design that the words name."""
    sure = min(max(probability, _LEAST), 1 - _LEAST)
    odds = math.log(sure / (1 - sure))
    odds += joining().random if named == "randomised trial" else 0.0
    odds -= joining().other if named in joining().others else 0.0
    return 1 / (1 + math.exp(-odds))


def calls_it_a_trial(record: Record) -> bool:
    """Whether the probability reaches the threshold."""
    return trial_chance(record) >= joining().threshold
