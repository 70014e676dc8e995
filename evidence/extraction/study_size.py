"""How many people a study has, and each of its groups, in the record's own words.

Precision before recall: a number counts only where the words say that these people are in
the study. Those of the background, the screened, the excluded and people with an outcome
never do. In a review the people are those of its sources, and `Size.what` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.extraction.quantities import Quantity
from evidence.extraction.reading import Read
from evidence.extraction.study_model import Size
from evidence.extraction.study_size_arms import ArmSize, arm_sizes, in_sentence
from evidence.extraction.study_size_forms import DONE_IN, IN_ARM, LEFT, N_ANY, OF_THE, N, blanked
from evidence.extraction.study_size_sources import OF_SOURCES, is_review, of_sources
from evidence.extraction.study_size_ways import after_n, way

__all__ = ["OF_SOURCES", "ArmSize", "arm_sizes", "size"]

_BEST = ("randomised", "enrolled", "total", "analysed")
_WHAT = (*_BEST, "title", "arms summed", "treated", "weak", "lone")
_ROLES = frozenset({"methods", "results", "objective", "unknown"})
_SMALLEST = 3  # one or two people are a case, not a sample
_GROUPS = range(2, 7)  # so many groups are summed
_NEAR_START = 25  # "In 40 patients" opens a sentence; "was seen in 40 patients" is an outcome


@dataclass(frozen=True, slots=True)
class _Found:
    """A number of people who are in the study: how they came in, and where it is said."""

    what: str
    size: int
    sentence: Read
    start: int
    end: int

    @property
    def rank(self) -> tuple[int, int]:
        return _WHAT.index(self.what), -self.size


def size(reading: Sequence[Read]) -> Size | None:
    """The people of this study; None where the record does not plainly say.

    Preferred in the order randomised, enrolled, total, analysed, arms summed; what the title
    says comes before sums, what "in 40 patients" alone says last; both as a total.
    """
    if is_review(reading):
        return of_sources(reading)
    found = [each for sentence in reading if (each := _stated(sentence)) is not None]
    if len({each.size for each in found if each.what == "lone"}) > 1:
        found = [each for each in found if each.what != "lone"]
    best = min(found, key=lambda each: _WHAT.index(each.what), default=None)
    if best is not None and best.what in {*_BEST, "title"}:
        return _as_size(best)
    return _summed(reading) or (None if best is None else _as_size(best))


def _as_size(found: _Found) -> Size:
    what = found.what if found.what in _BEST else "total"
    return Size(found.size, what, found.sentence.span(found.start, found.end))


def _summed(reading: Sequence[Read]) -> Size | None:
    """The first sentence that gives the size of two groups or more, each under its own name."""
    for sentence in reading:
        arms = in_sentence(sentence) if sentence.role in _ROLES else ()
        if arms and LEFT.search(sentence.text):
            continue
        names = {arm.group.text.lower() for arm in arms}
        if len(arms) not in _GROUPS or len(names) < len(arms):
            continue
        if len(N_ANY.findall(sentence.text)) > len(arms):
            continue
        words = tuple(arm.words for arm in arms)
        return Size(sum(arm.value for arm in arms), "arms summed", sentence.whole, words)
    return None


def _stated(sentence: Read) -> _Found | None:
    """The best number of a sentence: the largest of those that came in the same way."""
    if sentence.role not in _ROLES and sentence.role != "title":
        return None
    numbers = [each for each in sentence.numbers if each.kind in {"sample_size", "count"}]
    if not numbers:
        return None
    text = blanked(sentence.text)
    found = [each for number in numbers if (each := _one(sentence, text, number)) is not None]
    return min(found, key=lambda each: each.rank, default=None)


def _one(sentence: Read, text: str, number: Quantity) -> _Found | None:
    value = number.values.value
    if not isinstance(value, int) or value < _SMALLEST or number.values.denominator is not None:
        return None
    start, end = number.start - sentence.start, number.end - sentence.start
    if text[start:end].isspace() or N.search(text[max(0, start - 8) : start]):
        what = after_n(sentence.text, start, end)
    else:
        what = way(text, start, end)
    if what == "randomised" and "andom" not in text:
        what = "enrolled"  # "were assigned" alone is no lottery
    if not what or _of_outcome(what, sentence, number, text[:start]):
        return None
    return _Found("title" if sentence.role == "title" else what, value, sentence, start, end)


def _of_outcome(what: str, sentence: Read, number: Quantity, before: str) -> bool:
    """Whether the words may tell of some of the people as well: then they do not count."""
    if IN_ARM.match(sentence.text[len(before) + len(number.text) :]):
        return True
    if number.kind == "count":
        return what not in {"randomised", "enrolled"}
    if what == "lone":
        others = sum(each.kind in {"sample_size", "count"} for each in sentence.numbers) > 1
        return others or sentence.role not in {"methods", "objective", "title"}
    if sentence.role != "results":
        return False
    if OF_THE.search(before):
        return what not in {"randomised", "enrolled", "analysed"}
    late = what == "weak" and len(before) > _NEAR_START
    return late or (what == "total" and DONE_IN.search(before) is not None)
