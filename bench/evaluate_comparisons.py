"""Comparisons read from abstracts against shared/data/comparisons/gold.jsonl.

Records are parted by a hash of their id: the rules were written with the tuning half; the
test half is counted with --test. An outcome row is found where a row of ours overlaps its
quote and has its domain, or else its direction. "Unclear" for a direction the gold has is a
miss, not a wrong direction; any other answer that differs is wrong.

Usage: python -m bench.evaluate_comparisons [--test] [--rows]
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from evidence.appraisal import design
from evidence.extraction.comparisons.model import Comparison, Report
from evidence.extraction.comparisons.report import report
from evidence.extraction.reading import read
from evidence.record import Record, Section

SHARED = Path(__file__).resolve().parents[2] / "shared/data/comparisons"
SIDES = {"favours_a": "favours_surgery", "favours_b": "favours_conservative"}
# The gold's names of domains that are written differently here.
DOMAINS = {
    "radiographic": {"radiographic"},
    "function": {"function", "overall", "score", "walking"},
    "pain": {"pain", "score"},
    "quality_of_life": {"quality of life", "score"},
    "return_to_work": {"return to work"},
    "new_fracture": {"new fracture"},
    "union": {"union"},
    "mortality": {"mortality"},
    "neurologic": {"neurologic"},
    "length_of_stay": {"hospital stay"},
    "cost": {"cost"},
    "health_care_use": {"health care use"},
    "satisfaction": {"satisfaction"},
    "other": {"overall", "other"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One annotated record with what is read from it."""

    gold: dict[str, Any]
    record: Record
    said: Report


@dataclass(slots=True)
class Score:
    """Counts over some rows."""

    rows: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    kinds: int = 0
    overall: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    quotes: Counter[str] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """The figures, one a line, with their counts."""
        f1 = 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)
        yield (
            f"operative v conservative: F1 {f1:.3f} ({self.right} right, {self.wrong} wrong, "
            f"{self.missed} missed of {self.rows} records)"
        )
        yield f"kind of comparison: {self.kinds} of {self.rows}"
        yield f"overall direction: {_told(self.overall)}"
        yield f"outcome direction: {_told(self.outcomes)}"
        found = self.outcomes["found"]
        yield f"outcome rows found: {found} of {found + self.outcomes['not found']}"
        yield f"quotes exact: {self.quotes['exact']} of {self.quotes.total()}"


def _told(counts: Counter[str]) -> str:
    judged = counts["right"] + counts["unclear"] + counts["wrong"]
    if not judged:
        return "none"
    return (
        f"{counts['right']} of {judged} right ({counts['right'] / judged:.3f}), "
        f"{counts['unclear']} unclear, {counts['wrong']} wrong ({counts['wrong'] / judged:.3f})"
    )


def rows(*, test: bool) -> list[Row]:
    """One half of the annotated records, as the program reads them."""
    records = {}
    for name in ("records", "trials"):
        for line in (SHARED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            each = json.loads(line)
            records[each["id"]] = each
    found = []
    for line in (SHARED / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if (sha256(gold["id"].encode()).digest()[0] % 2 == 1) == test:
            found.append(_read(gold, records[gold["id"]]))
    return found


def _read(gold: dict[str, Any], source: dict[str, Any]) -> Row:
    record = Record(
        pmid=int(source.get("pmid") or 1),
        title=source["title"],
        abstract=(Section(source["abstract"] or ""),),
    )
    judged = design(record)
    return Row(gold, record, report(read(record), judged.name, judged.detail))


def score(found: Sequence[Row]) -> Score:
    """All figures over some rows; borderline ones count nowhere."""
    total = Score()
    for row in found:
        if row.gold["borderline"]:
            continue
        total.rows += 1
        ours = row.said.compared.operative_v_conservative
        truth = row.gold["is_comparison"]
        total.right += ours and truth
        total.wrong += ours and not truth
        total.missed += truth and not ours
        total.kinds += row.said.compared.kind == row.gold["comparison_kind"]
        _quotes(row, total)
        if truth:
            total.overall[_verdict(row.gold["overall_direction"], row.said.overall)] += 1
            _outcomes(row, total)
    return total


def _verdict(truth: str, ours: str) -> str:
    said = SIDES.get(ours, ours)
    if said == truth:
        return "right"
    return "unclear" if said == "unclear" else "wrong"


def _quotes(row: Row, total: Score) -> None:
    for each in row.said.comparisons:
        place = each.place
        same = row.record.section_text(place.section)[place.start : place.end] == place.text
        total.quotes["exact" if same else "not exact"] += 1


def _outcomes(row: Row, total: Score) -> None:
    for outcome in row.gold["outcomes"]:
        match = best(outcome, row.said.comparisons)
        total.outcomes["not found" if match is None else "found"] += 1
        if match is not None:
            total.outcomes[_verdict(outcome["direction"], match.direction)] += 1


def best(outcome: dict[str, Any], ours: Sequence[Comparison]) -> Comparison | None:
    """Our row for an annotated one: overlapping words, then the domain, then the direction."""
    quote = outcome["quote"]
    where = "title" if quote["field"] == "title" else "abstract/0"
    near = [
        each
        for each in ours
        if each.place.section == where
        and each.place.start < quote["end"]
        and quote["start"] < each.place.end
        and each.domain in DOMAINS.get(outcome["domain"], {outcome["domain"]})
    ]
    same = [each for each in near if _verdict(outcome["direction"], each.direction) == "right"]
    return next(iter(same or near), None)


def main() -> None:
    """Print the figures."""
    test = "--test" in sys.argv
    found = rows(test=test)
    print(f"{'test' if test else 'tuning'} half: {len(found)} records")
    print("\n".join(score(found).lines()))
    if "--rows" in sys.argv and not test:
        _print_rows(found)


def _print_rows(found: Sequence[Row]) -> None:
    for row in found:
        print("=====", row.gold["id"], row.gold["comparison_kind"], row.said.compared.kind)
        print("  overall", row.gold["overall_direction"], "| ours", row.said.overall)
        for outcome in row.gold["outcomes"]:
            match = best(outcome, row.said.comparisons)
            ours = f"{match.direction} ({match.why})" if match else "-"
            print(f"  {outcome['domain']:15} {outcome['direction']:21} {ours:60}"
                  f" {outcome['quote']['text'][:150]}")  # fmt: skip
        for each in row.said.comparisons:
            print(f"      ours: {each.domain} [{each.outcome}] {each.direction} {each.why} "
                  f"{[(one.value, one.unit, one.label) for one in each.times]}"
                  f" | {each.place.text[:110]!r}")  # fmt: skip


if __name__ == "__main__":
    main()
