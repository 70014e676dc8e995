"""Sentences on how far studies agree: counted from the comparison table, outcome by outcome."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evidence.extraction.comparisons.model import Basis, Direction
from evidence.findings.table import Row, in_words
from evidence.summary.model import Count, Finding, Statement

Verdict: TypeAlias = Literal["favours_a", "favours_b", "no_difference", "mixed", "unclear"]

_ORDER: tuple[Verdict, ...] = ("favours_a", "favours_b", "no_difference", "mixed", "unclear")
_REVIEWS = frozenset({"systematic review", "meta-analysis", "narrative review", "guideline"})
_SIDES: frozenset[Direction] = frozenset({"favours_a", "favours_b"})
_INTENDED: tuple[Basis, ...] = ("intention to treat", "not stated")


@dataclass(frozen=True, slots=True)
class _Matter:
    """One outcome between two arms, with the rows that speak of it."""

    domain: str
    kind: str
    a: str
    b: str
    rows: tuple[Row, ...]

    def sides(self) -> str:
        """The two arms in words."""
        if self.kind == "surgical_vs_conservative":
            return "surgery with care without it"
        return f"{self.a} with {self.b}"


def statements(rows: Sequence[Row], numbers: Mapping[int, int]) -> tuple[Statement, ...]:
    """A sentence an outcome; each names the findings it was counted from.

    `numbers` are the reference numbers by PMID.
    """
    told = (_statement(matter, numbers) for matter in _matters(rows))
    return tuple(each for each in told if each is not None)


def _matters(rows: Sequence[Row]) -> list[_Matter]:
    groups: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.entry.facts.design.name in _REVIEWS or row.domain in {"score", "other"}:
            continue
        surgery = row.kind == "surgical_vs_conservative"
        sides = ("", "") if surgery else (row.a.casefold(), row.b.casefold())
        groups[(row.domain, row.kind, *sides)].append(row)
    return [
        _Matter(domain, kind, found[0].a, found[0].b, tuple(found))
        for (domain, kind, _, _), found in groups.items()
    ]


def _statement(matter: _Matter, numbers: Mapping[int, int]) -> Statement | None:
    trials = [row for row in matter.rows if _randomised(row)]
    others = [row for row in matter.rows if not _randomised(row)]
    chosen = trials or others
    verdicts = _verdicts(chosen, _INTENDED)
    if not verdicts:
        return _only_treated(matter, chosen, numbers)
    parts = [_opening(matter, verdicts, randomised=bool(trials)), _listed(matter, verdicts)]
    if trials:
        parts.append(_counting(chosen, verdicts))
    treated = _verdicts([row for row in chosen if row.by("as treated")], ("as treated",))
    if treated and any(row.by(basis) for row in chosen for basis in _INTENDED):
        parts.append(f"Counted as treated: {_told(matter, treated)}.")
    if trials and others:
        parts.append(_beside(others))
    pmids = tuple(sorted({each.address.pmid for row in chosen for each in row.said}))
    return Statement(
        "counted",
        " ".join(parts),
        findings=_findings(chosen),
        counts=_counts(matter, chosen, verdicts),
        references=tuple(dict.fromkeys(numbers[pmid] for pmid in pmids)),
    )


def _only_treated(
    matter: _Matter, rows: Sequence[Row], numbers: Mapping[int, int]
) -> Statement | None:
    """Where nothing but what people were given is told: no comparison of what was assigned."""
    verdicts = _verdicts(rows, ("as treated",))
    if not verdicts:
        return None
    subject = f"{matter.domain[0].upper()}{matter.domain[1:]}"
    text = (
        f"{subject}: told only for people as they were treated, not as they were assigned:"
        f" {_told(matter, verdicts)}."
    )
    pmids = tuple(sorted({each.address.pmid for row in rows for each in row.said}))
    return Statement(
        "counted",
        text,
        findings=_findings(rows),
        counts=_counts(matter, rows, verdicts),
        references=tuple(dict.fromkeys(numbers[pmid] for pmid in pmids)),
    )


def _randomised(row: Row) -> bool:
    return row.entry.facts.design.name == "randomised trial"


def _verdicts(rows: Iterable[Row], bases: Sequence[Basis]) -> dict[int, Verdict]:
    """Each study's answer at the longest follow-up that it reports, by these analyses."""
    by_study: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if any(row.by(basis) for basis in bases):
            by_study[row.study].append(row)
    return {study: _verdict(_latest(found), bases) for study, found in by_study.items()}


