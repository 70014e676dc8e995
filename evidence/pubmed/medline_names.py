"""Names of the MEDLINE format, in the order of its lines.

FAU "Last, Fore", then AU "Last FI Suffix", then the AD and AUID of that person; CN is a
collective. Editors are FED and ED, investigators FIR and IR (with IRAD), and the subjects
of a biography FPS and PS.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evidence.record import Author

_FULL = {"FAU": "author", "FED": "editor", "FIR": "investigator", "FPS": "subject"}
_SHORT = {"AU": "author", "ED": "editor", "IR": "investigator", "PS": "subject"}
_COLLECTIVE = {"CN": "author"}
_AFFILIATION = frozenset({"AD", "IRAD"})
_SUFFIX = re.compile(r"\s(Jr|Sr|[1-9](?:st|nd|rd|th)|I{1,3}|IV|V|VI{0,3})\.?$")
_SHORT_NAME = re.compile(r"(?P<last>.+?)(?: (?P<initials>[^\W\d_a-z][^\s\d]{0,5}))?")
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])")


@dataclass(slots=True)
class _Name:
    """A name under construction: lines add to it until the next name begins."""

    role: str
    full: str = ""
    short: str = ""
    collective: str = ""
    orcid: str = ""
    affiliations: list[str] = field(default_factory=list)

    def author(self) -> Author:
        """The finished value."""
        last, _, fore = self.full.partition(", ")
        short, suffix = _without_suffix(self.short)
        initials = ""
        if last and short.startswith(f"{last} "):
            initials = short.removeprefix(f"{last} ")
        elif not last and short:
            parts = _SHORT_NAME.fullmatch(short)
            if parts:
                last, initials = parts["last"], parts["initials"] or ""
        if suffix:
            fore = fore.removesuffix(suffix).rstrip(", ")
        return Author(
            last,
            fore,
            initials,
            suffix,
            self.collective,
            self.orcid,
            tuple(self.affiliations),
            self.role,
        )


def names(ordered: Sequence[tuple[str, str]], *, subjects: bool = False) -> Iterator[Author]:
    """Authors and editors, then investigators; or only the subjects of a biography."""
    found = _gather(ordered)
    for late in (False, True):
        for each in found:
            wanted = (each.role == "subject") is subjects
            if wanted and (each.role == "investigator") is late:
                yield each.author()


def _gather(ordered: Sequence[tuple[str, str]]) -> list[_Name]:
    found: list[_Name] = []
    early: list[str] = []  # an AD above all names is the first author's
    for name, text in ordered:
        if name in _FULL:
            found.append(_Name(_FULL[name], full=text))
        elif name in _SHORT:
            if not _awaits_short(found, _SHORT[name]):
                found.append(_Name(_SHORT[name]))
            found[-1].short = text
        elif name in _COLLECTIVE:
            found.append(_Name(_COLLECTIVE[name], collective=text))
        elif name in _AFFILIATION:
            (found[-1].affiliations if found else early).append(text)
        elif name == "AUID" and found:
            found[-1].orcid = found[-1].orcid or _orcid(text)
    if found:
        found[0].affiliations = early + found[0].affiliations
    return found


def _awaits_short(found: list[_Name], role: str) -> bool:
    """Whether the last name is a full one of that role, its short form still to come."""
    return bool(found) and found[-1].role == role and bool(found[-1].full) and not found[-1].short


def _without_suffix(short: str) -> tuple[str, str]:
    """("Ruley HE", "3rd") for "Ruley HE 3rd"; initials such as "V" are no suffix."""
    found = _SUFFIX.search(short)
    if found is None or " " not in short[: found.start()].strip():
        return short, ""
    return short[: found.start()], found[1]


def _orcid(text: str) -> str:
    """The identifier of "ORCID: 0000-0002-1825-0097", also as a URL or without hyphens."""
    if not text.upper().startswith("ORCID"):
        return ""
    digits = _ORCID.search(text)
    return "-".join(digits.groups()).upper() if digits else ""
