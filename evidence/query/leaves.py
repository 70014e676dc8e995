"""A term with its tag as leaves of the tree: what the tag means, and whether the value fits."""

import re
from collections.abc import Iterator

from evidence.query.flags import PSEUDO_TERMS
from evidence.query.patterns import patterns
from evidence.query.tags import EXPLODING, PROXIMITY, Tag, nearest, tag_named
from evidence.query.terms import Term
from evidence.query.tokens import words
from evidence.query.told import Told
from evidence.query.tree import EVERYTHING, HAS, Leaf
from evidence.query.values import first_and_last, is_relative, numbers

_MODIFIER = re.compile(r"\s*(?:(noexp)|~\s*(\d{1,4}))\s*", re.IGNORECASE)
_SUBSET = re.compile(r"jsubset\w+", re.IGNORECASE)
_HAS_TAGS = {"all", "tw", "tiab"}  # hasabstract[text] and the like are in use
_PAIR = 2
_PLAIN = re.compile(r"[0-9A-Za-z]")


def leaves(term: Term, told: Told) -> list[Leaf]:
    """The leaves a term stands for, to be joined by AND; none where it has no words.

    What PubMed cannot answer as it is written is told as an error, and read as words in
    all fields.
    """
    if not _PLAIN.search(term.text) and not words(term.text):
        _warn(told, term, "no-words", "a term without letters or digits is ignored")
        return []
    leaf = _tagged(term, told) if term.tag is not None else None
    return [leaf] if leaf else list(_untagged(term, told))


def _warn(told: Told, term: Term, code: str, text: str, fix: str | None = None) -> None:
    told.warn(code, text, term.start, term.end, fix)


def _untagged(term: Term, told: Told) -> Iterator[Leaf]:
    if term.quoted:
        yield _leaf(term, "", told)
        return
    plain: list[str] = []
    for chunk in term.text.split(" "):
        if _is_pseudo(chunk):
            yield Leaf(chunk.lower(), HAS, start=term.start, end=term.end)
        else:
            plain.append(chunk)
    text = " ".join(plain)
    if _PLAIN.search(text) or words(text):
        _check_stars(text, term, told)
        yield Leaf(text, start=term.start, end=term.end)


def _is_pseudo(chunk: str) -> bool:
    return chunk.lower() in PSEUDO_TERMS or _SUBSET.fullmatch(chunk) is not None


def _tagged(term: Term, told: Told) -> Leaf | None:
    """None where the tag, or the value for it, is an error."""
    name, *modifiers = (term.tag or "").split(":")
    tag = tag_named(name)
    if tag is None:
        close = nearest(name)
        said = f"[{term.tag}] is not a field of PubMed."
        _tag_error(told, term, "unknown-field", said, f"Write [{close}]?", f"[{close}]")
        return None
    if tag.name in _HAS_TAGS and _is_pseudo(term.text):
        return Leaf(term.text.lower(), HAS, start=term.start, end=term.end)
    if tag.kind == "subset" and term.text.lower() == "all":
        return Leaf("all", EVERYTHING, start=term.start, end=term.end)
    explode, distance = _modifiers(term, tag, modifiers, told)
    if not _value_fits(term, tag, told):
        return None
    if tag.kind in {"date", "number"}:
        return Leaf(
            term.text,
            tag.name,
            quoted=term.quoted,
            high=term.high,
            start=term.start,
            end=term.end,
        )
    if distance is not None:
        distance = _distance(term, tag, distance, told)
    return _leaf(term, tag.name, told, explode=explode, distance=distance)


def _leaf(
    term: Term, field: str, told: Told, *, explode: bool = True, distance: int | None = None
) -> Leaf:
    _check_stars(term.text, term, told)
    tag = tag_named(field)
    run = " " in term.text and not term.quoted and distance is None
    if run and tag and tag.kind == "text":
        held = patterns(term.text)
        if len(held.words) > 1 and not held.wild:
            text = (
                "words before a tag are read as a phrase; PubMed looks for each word alone"
                " where its index lacks the phrase"
            )
            _warn(told, term, "unquoted-phrase", text)
    return Leaf(
        term.text,
        field,
        quoted=term.quoted,
        explode=explode,
        distance=distance,
        start=term.start,
        end=term.end,
    )


def _check_stars(text: str, term: Term, told: Told) -> None:
    for chunk in patterns(text).short if "*" in text else ():
        said = f"{chunk}: a * before the fifth character is a space"
        _warn(told, term, "short-wildcard", said)


def _modifiers(term: Term, tag: Tag, modifiers: list[str], told: Told) -> tuple[bool, int | None]:
    explode, distance = True, None
    for each in modifiers:
        found = _MODIFIER.fullmatch(each)
        if not found:
            said = f"[{term.tag}]: {each.strip()} is not a modifier of a field."
            step = "Write :noexp or :~N."
            _tag_error(told, term, "unknown-modifier", said, step, f"[{tag.name}]")
        elif found[2]:
            distance = int(found[2])
        elif tag.name in EXPLODING:
            explode = False
        else:
            said = f"[{tag.name}] has nothing to explode"
            told.warn("noexp", said, term.tag_start, term.tag_end, f"[{tag.name}]")
    return explode, distance


def _distance(term: Term, tag: Tag, distance: int, told: Told) -> int | None:
    if tag.name not in PROXIMITY:
        said = f"[{term.tag}]: PubMed knows proximity in ti, tiab and ad only."
        step = f'Write "{term.text}"[tiab:~{distance}].'
        _tag_error(told, term, "proximity-field", said, step, f"[tiab:~{distance}]")
        return None
    held = patterns(term.text)
    if held.wild or len(held.words) < _PAIR:
        said = "proximity needs two words without *; it is ignored"
        told.warn("proximity", said, term.tag_start, term.tag_end, f"[{tag.name}]")
        return None
    return distance


def _tag_error(  # noqa: PLR0913, PLR0917 -- the parts of a message
    told: Told, term: Term, code: str, said: str, step: str, fix: str
) -> None:
    told.error(code, said, term.tag_start, term.tag_end, step, fix)


def _value_fits(term: Term, tag: Tag, told: Told) -> bool:
    single = term.high is None
    for value in (term.text,) if term.high is None else (term.text, term.high):
        if tag.kind == "date" and not _is_date(value, single=single):
            said = f"{value!r} is not a date for [{tag.name}]."
            step = 'Write 2020, 2020/05, 2020/05/17 or "last 5 years".'
        elif tag.kind == "number" and not _is_number(value, single=single):
            said, step = f"{value!r} is not a PMID.", "Write digits only."
        else:
            continue
        told.error(f"not-a-{tag.kind}", said, term.start, term.end, step)
        return False
    return True


def _is_date(value: str, *, single: bool) -> bool:
    return first_and_last(value) is not None or (single and is_relative(value))


def _is_number(value: str, *, single: bool) -> bool:
    held = numbers(value)
    return held is not None and (single or len(held) == 1)
