"""All that a record says of its comparison: rows, harms, crossover, loss, and the conclusion."""

import re
from collections.abc import Iterable, Sequence

from evidence.extraction.comparisons.basis import basis_of_all
from evidence.extraction.comparisons.compared import compared
from evidence.extraction.comparisons.crossover import crossovers
from evidence.extraction.comparisons.harms import counted_harms, silent_harms
from evidence.extraction.comparisons.lost import lost
from evidence.extraction.comparisons.model import Comparison, Harm, Report
from evidence.extraction.comparisons.overall import overall
from evidence.extraction.comparisons.rows import Said, comparisons, harm, said
from evidence.extraction.comparisons.sides import sides
from evidence.extraction.reading import Read

_TOLD = frozenset({"surgical_vs_conservative", "surgical_vs_sham", "conservative_only"})
_NO_RESULTS = frozenset({"protocol", "laboratory or animal study"})
_OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|earlier|other) (?:studies|reports?|trials?|authors|published)\b"
    r"|\bet al\b|\b(?:has|have) been (?:reported|shown|suggested)\b|\bin the literature\b",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"\b(?:further|future|additional|more|larger|well-designed)\b[^.]{0,60}?\b(?:stud(?:y|ies)|trials?"
    r"|research|investigations?)\b[^.]{0,40}?\b(?:needed|required|warranted|necessary|should)\b",
    re.IGNORECASE,
)
_REVIEWS = frozenset({"systematic review", "meta-analysis", "narrative review"})


def report(reading: Sequence[Read], design: str = "", detail: str = "") -> Report:
    """What is compared, and how it came out; only the kind where arms are not set side by side.

    `design` and `detail` are the record's study design; results are read from results and
    conclusions, never from what a background says of others.
    """
    found = compared(reading, design, detail)
    known = sides(reading, found)
    if known is None or found.kind not in _TOLD or design in _NO_RESULTS:
        return Report(found)
    told = [(read, said(read, known)) for read in reading if _counts(read, design)]
    every = [each for _, all_of_it in told for each in all_of_it]
    usual = basis_of_all(reading)
    rows = _distinct(row for each in every for row in comparisons(each, usual))
    harms = _harms(every, reading)
    closing = [read for read in reading if read.role == "conclusions"]
    concluded = [each for each in every if each.read.role == "conclusions"]
    end = overall(concluded, closing, rows, known)
    return Report(
        compared=found,
        comparisons=rows,
        harms=harms,
        crossovers=crossovers(reading, known, found),
        lost=lost(reading),
        overall=end.direction,
        overall_place=end.place,
        mixed=end.mixed,
    )


def _counts(read: Read, design: str) -> bool:
    if read.role not in {"results", "conclusions"}:
        return False
    if _CALLS.search(read.text):
        return False
    return design in _REVIEWS or not _OTHERS.search(read.text)


def _distinct(rows: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """One row an outcome, time, analysis and direction; the first place stands for all."""
    kept: dict[tuple[object, ...], Comparison] = {}
    for each in rows:
        key = (each.domain, each.instrument, each.direction, each.times, each.basis)
        kept.setdefault(key, each)
    return tuple(kept.values())


def _harms(every: Sequence[Said], reading: Sequence[Read]) -> tuple[Harm, ...]:
    """Compared ones first; then numbers of them, and what was not seen: each place once."""
    told = [one for each in every if (one := harm(each))]
    kept = {(each.what.lower(), each.direction): each for each in reversed(told)}
    found = list(reversed(kept.values()))
    for each in (*counted_harms(reading), *silent_harms(reading)):
        if all(each.place.start >= one.place.end or one.place.start >= each.place.end
               or each.place.section != one.place.section for one in found):  # fmt: skip
            found.append(each)
    return tuple(found)
