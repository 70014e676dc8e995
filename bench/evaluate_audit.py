"""The arithmetic audit on real abstracts: errors put in, and doubts about untouched ones.

Errors are put into abstracts of the pool, one at a time, at places that plain patterns find
(not the extractor's): a share beside its fraction is moved by 13 points, an estimate out of
its interval, a p value to the other side of .05, one arm by seven people. An error counts
as found when the audit has a doubt at that place that it had not before.

Usage: python -m bench.evaluate_audit [pool.xml.gz]
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evidence.extraction.audit import audit
from evidence.pubmed.files import Parsed, read_file

POOL = Path(__file__).resolve().parents[2] / "shared/data/pubmed/pool.xml.gz"
MIDDLE = 50  # per cent
SURE, UNSURE = 0.04, 0.06  # p values between them are left alone
_NUMBER = r"[-\u2212]?\d+(?:\.\d+)?"
_CI = rf"(?P<low>{_NUMBER})(?: to |-|\u2013|, )(?P<high>{_NUMBER})"


@dataclass(frozen=True, slots=True)
class Seed:
    """A text with one error, between two offsets."""

    kind: str
    text: str
    start: int
    end: int


def _share(found: re.Match[str]) -> str | None:
    part, whole, said = int(found["part"]), int(found["whole"]), float(found["value"])
    if not 0 < part <= whole or abs(100 * part / whole - said) > 1:
        return None
    moved = said + 13 if said < MIDDLE else said - 13
    return f"{moved:.{len(found['value'].partition('.')[2])}f}"


def _estimate(found: re.Match[str]) -> str | None:
    low, value, high = _figures(found, "low", "value", "high")
    if not low <= value <= high:
        return None
    return f"{abs(high) * 2 + 1:.2f}"


def _p_value(found: re.Match[str]) -> str | None:
    low, high, p = _figures(found, "low", "high", "value")
    if low < 1 < high:
        return "0.001" if p > UNSURE else None
    return "0.72" if p < SURE and (low > 1 or high < 1) else None


def _arm(found: re.Match[str]) -> str | None:
    whole, first, second = _figures(found, "whole", "value", "second")
    return str(int(first) + 7) if first + second == whole else None


def _change(found: re.Match[str]) -> str | None:
    first, second = _figures(found, "first", "value")
    down = found["verb"].lower() in {"decreased", "fell", "dropped", "declined"}
    if (second >= first) if down else (second <= first):
        return None
    wrong = first * 1.4 if down else first * 0.6
    return f"{wrong:.{len(found['value'].partition('.')[2])}f}"


def _no_difference(found: re.Match[str]) -> str | None:
    return "0.001" if float(found["value"]) > UNSURE else None


def _difference(found: re.Match[str]) -> str | None:
    return "0.45" if float(found["value"]) < SURE else None


def _figures(found: re.Match[str], *names: str) -> tuple[float, ...]:
    return tuple(float(found[name].replace("\u2212", "-")) for name in names)


# (kind, where an error can be put, what is printed there instead)
_P = r"\((?:[pP]|P-value|p-value) ?= ?(?P<value>0?\.\d+)"
SEEDS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (
        "share",
        re.compile(
            r"(?<![\d/.])(?P<part>\d+)(?:/| of )(?P<whole>\d+)\s?[\[(;,]\s?"
            r"(?P<value>\d+(?:\.\d+)?)\s?%"
        ),
        _share,
    ),
    (
        "interval",
        re.compile(
            rf"(?<![\d.\w-])(?P<value>{_NUMBER})[ ;,]{{1,2}}[\[(]?95\s?% (?:CI|confidence interval)"
            rf"(?: \[CI\])?[:,=]? {_CI}(?![\d.]*\d)"
        ),
        _estimate,
    ),
    (
        "p value",
        re.compile(
            rf"\b(?:OR|RR|HR|ratio)\b[^.;()\d]{{0,25}}{_NUMBER}[ ;,]{{1,2}}[\[(]?95\s?% "
            rf"(?:CI|confidence interval)[:,=]? {_CI}[\])]?[;,] ?[pP] ?= ?(?P<value>0?\.\d+)"
        ),
        _p_value,
    ),
    (
        "parts",
        re.compile(
            r"(?P<whole>\d+) [^.()\d]{3,90}(?:randomi[sz]ed|assigned|allocated|divided)"
            r"[^.()\d]{3,90}"
            r"\([nN] ?= ?(?P<value>\d+)\)[^.()\d]{3,60}\([nN] ?= ?(?P<second>\d+)\)"
        ),
        _arm,
    ),
    (
        "words: from, to",
        re.compile(
            r"\b(?P<verb>decreased|fell|dropped|declined|increased|rose)(?: significantly)? from "
            r"(?P<first>\d+(?:\.\d+)?)[^\d.;,]{0,14} to (?P<value>\d+(?:\.\d+)?)(?![\d.]*\d)"
        ),
        _change,
    ),
    (
        "words: no difference",
        re.compile(rf"\bno significant (?:difference|change)s?\b[^.;()]{{0,60}}{_P}"),
        _no_difference,
    ),
    (
        "words: significant",
        re.compile(
            r"(?<!not )\bsignificantly (?:higher|lower|greater|more|less|better|reduced|increased)"
            rf"\b[^.;()]{{0,60}}{_P}"
        ),
        _difference,
    ),
)


def seeds(text: str) -> Iterator[Seed]:
    """The text once with each error that can be put into it."""
    for kind, pattern, replaced in SEEDS:
        for found in pattern.finditer(text):
            printed = replaced(found)
            if printed is not None:
                start, end = found.span("value")
                wrong = text[:start] + printed + text[end:]
                yield Seed(kind, wrong, found.start(), found.end() + len(printed) - (end - start))


def sees(seed: Seed) -> bool:
    """Whether a doubt touches the place of the error."""
    return any(doubt.start < seed.end and seed.start < doubt.end for doubt in audit(seed.text))


@dataclass(slots=True)
class Measured:
    """What was put in and found, by kind; how many abstracts are doubted as they are."""

    put: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    abstracts: int = 0
    doubted: int = 0


def measured(path: Path, told: Callable[[str], None] | None = None) -> Measured:
    """Seed and audit the abstracts of a file; `told` is given each doubt about an untouched one."""
    found = Measured()
    for item in read_file(path):
        if not isinstance(item, Parsed) or not item.record.abstract:
            continue
        found.abstracts += 1
        doubts = [each for section in item.record.abstract for each in audit(section.text)]
        found.doubted += bool(doubts)
        for doubt in doubts:
            if told:
                told(f"  PMID {item.record.pmid}, {doubt.check}: {doubt.why} {doubt.text!r}")
        for section in item.record.abstract:
            if audit(section.text):
                continue
            for seed in seeds(section.text):
                found.put[seed.kind] += 1
                found.seen[seed.kind] += sees(seed)
    return found


def main() -> None:
    """Print what was found of what was put in, and every doubt about untouched abstracts."""
    found = measured(Path(sys.argv[1]) if len(sys.argv) > 1 else POOL, print)
    share = found.doubted / found.abstracts
    print(f"{found.doubted} of {found.abstracts} untouched abstracts are doubted ({share:.2%})")
    for kind, count in found.put.items():
        print(f"  {kind:20} {found.seen[kind]} of {count} errors found")
    put, seen = found.put.total(), found.seen.total()
    print(f"  all                  {seen} of {put} ({seen / put:.1%})")


if __name__ == "__main__":
    main()
