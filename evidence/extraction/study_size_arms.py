"""How many people each group has, with the words that name the group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evidence.extraction import study_size_arms_forms as forms
from evidence.extraction.quantities import Quantity
from evidence.extraction.quantities.people_forms import IN_WHOM
from evidence.extraction.reading import Read
from evidence.extraction.study_size_forms import N_ANY, blanked
from evidence.record import Span

_ROLES = frozenset({"methods", "results", "objective", "unknown"})
_SMALLEST = 2
_FAR = 80  # characters


@dataclass(frozen=True, slots=True)
class ArmSize:
    """People of one group: `group` are the words that name it, `words` the number."""

    value: int
    group: Span
    words: Span


def arm_sizes(reading: Sequence[Read]) -> tuple[ArmSize, ...]:
    """The groups whose size the record states, in order, each name and size once."""
    found: dict[tuple[str, int], ArmSize] = {}
    for sentence in reading:
        if sentence.role in _ROLES:
            for arm in in_sentence(sentence):
                found.setdefault((arm.group.text.lower(), arm.value), arm)
    return tuple(found.values())


def in_sentence(sentence: Read) -> tuple[ArmSize, ...]:
    """The groups of one sentence; a single one counts only where it is called a group or arm."""
    people = [
        each for each in sentence.numbers
        if each.kind == "sample_size" or (each.kind == "count" and each.values.denominator is None)
    ]  # fmt: skip
    if not people:
        return ()
    arms = tuple({arm.words.start: arm for arm in _arms(sentence, people)}.values())
    if len(arms) == 1 and not forms.CALLED.search(arms[0].group.text):
        return ()
    names = [arm.group.text.lower() for arm in arms]
    arms = tuple(arm for arm in arms if names.count(arm.group.text.lower()) == 1)
    whole = sum(arm.value for arm in arms)
    return tuple(arm for arm in arms if len(arms) < 3 or 2 * arm.value != whole)  # noqa: PLR2004


def _arms(sentence: Read, people: Sequence[Quantity]) -> Iterator[ArmSize]:
    text = sentence.text
    plain = blanked(text)
    yield from _pair(sentence, plain, people)
    if not forms.ARM_WORDS.search(text) and len(N_ANY.findall(text)) == 1:
        return
    for each in people:
        value = each.values.value
        if not isinstance(value, int) or value < _SMALLEST:
            continue
        start, end = each.start - sentence.start, each.end - sentence.start
        place = _before(text, start, end) or _holding(text, start) or _after(plain, start, end)
        place = place and _trimmed(text, *place)
        if place is None or _no_group(text[slice(*place)], text[end : end + 40]):
            continue
        before = text[max(0, start - 60) : start]
        if IN_WHOM.search(before) or forms.OF_WHOM.search(before):
            continue
        yield ArmSize(value, sentence.span(*place), sentence.span(start, end))


def _holding(text: str, start: int) -> tuple[int, int] | None:
    """The group of which it is said that it has so many people."""
    first = max(0, start - 90)
    found = forms.HAS.search(text[first:start])
    return None if found is None else (first + found.start("name"), first + found.end("name"))


def _pair(sentence: Read, text: str, people: Sequence[Quantity]) -> Iterator[ArmSize]:
    """Two numbers that a list puts side by side, each before its group."""
    for one, two in pairwise(people):
        places = [(each.start - sentence.start, each.end - sentence.start) for each in (one, two)]
        (start, end), (later, last) = places
        if later - end > _FAR or not forms.LEAD.search(text[max(0, start - 60) : start]):
            continue
        first, second = forms.NEXT.match(text[end:later]), forms.LAST.match(text[last : last + 90])
        if first is None or second is None:
            continue
        named = [(end + first.start("name") + 1, end + first.end("name")),
                 (last + second.start("name"), last + second.end("name"))]  # fmt: skip
        names = [text[slice(*place)].strip() for place in named]
        if names[0] == names[1] or any(forms.NOT_A_GROUP.search(name) for name in names):
            continue
        for each, place, where in zip((one, two), named, places, strict=True):
            if isinstance(each.values.value, int) and each.values.value >= _SMALLEST:
                yield ArmSize(each.values.value, sentence.span(*place), sentence.span(*where))
        return


def _before(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The words before the bracket in which the number stands."""
    bracket = forms.BRACKET.search(text, max(0, start - 25), start)
    if bracket is None or not forms.BRACKET_ENDS.match(text[end : end + 60]):
        return None
    first = max(0, bracket.start() - 90)
    found = forms.NAME.search(text[first : bracket.start()])
    return None if found is None else (first + found.start("name"), first + found.end("name"))


def _no_group(name: str, rest: str) -> bool:
    """Whether the words name the people or a part of them, not what they had."""
    return bool(
        forms.NO_GROUP.search(name)
        or forms.HAD.search(name)
        or forms.BY_SEX.match(rest)
        or forms.SHARE.match(rest)
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Without blanks and an article around it."""
    words = text[start:end]
    article = forms.ARTICLE.match(words)
    first = start + (article.end() if article else 0)
    last = start + len(words.rstrip())
    return (first, last) if first < last else None


def _after(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What the people are said to have had, or the group that they are in."""
    if text[max(0, start - 1) : start] in {"(", "="}:
        return None
    found = forms.NAMED_AFTER.match(text[end : end + 160])
    return None if found is None else (end + found.start("name"), end + found.end("name"))
