"""Terms with their tags, and ranges, out of the pieces of a query."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from evidence.query.lexer import Piece, cut
from evidence.query.tags import tag_named
from evidence.query.told import Told
from evidence.query.values import first_and_last, numbers


class Term(NamedTuple):
    """Words or a phrase with the inside of the tag that binds them; `high` for a range."""

    text: str
    quoted: bool
    start: int
    end: int
    tag: str | None = None
    tag_start: int = 0
    tag_end: int = 0
    high: str | None = None


Item = Term | Piece  # pieces that stay are brackets, operators, colons and references


def items(text: str, pieces: Sequence[Piece], told: Told) -> list[Item]:
    """Bind words and tags to terms, and terms around a colon to ranges."""
    found, colons = _terms(text, pieces, told)
    return _ranges(text, found, told) if colons else found


def _terms(text: str, pieces: Sequence[Piece], told: Told) -> tuple[list[Item], bool]:
    found: list[Item] = []
    run: list[Piece] = []  # words, or a phrase and its subheading, that a tag can still bind
    colons = False
    for place, piece in enumerate(pieces):
        kind = piece.kind
        if kind == "#" and place + 1 < len(pieces) and pieces[place + 1].kind == "tag":
            kind = "word"
        if kind == "word":
            if run and not _joins(run, piece):
                found.append(_term(run))
                run = []
            run.append(piece)
        elif kind == "tag":
            if run:
                found.append(_term(run, piece))
                run = []
            else:
                _lone_tag(text, piece, told)
        else:
            if run:
                found.append(_term(run))
                run = []
            if kind == "quoted":
                run.append(piece)
            else:
                colons = colons or kind == ":"
                found.append(piece)
    if run:
        found.append(_term(run))
    return found, colons


def _lone_tag(text: str, piece: Piece, told: Told) -> None:
    if not told.full("lone-tag"):
        said = "a tag without words before it is ignored"
        told.warn("lone-tag", said, piece.start, piece.end, cut(text, piece.start, piece.end))


def _joins(run: list[Piece], piece: Piece) -> bool:
    """A word joins the run before it; after a phrase only a subheading: "Pain"/drug therapy."""
    first = run[0]
    if first.kind != "quoted":
        return True
    return len(run) > 1 or (piece.text[0] == "/" and piece.start == first.end)


def _term(run: list[Piece], tag: Piece | None = None) -> Term:
    first, last = run[0], run[-1]
    quoted = first.kind == "quoted"
    if len(run) == 1:
        text = " ".join(first.text.split()) if quoted else first.text
    else:
        text = _joined_text(run)
    if tag is None:
        return Term(text, quoted, first.start, last.end)
    return Term(text, quoted, first.start, tag.end, tag.text, tag.start, tag.end)


def _joined_text(run: list[Piece]) -> str:
    """The words with a blank between them, none before a "/" that follows at once."""
    parts = [" ".join(run[0].text.split())]
    for before, piece in pairwise(run):
        if not (piece.text[0] == "/" and piece.start == before.end):
            parts.append(" ")
        parts.append(piece.text)
    return "".join(parts)


def _ranges(text: str, found: Sequence[Item], told: Told) -> list[Item]:
    done: list[Item] = []
    chain: list[str] = []  # texts that colons join to one run of words: done[-1] is the first
    place = 0
    while place < len(found):
        item = found[place]
        place += 1
        if not (isinstance(item, Piece) and item.kind == ":"):
            _end_chain(done, chain)
            done.append(item)
            continue
        low = done[-1] if done else None
        high = found[place] if place < len(found) else None
        if isinstance(low, Term) and isinstance(high, Term) and low.high is None:
            if _is_range(low, high):
                low = low._replace(text=" ".join(chain)) if chain else low
                chain.clear()
                done[-1:] = _range(low, high, told)
                place += 1
                continue
            if low.tag is None and not low.quoted and not high.quoted:
                chain += [high.text] if chain else [low.text, high.text]
                done[-1] = high._replace(start=low.start)
                place += 1
        between = isinstance(low, Term) and isinstance(high, Term)
        fix = " " if between and cut(text, item.start, item.end) is not None else None
        told.warn("colon", "a colon outside a range is a space", item.start, item.end, fix)
    _end_chain(done, chain)
    return done


def _end_chain(done: list[Item], chain: list[str]) -> None:
    last = done[-1] if done else None
    if chain and isinstance(last, Term):
        done[-1] = last._replace(text=" ".join(chain))
    chain.clear()


def _bound(low: Term, high: Term) -> Term:
    return high if high.tag is not None else low


def _is_range(low: Term, high: Term) -> bool:
    name = _bound(low, high).tag
    tag = tag_named(name) if name is not None else None
    if tag is None or tag.kind not in {"date", "number"}:
        return False
    return low.quoted or low.tag is not None or " " not in low.text or _is_value(_last(low.text))


def _last(text: str) -> str:
    return text.rpartition(" ")[2]


def _range(low: Term, high: Term, told: Told) -> list[Item]:
    """A range; unquoted words before its lower end are a term of their own."""
    _same_field(low, high, told)
    bound = _bound(low, high)
    before, first = "", low.text
    if not low.quoted and low.tag is None:
        before, _, first = low.text.rpartition(" ")
    start = low.end - len(first) if before else low.start
    ranged = Term(
        first, low.quoted, start, high.end, bound.tag, bound.tag_start, bound.tag_end, high.text
    )
    if not before:
        return [ranged]
    return [Term(before, quoted=False, start=low.start, end=start), ranged]


def _same_field(low: Term, high: Term, told: Told) -> None:
    if low.tag is None or high.tag is None:
        return
    first, second = tag_named(low.tag), tag_named(high.tag)
    if first is not second:
        said = f"a range from [{low.tag}] to [{high.tag}] is in no one field."
        step = "Write the same tag at both ends."
        told.error("range-fields", said, high.tag_start, high.tag_end, step, f"[{low.tag}]")


def _is_value(text: str) -> bool:
    return first_and_last(text) is not None or numbers(text) is not None
