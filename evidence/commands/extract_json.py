"""One text as `evidence extract` prints it; docs/json.md names the keys."""

from typing import TYPE_CHECKING

from evidence.extraction.quantities import numbers
from evidence.extraction.quantities.described import described
from evidence.extraction.reading import read
from evidence.record import Record, Section

if TYPE_CHECKING:
    from evidence.appraisal import Design
    from evidence.extraction.audit import Doubt
    from evidence.extraction.comparisons.model import Compared, Comparison, Direction
    from evidence.extraction.quantities import Quantity

_TEXT = "abstract/0"
_BASES = {"intention to treat": "ITT", "as treated": "as-treated"}
_SIDES = {"favours_a": "favours_surgery", "favours_b": "favours_conservative"}


def answer(title: str, text: str) -> dict[str, object]:
    """All that is read from a sentence or an abstract; offsets are code points of `text`."""
    from evidence.appraisal import design
    from evidence.extraction.audit import audit_record
    from evidence.extraction.comparisons.report import report

    record = Record(pmid=0, title=title, abstract=(Section(text),))
    reading = read(record)
    found = design(record)
    said = report(reading, found.name, found.detail)
    body = [each for each in reading if each.section == _TEXT]
    places = [(each.start, each.end) for each in body]
    return {
        "sentences": [{"start": each.start, "end": each.end, "role": each.role} for each in body],
        "design": _design(found, record),
        "numbers": [_number(each) for each in numbers(text, places)],
        "comparisons": [
            _comparison(each, said.compared)
            for each in said.comparisons
            if each.place.section == _TEXT
        ],
        "overall_direction": _direction(said.overall, said.compared),
        "audit": [_doubt(each) for each in audit_record(body)],
    }


def nothing(error: str) -> dict[str, object]:
    """The same keys for a row that could not be read, and why."""
    lists: dict[str, object] = {"sentences": [], "design": None, "numbers": [], "comparisons": []}
    return {**lists, "overall_direction": None, "audit": [], "error": error}


def _design(found: "Design", record: Record) -> dict[str, object]:
    """`score` is the probability, by words and model, that it is a randomised trial."""
    from evidence.appraisal.chance import trial_chance

    score = round(trial_chance(record), 3) if record.abstract_text.strip() else None
    return {"name": found.name, "score": score, "reason": found.reason}


def _number(each: "Quantity") -> dict[str, object]:
    return {
        "kind": each.kind,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "values": described(each),
        "unit": each.unit or None,
        "role": each.role or None,
    }


def _comparison(each: "Comparison", compared: "Compared") -> dict[str, object]:
    return {
        "operative_v_conservative": compared.operative_v_conservative,
        "outcome": each.outcome,
        "instrument": each.instrument or None,
        "time": [
            {"value": one.value, "unit": one.unit or None, "label": one.label or None}
            for one in each.times
        ],
        "direction": _direction(each.direction, compared),
        "basis": _BASES.get(each.basis, each.basis),
        "start": each.place.start,
        "end": each.place.end,
    }


def _direction(said: "Direction", compared: "Compared") -> str:
    """The gold's words where surgery is set against none; else "a" is the newer side."""
    return _SIDES.get(said, said) if compared.operative_v_conservative else said


def _doubt(each: "Doubt") -> dict[str, object]:
    return {
        "check": each.check,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "why": each.why,
    }
