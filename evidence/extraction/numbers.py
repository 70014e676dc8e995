"""How many took part, and the shares a text states: each with its words.

Precision before recall: a number counts as a sample size only where the words say that it
counts people in the study. Ages, doses, years, scale points and numbers of groups never do.
"""

import re
from dataclasses import dataclass
from typing import Literal

from evidence.extraction.sentences import Sentence, sentences
from evidence.record import Address, Record

_PEOPLE = (
    r"(?:patients?|participants?|subjects|volunteers|women|men|adults|children|people|persons"
    r"|individuals|outpatients|inpatients|infants|neonates|girls|boys|students|nurses|respondents"
    r"|residents|veterans|adolescents|physicians|cases)"
)
_UNITS = (*("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),)
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_TENS = (*("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),)
_HYPHEN = r"[-‐‑ ]"  # noqa: RUF001 - hyphens as they are printed
_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:{_HYPHEN}(?:{'|'.join(_UNITS[1:])}))?"
    rf"|{'|'.join(_TEENS)}|{'|'.join(_UNITS[1:])})"
)
_WORDS = rf"(?:{'|'.join(_UNITS[1:])}|a) hundred(?:(?: and)? {_BELOW_HUNDRED})?|{_BELOW_HUNDRED}"
_FIGURES = r"\d{1,3}(?:[,\u2009\u202f]\d{3})+|\d+"
_ALONE = r"(?<![\d.,·±<>≥≤=/\-–‒−:])"  # noqa: RUF001 - no part of a longer number or a range
_PEOPLE_COUNTED = re.compile(
    rf"{_ALONE}\b(?P<count>{_FIGURES}|{_WORDS}) (?:[a-z-]+ (?:and |or )?){{0,7}}?{_PEOPLE}\b",
    re.IGNORECASE,
)
_ENTERED = re.compile(
    r"\b(?:were|was) (?:\w+ )?(?:randomi[sz]ed|randomly|enrol+ed|recruited|included|"
    r"entered|studied"
    r"|allocated|assigned|divided|analy[sz]ed|evaluated|reviewed|surveyed)\b"
    r"|\bparticipated\b|\btook part\b",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\b(?:(?:were|was|we) (?:\w+ )?(?:randomi[sz]ed|randomly (?:assigned|allocated|"
    r"divided)|enrol+ed"
    r"|recruited|included|studied|analy[sz]ed|reviewed)|(?<!\bsub)total of|sample of|cohort of"
    r"|series of) (?:all |the )?$",
    re.IGNORECASE,
)
_NOT_YET = re.compile(  # between people and the verb: they are others than those who entered
    r"\b(?:approached|invited|screened|excluded|needed|required|planned for|(?:were|was) eligible"
    r"|in the|in each|per|each|respectively|withdrew|died|declined|refused|lost to)\b|,? and \d",
    re.IGNORECASE,
)
_ONE_ARM = re.compile(  # after the verb: one arm only
    r"^(?:(?! or | and | versus | vs ).)*\b(?:(?:in|into|to) (?:the |one |either )"
    r"?(?:[\w-]+ ){0,3}"
    r"(?:group|arm)\b|to receive\b)(?!.*\b(?:or|and|versus|vs)\b)|\b(?:respectively|withdrew)\b",
    re.IGNORECASE,
)
_N = re.compile(r"\b[Nn]\s?=\s?(?P<count>\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\d|\s?%)")
_SMALLEST = 3  # one or two people are a case, not a sample


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many people the study counts, and the words that say so."""

    value: int
    address: Address
    text: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A share in a text: `text[start:end]` are its words.

    A percentage has `value` in per cent; a fraction ("12 of 45", "12/45") has value and
    denominator as counts.
    """

    kind: Literal["percentage", "fraction"]
    value: float
    start: int
    end: int
    text: str
    denominator: int | None = None


def sample_size(record: Record) -> SampleSize | None:
    """The number of participants as the abstract states it; None where it is not clear.

    The first statement in the methods or results that counts people entering the study;
    numbers of an arm, of the excluded, or in background and conclusions do not count.
    """
    sha256 = ""
    for sentence in sentences(record):
        if sentence.role in {"background", "conclusions"}:
            continue
        found = _counted(sentence)
        if found is not None:
            value, start, end = found
            sha256 = sha256 or record.sha256
            where = Address(record.pmid, sha256, sentence.section, start, end)
            return SampleSize(value, where, record.section_text(sentence.section)[start:end])
    return None


def _counted(sentence: Sentence) -> tuple[int, int, int] | None:
    """(value, start, end) in the section of the only count of people that entered."""
    text = _without_brackets(sentence.text)
    counts = list(_PEOPLE_COUNTED.finditer(text))
    if len(counts) != 1:
        return _single_n(sentence) if not counts else None
    match = counts[0]
    before, after = text[: match.start()], text[match.end() :]
    entered = _ENTERED.search(after)
    if not _LED.search(before):
        if (
            before.strip()
            or not entered
            or _NOT_YET.search(match.group() + after[: entered.start()])
        ):
            return None
        after = after[entered.end() :]
    if _ONE_ARM.search(after):
        return None
    value = number(match["count"])
    if value is None or value < _SMALLEST or _larger_elsewhere(sentence.text, value):
        return None
    return value, sentence.start + match.start(), sentence.start + match.end()


def _without_brackets(text: str) -> str:
    """The text with what stands in round brackets blanked, at the same offsets."""
    return re.sub(r"\([^()]*\)", lambda found: " " * len(found.group()), text)


def _larger_elsewhere(text: str, value: int) -> bool:
    """Whether some "n = ..." of the sentence is larger: then `value` is not the whole."""
    return any((number(each["count"]) or 0) > value for each in _N.finditer(text))


def _single_n(sentence: Sentence) -> tuple[int, int, int] | None:
    """As in "Subjects (n = 70) ... were randomised": one n only, and who entered."""
    counts = list(_N.finditer(sentence.text))
    if len(counts) != 1 or not _ENTERED.search(sentence.text[counts[0].end() :]):
        return None
    match = counts[0]
    around = sentence.text[: match.start()]
    if not re.fullmatch(rf"(?:[\w-]+ ){{0,5}}{_PEOPLE} ?\(", around, re.IGNORECASE):
        return None
    value = number(match["count"])
    if value is None or value < _SMALLEST:
        return None
    return value, sentence.start + match.start(), sentence.start + match.end()


def number(words: str) -> int | None:
    """A whole number in figures, or in words below a thousand: "1,948", "sixty-three"."""
    plain = re.sub(r"[,\u2009\u202f]", "", words.lower().strip())
    if plain.isdecimal():
        return int(plain)
    hundreds, found, rest = plain.partition(" hundred")
    if not found:
        return _below_hundred(plain)
    base = 1 if hundreds == "a" else _below_hundred(hundreds)
    rest = rest.strip().removeprefix("and").strip()
    added = _below_hundred(rest) if rest else 0
    return None if base is None or added is None else 100 * base + added


def _below_hundred(words: str) -> int | None:
    if words in _UNITS:
        return _UNITS.index(words)
    if words in _TEENS:
        return 10 + _TEENS.index(words)
    tens, *units = re.split(r"[-‐‑ ]", words)  # noqa: RUF001 - hyphens as they are printed
    if tens not in _TENS or len(units) > 1 or (units and units[0] not in _UNITS[1:]):
        return None
    return 20 + 10 * _TENS.index(tens) + (_UNITS.index(units[0]) if units else 0)


_PERCENT = re.compile(
    r"(?<![\d.,·])(?P<value>(?:(?<![\w%)])[-−–+])?\d+(?:[.,·]\d+)?)\s?(?:%|per ?cent\b)"  # noqa: RUF001
    r"(?!\s?(?:CI\b|confidence|credib|prediction|1RM|MVIC"
    r"|(?:normal |isotonic |hyperbaric |isobaric |hypobaric )?(?:saline|dextrose|glucose|"
    r"[a-z]+caine\b)))"
)
_NO_SHARE = (
    re.compile(  # before the figure: a spread, a threshold, the level or an end of an interval
        r"(?:±|\+/-|[<>≤≥])\s?$|\b(?:CI|confidence (?:interval|limits?)s?)\b[^;)]{0,40}$",
        re.IGNORECASE,
    )
)


_FRACTION = re.compile(
    r"(?<![\d.,/·])(?P<part>\d{1,3}(?:,\d{3})+|\d+)\s?(?:/| of (?:the )?| out of (?:the )?)\s?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?![\d,.]*\d|/|\s?(?:mm|mg|h\b|days?|weeks?|"
    r"months?|years?))"
)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Percentages and fractions of `text` in order; the level of a confidence interval is none."""
    found = [
        Quantity(
            "percentage",
            _decimal(match["value"]),
            match.start(),
            match.end(),
            match.group(),
        )
        for match in _PERCENT.finditer(text)
        if not _NO_SHARE.search(text[: match.start()])
    ]
    for match in _FRACTION.finditer(text):
        part, whole = (int(match[name].replace(",", "")) for name in ("part", "whole"))
        if 0 <= part <= whole and whole > 0:
            found.append(
                Quantity("fraction", part, match.start(), match.end(), match.group(), whole)
            )
    return tuple(sorted(found, key=lambda each: each.start))


def _decimal(figure: str) -> float:
    """A printed figure: decimal comma or middle dot, any sign that stands for minus."""
    return float(re.sub(r"[−–]", "-", re.sub(r"[,·]", ".", figure)))  # noqa: RUF001
