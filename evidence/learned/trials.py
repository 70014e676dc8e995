"""Is it a randomised trial? A small model's answer from the title and the abstract alone.

Logistic regression over words and pairs of words, and over a few phrases that tell trials
from what only speaks of them. See docs/models.md; bench/train_trials.py trains it.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.learned.weights import Weights, weights
from evidence.learned.words import grams, places, words

VERSION = "trials-1"  # of the features; the weights add how many records they are from
TITLE = "t:"  # before a title's words, which are counted apart too
SHOWN = 3  # deciding words that are shown


def _phrases(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# Ours, from how trials are commonly reported. Their order is part of the weights.
IN_TITLE = _phrases(
    r"\brandom(?:i[sz]ed|ly|i[sz]ation)",
    r"\btrial\b(?! (?:of labou?r|registry))",
    r"\bplacebo|\bdouble[- ]blind|\bsingle[- ]blind|\bcross-?over\b",
    r"\bversus\b|\bvs\b|\bcompar(?:ed|ing|ison|ative)\b|\beffects? of\b|\befficacy\b",
    r"\bsystematic|\bmeta-?analys|\breview\b|\bguideline|\btrials\b",
    r"\bprotocol\b|\bdesign (?:of|and)\b|\brationale\b|\bstudy design\b",
    r"\bpost[- ]hoc\b|\bsecondary analys|\bsubgroup|\bsubstudy|\bsub-study|\bpooled\b",
    r"\b(?:rats?|mice|mouse|rabbits?|dogs?|pigs?|sheep|in vitro|calves|cows|broilers?|horses)\b",
    r"\bcohort\b|\bcase[- ]control|\bcross-sectional|\bretrospective|\bsurvey|\bcase report",
)
IN_TEXT = _phrases(
    r"\brandom(?:i[sz]ed|ly) (?:[\w-]+ )?(?:assigned|allocated|divided|grouped|distributed)"
    r"|\b(?:assigned|allocated|divided) (?:[\w-]+ ){0,3}(?:randomly|at random)\b",
    r"\b(?:were|was|being) (?:\w+ )?randomi[sz]ed\b|\bwe randomi[sz]ed\b|\brandomi[sz]ation\b",
    r"\brandomi[sz]ed (?:to|into|between|in|either|patients|participants|subjects|women)\b",
    r"\brandomi[sz]ed,? (?:[\w-]+[, ]+){0,5}(?:trial|study|comparison|design)\b",
    r"\b(?:received|receive|given|treated with|either) (?:[\w-]+[, ]+){0,8}(?:or|and) "
    r"(?:[\w-]+ )?(?:placebo|control)\b|\bplacebo[- ]controlled\b",
    r"\bplacebo\b",
    r"\b(?:double|single|triple|observer|assessor|investigator)[- ](?:blind|mask)",
    r"\bcross-?over\b|\blatin square\b|\brandom order\b|\bin random sequence\b",
    r"\bcontrolled (?:clinical )?trial\b|\bcontrol group\b",
    r"\bwill be (?:\w+ )?random|\bwill (?:receive|recruit|be recruited|be assigned)\b",
    r"\b(?:systematic(?:ally)? review|meta-?analys|we searched|searched (?:medline|pubmed))",
    r"\btrials\b|\bRCTs\b",
    r"\brandom (?:samples?|sampling|effects?|selection|forests?|mutagenesis|primers?|coil)\b"
    r"|\brandomly (?:selected|chosen|sampled|distributed)\b|\bmendelian random",
    r"\bretrospective|\bcase[- ]control\b|\bcross-sectional\b|\bcohort\b|\bregistry\b",
    r"\bsecondary analys|\bpost[- ]hoc\b|\bdata from (?:a|the|two) |\bpooled\b|\bsubstudy\b",
    r"\bopen[- ]label\b|\bphase (?:II|III|2|3)\b|\bparallel[- ]group\b|\bintention[- ]to[- ]treat",
    r"\b(?:rats?|mice|mouse|rabbits?|dogs?|piglets?|pigs|sheep|in vitro|calves|cows|broilers?)\b",
    r"\bNCT\d{8}|\bISRCTN|\bclinicaltrials\.gov",
)


@dataclass(frozen=True, slots=True)
class Word:
    """Words that spoke for a trial: `texts[text][start:end]`, text 0 being the title."""

    text: int
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely a randomised trial (0 to 1), and the words that spoke most for it."""

    probability: float
    words: tuple[Word, ...]


def version() -> str:
    """The version of the shipped weights."""
    return weights("trials").version


def threshold() -> float:
    """The probability from which it is called a trial; chosen on records kept for that."""
    return float(weights("trials").tables["threshold"][0])


def verdict(title: str, sections: Sequence[str]) -> Verdict:
    """The model's answer for a title and the texts of an abstract's sections."""
    model = weights("trials")
    chances = 1 / (1 + math.exp(-score(model, title, sections)))
    if chances < threshold():
        return Verdict(chances, ())
    return Verdict(chances, tuple(_deciding(model, title, sections)))


def score(model: Weights, title: str, sections: Sequence[str]) -> float:
    """Log odds. A row of "words" holds a word's weight and the square of its length."""
    import numpy as np  # noqa: PLC0415 - only a model that is used pays for it

    rows = model.rows
    found = [row for row in map(rows.get, terms(title, sections)) if row is not None]
    weight, square = model.tables["words"][found].sum(axis=0)
    told = np.array(phrases(title, sections), dtype=np.float32) @ model.tables["phrases"]
    return float(weight / math.sqrt(max(square, 1e-9)) + told + model.tables["bias"][0])


def terms(title: str, sections: Sequence[str]) -> list[str]:
    """Words and pairs of title and abstract, each once, the title's also by themselves."""
    heading = grams(words(title))
    text = [gram for each in sections for gram in grams(words(each))]
    return list(dict.fromkeys((*(TITLE + gram for gram in heading), *heading, *text)))


def phrases(title: str, sections: Sequence[str]) -> list[bool]:
    """Which phrases the title has, then which the abstract has."""
    text = "\n".join(sections)
    return [
        *(pattern.search(title) is not None for pattern in IN_TITLE),
        *(pattern.search(text) is not None for pattern in IN_TEXT),
    ]


def _deciding(model: Weights, title: str, sections: Sequence[str]) -> Iterator[Word]:
    """The words and pairs with the highest weights, the first place of each, none twice."""
    best: dict[str, Word] = {}
    for number, text in enumerate((title, *sections)):
        single, where = words(text), places(text)
        for size in (1, 2):
            for at in range(len(single) - size + 1):
                gram = " ".join(single[at : at + size])
                row = model.rows.get(gram)
                weight = 0.0 if row is None else float(model.tables["words"][row, 0])
                if weight > 0 and gram not in best:
                    best[gram] = Word(number, where[at][0], where[at + size - 1][1], weight)
    taken: list[Word] = []
    for word in sorted(best.values(), key=lambda each: -each.weight):
        if len(taken) < SHOWN and not any(_overlap(word, each) for each in taken):
            taken.append(word)
    yield from sorted(taken, key=lambda each: (each.text, each.start))


def _overlap(one: Word, other: Word) -> bool:
    return one.text == other.text and one.start < other.end and other.start < one.end
