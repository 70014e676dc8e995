"""A term with its tag as leaves of the tree: what the tag means, and whether the value fits."""

import re
from collections.abc import Iterator

from evidence.query.flags import PSEUDO_TERMS
from evidence.query.patterns import patterns
from evidence.query.problem import QueryProblem
from evidence.query.tags import EXPLODING, PROXIMITY, Tag, nearest, tag_named
from evidence.query.terms import Term, Warn
from evidence.query.tokens import words
from evidence.query.tree import HAS, Leaf
from evidence.query.values import first_and_last, is_relative, numbers

_MODIFIER = re.compile(r"\s*(?:(noexp)|~\s*(\d{1,4}))\s*", re.IGNORECASE)
_HISTORY = re.compile(r"#\d+")
_SUBSET = re.compile(r"jsubset\w+", re.IGNORECASE)
_HAS_TAGS = {"all", "tw", "tiab"}  # hasabstract[text] and the like are in use
_PAIR = 2


def leaves(term: Term, warn: Warn) -> list[Leaf]:
    """The leaves a term stands for, to be joined by AND; none where it has no words.

    Raises QueryProblem for a field or a value that cannot be answered.
    """
    if not words(term.text):
        warn("no-words", "a term without letters or digits is ignored", term.start, term.end)
        return []
    if term.tag is None:
        return list(_untagged(term, warn))
    return [_tagged(term, warn)]


def _untagged(term: Term, warn: Warn) -> Iterator[Leaf]:
    if term.quoted:
        yield _leaf(term, "", warn)
        return
    plain: list[str] = []
    for chunk in term.text.split(" "):
        if _HISTORY.fullmatch(chunk):
            raise QueryProblem(
                term.start,
                f"{chunk} refers to an earlier search, which is not kept here.",
                "Write that search out in brackets.",
            )
        if _is_pseudo(chunk):
            yield Leaf(chunk.lower(), HAS, start=term.start, end=term.end)
        else:
            plain.append(chunk)
    text = " ".join(plain)
    if words(text):
        _check_stars(text, term, warn)
        yield Leaf(text, start=term.start, end=term.end)


def _is_pseudo(chunk: str) -> bool:
    return chunk.lower() in PSEUDO_TERMS or _SUBSET.fullmatch(chunk) is not None


def _tagged(term: Term, warn: Warn) -> Leaf:
    name, *modifiers = (term.tag or "").split(":")
    tag = tag_named(name)
    if tag is None:
        close = nearest(name)
        raise QueryProblem(
            term.tag_start, f"[{term.tag}] is not a field of PubMed.", f"Write [{close}]?"
        )
    if tag.kind == "none":
        raise QueryProblem(
            term.tag_start, f"[{tag.name}] is not supported yet.", "Leave the term out."
        )
    if tag.name in _HAS_TAGS and _is_pseudo(term.text):
        return Leaf(term.text.lower(), HAS, start=term.start, end=term.end)
    explode, distance = _modifiers(term, tag, modifiers, warn)
    _check_value(term, tag)
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
        distance = _distance(term, tag, distance, warn)
    return _leaf(term, tag.name, warn, explode=explode, distance=distance)


def _leaf(
    term: Term, field: str, warn: Warn, *, explode: bool = True, distance: int | None = None
) -> Leaf:
    _check_stars(term.text, term, warn)
    tag = tag_named(field)
    if tag and tag.kind == "text" and not term.quoted and distance is None:
        held = patterns(term.text)
        if len(held.words) > 1 and not held.wild and " " in term.text:
            warn(
                "unquoted-phrase",
                "words before a tag are read as a phrase; PubMed looks for each word alone"
                " where its index lacks the phrase",
                term.start,
                term.end,
            )
    return Leaf(
        term.text,
        field,
        quoted=term.quoted,
        explode=explode,
        distance=distance,
        start=term.start,
        end=term.end,
    )


def _check_stars(text: str, term: Term, warn: Warn) -> None:
    for chunk in patterns(text).short:
        warn(
            "short-wildcard",
            f"{chunk}: a * before the fifth character is a space",
            term.start,
            term.end,
        )


def _modifiers(term: Term, tag: Tag, modifiers: list[str], warn: Warn) -> tuple[bool, int | None]:
    explode, distance = True, None
    for each in modifiers:
        found = _MODIFIER.fullmatch(each)
        if not found:
            raise QueryProblem(
                term.tag_start,
                f"[{term.tag}]: {each.strip()} is not a modifier of a field.",
                "Write :noexp or :~N.",
            )
        if found[2]:
            distance = int(found[2])
        elif tag.name in EXPLODING:
            explode = False
        else:
            warn("noexp", f"[{tag.name}] has nothing to explode", term.start, term.end)
    return explode, distance


def _distance(term: Term, tag: Tag, distance: int, warn: Warn) -> int | None:
    if tag.name not in PROXIMITY:
        raise QueryProblem(
            term.tag_start,
            f"[{term.tag}]: PubMed knows proximity in ti, tiab and ad only.",
            f'Write "{term.text}"[tiab:~{distance}].',
        )
    held = patterns(term.text)
    if held.wild or len(held.words) < _PAIR:
        warn(
            "proximity",
            "proximity needs two words without *; it is ignored",
            term.start,
            term.end,
        )
        return None
    return distance


def _check_value(term: Term, tag: Tag) -> None:
    values = [term.text] if term.high is None else [term.text, term.high]
    if tag.kind == "date":
        single = term.high is None
        for value in values:
            if first_and_last(value) is None and not (single and is_relative(value)):
                raise QueryProblem(
                    term.start,
                    f"{value!r} is not a date for [{tag.name}].",
                    'Write 2020, 2020/05, 2020/05/17 or "last 5 years".',
                )
    elif tag.kind == "number":
        for value in values:
            held = numbers(value)
            if held is None or (term.high is not None and len(held) > 1):
                raise QueryProblem(term.start, f"{value!r} is not a PMID.", "Write digits only.")
