"""Numbers of a text, each with its kind, place and values; those that are no evidence too."""

import re
from collections.abc import Sequence
from dataclasses import replace

from evidence.extraction.quantities import (
    instruments,
    intervals,
    labelled,
    means,
    people,
    shares,
    times,
)
from evidence.extraction.quantities.figures import plain
from evidence.extraction.quantities.sheet import Sheet
from evidence.extraction.quantities.values import Kind, Quantity, Values
from evidence.extraction.sentences import spans

__all__ = ["Kind", "Quantity", "Values", "numbers"]


def numbers(text: str, places: Sequence[tuple[int, int]] | None = None) -> tuple[Quantity, ...]:
    """Every number and instrument of `text` in order; spans are of `text` and never overlap.

    `places` are the sentences, where they are known already.
    """
    found: list[Quantity] = []
    defined: dict[str, instruments.Instrument] = {}
    read = plain(text)
    for start, end in spans(text) if places is None else places:
        found += _sentence(read[start:end], start, defined)
    if read != text:
        return tuple(replace(each, text=text[each.start : each.end]) for each in found)
    return tuple(found)


_NONE = re.compile(r"\b[Nn]o(?:ne)?\b")  # "no patients" are a count


def _sentence(text: str, offset: int, defined: dict[str, instruments.Instrument]) -> list[Quantity]:
    sheet = Sheet(text)
    for mention in instruments.mentions(text, defined):
        sheet.claim(
            "instrument", mention.start, mention.end, Values(), measure=mention.instrument.canonical
        )
    if sheet.digits or sheet.words or _NONE.search(text):
        _figures(sheet)
    found = sorted(sheet.found, key=lambda each: each.start)
    return [each.moved(offset) for each in found] if offset else found


def _figures(sheet: Sheet) -> None:
    """Claim the numbers of a sentence that has any, in the order that avoids misreadings."""
    if sheet.digits:
        shares.p_values(sheet)
        labelled.read(sheet)
        intervals.read(sheet)
    shares.fractions(sheet)
    shares.percentages(sheet)
    times.read(sheet)
    if sheet.digits:
        labelled.doses(sheet)
        labelled.effects(sheet)
    people.read(sheet)
    means.read(sheet)
