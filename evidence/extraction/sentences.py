"""An abstract's sentences with exact offsets, and the part each plays.

The spans of a section and the blanks between them add up to its text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.extraction import roles
from evidence.extraction.boundaries import ends
from evidence.extraction.roles import Role
from evidence.record import Record

__all__ = ["Role", "Sentence", "sentences", "spans"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `record.section_text(section)[start:end] == text`.

    `role` is background, objective, methods, results, conclusions or unknown; `basis`
    says how it is known: "label" (the section's own), "model", "words" or "position".
    """

    section: str
    start: int
    end: int
    text: str
    role: Role
    basis: str = ""


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each sentence of `text`, in order, without the blanks around it."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in (*ends(text), len(text)):
        piece = text[start:end]
        inner = piece.strip()
        if inner:
            first = start + piece.index(inner[0])
            found.append((first, first + len(inner)))
        start = end
    return tuple(found)


def sentences(record: Record) -> tuple[Sentence, ...]:
    """All sentences of the abstract (never the title), in order.

    A labelled section gives its role. An abstract without any such section is judged as a
    whole by the model; unlabelled sections beside labelled ones get their sentences' roles
    from cue words, then from place, judged over neighbouring unlabelled sections.
    """
    found: list[Sentence] = []
    unlabelled: list[Sentence] = []
    whole = True
    for number, section in enumerate(record.abstract):
        role = roles.of_label(section.label, section.category)
        pieces = [
            Sentence(f"abstract/{number}", start, end, section.text[start:end], role or "unknown")
            for start, end in spans(section.text)
        ]
        if role is None:
            unlabelled += pieces
            continue
        whole = False
        found += _judged(unlabelled)
        unlabelled = []
        found += [_with(each, role, "label") for each in pieces]
    return (*found, *_judged(unlabelled, whole=whole))


def _judged(pieces: Sequence[Sentence], *, whole: bool = False) -> list[Sentence]:
    judge = roles.of_abstract if whole else roles.of_sentences
    parts = judge([each.text for each in pieces])
    return [_with(each, *part) for each, part in zip(pieces, parts, strict=True)]


def _with(each: Sentence, role: Role, basis: str) -> Sentence:
    return Sentence(each.section, each.start, each.end, each.text, role, basis)
