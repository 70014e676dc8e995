"""The people of the studies that a review included."""

import re
from collections.abc import Sequence

from evidence.extraction.quantities import Quantity
from evidence.extraction.reading import Read
from evidence.extraction.study_model import Size
from evidence.extraction.study_size_forms import forms

OF_SOURCES = "participants of included studies"
_PARTS = frozenset({"methods", "results", "unknown"})
_REVIEW = re.compile(
    r"\bsystematic(?:ally)? (?:literature )?review|\bmeta-?analys[ie]s\b|\bcochrane\b"
    r"|\b(?:literature|scoping|umbrella) review\b|\boverview of\b",
    re.IGNORECASE,
)
_DATABASES = (
    *("medline", "pubmed", "embase", "cochrane library", "central register of controlled"),
    *("web of science", "cinahl"),
)
_SAYS = frozenset({"methods", "unknown", "objective"})
_POOLED = re.compile(
    r"\b(?:performed|conducted|undertook|present|carried out|[Tt]his|[Oo]ur) (?:an? )?(?:\w+ )?"
    r"(?:meta-?analysis|systematic review)\b"
)
_INVOLVING = re.compile(
    r"\b(?:trials|studies|RCTs) (?:involving|enrolling|with|including|that (?:enrolled|included"
    r"|involved))(?: a total of)? [\d,]+ "
)
_STUDIES = re.compile(
    r"\b(?:trials|studies|RCTs|articles|papers|reports|cohorts|publications|reviews)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:involving|encompassing|includ\w+|with|of|comprising|total of|totall?ing|on|from"
    r"|enrolling|enrolled|randomi[sz]ed|randomi[sz]ing|contain\w+|recruited|and|analysed|analyzed|evaluated|for|in)"
    r"(?: a total(?: of)?| the| data from| over| more than| about| approximately)?\s$"
    r"|[(,;]\s?(?:[Nn] ?= ?|with |a total of |total |total of )?$",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\btotal of $")
_INCLUDED = re.compile(r"\b(?:included|analy[sz]ed|evaluated|randomi[sz]ed|enrolled|pooled)\b")
_SMALLEST = 3


def is_review(reading: Sequence[Read]) -> bool:
    """Whether title or methods say that literature was searched."""
    for each in reading:
        text = each.text
        if each.role == "title":
            if _REVIEW.search(text):
                return True
        elif each.role == "results":
            if ("trials " in text or "studies " in text) and _INVOLVING.search(text):
                return True
        elif each.role in _SAYS and _says(text):
            return True
    return False


def _says(text: str) -> bool:
    lower = text.lower()
    if any(name in lower for name in _DATABASES):
        return True
    if "searched" in lower and "databases" in lower:
        return True
    return ("analysis" in lower or "review" in lower) and _POOLED.search(text) is not None


def of_sources(reading: Sequence[Read]) -> Size | None:
    """The largest number of people that stands beside a number of studies."""
    best: Size | None = None
    for sentence in reading:
        if sentence.role not in _PARTS:
            continue
        for number in sentence.numbers:
            value = number.values.value
            if not isinstance(value, int) or value < _SMALLEST or not _counts(sentence, number):
                continue
            if best is None or value > best.value:
                where = number.start - sentence.start, number.end - sentence.start
                best = Size(value, OF_SOURCES, sentence.span(*where))
    return best


def _counts(sentence: Read, number: Quantity) -> bool:
    if number.kind not in {"sample_size", "count"}:
        return False
    start, end = number.start - sentence.start, number.end - sentence.start
    lead, rest = sentence.text[max(0, start - 90) : start], sentence.text[end : end + 90]
    if not forms().people.match(rest):
        return False
    if _STUDIES.search(lead) and _LINK.search(lead):
        return True
    return bool(_TOTAL.search(lead) and _INCLUDED.search(rest))
