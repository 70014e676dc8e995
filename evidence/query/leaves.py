"""A term with its tag as leaves of the tree: what the tag means, and whether the value fits."""

import re
from collections.abc import Iterator

from evidence.query.flags import PSEUDO_TERMS
from evidence.query.patterns import patterns
from evidence.query.tags import EXPLODING, PROXIMITY, Tag, nearest, tag_named
from evidence.query.terms import Term
from evidence.query.tokens import words
from evidence.query.tree import HAS, Leaf, Message, Tell
from evidence.query.values import first_and_last, is_relative, numbers

_MODIFIER = re.compile(r"\s*(?:(noexp)|~\s*(\d{1,4}))\s*", re.IGNORECASE)
_HISTORY = re.compile(r"#\d+")
_SUBSET = re.compile(r"jsubset\w+", re.IGNORECASE)
_HAS_TAGS = {"all", "tw", "tiab"}  # hasabstract[text] and the like are in use
_PAIR = 2


def leaves(term: Term, tell: Tell) -> list[Leaf]:
    """The leaves a term stands for, to be joined by AND; none where it has no words.

    What PubMed cannot answer as it is written is told as an error, and read as words in
    all fields.
    """
    if not words(term.text):
        tell(_warning(term, "no-words", "a term without letters or digits is ignored"))
        return []
    if term.tag is None:
        return list(_untagged(term, tell))
    return [_tagged(term, tell)]


def _warning(term: Term, code: str, text: str) -> Message:
    return Message(code, "warning", text, term.start, term.end)


def _tag_error(term: Term, code: str, text: str, next_step: str, fix: str | None = None) -> Message:
    end = term.tag_start + len(term.tag or "") + 2
    return Message(code, "error", text, term.tag_start, end, next_step, fix)


def _value_error(term: Term, code: str, text: str, next_step: str) -> Message:
    return Message(code, "error", text, term.start, term.end, next_step)


def _untagged(term: Term, tell: Tell) -> Iterator[Leaf]:
    if term.quoted:
        yield _leaf(term, "", tell)
        return
    plain: list[str] = []
    for chunk in term.text.split(" "):
        if _HISTORY.fullmatch(chunk):
            text = f"{chunk} refers to an earlier search, which is not kept here."
            tell(_value_error(term, "history", text, "Write that search out in brackets."))
        if _is_pseudo(chunk):
            yield Leaf(chunk.lower(), HAS, start=term.start, end=term.end)
        else:
            plain.append(chunk)
    text = " ".join(plain)
    if words(text):
        _check_stars(text, term, tell)
        yield Leaf(text, start=term.start, end=term.end)


def _is_pseudo(chunk: str) -> bool:
    return chunk.lower() in PSEUDO_TERMS or _SUBSET.fullmatch(chunk) is not None


def _tagged(term: Term, tell: Tell) -> Leaf:
    name, *modifiers = (term.tag or "").split(":")
    tag = tag_named(name)
    everywhere = Leaf(term.text, quoted=term.quoted, start=term.start, end=term.end)
    if tag is None:
        close = nearest(name)
        text = f"[{term.tag}] is not a field of PubMed."
        tell(_tag_error(term, "unknown-field", text, f"Write [{close}]?", f"[{close}]"))
        return everywhere
    if tag.kind == "none":
        text = f"[{tag.name}] is not supported yet."
        tell(_tag_error(term, "unsupported-field", text, "Leave the term out."))
        return everywhere
    if tag.name in _HAS_TAGS and _is_pseudo(term.text):
        return Leaf(term.text.lower(), HAS, start=term.start, end=term.end)
    explode, distance = _modifiers(term, tag, modifiers, tell)
    if not _value_fits(term, tag, tell):
        return everywhere
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
        distance = _distance(term, tag, distance, tell)
    return _leaf(term, tag.name, tell, explode=explode, distance=distance)


def _leaf(
    term: Term, field: str, tell: Tell, *, explode: bool = True, distance: int | None = None
) -> Leaf:
    _check_stars(term.text, term, tell)
    tag = tag_named(field)
    if tag and tag.kind == "text" and not term.quoted and distance is None:
        held = patterns(term.text)
        if len(held.words) > 1 and not held.wild and " " in term.text:
            text = (
                "words before a tag are read as a phrase; PubMed looks for each word alone"
                " where its index lacks the phrase"
            )
            tell(_warning(term, "unquoted-phrase", text))
    return Leaf(
        term.text,
        field,
        quoted=term.quoted,
        explode=explode,
        distance=distance,
        start=term.start,
        end=term.end,
    )


def _check_stars(text: str, term: Term, tell: Tell) -> None:
    for chunk in patterns(text).short:
        said = f"{chunk}: a * before the fifth character is a space"
        tell(_warning(term, "short-wildcard", said))


def _modifiers(term: Term, tag: Tag, modifiers: list[str], tell: Tell) -> tuple[bool, int | None]:
    explode, distance = True, None
    for each in modifiers:
        found = _MODIFIER.fullmatch(each)
        if not found:
            text = f"[{term.tag}]: {each.strip()} is not a modifier of a field."
            tell(_tag_error(term, "unknown-modifier", text, "Write :noexp or :~N."))
        elif found[2]:
            distance = int(found[2])
        elif tag.name in EXPLODING:
            explode = False
        else:
            tell(_warning(term, "noexp", f"[{tag.name}] has nothing to explode"))
    return explode, distance


def _distance(term: Term, tag: Tag, distance: int, tell: Tell) -> int | None:
    if tag.name not in PROXIMITY:
        text = f"[{term.tag}]: PubMed knows proximity in ti, tiab and ad only."
        step = f'Write "{term.text}"[tiab:~{distance}].'
        tell(_tag_error(term, "proximity-field", text, step, f"[tiab:~{distance}]"))
        return None
    held = patterns(term.text)
    if held.wild or len(held.words) < _PAIR:
        text = "proximity needs two words without *; it is ignored"
        tell(_warning(term, "proximity", text))
        return None
    return distance


def _value_fits(term: Term, tag: Tag, tell: Tell) -> bool:
    values = [term.text] if term.high is None else [term.text, term.high]
    for value in values:
        if tag.kind == "date" and not _is_date(value, single=term.high is None):
            text = f"{value!r} is not a date for [{tag.name}]."
            step = 'Write 2020, 2020/05, 2020/05/17 or "last 5 years".'
        elif tag.kind == "number" and not _is_number(value, single=term.high is None):
            text, step = f"{value!r} is not a PMID.", "Write digits only."
        else:
            continue
        tell(_value_error(term, f"not-a-{tag.kind}", text, step))
        return False
    return True


def _is_date(value: str, *, single: bool) -> bool:
    return first_and_last(value) is not None or (single and is_relative(value))


def _is_number(value: str, *, single: bool) -> bool:
    held = numbers(value)
    return held is not None and (single or len(held) == 1)
