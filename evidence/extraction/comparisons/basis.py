"""How people were counted: as they were assigned, or as they were treated; only what is said."""

import re
from collections.abc import Sequence

from evidence.extraction.comparisons.model import Basis
from evidence.extraction.reading import Read

_INTENTION = re.compile(
    r"\bintent(?:ion)?[- ]to[- ]treat(?:ment)?\b|\bITT\b|\bas[- ]randomi[sz]ed\b", re.IGNORECASE
)
_TREATED = re.compile(r"\bas[- ]treated\b|\bper[- ]treatment received\b", re.IGNORECASE)
_BASES: tuple[tuple[re.Pattern[str], Basis], ...] = (
    (_INTENTION, "intention to treat"),
    (_TREATED, "as treated"),
)
_CHOSEN = re.compile(
    r"\b(?:who|those|patients) (?:were|was|had been|actually|had|underwent|received|chose)"
    r" (?:[\w-]+ ){0,2}?(?:operat|surg|receiv|treat)",
    re.IGNORECASE,
)
_CROSSOVER = re.compile(r"\bcross(?:ed|ing)?[- ]?overs?\b", re.IGNORECASE)


def basis_of(text: str) -> Basis | None:
    """Which analysis the words name; None where they name neither, or both."""
    intention, treated = bool(_INTENTION.search(text)), bool(_TREATED.search(text))
    if intention == treated:
        return None
    return "intention to treat" if intention else "as treated"


def bases_in(text: str) -> tuple[Basis, ...]:
    """The analyses that the words name, in their order."""
    found: list[tuple[int, Basis]] = []
    for pattern, basis in _BASES:
        found += [(match.start(), basis) for match in pattern.finditer(text)]
    return tuple(basis for _, basis in sorted(found))


def basis_in(read: Read, start: int, end: int, usual: Basis) -> Basis:
    """That of a clause of a sentence: the clause says, else the words before, else the methods.

    Those "who were operated on" are not the people who were assigned to it: beside crossover
    or an intention to treat they are people as treated.
    """
    clause = read.text[start:end]
    own = basis_of(clause)
    if own is None and _CHOSEN.search(clause):
        apart = basis_of(read.text) or _CROSSOVER.search(read.text)
        return "as treated" if apart else "not stated"
    return own or basis_of(read.text[:end]) or usual


def basis_of_all(reading: Sequence[Read]) -> Basis:
    """What the methods say holds for all results; not stated where as-treated is named as well."""
    whole = " ".join(read.text for read in reading)
    if _TREATED.search(whole):
        return "not stated"
    named = any(_INTENTION.search(read.text) for read in reading if read.role == "methods")
    return "intention to treat" if named else "not stated"
