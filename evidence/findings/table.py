"""What studies say between two arms, as rows: one a study, an outcome and a point in time.

Reports of one study stand in one row where they speak of the same outcome at the same time;
where they differ the row says both. Intention to treat and as treated are columns of their
own, and so is what does not say which it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evidence.appraisal import Level
from evidence.extraction.comparisons.model import Basis, Compared, Comparison, Direction, Time
from evidence.extraction.quantities import Quantity
from evidence.extraction.quantities.instruments import known
from evidence.findings.families_model import Family
from evidence.findings.model import Facts
from evidence.record import Address, Record

SYMBOLS: Mapping[Direction, str] = {
    "favours_a": "\u25b2",
    "favours_b": "\u25bc",
    "no_difference": "=",
    "unclear": "?",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that may be shown: with its facts, its level for the question, its notices.

    `changed` tells who changed the level, when and why; "" where nobody did.
    """

    record: Record
    facts: Facts
    short: str
    level: Level
    changed: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One direction for a row, with the report and the very words it rests on."""

    direction: Direction
    basis: Basis
    address: Address
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One study, outcome and time; `said` has all directions, in the order of the reports.

    `others` are further reports of the study that speak of the same outcome at that time.

    `high` tells what a high value of the instrument means ("better", "worse" or "").
    """

    study: int
    pmids: tuple[int, ...]
    entry: Entry
    kind: str
    a: str
    b: str
    outcome: str
    domain: str
    instrument: str
    high: str
    time: str
    months: float | None
    said: tuple[Said, ...]
    estimate: Quantity | None = None
    p: Quantity | None = None
    others: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The reports of the study that speak here, the one that names the row first."""
        return (self.entry, *self.others)

    @property
    def notices(self) -> tuple[str, ...]:
        """The notices on any of these reports, without repeats."""
        return tuple(dict.fromkeys(text for each in self.entries for text in each.notices))

    def by(self, basis: Basis) -> tuple[Said, ...]:
        """What is said by one way of analysing."""
        return tuple(each for each in self.said if each.basis == basis)

    def words(self, direction: Direction) -> str:
        """A direction in words with its symbol: "favours surgery \u25b2"."""
        return f"{in_words(direction, self.a, self.b, self.kind)} {SYMBOLS[direction]}"

    def cell(self, basis: Basis) -> str:
        """The directions by one way of analysing, in words; "" where nothing is said."""
        told = dict.fromkeys(each.direction for each in self.by(basis))
        return " and also ".join(self.words(each) for each in told)


def in_words(direction: Direction, a: str, b: str, kind: str) -> str:
    """A direction in words: surgery and conservative care by these names, others by their own."""
    if direction == "no_difference":
        return "no difference"
    if direction == "unclear":
        return "unclear"
    if kind == "surgical_vs_conservative":
        a, b = "surgery", "conservative care"
    return f"favours {a if direction == 'favours_a' else b}"


def rows(entries: Iterable[Entry], families: Sequence[Family]) -> tuple[Row, ...]:
    """All rows, by study, then outcome, then time."""
    study = {pmid: family.id for family in families for pmid in family.pmids}
    found: dict[tuple[object, ...], Row] = {}
    for entry in entries:
        for row in _of_record(entry, study.get(entry.record.pmid, entry.record.pmid)):
            # Without the arms, one report's "a" could be told by the name of another's.
            named = row.kind == "surgical_vs_conservative"
            arms = ("", "") if named else (row.a.casefold(), row.b.casefold())
            what = row.instrument or row.outcome.casefold()
            key = (row.study, row.kind, *arms, row.domain, what, row.time)
            found[key] = _joined(found[key], row) if key in found else row
    return tuple(sorted(found.values(), key=_order))


def _of_record(entry: Entry, study: int) -> Iterable[Row]:
    compared = entry.facts.report.compared
    if compared.a is None or compared.b is None:
        return
    for each in entry.facts.report.comparisons:
        for time in each.times or (Time(),):
            yield _row(entry, study, compared, each, time)


def _row(entry: Entry, study: int, compared: Compared, each: Comparison, time: Time) -> Row:
    record = entry.record
    place = each.place
    address = Address(record.pmid, entry.facts.sha256, place.section, place.start, place.end)
    scale = known(each.instrument) if each.instrument else None
    return Row(
        study=study,
        pmids=(record.pmid,),
        entry=entry,
        kind=compared.kind,
        a=compared.a.words.text if compared.a else "",
        b=compared.b.words.text if compared.b else "",
        outcome=each.outcome,
        domain=each.domain,
        instrument=each.instrument,
        high={"high": "worse", "low": "better"}.get(scale.worse, "") if scale else "",
        time=time_in_words(time),
        months=months(time),
        said=(Said(each.direction, each.basis, address, place.text, each.why),),
        estimate=each.estimate,
        p=each.p,
    )


def _joined(one: Row, two: Row) -> Row:
    pmids = tuple(dict.fromkeys((*one.pmids, *two.pmids)))
    return replace(
        one,
        pmids=pmids,
        said=(*one.said, *two.said),
        others=one.others if two.entry in one.entries else (*one.others, two.entry),
        estimate=one.estimate or two.estimate,
        p=one.p or two.p,
    )


_ORDER = (
    *("pain", "function", "symptoms", "walking", "quality of life", "overall", "satisfaction"),
    *("cramps", "sleep", "return to work", "mortality", "neurologic", "union", "new fracture"),
)


def _order(row: Row) -> tuple[object, ...]:
    place = _ORDER.index(row.domain) if row.domain in _ORDER else len(_ORDER)
    level = row.entry.level.number or 6
    return (place, row.domain, level, row.study, row.months or 0, row.time, row.outcome)


_MONTHS = {"day": 1 / 30, "week": 7 / 30, "month": 1, "year": 12, "hour": 1 / 720}
_LONG = 10_000.0  # "final follow-up": later than any time that is given in numbers


def months(time: Time) -> float | None:
    """A time in months; "final follow-up" is later than all numbers; None where nothing is said."""
    if time.value is not None:
        unit = time.unit.lower().rstrip("s")
        return time.value * _MONTHS.get(unit, 0)
    if any(word in time.label for word in ("final", "last", "latest", "end of", "long")):
        return _LONG
    return 0.0 if time.label else None


def time_in_words(time: Time) -> str:
    """A time as people write it: "2 years", "final follow-up", "not stated"."""
    if time.value is None:
        return time.label or "not stated"
    value = int(time.value) if time.value == int(time.value) else time.value
    return f"{value} {plural(time.unit.lower(), value)}"


def plural(unit: str, value: float) -> str:
    """A unit of time for a number: "1 year", "2 years"."""
    stem = unit.rstrip("s")
    return stem if value == 1 else f"{stem}s"
