"""Terms with their tags, and ranges, out of the pieces of a query."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence.query.lexer import Piece
from evidence.query.tags import tag_named
from evidence.query.tree import Message, Tell
from evidence.query.values import first_and_last, numbers


@dataclass(frozen=True, slots=True)
class Term:
    """Words or a phrase with the inside of the tag that binds them; `high` for a range."""

    text: str
    quoted: bool
    start: int
    end: int
    tag: str | None = None
    tag_start: int = 0
    high: str | None = None


Item = Term | Piece  # pieces that stay are brackets, operators and colons


def items(pieces: Sequence[Piece], tell: Tell) -> list[Item]:
    """Bind words and tags to terms, and terms around a colon to ranges."""
    return _ranges(_terms(pieces, tell), tell)


def _terms(pieces: Sequence[Piece], tell: Tell) -> list[Item]:
    found: list[Item] = []
    bindable = False  # whether the last item is a term that a word or tag can still join
    for piece in pieces:
        last = found[-1] if found else None
        if piece.kind == "tag":
            if bindable and isinstance(last, Term):
                found[-1] = replace(last, tag=piece.text, tag_start=piece.start, end=piece.end)
            else:
                tell(
                    Message(
                        "lone-tag",
                        "warning",
                        "a tag without words before it is ignored",
                        piece.start,
                        piece.end,
                    )
                )
            bindable = False
        elif piece.kind == "word" and bindable and isinstance(last, Term) and _joins(last, piece):
            joint = "" if piece.text.startswith("/") and piece.start == last.end else " "
            found[-1] = replace(last, text=f"{last.text}{joint}{piece.text}", end=piece.end)
        elif piece.kind in {"word", "quoted"}:
            text = " ".join(piece.text.split())
            found.append(Term(text, piece.kind == "quoted", piece.start, piece.end))
            bindable = True
        else:
            found.append(piece)
            bindable = False
    return found


def _joins(last: Term, piece: Piece) -> bool:
    """A word joins the run before it; after a phrase only a subheading: "Pain"/drug therapy."""
    if not last.quoted:
        return True
    return "/" in last.text or (piece.text.startswith("/") and piece.start == last.end)


def _ranges(found: Sequence[Item], tell: Tell) -> list[Item]:
    done: list[Item] = []
    place = 0
    while place < len(found):
        item = found[place]
        if not (isinstance(item, Piece) and item.kind == ":"):
            done.append(item)
            place += 1
            continue
        low = done[-1] if done else None
        high = found[place + 1] if place + 1 < len(found) else None
        place += 1
        if not (isinstance(low, Term) and isinstance(high, Term)) or low.high is not None:
            continue
        joined = _joined(low, high, tell)
        if joined:
            done[-1:] = joined
            place += 1
    return done


def _joined(low: Term, high: Term, tell: Tell) -> list[Item]:
    """The two sides of a colon as a range, else as one run of words; [] to leave them."""
    name = high.tag if high.tag is not None else low.tag
    place = high.tag_start if high.tag is not None else low.tag_start
    tag = tag_named(name) if name is not None else None
    if tag is not None and tag.kind in {"date", "number"}:
        *before, first = [low.text] if low.quoted or low.tag else low.text.split(" ")
        ranged = replace(low, text=first, end=high.end, tag=name, tag_start=place, high=high.text)
        if not before:
            return [ranged]
        if not _is_value(first):
            return []
        return [Term(" ".join(before), quoted=False, start=low.start, end=low.end), ranged]
    if low.tag is None and not low.quoted and not high.quoted:
        tell(Message("colon", "warning", "a colon outside a range is a space", low.start, high.end))
        return [replace(high, text=f"{low.text} {high.text}", start=low.start)]
    return []


def _is_value(text: str) -> bool:
    return first_and_last(text) is not None or numbers(text) is not None