def _latest(rows: Sequence[Row]) -> list[Row]:
    last = max((row.months if row.months is not None else -1.0) for row in rows)
    return [row for row in rows if (row.months if row.months is not None else -1.0) == last]


def _verdict(rows: Sequence[Row], bases: Sequence[Basis]) -> Verdict:
    told = {each.direction for row in rows for basis in bases for each in row.by(basis)}
    clear = told - {"unclear"}
    if not clear:
        return "unclear"
    if len(clear) > 1:
        return "mixed"
    (only,) = clear
    return (
        "favours_a" if only == "favours_a" else "favours_b" if only in _SIDES else "no_difference"
    )


def _opening(matter: _Matter, verdicts: Mapping[int, Verdict], *, randomised: bool) -> str:
    count = len(verdicts)
    subject = f"{matter.domain[0].upper()}{matter.domain[1:]}"
    if randomised:
        noun = "randomised trial compares" if count == 1 else "randomised trials compare"
        return f"{subject}: {count} {noun} {matter.sides()}."
    noun = (
        "study without randomisation compares"
        if count == 1
        else ("studies without randomisation compare")
    )
    return (
        f"{subject}: no randomised comparison was found. {count} {noun} {matter.sides()}; such a"
        " study cannot tell the effect of a treatment from the choice of who had it."
    )


def _listed(matter: _Matter, verdicts: Mapping[int, Verdict]) -> str:
    return f"At the longest follow-up that each reports, {_told(matter, verdicts)}."


def _counting(rows: Sequence[Row], verdicts: Mapping[int, Verdict]) -> str:
    """By which analysis people were counted: what is not stated may be either."""
    intended = {row.study for row in rows if row.by("intention to treat")} & verdicts.keys()
    if len(intended) == len(verdicts):
        return (
            "All count people by intention to treat."
            if len(intended) > 1
            else ("It counts people by intention to treat.")
        )
    if not intended:
        return "How people were counted is not stated."
    return f"{len(intended)} of {len(verdicts)} say that they count by intention to treat."


def _told(matter: _Matter, verdicts: Mapping[int, Verdict]) -> str:
    parts = []
    for verdict in _ORDER:
        count = sum(each == verdict for each in verdicts.values())
        if count:
            parts.append(f"{count} {_said(matter, verdict, count)}")
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]


def _said(matter: _Matter, verdict: Verdict, count: int) -> str:
    many = count > 1
    if verdict == "mixed":
        return "say both" if many else "says both, by scale or by group"
    if verdict == "unclear":
        return "leave it unclear" if many else "leaves it unclear"
    if verdict == "no_difference":
        return "find no difference" if many else "finds no difference"
    words = in_words(verdict, matter.a, matter.b, matter.kind).removeprefix("favours ")
    return f"{'favour' if many else 'favours'} {words}"


def _beside(others: Sequence[Row]) -> str:
    count = len({row.study for row in others})
    noun = "study without randomisation is" if count == 1 else "studies without randomisation are"
    return f"{count} {noun} in the table and not counted here."


def _findings(rows: Sequence[Row]) -> tuple[Finding, ...]:
    return tuple(
        dict.fromkeys(Finding(each.address, each.text) for row in rows for each in row.said)
    )


def _counts(
    matter: _Matter, rows: Sequence[Row], verdicts: Mapping[int, Verdict]
) -> tuple[Count, ...]:
    found = []
    for verdict in _ORDER:
        studies = {study for study, each in verdicts.items() if each == verdict}
        if studies:
            pmids = {each.address.pmid for row in rows if row.study in studies for each in row.said}
            label = _said(matter, verdict, 2)
            found.append(Count(f"{len(studies)}: {label}", tuple(sorted(pmids))))
    return tuple(found)
